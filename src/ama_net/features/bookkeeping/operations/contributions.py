"""Public contributions: what is said of each, and showing a year of them on the site."""

from flask_babel import lazy_gettext as _l

from ama_net.features.bookkeeping.models import ContributionNote, ContributionYear
from ama_net.features.bookkeeping.queries_contributions import contributions_of, note_of, year_row
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments import MoneyDirection, Payment
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id


def note_contribution(
    payment: Payment, *, counts: bool, payer: str = "", reason: str = "", by: Actor
) -> ContributionNote:
    """Say whether a movement is a public contribution, who gave it and why, where the first note does not.

    Raises:
        WrongFact: it is money that went.
    """
    if payment.direction != MoneyDirection.IN:
        raise WrongFact("counts", _l("Un contributo è un'entrata."))
    _hold()
    note = note_of(payment) or ContributionNote(payment_id=payment.id)
    note.counts, note.payer, note.reason = counts, payer, reason
    db.session.add(note)
    db.session.flush()
    record(by=by, verb="contribution.noted", subject=payment, changes={"counts": counts})
    return note


def publish_contributions(year: int, *, by: Actor) -> None:
    """Show a year's contributions on the site (L. 124/2017 art. 1 c. 125), since today; shown already, those that came later.

    What is shown of each is kept as it is now: words written later in the first note do not reach the site by themselves.

    Raises:
        WrongFact: there is none, or of one it was never written for the site who gave it or why.
    """
    found = contributions_of(year)
    if not found:
        raise WrongFact("year", _l("In quell'anno non ci sono contributi pubblici."))
    if not all(one.payer and one.reason for one in found):
        raise WrongFact(
            "year", _l("Di ogni contributo si scrive prima chi lo ha dato e perché: si apre dal suo giorno.")
        )
    _hold()
    for one in found:
        if not one.is_ready:
            note_contribution(one.payment, counts=True, payer=one.payer, reason=one.reason, by=by)
    row = year_row(year) or ContributionYear(year=year)
    row.published_on = row.published_on or today()
    db.session.add(row)
    db.session.flush()
    record(by=by, verb="contributions.published", subject=row, changes={"year": year})


def hide_contributions(year: int, *, by: Actor) -> None:
    """Take a year's contributions off the site."""
    _hold()
    row = year_row(year)
    if row is not None and row.published_on is not None:
        row.published_on = None
        db.session.flush()
        record(by=by, verb="contributions.hidden", subject=row, changes={"year": year})


def _hold() -> None:
    hold(f"bookkeeping:contributions:{current_tenant_id()}")
