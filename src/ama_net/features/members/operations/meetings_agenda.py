"""The agenda of a meeting: its items, their order, how each is voted on. Only until the meeting is opened."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select

from ama_net.features.members.models import AgendaItem, Majority, OrganMeeting, VoteMode
from ama_net.features.members.operations.meetings_planning import EDITABLE, hold_meeting, must_be, note_change
from ama_net.features.members.operations.votes_locks import hold_votes
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record


@dataclass(frozen=True)
class AgendaFacts:
    """An item: its title, the text that is proposed, how it is voted on and what carries it; ``seats`` for an election."""

    title: str
    text: str = ""
    vote_mode: str = VoteMode.NONE
    majority: str = Majority.PRESENT_HALF
    seats: int = 1


def add_item(meeting: OrganMeeting, facts: AgendaFacts, *, by: Actor, document_id: UUID | None = None) -> AgendaItem:
    """Add an item at the end of the agenda. Flushed.

    Raises:
        NotNow: the meeting has been opened, held or called off.
    """
    must_be(hold_meeting(meeting), *EDITABLE)
    position = max((item.position for item in items_of(meeting)), default=0) + 1
    item = AgendaItem(meeting_id=meeting.id, position=position, document_id=document_id, **asdict(facts))
    db.session.add(item)
    _changed(meeting, by)
    return item


def change_item(item: AgendaItem, facts: AgendaFacts, *, by: Actor, document_id: UUID | None = None) -> None:
    """Change an item; a document given takes the place of the one there was.

    Raises:
        NotNow: the meeting has been opened, held or called off.
    """
    must_be(hold_meeting(item.meeting), *EDITABLE)
    for name, value in asdict(facts).items():
        setattr(item, name, value)
    item.document_id = document_id or item.document_id
    _changed(item.meeting, by)


def move_item(item: AgendaItem, *, up: bool, by: Actor) -> None:
    """Change places with the item above or below; the first and the last stay where they are.

    Raises:
        NotNow: the meeting has been opened, held or called off.
    """
    must_be(hold_meeting(item.meeting), *EDITABLE)
    items = items_of(item.meeting)
    place = items.index(item)
    other = place - 1 if up else place + 1
    if 0 <= other < len(items):
        item.position, items[other].position = items[other].position, item.position
        _changed(item.meeting, by)


def remove_item(item: AgendaItem, *, by: Actor) -> None:
    """Take an item off the agenda; those after it move up.

    Raises:
        NotNow: the meeting has been opened, held or called off.
    """
    meeting = item.meeting
    hold_votes(item.meeting_id)  # the item's votes go with it
    must_be(hold_meeting(meeting), *EDITABLE)
    db.session.delete(item)
    db.session.flush()
    for position, left in enumerate(items_of(meeting), start=1):
        left.position = position
    _changed(meeting, by)


def items_of(meeting: OrganMeeting) -> list[AgendaItem]:
    """The items in their order."""
    rows = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    return list(db.session.scalars(rows))


def _changed(meeting: OrganMeeting, by: Actor) -> None:
    note_change(meeting)
    db.session.flush()
    db.session.expire(meeting, ["items"])
    record(by=by, verb="meeting.agenda_changed", subject=meeting)
