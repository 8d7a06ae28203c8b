"""Volunteers for tests: plainly invented."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from ama_net.features.volunteers.models import Activity, Shift, ShiftState, Volunteer
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from tests.factories.people import make_person


def make_volunteer(person: Person | None = None, **values: Any) -> Volunteer:
    """A stretch of service of the association in scope, with the next number; flushed. It writes nothing in the register."""
    last = db.session.scalar(select(func.max(Volunteer.number))) or 0
    owner = {} if "person_id" in values else {"person_id": (person or make_person()).id}
    volunteer = Volunteer(
        **{"number": last + 1, "section": "regular", "started_on": date(2024, 1, 10), **owner, **values}
    )
    db.session.add(volunteer)
    db.session.flush()
    return volunteer


def make_activity(key: str = "helpdesk", label: str = "Sportello", **values: Any) -> Activity:
    """An activity, the one with this key when it is there; flushed."""
    found = db.session.scalar(select(Activity).where(Activity.key == key))
    if found is None:
        found = Activity(key=key, label=label, **values)
        db.session.add(found)
        db.session.flush()
    return found


def make_shift(starts_at: datetime | None = None, **values: Any) -> Shift:
    """A published shift of two hours, tomorrow unless said, for one person; flushed."""
    begin = starts_at or (now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    facts = {
        "activity_id": make_activity().id,
        "title": "Turno di prova",
        "starts_at": begin,
        "ends_at": begin + timedelta(hours=2),
        "place": "Sede inventata",
        "state": ShiftState.PUBLISHED,
        **values,
    }
    shift = Shift(**facts)
    db.session.add(shift)
    db.session.flush()
    return shift
