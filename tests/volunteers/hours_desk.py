"""Volunteers with hours in Alba, and what is done around them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask

from ama_net.features.volunteers.models import HourEntry, Shift
from ama_net.features.volunteers.operations.hour_certificates import Period
from ama_net.features.volunteers.operations.hours import log_hours
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_shift, make_volunteer
from tests.support.cast import player
from tests.support.standing import Standing

T = TypeVar("T")


def three_days_ago() -> date:
    return today() - timedelta(days=3)


def thirty_days() -> Period:
    """From thirty days ago until today."""
    return Period(today() - timedelta(days=30), today())


def make_hours(person: Person | None = None, *, on: date | None = None, minutes: int = 120, **values: Any) -> HourEntry:
    """Hours of a volunteer, a new one unless told; waiting unless ``approved``."""
    if person is None:
        person = make_person("Ada", "Prova", email="ada@alba.example")
        make_volunteer(person)
    activity = values.pop("activity", None) or make_activity()
    return log_hours(person, activity, on=on or three_days_ago(), minutes=minutes, by=SYSTEM, **values)


def rules(**values: Any) -> None:
    """What the association decides about hours."""
    save_settings(HoursSettings(**values), by=None)
    db.session.flush()


def past_shift(days: int = 3, **values: Any) -> Shift:
    """A shift of two hours that ended some days ago."""
    begin = (now().astimezone(ROME) - timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)
    return make_shift(begin, **values)


def inside(app: Flask, standing: Standing, ask: Callable[[], T]) -> T:
    """What is asked of, or done to, an association's rows, committed."""
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return ask()


def make_vito(standing: Standing) -> Person:
    """The volunteer of the cast, in the register's table. Needs the association's scope."""
    person = db.session.get_one(Person, player(standing, Role.VOLUNTEER).person_id)
    make_volunteer(person)
    return person


def state_of(entry_id: UUID) -> str:
    """How an entry stands now."""
    db.session.expire_all()
    return db.session.get_one(HourEntry, entry_id).state
