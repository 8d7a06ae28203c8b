"""The 5×1000 of each year: what came, what it was used for, the outgoings it may have paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

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


@dataclass(frozen=True)
class Doubts:
    """What of a statement the first note says no more: its lines, and what came (``received_cents`` is still there)."""

    lines: frozenset[UUID] = frozenset()
    received_cents: int | None = None

    def __bool__(self) -> bool:
        return bool(self.lines) or self.received_cents is not None


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


def kept_of(payment_ids: Sequence[UUID]) -> dict[UUID, int]:
    """What of some movements stays, less what was given back; nothing of one that was cancelled."""
    back = aliased(Payment)
    rows = db.session.execute(
        select(Payment.id, Payment.amount_cents - func.coalesce(func.sum(back.amount_cents), 0))
        .outerjoin(back, and_(back.refund_of_id == Payment.id, back.state.in_(COUNTED)))
        .where(Payment.id.in_(payment_ids), Payment.state.in_(COUNTED))
        .group_by(Payment.id, Payment.amount_cents)
    )
    return {row[0]: int(row[1]) for row in rows}


def doubts_of(found: Sequence[FivePerThousand]) -> dict[UUID, Doubts]:
    """What is to put right in each: outgoings cancelled or given back since, money that is no more there. Four queries."""
    line = FivePerThousandLine
    proved = list(
        db.session.scalars(
            select(line).where(line.statement_id.in_([one.id for one in found]), line.payment_id.is_not(None))
        )
    )
    ids = [one.payment_id for one in proved if one.payment_id is not None]
    used, kept, there = used_of(ids), kept_of(ids), _received_of(found)
    wrong = {one for one in ids if used.get(one, 0) > kept.get(one, 0)}
    return {
        five.id: Doubts(
            frozenset(one.id for one in proved if one.statement_id == five.id and one.payment_id in wrong),
            there.get(five.fund_id, 0) if there.get(five.fund_id, 0) < five.amount_cents else None,
        )
        for five in found
    }


def _received_of(found: Sequence[FivePerThousand]) -> dict[UUID, int]:
    """What came on the line of the 5×1000 in the fund of each and stays."""
    rows = db.session.execute(
        select(Payment.id, Payment.fund_id).where(
            Payment.fund_id.in_([one.fund_id for one in found]),
            Payment.item == ITEM,
            Payment.direction == MoneyDirection.IN,
            Payment.refund_of_id.is_(None),
        )
    ).all()
    kept = kept_of([row[0] for row in rows])
    there: dict[UUID, int] = {}
    for payment_id, fund_id in rows:
        if fund_id is not None:
            there[fund_id] = there.get(fund_id, 0) + kept.get(payment_id, 0)
    return there


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
    ids = [one.id for one in found]
    used, kept = used_of(ids), kept_of(ids)
    return [(one, left) for one in found if (left := kept[one.id] - used.get(one.id, 0)) > 0]


def arrivals() -> list[Payment]:
    """What came on the line of the 5×1000 and is in no fund yet."""
    found = select(Payment).where(
        Payment.item == ITEM,
        Payment.direction == MoneyDirection.IN,
        Payment.fund_id.is_(None),
        Payment.state.in_(COUNTED),
    )
    return list(db.session.scalars(found.order_by(Payment.on_day.desc()).limit(OFFERED)))
