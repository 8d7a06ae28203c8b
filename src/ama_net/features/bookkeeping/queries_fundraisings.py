"""Occasional fundraisings: which there are, the movements of one, those that could be of it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ama_net.features.bookkeeping.fundraising import Figures, figures_of
from ama_net.features.bookkeeping.models import FundraisingStatement
from ama_net.features.bookkeeping.queries_funds import movements_in
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.payments import Fund, Payment, PaymentKind
from ama_net.kernel.payments.models import COUNTED

BEFORE, AFTER = timedelta(days=60), timedelta(days=120)
"""How far from its days a movement of a fundraising may be: what is bought for it, what arrives late."""
OFFERED = 100


def all_fundraisings() -> Select[FundraisingStatement]:
    """Every fundraising with its fund, the latest first."""
    joined = select(FundraisingStatement).join(Fund, Fund.id == FundraisingStatement.fund_id)
    return joined.options(joinedload(FundraisingStatement.fund)).order_by(Fund.first_day.desc(), Fund.name)


def fundraisings() -> list[FundraisingStatement]:
    """All of them."""
    return list(db.session.scalars(all_fundraisings()))


def to_close() -> Sequence[FundraisingStatement]:
    """Those that are over and have no closed statement yet."""
    over = (Fund.last_day < today(), FundraisingStatement.closed_on.is_(None))
    return db.session.scalars(all_fundraisings().where(*over)).all()


def figures_now(statement: FundraisingStatement) -> Figures:
    """The figures as they are; a closed statement has those of the day it was closed."""
    if statement.closed_on is not None and "closed" in statement.figures:
        return Figures(**statement.figures["closed"])
    return figures_of(movements_in(statement.fund_id), statement.figures)


def movements_nearby(statement: FundraisingStatement) -> list[Payment]:
    """Movements of its days that are in no fund: perhaps they are of it."""
    fund = statement.fund
    last = (fund.last_day or today()) + AFTER
    found = select(Payment).where(
        Payment.fund_id.is_(None),
        Payment.on_day.between(fund.first_day - BEFORE, last),
        Payment.state.in_(COUNTED),
        Payment.kind.not_in((PaymentKind.INTERNAL, PaymentKind.FEE)),
    )
    newest = found.order_by(Payment.on_day.desc(), Payment.created_at.desc())
    return list(db.session.scalars(newest.limit(OFFERED)))
