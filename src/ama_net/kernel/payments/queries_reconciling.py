"""What the proof of the accounts asks: receipts against what was kept, providers against what they paid out, banks against the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, case, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased, joinedload

from ama_net.foundation.database import db
from ama_net.kernel.payments.models import (
    COUNTED,
    AccountKind,
    BankAccount,
    MoneyDirection,
    Payment,
    PaymentKind,
    Receipt,
)
from ama_net.kernel.payments.models_online import Reconciliation
from ama_net.kernel.payments.models_statements import LineState, StatementImport, StatementLine
from ama_net.kernel.payments.queries import SIGNED, TOOK_PLACE, all_accounts

MOST = 100
ARRIVAL = timedelta(days=10)
"""What a provider paid out is at the bank by then."""

_CAME = Payment.direction == MoneyDirection.IN
_INTERNAL = Payment.kind == PaymentKind.INTERNAL
_CHARGE = Payment.kind == PaymentKind.CHARGE
_SINCE_OPENED = or_(BankAccount.opened_on.is_(None), Payment.on_day >= BankAccount.opened_on)
"""What moved before is inside the opening balance."""


@dataclass(frozen=True)
class BankBalance:
    """What a bank says was in an account at the end of a day, and what the books say; lines nobody decided yet apart."""

    account_id: UUID
    on: date
    bank_cents: int
    books_cents: int
    to_do_cents: int

    @property
    def difference_cents(self) -> int:
        """What nothing explains."""
        return self.bank_cents - self.books_cents - self.to_do_cents


def latest_reconciliation() -> Reconciliation | None:
    """The last proof."""
    return db.session.scalars(select(Reconciliation).order_by(Reconciliation.on_day.desc()).limit(1)).first()


def account_balances(on: date | None = None) -> dict[UUID, int]:
    """What is in each account by the books: its opening balance and what moved since, up to a day."""
    until = Payment.on_day <= on if on is not None else true()
    moved = (
        select(BankAccount.id, func.coalesce(func.sum(SIGNED), 0))
        .outerjoin(Payment, and_(Payment.account_id == BankAccount.id, TOOK_PLACE, _SINCE_OPENED, until))
        .group_by(BankAccount.id)
    )
    cents = {row[0]: int(row[1]) for row in db.session.execute(moved)}
    return {
        one.id: cents[one.id] + (one.opening_cents if on is None or one.opened_on is None or one.opened_on <= on else 0)
        for one in all_accounts()
    }


def receipts_and_kept() -> Row[Any]:
    """Of fees and gifts: what came, what went back, what receipts in force say, what is kept without one and in how many."""
    kept = _kept()
    alone = and_(kept.c.receipt.is_(None), kept.c.kept > 0)
    return db.session.execute(
        select(
            func.coalesce(func.sum(kept.c.came), 0).label("came"),
            func.coalesce(func.sum(kept.c.came - kept.c.kept), 0).label("back"),
            func.coalesce(func.sum(kept.c.receipt), 0).label("receipts"),
            func.coalesce(func.sum(kept.c.kept).filter(alone), 0).label("without"),
            func.count().filter(alone).label("without_count"),
        )
    ).one()


def wrong_receipts() -> Sequence[Row[Any]]:
    """Movements whose receipt in force says another amount than what was kept: ``id``, ``kept``, ``receipt``."""
    kept = _kept()
    wrong = kept.c.receipt != kept.c.kept
    return db.session.execute(select(kept.c.id, kept.c.kept, kept.c.receipt).where(wrong).limit(MOST)).all()


def without_receipt() -> Select[Payment]:
    """Fees and gifts that are kept and have no receipt in force, the latest first."""
    kept = _kept()
    alone = select(kept.c.id).where(kept.c.receipt.is_(None), kept.c.kept > 0)
    return (
        select(Payment)
        .where(Payment.id.in_(alone))
        .options(joinedload(Payment.person), joinedload(Payment.organisation))
        .order_by(Payment.on_day.desc(), Payment.id)
    )


def provider_sums() -> Sequence[Row[Any]]:
    """Of each account at a provider: what came, what it kept, what went back or was contested, what it paid out."""
    return db.session.execute(
        select(
            BankAccount.id,
            BankAccount.opening_cents.label("opening"),
            func.coalesce(func.sum(SIGNED).filter(_CAME, ~_INTERNAL, ~_CHARGE), 0).label("came"),
            func.coalesce(-func.sum(SIGNED).filter(_CHARGE), 0).label("charges"),
            func.coalesce(-func.sum(SIGNED).filter(~_CAME, ~_INTERNAL, ~_CHARGE), 0).label("back"),
            func.coalesce(-func.sum(SIGNED).filter(_INTERNAL), 0).label("paid_out"),
        )
        .outerjoin(Payment, and_(Payment.account_id == BankAccount.id, TOOK_PLACE, _SINCE_OPENED))
        .where(BankAccount.kind == AccountKind.PROVIDER)
        .group_by(BankAccount.id, BankAccount.opening_cents)
        .order_by(BankAccount.id)
    ).all()


def lonely_halves() -> Sequence[Payment]:
    """Halves of a giroconto whose other half is not there, is of another amount, or goes the same way."""
    twin = aliased(Payment)
    fits = and_(
        twin.id == Payment.twin_id,
        twin.amount_cents == Payment.amount_cents,
        twin.direction != Payment.direction,
        twin.state.in_(COUNTED),
    )
    lonely = select(Payment).outerjoin(twin, fits).where(_INTERNAL, TOOK_PLACE, twin.id.is_(None))
    return db.session.scalars(lonely.order_by(Payment.on_day, Payment.id).limit(MOST)).all()


def payouts_not_arrived(day: date) -> Sequence[Payment]:
    """What a provider paid out days ago and no line of the bank's, read well past that day, has."""
    twin, place, bank = aliased(Payment), aliased(BankAccount), StatementImport
    read_until = (
        select(func.max(bank.last_day))
        .where(bank.account_id == Payment.account_id, bank.undone_at.is_(None))
        .scalar_subquery()
    )
    read_from = (
        select(func.min(bank.first_day))
        .where(bank.account_id == Payment.account_id, bank.undone_at.is_(None))
        .scalar_subquery()
    )
    wanted = (
        select(Payment)
        .join(twin, twin.id == Payment.twin_id)
        .join(place, and_(place.id == twin.account_id, place.kind == AccountKind.PROVIDER))
        .where(_INTERNAL, TOOK_PLACE, _CAME, Payment.line_id.is_(None), Payment.on_day <= day - ARRIVAL)
        .where(Payment.on_day >= read_from, Payment.on_day <= read_until - ARRIVAL)
    )
    return db.session.scalars(wanted.order_by(Payment.on_day, Payment.id).limit(MOST)).all()


