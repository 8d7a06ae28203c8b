"""My gifts: what I gave, the receipts, the statement of each year. Signed in, so whatever address they were given with."""

from uuid import UUID

from flask import Blueprint, Response, abort, render_template
from sqlalchemy import false

from ama_net.features.donations.donor_words import GIFT_STATES, GIFT_TONES, INTERVALS, SERIES_STATES, SERIES_TONES
from ama_net.features.donations.models import Gift, RecurringGift
from ama_net.features.donations.queries_donor import OwnGift, own_gifts, own_series, years_of
from ama_net.features.donations.yearly_statement import statement_name, statement_of, statement_pdf
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.payments.receipt_paper import receipt_file_name, receipt_pdf
from ama_net.kernel.payments.words import WAYS
from ama_net.kernel.people import Person

bp = Blueprint("donations_my", __name__)


@bp.get("/donazioni")
def index() -> str:
    """What I gave and give."""
    person, gifts = _person(), _mine()
    series = own_series(RecurringGift.person_id == person.id if person else false())
    return render_template(
        "donations/my/gifts.html",
        gifts=gifts,
        series=series,
        trusted={person.id} if person else set(),
        years=years_of(gifts, person) if person else [],
        GIFT_STATES=GIFT_STATES,
        GIFT_TONES=GIFT_TONES,
        INTERVALS=INTERVALS,
        SERIES_STATES=SERIES_STATES,
        SERIES_TONES=SERIES_TONES,
        WAYS=WAYS,
    )


@bp.get("/donazioni/ricevute/<uuid:receipt_id>.pdf")
def receipt(receipt_id: UUID) -> Response:
    """A receipt of mine."""
    mine = (receipt for one in _mine() for receipt in one.receipts)
    found = next((receipt for receipt in mine if receipt.id == receipt_id), None) or abort(404)
    return pdf_answer(receipt_pdf(found), receipt_file_name(found))


@bp.get("/donazioni/riepiloghi/<int:year>.pdf")
def statement(year: int) -> Response:
    """What I gave in a year, for the tax return."""
    person = _person()
    if person is None or year not in years_of(_mine(), person):
        abort(404)
    return pdf_answer(statement_pdf(statement_of(person, year)), statement_name(year))


def _person() -> Person | None:
    person_id = signed_in_actor().person_id
    return db.session.get(Person, person_id) if person_id else None


def _mine() -> list[OwnGift]:
    person_id = signed_in_actor().person_id
    return own_gifts(Gift.person_id == person_id) if person_id else []
