"""Hours and days off for tests; a Wednesday that is nobody's feast."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ama_net.features.helpdesk.models import AvailabilityException, AvailabilityRule
from ama_net.foundation.clock import ROME, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import closed_days


def wednesday() -> date:
    """A Wednesday that is nobody's feast, some weeks from now."""
    day = today() + timedelta(days=14)
    while day.weekday() != 2 or day in closed_days(day.year, "BO"):
        day += timedelta(days=1)
    return day


def at(hour: int, minute: int = 0, day: date | None = None) -> datetime:
    return datetime.combine(day or wednesday(), time(hour, minute), ROME).astimezone(UTC)


def make_rule(person: Person, **values: Any) -> AvailabilityRule:
    facts = {"weekday": 2, "starts": time(15), "ends": time(18), "first_day": date(2024, 1, 1), **values}
    rule = AvailabilityRule(person_id=person.id, **facts)
    db.session.add(rule)
    db.session.flush()
    return rule


def make_exception(person: Person | None, **values: Any) -> AvailabilityException:
    day = wednesday()
    facts = {"first_day": day, "last_day": day, "person_id": person.id if person else None, **values}
    exception = AvailabilityException(**facts)
    db.session.add(exception)
    db.session.flush()
    return exception
