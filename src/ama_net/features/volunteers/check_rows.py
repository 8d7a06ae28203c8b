"""Whom each check of volunteers finds, as conditions on stretches of service that hold today."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.models import (
    HourEntry,
    HoursState,
    Section,
    Shift,
    ShiftSignup,
    ShiftState,
    SignupState,
    Volunteer,
)
from ama_net.features.volunteers.queries import serving_on
from ama_net.features.volunteers.queries_insurance import day_of_shift, lacks_cover
from ama_net.features.volunteers.queries_letters import without_letter
from ama_net.features.volunteers.queries_paid import paid_while_served, paid_while_serving
from ama_net.features.volunteers.settings_insurance import InsuranceSettings
from ama_net.foundation.clock import today
from ama_net.kernel.people import AddressKind, Person, PostalAddress
from ama_net.kernel.people.age_bands import years_before
from ama_net.kernel.people.searching import one_of
from ama_net.kernel.tenancy.settings import read_settings

FULL_AGE = 18
YEAR = timedelta(days=365)
MONTH_DAYS = 30


class Row(StrEnum):
    """The checks that find volunteers, by the word in their address."""

    PAID = "retribuiti"
    PAID_BEFORE = "retribuiti-in-passato"
    UNCOVERED = "senza-assicurazione"
    IDENTITY = "senza-dati"
    RESIDENCE = "senza-residenza"
    LETTER = "senza-lettera"
    MINORS = "minorenni"
    IDLE = "senza-ore"
    FREQUENT = "occasionali-presenti"


def volunteers_found(row: Row) -> Select[Volunteer]:
    """The volunteers of today a check finds, with the names a list says."""
    person = joinedload(Volunteer.person)
    return select(Volunteer).where(serving_on(today()), _ROWS[row]()).options(person)


def without_identity() -> ColumnElement[bool]:
    """The condition that neither the tax code nor day and place of birth are known (DM 6 October 2021)."""
    unknown = or_(Person.birth_date.is_(None), Person.birth_place == "")
    return exists().where(Person.id == Volunteer.person_id, Person.tax_code.is_(None), unknown)


def without_residence() -> ColumnElement[bool]:
    """The condition that neither residence nor domicile is known (DM 6 October 2021)."""
    kinds = (AddressKind.RESIDENCE, AddressKind.DOMICILE)
    return ~exists().where(PostalAddress.person_id == Volunteer.person_id, PostalAddress.kind.in_(kinds))


def is_minor_on(day: date) -> ColumnElement[bool]:
    """The condition that a volunteer is not of age on a day."""
    return exists().where(Person.id == Volunteer.person_id, Person.birth_date > years_before(day, FULL_AGE))


def is_idle(since: date) -> ColumnElement[bool]:
    """The condition that a non-occasional volunteer of before a day has given no hours from that day on."""
    given = exists().where(
        HourEntry.person_id == Volunteer.person_id, HourEntry.state != HoursState.REFUSED, HourEntry.on_day >= since
    )
    return (Volunteer.section == Section.REGULAR) & (Volunteer.started_on < since) & ~given


def is_frequent(since: date, more_than: int) -> ColumnElement[bool]:
    """The condition that an occasional volunteer was there on more days than so many, from a day to today.

    A day is one with hours that were not refused, or with a place taken in a shift that was held, unless they did not come.
    """
    hours = select(HourEntry.person_id, HourEntry.on_day).where(
        HourEntry.state != HoursState.REFUSED, HourEntry.on_day.between(since, today())
    )
    shifts = (
        select(ShiftSignup.person_id, day_of_shift())
        .join(Shift, Shift.id == ShiftSignup.shift_id)
        .where(Shift.state == ShiftState.PUBLISHED, day_of_shift().between(since, today()))
        .where(ShiftSignup.state == SignupState.TAKEN, ShiftSignup.came.is_not(False))
    )
    days = hours.union(shifts).subquery()
    often = select(days.c.person_id).group_by(days.c.person_id).having(func.count() > more_than)
    return (Volunteer.section == Section.OCCASIONAL) & one_of(Volunteer.person_id, often)


def _idle() -> ColumnElement[bool]:
    return is_idle(today() - timedelta(days=MONTH_DAYS * read_settings(InsuranceSettings).idle_months))


def _frequent() -> ColumnElement[bool]:
    return is_frequent(today() - YEAR, read_settings(InsuranceSettings).most_occasional_days)


_ROWS: Mapping[Row, Callable[[], ColumnElement[bool]]] = {
    Row.PAID: lambda: paid_while_serving(today()),
    Row.PAID_BEFORE: lambda: paid_while_served(today()),
    Row.UNCOVERED: lambda: lacks_cover(today()),
    Row.IDENTITY: without_identity,
    Row.RESIDENCE: without_residence,
    Row.LETTER: lambda: one_of(Volunteer.person_id, without_letter()),
    Row.MINORS: lambda: is_minor_on(today()),
    Row.IDLE: _idle,
    Row.FREQUENT: _frequent,
}
