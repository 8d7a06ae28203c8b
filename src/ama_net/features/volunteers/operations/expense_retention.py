"""Forgetting what settled expenses no longer need: the account a volunteer was paid on, and drafts nobody sent."""

from datetime import timedelta

from sqlalchemy import delete, exists, or_, select, update

from ama_net.features.volunteers.models import ClaimState, ExpenseClaim, ExpenseItem
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db

KEEP_ACCOUNT = timedelta(days=365)
KEEP_EMPTY_DRAFT = timedelta(days=30)


def forget_accounts() -> int:
    """Empty the accounts of claims paid or refused a year ago, delete drafts left empty; gives how many accounts."""
    paid = ExpenseClaim.paid_on < today() - KEEP_ACCOUNT
    refused = (ExpenseClaim.state == ClaimState.REFUSED) & (ExpenseClaim.decided_at < now() - KEEP_ACCOUNT)
    emptied = db.session.execute(
        update(ExpenseClaim).where(ExpenseClaim.payee_sealed.is_not(None), or_(paid, refused)).values(payee_sealed=None)
    )
    unused = select(ExpenseClaim.id).where(
        ExpenseClaim.state == ClaimState.DRAFT,
        ExpenseClaim.number.is_(None),
        ExpenseClaim.created_at < now() - KEEP_EMPTY_DRAFT,
        ~exists().where(ExpenseItem.claim_id == ExpenseClaim.id),
    )
    db.session.execute(delete(ExpenseClaim).where(ExpenseClaim.id.in_(unused)))
    return int(emptied.rowcount)  # type: ignore[attr-defined]
