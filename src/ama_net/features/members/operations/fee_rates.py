"""What each category pays in a year. Fees asked already keep what they were asked."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.members.models import FeeRate, MembershipFee
from ama_net.features.members.queries_fees import rates_of
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import Resolution
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id


@dataclass(frozen=True)
class Rate:
    """What one category pays, in cents; no reduced amount means that nobody pays less."""

    full_cents: int
    reduced_cents: int | None = None


def set_rates(  # what a decision on fees says, each by its name
    year: int,
    rates: dict[UUID, Rate],
    *,
    due_on: date,
    by: Actor,
    resolution: Resolution | None = None,
    resolution_ref: str = "",
) -> None:
    """Set what the categories pay in a year, by when, and who decided it. A category left out loses its rate.

    Raises:
        WrongFact: a reduced amount above the whole; a due date far from the year.
    """
    if abs(due_on.year - year) > 1:
        raise WrongFact("due_on", _l("La scadenza è lontana dall'anno della quota: ricontrollarla."))
    if any(rate.reduced_cents is not None and rate.reduced_cents > rate.full_cents for rate in rates.values()):
        raise WrongFact("reduced", _l("La quota ridotta è più alta di quella intera."))
    hold(f"members:fees:{current_tenant_id()}:{year}")
    before = rates_of(year)
    for category_id, rate in before.items():
        if category_id not in rates:
            db.session.delete(rate)
    for category_id, wanted in rates.items():
        row = before.get(category_id) or FeeRate(category_id=category_id, year=year)
        row.full_cents, row.reduced_cents, row.due_on = wanted.full_cents, wanted.reduced_cents, due_on
        row.resolution_id, row.resolution_ref = (resolution.id if resolution else None), resolution_ref
        db.session.add(row)
    db.session.flush()
    changes = {"year": year, "due_on": due_on.isoformat(), "categories": len(rates)}
    record(by=by, verb="fee_rates.set", subject=("fee_years", str(year)), changes=changes)


def asked_already(year: int) -> bool:
    """Whether somebody was asked the fee of a year: changing the rates then touches only who is asked from now on."""
    return db.session.scalar(select(MembershipFee.id).where(MembershipFee.year == year).limit(1)) is not None
