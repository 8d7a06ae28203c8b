"""A service that can be booked: who serves it is there every day from nine to one, in every way."""

from datetime import date, datetime, time, timedelta
from typing import Any

from ama_net.features.helpdesk.models import AvailabilityRule, Service
from ama_net.features.helpdesk.settings_availability import AvailabilitySettings
from ama_net.foundation.clock import ROME, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling.closures import closed_days
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_operator, make_service
from tests.factories.people import make_person


def offer(people: int = 1, **values: Any) -> tuple[Service, list[Person]]:
    """A service and who serves it, open on feasts too: whatever day the tests are run; flushed."""
    save_settings(AvailabilitySettings(on_holidays=False, on_patron_saint=False), by=None)
    service = make_service(**values)
    serving = [make_person(given_name=f"Ascolto {number}") for number in range(people)]
    for person in serving:
        make_operator(service, person)
        open_mornings(person)
    return service, serving


def open_mornings(person: Person, **values: Any) -> None:
    """Available every day from nine to one; flushed."""
    for weekday in range(7):
        facts = {"starts": time(9), "ends": time(13), "first_day": date(2024, 1, 1), **values}
        db.session.add(AvailabilityRule(person_id=person.id, weekday=weekday, **facts))
    db.session.flush()


def at(hour: int, *, days: int = 2, minute: int = 0) -> datetime:
    """An hour of the day after tomorrow (a feast or not: ``offer`` keeps none)."""
    return datetime.combine(today() + timedelta(days=days), time(hour, minute), ROME)


def working_morning() -> datetime:
    """Ten of a working day before another: somebody answers the telephone."""
    day = today()
    while day.weekday() > 2 or {day, day + timedelta(days=1)} & closed_days(day.year):
        day += timedelta(days=1)
    return datetime.combine(day, time(10), ROME)
