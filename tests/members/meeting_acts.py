"""Meetings for tests: an assembly with its members, planned, convened, held."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.features.members.models import Attendance, OrganMeeting, RollEntry
from ama_net.features.members.operations.meetings import (
    AgendaFacts,
    MeetingPlan,
    add_item,
    attend,
    convene,
    freeze_roll,
    plan_meeting,
)
from ama_net.features.members.operations.meetings_planning import write_notice
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.members import make_membership
from tests.factories.people import make_person

NOTICE = "Siete chiamati {prima_convocazione}, {luogo}.\n\n{ordine_del_giorno}"


def members(how_many: int, **values: Any) -> list[UUID]:
    """So many members, called Socio 0, Socio 1…; the keys of their memberships."""
    return [make_membership(make_person(f"Socio {number}", "Inventato"), **values).id for number in range(how_many)]


def plan(**values: Any) -> OrganMeeting:
    """An ordinary assembly in ten days, at six in the evening in Italy, with one item on its agenda."""
    day = now().astimezone(ROME).replace(hour=18, minute=0, second=0, microsecond=0) + timedelta(days=10)
    facts = {"organ": "assembly", "title": "Assemblea di prova", "first_call_at": day, "place": "Sala", **values}
    meeting = plan_meeting(MeetingPlan(**facts), by=SYSTEM)
    add_item(meeting, AgendaFacts("Approvazione del bilancio"), by=SYSTEM)
    return meeting


def convened(**values: Any) -> OrganMeeting:
    """The same, convened; its letters are still to be written."""
    meeting = plan(**values)
    write_notice(meeting, NOTICE, by=SYSTEM)
    convene(meeting, by=SYSTEM)
    return meeting


def frozen(on: date | None = None, **values: Any) -> tuple[OrganMeeting, list[RollEntry]]:
    """An assembly with its roll as of a day."""
    meeting = plan(**values)
    return meeting, freeze_roll(meeting, on=on or meeting.first_call_at.astimezone(ROME).date(), by=SYSTEM)


def roll(meeting: OrganMeeting) -> list[RollEntry]:
    """The lines by number."""
    rows = select(RollEntry).where(RollEntry.meeting_id == meeting.id).order_by(RollEntry.number, RollEntry.sort_name)
    return list(db.session.scalars(rows))


def come(lines: Iterable[RollEntry], way: Attendance = Attendance.IN_PERSON) -> None:
    """They come."""
    for line in lines:
        attend(line, way, by=SYSTEM)


def at(words: str) -> datetime:
    """An instant from Italian wall-clock time, ``2026-10-25 10:00``."""
    return datetime.fromisoformat(words).replace(tzinfo=ROME)