def bank_balances() -> list[BankBalance]:
    """For each account whose bank told a closing balance: the last one, and what the books say of that day."""
    told = (
        select(StatementImport.account_id, StatementImport.last_day, StatementImport.closing_cents)
        .where(StatementImport.undone_at.is_(None), StatementImport.closing_cents.is_not(None))
        .ext(distinct_on(StatementImport.account_id))
        .order_by(StatementImport.account_id, StatementImport.last_day.desc(), StatementImport.created_at.desc())
    )
    return [
        BankBalance(account_id, on, cents, account_balances(on).get(account_id, 0), _to_do(account_id, on))
        for account_id, on, cents in db.session.execute(told)
        if on is not None and cents is not None
    ]


def _to_do(account_id: UUID, on: date) -> int:
    waiting = select(func.coalesce(func.sum(StatementLine.amount_cents), 0)).where(
        StatementLine.account_id == account_id,
        StatementLine.state == LineState.TO_DO,
        StatementLine.booked_on <= on,
    )
    return int(db.session.scalar(waiting) or 0)


def _kept() -> Any:
    """Movements in of fees and gifts, and all that have a receipt: what came, what is kept of it, what the receipt says."""
    back = aliased(Payment)
    given = (
        select(func.coalesce(func.sum(back.amount_cents), 0))
        .where(back.refund_of_id == Payment.id, back.state.in_(COUNTED))
        .correlate(Payment)
        .scalar_subquery()
    )
    return (
        select(
            Payment.id,
            case((TOOK_PLACE, Payment.amount_cents), else_=0).label("came"),
            case((TOOK_PLACE, Payment.amount_cents - given), else_=0).label("kept"),
            Receipt.amount_cents.label("receipt"),
        )
        .outerjoin(Receipt, and_(Receipt.payment_id == Payment.id, Receipt.cancelled_at.is_(None)))
        .where(_CAME, or_(Payment.kind.in_((PaymentKind.FEE, PaymentKind.DONATION)), Receipt.id.is_not(None)))
        .subquery()
    )
