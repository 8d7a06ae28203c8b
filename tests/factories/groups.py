"""Groups for tests: plain ones, with what a test cares about named."""

from datetime import date, time
from typing import Any

from sqlalchemy import select

from ama_net.features.groups.models import Frequency, Group, Kind, Meeting, Mode, Status, Theme
from ama_net.foundation.database import db
from ama_net.foundation.text import slugify
from ama_net.kernel.places import Venue

BOLOGNA, FERRARA = "037006", "038008"


def make_group(name: str = "Gruppo Alfa", **values: Any) -> Group:
    """An active, published group of Bologna in the association in scope; written, not committed."""
    values = {
        "slug": slugify(name),
        "kind": Kind.GROUP,
        "status": Status.ACTIVE,
        "mode": Mode.IN_PERSON,
        "municipality_code": BOLOGNA,
        "confirmed_on": date(2026, 11, 2),
        **values,
    }
    group = Group(name=name, **values)
    db.session.add(group)
    db.session.flush()
    return group


def make_meeting(group: Group, weekday: int | None = 3, starts: time | None = time(18), **values: Any) -> Meeting:
    """A line of a group's timetable: Wednesdays at six, unless told otherwise."""
    values = {"frequency": Frequency.WEEKLY, "position": len(group.meetings), **values}
    meeting = Meeting(group_id=group.id, weekday=weekday, starts=starts, **values)
    group.meetings.append(meeting)
    db.session.flush()
    return meeting


def make_venue(name: str = "Casa della comunità", **values: Any) -> Venue:
    """A venue of Bologna."""
    venue = Venue(name=name, **{"address": "via delle Prove 1", "municipality_code": BOLOGNA, **values})
    db.session.add(venue)
    db.session.flush()
    return venue


def theme(key: str = "lutto") -> Theme:
    """A theme of the association in scope (Alba and Brig have ``lutto`` and ``dipendenze``)."""
    return db.session.scalars(select(Theme).where(Theme.key == key)).one()
