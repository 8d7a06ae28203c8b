"""The 5×1000 of each year: what came, what it was used for, the outgoings it may have paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from ama_net.features.bookkeeping.models import FivePerThousand, FivePerThousandLine, SpendingKind
from ama_net.foundation.database import db
from ama_net.kernel.payments import MoneyDirection, Payment, PaymentKind
from ama_net.kernel.payments.models import COUNTED

OFFERED = 200
ITEM = "A.E5"


@dataclass(frozen=True)
class Said:
    """What a statement says of the money: used, put aside; cents."""

    used: int = 0
    kept: int = 0

    @property
    def total(self) -> int:
        """Both."""
        return self.used + self.kept


def fives() -> list[FivePerThousand]:
    """All of them, the latest first."""
    return list(db.session.scalars(select(FivePerThousand).order_by(FivePerThousand.year.desc())))


def said_of(ids: Sequence[UUID]) -> dict[UUID, Said]:
    """What the statements say of the money, by the row."""
    line = FivePerThousandLine
    kept = line.kind == SpendingKind.KEPT
    sums = (func.sum(line.amount_cents).filter(~kept), func.sum(line.amount_cents).filter(kept))
    rows = db.session.execute(
        select(line.statement_id, *sums).where(line.statement_id.in_(ids)).group_by(line.statement_id)
    )
    return {row[0]: Said(int(row[1] or 0), int(row[2] or 0)) for row in rows}


def lines_of(five: FivePerThousand) -> list[FivePerThousandLine]:
    """The lines of a statement, in the order of its model."""
    found = select(FivePerThousandLine).where(FivePerThousandLine.statement_id == five.id)
    return list(db.session.scalars(found.order_by(FivePerThousandLine.kind, FivePerThousandLine.id)))


def days_of(lines: Sequence[FivePerThousandLine]) -> dict[UUID, date]:
    """When the outgoings of some lines were paid, by the outgoing."""
    ids = [one.payment_id for one in lines if one.payment_id is not None]
    rows = db.session.execute(select(Payment.id, Payment.on_day).where(Payment.id.in_(ids)))
    return {row.id: row.on_day for row in rows}


def is_accounted(five: FivePerThousand, said: Said | None) -> bool:
    """Whether every cent of it is said, with a report."""
    return bool(five.report) and said is not None and said.total == five.amount_cents


def used_of(payment_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How much of some movements was accounted for already, in any year's statement."""
    line = FivePerThousandLine
    rows = db.session.execute(
        select(line.payment_id, func.sum(line.amount_cents))
        .where(line.payment_id.in_(payment_ids))
        .group_by(line.payment_id)
    )
    return {one: int(cents) for one, cents in rows if one is not None}


def spendings_for(five: FivePerThousand) -> list[tuple[Payment, int]]:
    """The outgoings that it may have paid, with what of each is not accounted for yet; those of other funds are not."""
    wanted = select(Payment).where(
        Payment.direction == MoneyDirection.OUT,
        Payment.refund_of_id.is_(None),
        Payment.kind != PaymentKind.INTERNAL,
        Payment.state.in_(COUNTED),
        Payment.on_day >= date(five.year, 1, 1),
        or_(Payment.fund_id.is_(None), Payment.fund_id == five.fund_id),
    )
    newest = wanted.order_by(Payment.fund_id.is_(None), Payment.on_day.desc(), Payment.created_at.desc())
    found = list(db.session.scalars(newest.limit(OFFERED)))
    used = used_of([one.id for one in found])
    return [(one, left) for one in found if (left := one.amount_cents - used.get(one.id, 0)) > 0]


def arrivals() -> list[Payment]:
    """What came on the line of the 5×1000 and is in no fund yet."""
    found = select(Payment).where(
        Payment.item == ITEM,
        Payment.direction == MoneyDirection.IN,
        Payment.fund_id.is_(None),
        Payment.state.in_(COUNTED),
    )
    return list(db.session.scalars(found.order_by(Payment.on_day.desc()).limit(OFFERED)))
