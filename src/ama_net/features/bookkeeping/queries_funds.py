"""Funds: money followed apart, with what came in each and what went."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select

from ama_net.foundation.database import db
from ama_net.kernel.payments import Fund, MoneyDirection, Payment
from ama_net.kernel.payments.models import COUNTED


@dataclass(frozen=True)
class FundMoney:
    """What came in a fund and what went, in cents; what was given back is taken away from what came."""

    came: int = 0
    went: int = 0

    @property
    def left(self) -> int:
        """What is still there."""
        return self.came - self.went


def open_funds(also: UUID | None = None) -> list[Fund]:
    """The funds one may put a movement in: those that are not closed, and the one that it has."""
    wanted = or_(Fund.closed_on.is_(None), Fund.id == also) if also else Fund.closed_on.is_(None)
    return list(db.session.scalars(select(Fund).where(wanted).order_by(Fund.first_day.desc(), Fund.name)))


def money_of_funds(ids: Sequence[UUID]) -> dict[UUID, FundMoney]:
    """What came in some funds and what went, by the fund."""
    is_in = Payment.direction == MoneyDirection.IN
    back = Payment.refund_of_id.is_not(None)
    came = func.sum(Payment.amount_cents).filter(is_in)
    returned = func.sum(Payment.amount_cents).filter(~is_in, back)
    went = func.sum(Payment.amount_cents).filter(~is_in, ~back)
    rows = db.session.execute(
        select(Payment.fund_id, came, returned, went)
        .where(Payment.fund_id.in_(ids), Payment.state.in_(COUNTED))
        .group_by(Payment.fund_id)
    )
    return {
        one: FundMoney(int(in_cents or 0) - int(back_cents or 0), int(out_cents or 0))
        for one, in_cents, back_cents, out_cents in rows
        if one is not None
    }


def movements_in(fund_id: UUID) -> list[Payment]:
    """The movements of a fund that took place, the latest first."""
    found = select(Payment).where(Payment.fund_id == fund_id, Payment.state.in_(COUNTED))
    return list(db.session.scalars(found.order_by(Payment.on_day.desc(), Payment.created_at.desc())))
