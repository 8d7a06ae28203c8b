"""The list of volunteers, declared; and the few numbers that the office's first page shows."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.listed_volunteers import ListedVolunteer, dress, dress_for_file
from ama_net.features.volunteers.models import Activity, Volunteer
from ama_net.features.volunteers.report_tables import Unit, in_file
from ama_net.features.volunteers.volunteer_filters import gave_hours, in_state
from ama_net.features.volunteers.volunteer_search import volunteers_called
from ama_net.features.volunteers.volunteer_words import (
    ONE_SECTION_WORDS,
    SECTION_WORDS,
    SERVICE_END_WORDS,
    STATE_WORDS,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.people import Person
from ama_net.kernel.people.reach import address_columns, reach_columns
from ama_net.kernel.training import has_training
from ama_net.kernel.training.words import TRAININGS

COUNTED = 1000
"""Rows of the list are counted up to so many: "oltre 1.000"."""


def office_volunteers() -> Select[Volunteer]:
    """Every stretch of service there is or was, with the names a list says."""
    person = joinedload(Volunteer.person).load_only(
        Person.given_name, Person.family_name, Person.birth_date, Person.birth_place, Person.tax_code
    )
    return select(Volunteer).options(person)


def state_counts() -> dict[str, int]:
    """How many volunteers there are today, and how many of them lack cover."""
    states = ("active", "uncovered")
    counts = [select(func.count()).select_from(Volunteer).where(in_state(one)).scalar_subquery() for one in states]
    return dict(zip(states, db.session.execute(select(*counts)).one(), strict=True))


def volunteers_list(actor: Actor, *, for_file: bool = False) -> Listing:
    """The list for who looks at it: next shifts and trainings only where they may read those."""
    shift = [Column("next_shift", _l("Turno"))] if actor.can(Permission.SHIFTS_READ) else []
    return Listing(
        *(_file_columns() if for_file else _columns()),
        *shift,
        filters=_filters(actor),
        search=volunteers_called,
        order="name",
        count_to=COUNTED,
        dress=dress_for_file if for_file else dress,
    )


def _columns() -> list[Column]:
    return [
        Column("number", _l("Numero"), value="volunteer.number", sort=Volunteer.number),
        Column("name", _l("Nome e sezione"), value="person.list_name", sort=Volunteer.sort_name),
        Column("started_on", _l("Dal"), value="volunteer.started_on", sort=Volunteer.started_on),
        *_standing_columns(),
    ]


def _file_columns() -> list[Column]:
    return [
        Column("number", _l("Numero"), value="volunteer.number", sort=Volunteer.number),
        Column("name", _l("Cognome"), value="person.family_name", sort=Volunteer.sort_name),
        Column("given_name", _l("Nome"), value="person.given_name"),
        Column("tax_code", _l("Codice fiscale"), value="person.tax_code"),
        Column("birth_date", _l("Data di nascita"), value="person.birth_date"),
        Column("birth_place", _l("Luogo di nascita"), value="person.birth_place"),
        *reach_columns(),
        *address_columns(),
        Column("section", _l("Sezione"), value=_section),
        Column("started_on", _l("Dal"), value="volunteer.started_on", sort=Volunteer.started_on),
        Column("ended_on", _l("Ultimo giorno"), value="volunteer.last_day"),
        Column("end_reason", _l("Motivo della fine"), value=_end_reason),
        *_standing_columns(),
    ]


def _standing_columns() -> list[Column]:
    hours = _("Ore %(year)s", year=today().year)
    return [
        Column("covered", _l("Assicurazione"), value=lambda row: row.covered if row.is_active else None),
        Column("letter", _l("Lettera"), value=lambda row: row.has_letter if row.is_active else None),
        Column("hours", hours, value=lambda row: in_file(row.minutes, Unit.MINUTES)),
    ]


def _filters(actor: Actor) -> tuple[Filter, ...]:
    activity = _("Ore nel %(year)s", year=today().year)
    training = Filter("training", _l("Formazione"), where=_is_trained, options=TRAININGS)
    return (
        Filter("state", _l("Situazione"), where=in_state, options=STATE_WORDS).standing("active"),
        Filter("section", _l("Sezione"), Volunteer.section, SECTION_WORDS),
        Filter("activity", activity, where=gave_hours, options=_activities),
        *((training,) if actor.can(Permission.TRAININGS_READ) else ()),
    )


def _activities() -> list[tuple[UUID, str]]:
    found = select(Activity.id, Activity.label).order_by(Activity.position, Activity.label)
    return [(key, label) for key, label in db.session.execute(found)]


def _is_trained(value: str) -> Any:
    return has_training(value, Volunteer.person_id)


def _section(row: ListedVolunteer) -> str:
    return str(ONE_SECTION_WORDS[row.volunteer.section])


def _end_reason(row: ListedVolunteer) -> str:
    reason = row.volunteer.end_reason
    return str(SERVICE_END_WORDS[reason]) if reason else ""
