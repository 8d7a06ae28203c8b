"""Meetings in progress, for tests of votes and minutes: made row by row, with their roll. Plainly invented."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.features.members.models import (
    AgendaItem,
    Attendance,
    MeetingState,
    Membership,
    OrganMeeting,
    Proxy,
    Question,
    RollEntry,
    VoteMode,
)
from ama_net.features.members.operations.votes import QuestionFacts, add_question, open_question
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person
from tests.factories.members import make_membership
from tests.factories.people import make_person


def make_meeting(**values: Any) -> OrganMeeting:
    """An assembly in progress, in first call; flushed."""
    moment = now()
    facts = {
        "organ": "assembly",
        "title": "Assemblea di prova",
        "first_call_at": moment - timedelta(hours=1),
        "place": "Sala delle prove",
        "state": MeetingState.OPEN,
        "convened_at": moment - timedelta(days=10),
        "roll_on": today(),
        "opened_at": moment,
        "call": 1,
        **values,
    }
    meeting = OrganMeeting(**facts)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def make_item(meeting: OrganMeeting, title: str = "Bilancio", **values: Any) -> AgendaItem:
    """An item at the end of its agenda; flushed."""
    position = len(meeting.items) + 1
    item = AgendaItem(**{"meeting_id": meeting.id, "position": position, "title": title, **values})
    db.session.add(item)
    db.session.flush()
    db.session.expire(meeting, ["items"])
    return item


def make_line(meeting: OrganMeeting, person: Person | None = None, **values: Any) -> RollEntry:
    """A line of the roll, of a member who is there in person unless told otherwise; flushed."""
    who = person or make_person("Socia", f"Numero {len(values)}{now().microsecond}")
    member = {"membership_id": _membership_of(who)} if meeting.organ == "assembly" else {}
    facts = {
        "meeting_id": meeting.id,
        "person_id": who.id,
        "voter_id": who.id,
        "name": who.list_name,
        "sort_name": who.sort_name or who.list_name.lower(),
        "since": date(2020, 1, 10),
        "attendance": Attendance.IN_PERSON,
        "arrived_at": now(),
        **member,
        **values,
    }
    line = RollEntry(**facts)
    db.session.add(line)
    db.session.flush()
    return line


def _membership_of(person: Person) -> UUID:
    known = db.session.scalars(select(Membership.id).where(Membership.person_id == person.id)).first()
    return known or make_membership(person).id


def make_lines(meeting: OrganMeeting, how_many: int, **values: Any) -> list[RollEntry]:
    """So many lines."""
    return [make_line(meeting, make_person("Socia", f"Numero {number}"), **values) for number in range(how_many)]


def make_proxy(giver: RollEntry, holder: RollEntry) -> Proxy:
    """A proxy in force; the giver is taken out of the room. Flushed."""
    giver.attendance = giver.arrived_at = None
    proxy = Proxy(meeting_id=giver.meeting_id, giver_id=giver.id, holder_id=holder.id)
    db.session.add(proxy)
    db.session.flush()
    return proxy


def make_question(meeting: OrganMeeting, *, opened: bool = True, **facts: Any) -> Question:
    """A vote on a new item, open unless told otherwise: an open vote on a proposal."""
    item = make_item(meeting, facts.pop("title", "Bilancio"))
    question = add_question(item, QuestionFacts(**{"text": "Si approva il bilancio?", **facts}), by=SYSTEM)
    if opened:
        open_question(question, by=SYSTEM)
    return question


def make_secret(meeting: OrganMeeting, **facts: Any) -> Question:
    """A secret vote, open."""
    return make_question(meeting, mode=VoteMode.SECRET, **facts)


def option(question: Question, key: str) -> str:
    """The id of an option by its word, or by the candidate's name."""
    return next(str(one.id) for one in question.options if key in (one.key, one.label))
