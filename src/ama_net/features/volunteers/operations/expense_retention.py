"""Forgetting expenses: accounts volunteers were paid on and drafts nobody sent; after ten years claims and receipts too.

Rules stay: like the resolutions that made them, they tell about the association and of nobody.
"""

from datetime import date, timedelta

from sqlalchemy import delete, exists, func, or_, select, update

from ama_net.features.volunteers.models import ClaimState, ExpenseClaim, ExpenseItem, PaymentList
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.foundation.database.days import italian_day
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents.operations_deleting import delete_documents

KEEP_YEARS = 10
"""As long as the accounts (Italian civil code, art. 2220)."""
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


def forget_claims() -> int:
    """Delete the claims of more than ten years ago with their receipts, and lists left without a claim; how many claims.

    Whole years are counted, from the last thing that happened to a claim: when it was paid, decided, sent or begun.
    """
    limit = date(today().year - KEEP_YEARS, 1, 1)
    claim, item = ExpenseClaim, ExpenseItem
    moments = (italian_day(one) for one in (claim.decided_at, claim.submitted_at, claim.created_at))
    recent = exists().where(item.claim_id == claim.id, italian_day(item.created_at) >= limit)
    old = list(db.session.scalars(select(claim.id).where(func.coalesce(claim.paid_on, *moments) < limit, ~recent)))
    receipts = list(db.session.scalars(select(item.document_id).where(item.claim_id.in_(old))))
    db.session.execute(delete(claim).where(claim.id.in_(old)))
    delete_documents(receipts, by=SYSTEM)
    used = exists().where(claim.payment_list_id == PaymentList.id)
    db.session.execute(delete(PaymentList).where(PaymentList.made_on < limit, ~used))
    return len(old)
