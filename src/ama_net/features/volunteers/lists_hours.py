"""The office's list of hours, declared: what waits for approval unless the address asks for the rest."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, cast, extract, select

from ama_net.features.volunteers.hours_rules import plain_duration
from ama_net.features.volunteers.hours_words import STATES, month_words
from ama_net.features.volunteers.models import HourEntry, HoursState
from ama_net.features.volunteers.queries_hours import all_activities, in_year, with_names, years_of
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.people import Person
from ama_net.kernel.people.queries import people_meant

COUNTED = 1000
"""Rows are counted up to so many: "oltre 1.000"."""


def office_hours() -> Select[HourEntry]:
    """Every entry with its names."""
    return with_names(select(HourEntry))


def hours_list() -> Listing:
    """The list; it begins with what waits, the oldest day first."""
    return Listing(
        Column("on_day", _l("Giorno"), sort=HourEntry.on_day),
        Column("name", _l("Chi"), value="person.list_name"),
        Column("activity", _l("Attività"), value="activity.label"),
        Column("minutes", _l("Durata"), value=lambda row: plain_duration(row.minutes), numeric=True),
        Column("state", _l("Stato"), value=lambda row: STATES[row.state]),
        filters=(
            Filter("state", _l("Stato"), HourEntry.state, STATES).standing(HoursState.LOGGED.value),
            Filter("year", _l("Anno"), where=in_year, options=_years),
            Filter("month", _l("Mese"), where=_in_month, options=_months),
            Filter("activity", _l("Attività"), HourEntry.activity_id, _activities),
            Filter("person", _l("Persona"), HourEntry.person_id, parse=UUID).said(_person_name),
        ),
        search=_of_people,
        order="on_day",
        count_to=COUNTED,
    )


def _years() -> list[tuple[int, str]]:
    return [(year, str(year)) for year in years_of()]


def _months() -> list[tuple[int, str]]:
    return [(month, month_words(month)) for month in range(1, 13)]


def _activities() -> list[tuple[UUID, str]]:
    return [(one.id, one.label) for one in all_activities()]


def _in_month(month: int) -> ColumnElement[bool]:
    return extract("month", HourEntry.on_day) == month


def _of_people(statement: Select[Any], typed: str) -> Select[Any]:
    """By whose they are: looked for once, so that the list reads by keys."""
    people = people_meant(typed)
    ids: list[UUID] = [] if people is None else list(db.session.scalars(people))
    return statement.where(HourEntry.person_id == any_(cast(ids, ARRAY(Uuid))))


def _person_name(text: str) -> str:
    person = db.session.get(Person, UUID(text))
    return person.list_name if person is not None else ""
