"""The list of volunteers, declared; and the few numbers that the office's first page shows."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.queries_insurance import serving_on
from ama_net.features.volunteers.volunteer_filters import has_no_email
from ama_net.features.volunteers.volunteer_search import volunteers_called
from ama_net.features.volunteers.volunteer_words import ONE_SECTION_WORDS, SECTION_WORDS
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.people import Person

COUNTED = 1000
"""Rows of the list are counted up to so many: "oltre 1.000"."""
STATE_WORDS = {
    "active": _l("Volontari attuali"),
    "without_email": _l("Senza e-mail"),
    "ended": _l("Non più volontari"),
}


def office_volunteers() -> Select[Volunteer]:
    """Every stretch of service there is or was, with the names a list says."""
    person = joinedload(Volunteer.person).load_only(Person.given_name, Person.family_name, Person.tax_code)
    return select(Volunteer).options(person)


def in_state(state: str) -> ColumnElement[bool]:
    """One of ``STATE_WORDS``, as a condition."""
    if state == "ended":
        return Volunteer.ended_on <= today()
    return serving_on(today()) & has_no_email() if state == "without_email" else serving_on(today())


def count_active() -> int:
    """How many volunteers there are today."""
    return db.session.scalar(select(func.count()).select_from(Volunteer).where(serving_on(today()))) or 0


def volunteers_list() -> Listing:
    """The list of the office."""
    return Listing(
        Column("number", _l("Numero"), sort=Volunteer.number),
        Column("name", _l("Nome"), value="person.list_name", sort=Volunteer.sort_name),
        Column("section", _l("Sezione"), value=lambda row: ONE_SECTION_WORDS[row.section]),
        Column("started_on", _l("Dal"), sort=Volunteer.started_on),
        filters=(
            Filter("state", _l("Situazione"), where=in_state, options=STATE_WORDS).standing("active"),
            Filter("section", _l("Sezione"), Volunteer.section, SECTION_WORDS),
        ),
        search=volunteers_called,
        order="name",
        count_to=COUNTED,
    )
