"""The list of claims in the office, declared."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from ama_net.features.volunteers.expense_words import STATES
from ama_net.features.volunteers.models import ClaimState, ExpenseClaim
from ama_net.features.volunteers.queries_expenses import with_items
from ama_net.foundation.clock import day_of
from ama_net.foundation.database import db
from ama_net.foundation.money import euros
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.people import Person

SENT = {state: words for state, words in STATES.items() if state != ClaimState.DRAFT}


def office_claims() -> Select[ExpenseClaim]:
    """Every claim that was sent, with who it is of and its expenses."""
    found = with_items(select(ExpenseClaim).join(Person, Person.id == ExpenseClaim.person_id))
    return found.where(ExpenseClaim.state != ClaimState.DRAFT)


def _years() -> list[tuple[int, str]]:
    years = (
        select(ExpenseClaim.year).where(ExpenseClaim.year.is_not(None)).distinct().order_by(ExpenseClaim.year.desc())
    )
    return [(year, str(year)) for year in db.session.scalars(years) if year is not None]


def _amount(claim: Any) -> Any:
    return euros(claim.accepted_cents)


CLAIMS = Listing(
    Column("number", _l("Numero"), value="number_words", sort=ExpenseClaim.submitted_at),
    Column("name", _l("Di chi"), value="person.list_name", sort=Person.sort_name),
    Column("sent", _l("Mandata il"), value=lambda claim: day_of(claim.submitted_at) if claim.submitted_at else None),
    Column("amount", _l("Importo"), value=_amount, numeric=True),
    Column("state", _l("Stato"), value=lambda claim: STATES[claim.state]),
    Column("paid_on", _l("Pagata il"), shown=False),
    filters=(
        Filter("state", _l("Stato"), ExpenseClaim.state, SENT, many=True),
        Filter("year", _l("Anno"), ExpenseClaim.year, _years, counted=False),
    ),
    search=search_words(Person.sort_name),
    order="-number",
    count_to=1000,
)
