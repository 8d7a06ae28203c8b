"""The money of a year's gifts, as the yearly communication to the tax agency reads it: a few questions, however many gifts."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import aliased

from ama_net.features.donations.models import DonorChoices, Gift, GiftState
from ama_net.features.donations.operations.receiving import ABOUT
from ama_net.foundation.database import db
from ama_net.kernel.payments import MoneyDirection, Payment, PaymentKind
from ama_net.kernel.payments.models import COUNTED
from ama_net.kernel.people import Organisation, Person


class Moved(NamedTuple):
    """Money of a gift that came in a year, or (``first_year``) that went back in it; who gave it and what they decided."""

    gift_id: UUID
    cents: int
    given_back: int
    way: str
    on: date
    first_year: int | None
    continuous: bool
    person_id: UUID | None
    given_name: str
    family_name: str
    tax_code: str | None
    opposed_on: date | None
    organisation: str


def money_that_came(year: int) -> list[Moved]:
    """What came in a year for gifts; ``given_back`` is what of it had gone back by the end of the year."""
    back = aliased(Payment)
    returned = select(func.coalesce(func.sum(back.amount_cents), 0)).where(
        back.refund_of_id == Payment.id, back.state.in_(COUNTED), back.on_day <= date(year, 12, 31)
    )
    came = _moves(Payment.amount_cents, returned.scalar_subquery(), Payment.way, Payment.on_day, year)
    rows = came.where(Payment.direction == MoneyDirection.IN)
    return [_moved(row, None) for row in db.session.execute(rows.order_by(Payment.on_day, Payment.id))]


def money_that_went_back(year: int) -> list[Moved]:
    """What went back in a year of what had come in the years before, with the year in which it came."""
    first = aliased(Payment)
    gone = _moves(Payment.amount_cents, Payment.amount_cents, first.way, first.on_day, year)
    rows = gone.join(first, first.id == Payment.refund_of_id).where(
        Payment.direction == MoneyDirection.OUT, first.on_day < date(year, 1, 1)
    )
    return [_moved(row, row.on.year) for row in db.session.execute(rows.order_by(Payment.on_day, Payment.id))]


def given_back_after(year: int) -> int:
    """How many movements of a year's gifts were given back after its end."""
    first = aliased(Payment)
    late = (
        select(func.count())
        .select_from(Payment)
        .join(first, first.id == Payment.refund_of_id)
        .where(
            Payment.about_kind == ABOUT,
            Payment.state.in_(COUNTED),
            Payment.on_day > date(year, 12, 31),
            first.on_day.between(date(year, 1, 1), date(year, 12, 31)),
        )
    )
    return db.session.scalar(late) or 0


def things_given(year: int) -> Sequence[Gift]:
    """The gifts of things of a year: they have no movement."""
    wanted = select(Gift).where(
        Gift.in_kind != "",
        Gift.state == GiftState.RECEIVED,
        Gift.given_on.between(date(year, 1, 1), date(year, 12, 31)),
    )
    return db.session.scalars(wanted.order_by(Gift.given_on)).all()


def revenue_cents(year: int) -> int:
    """What came in a year less what went back of it, of any kind but between one's own accounts."""
    signed = case((Payment.direction == MoneyDirection.IN, Payment.amount_cents), else_=-Payment.amount_cents)
    moved = select(func.coalesce(func.sum(signed), 0)).where(
        Payment.state.in_(COUNTED),
        Payment.kind != PaymentKind.INTERNAL,
        Payment.on_day.between(date(year, 1, 1), date(year, 12, 31)),
        (Payment.direction == MoneyDirection.IN) | Payment.refund_of_id.is_not(None),
    )
    return int(db.session.scalar(moved) or 0)


def _moves(cents: Any, given_back: Any, way: Any, on: Any, year: int) -> Select[Any]:
    return (
        select(
            Gift.id.label("gift_id"),
            cents.label("cents"),
            given_back.label("given_back"),
            way.label("way"),
            on.label("on"),
            Gift.recurring_id.is_not(None).label("continuous"),
            Gift.person_id,
            Person.given_name,
            Person.family_name,
            Person.tax_code,
            DonorChoices.opposed_on,
            Organisation.name.label("organisation"),
        )
        .select_from(Payment)
        .join(Gift, Gift.id == Payment.about_id)
        .outerjoin(Person, Person.id == Gift.person_id)
        .outerjoin(Organisation, Organisation.id == Gift.organisation_id)
        .outerjoin(DonorChoices, DonorChoices.person_id == Gift.person_id)
        .where(
            Payment.about_kind == ABOUT,
            Payment.state.in_(COUNTED),
            Payment.on_day.between(date(year, 1, 1), date(year, 12, 31)),
        )
    )


def _moved(row: Row[Any], first_year: int | None) -> Moved:
    said = {name: getattr(row, name) for name in Moved._fields if name != "first_year"}
    for name in ("given_name", "family_name", "organisation"):
        said[name] = said[name] or ""
    return Moved(**{**said, "given_back": int(said["given_back"])}, first_year=first_year)
