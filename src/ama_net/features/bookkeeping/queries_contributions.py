"""What public bodies gave in a year, as it must be published (L. 124/2017 art. 1 c. 125-127): by cash, payments for services left out.

The lines of contributions from public bodies count (A.E8, B.E4); another movement counts, or one of these does not, when who keeps
the accounts says so. Neither the 5×1000 nor what is paid for a service is a contribution.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from ama_net.features.bookkeeping.models import ContributionNote, ContributionYear
from ama_net.foundation.database import db
from ama_net.kernel.payments import MoneyDirection, Payment, PaymentKind
from ama_net.kernel.payments.models import COUNTED

ITEMS = ("A.E8", "B.E4")
PUBLISHED_FROM = 10_000_00
"""From here, in a year and in all, they must be published by 30 June of the next."""
OFFERED = 100


@dataclass(frozen=True)
class Contribution:
    """A contribution as a page says it: who gave it, how much (less what was given back), when, why."""

    payment: Payment
    payer: str
    cents: int
    on: date
    reason: str
    is_ready: bool = False
    """Who gave it and why were written for the site: the words of the first note may be the bank's, and never get there."""


def contributions_of(year: int) -> list[Contribution]:
    """The contributions cashed in a year, by day; one given back whole is none."""
    found = db.session.execute(_of_year(year, _counts())).all()
    said = [_contribution(*row) for row in found]
    return [one for one in said if one.cents > 0]


def shown_of(year: int) -> list[Contribution]:
    """Those of a year that the site shows: what came after it was published waits until it is published again."""
    return [one for one in contributions_of(year) if one.is_ready]


def others_of(year: int) -> list[Contribution]:
    """The other income of a year that could be a contribution: what is left out, and what no line says."""
    perhaps = or_(Payment.item.in_((*ITEMS, "A.E6", "A.E9", "A.E10", "B.E2", "B.E5", "B.E6")), Payment.item == "")
    found = db.session.execute(_of_year(year, and_(perhaps, ~_counts())).limit(OFFERED)).all()
    return [_contribution(*row) for row in found]


def total_of(contributions: Sequence[Contribution]) -> int:
    """What they add up to, in cents."""
    return sum(one.cents for one in contributions)


def must_publish(year: int) -> bool:
    """Whether the year's contributions reach the threshold."""
    return total_of(contributions_of(year)) >= PUBLISHED_FROM


def year_row(year: int) -> ContributionYear | None:
    """What is said of a year's page."""
    return db.session.scalar(select(ContributionYear).where(ContributionYear.year == year))


def published_years() -> list[int]:
    """The years that the association shows, the latest first."""
    shown = select(ContributionYear.year).where(ContributionYear.published_on.is_not(None))
    return list(db.session.scalars(shown.order_by(ContributionYear.year.desc())))


def years_with_money() -> list[int]:
    """The years that have movements, the latest first."""
    year = func.extract("year", Payment.on_day)
    return [int(one) for one in db.session.scalars(select(year).distinct().order_by(year.desc()))]


def note_of(payment: Payment) -> ContributionNote | None:
    """What is said of a movement as a contribution."""
    return db.session.scalar(select(ContributionNote).where(ContributionNote.payment_id == payment.id))


def _counts() -> ColumnElement[bool]:
    return func.coalesce(ContributionNote.counts, Payment.item.in_(ITEMS))


def _of_year(year: int, which: ColumnElement[bool]) -> Select[Payment, ContributionNote, int]:
    back = aliased(Payment)
    given_back = (
        select(func.coalesce(func.sum(back.amount_cents), 0))
        .where(back.refund_of_id == Payment.id, back.state.in_(COUNTED))
        .correlate(Payment)
        .scalar_subquery()
    )
    return (
        select(Payment, ContributionNote, given_back)
        .outerjoin(ContributionNote, ContributionNote.payment_id == Payment.id)
        .where(
            which,
            Payment.direction == MoneyDirection.IN,
            Payment.kind.not_in((PaymentKind.INTERNAL, PaymentKind.FEE, PaymentKind.DONATION)),
            Payment.state.in_(COUNTED),
            Payment.on_day.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .options(joinedload(Payment.organisation))
        .order_by(Payment.on_day, Payment.created_at)
    )


def _contribution(payment: Payment, note: ContributionNote | None, given_back: int) -> Contribution:
    # Only an organisation: a person is never published here.
    payer = (note.payer if note else "") or (payment.organisation.name if payment.organisation else "")
    reason = note.reason if note else ""
    is_ready = note is not None and bool(note.payer and note.reason)
    return Contribution(payment, payer, payment.amount_cents - int(given_back), payment.on_day, reason, is_ready)
