"""Putting movements in a fund, and taking them out: what is followed apart, whatever line it stands on."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from ama_net.foundation.database import db
from ama_net.kernel.payments import CannotChangePayment, Fund, FundKind, Payment, PaymentKind
from ama_net.kernel.payments.models import COUNTED
from ama_net.kernel.payments.settings import is_locked


def open_fund(kind: FundKind, name: str, first_day: date, last_day: date | None = None) -> Fund:
    """A new fund. Flushed; whoever opens it says so in the audit."""
    fund = Fund(kind=kind, name=name, first_day=first_day, last_day=last_day)
    db.session.add(fund)
    db.session.flush()
    return fund


def fill_fund(fund: Fund, ids: Collection[UUID]) -> int:
    """Put movements that are in no fund in this one, each with the refunds of it; returns how many. Giroconti stay out.

    Raises:
        CannotChangePayment: one is of a closed year; nothing is changed.
    """
    wanted = Payment.id.in_(ids) | Payment.refund_of_id.in_(ids)
    free = (Payment.fund_id.is_(None), Payment.kind != PaymentKind.INTERNAL, Payment.state.in_(COUNTED))
    return _move(fund.id, select(Payment).where(wanted, *free))


def empty_fund(fund: Fund, ids: Collection[UUID]) -> int:
    """Take movements out of this fund, each with the refunds of it; returns how many.

    Raises:
        CannotChangePayment: one is of a closed year; nothing is changed.
    """
    wanted = Payment.id.in_(ids) | Payment.refund_of_id.in_(ids)
    return _move(None, select(Payment).where(wanted, Payment.fund_id == fund.id))


def _move(fund_id: UUID | None, which: Select[Payment]) -> int:
    found = db.session.scalars(
        which.order_by(Payment.id).with_for_update(of=Payment).execution_options(populate_existing=True)
    ).all()
    for payment in found:
        if is_locked(payment.on_day.year):
            raise CannotChangePayment(
                "selected", _l("I conti di quell'anno sono chiusi: i suoi movimenti non si spostano.")
            )
        payment.fund_id = fund_id
    db.session.flush()
    return len(found)
