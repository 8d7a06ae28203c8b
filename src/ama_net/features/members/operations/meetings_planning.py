"""Planning a meeting and changing what was planned."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete

from ama_net.features.members.models import MeetingState, OrganMeeting, RollEntry
from ama_net.foundation.clock import day_of, now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import Organ
from ama_net.kernel.tenancy import current_tenant_id

EDITABLE = (MeetingState.DRAFT, MeetingState.CONVENED)


class NotNow(Exception):
    """The meeting's state does not allow it; ``reason`` is a word of ``meeting_words.REFUSALS``."""

    def __init__(self, reason: str = "state") -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class MeetingPlan:
    """What is planned of a meeting. Instants are aware; ``second_call_at`` comes after the first."""

    organ: str
    title: str
    first_call_at: datetime
    second_call_at: datetime | None = None
    place: str = ""
    online_url: str = ""
    extraordinary: bool = False


def plan_meeting(plan: MeetingPlan, *, by: Actor) -> OrganMeeting:
    """Write a meeting down as a draft, that nobody is told of yet. Flushed."""
    meeting = OrganMeeting(**asdict(plan), state=MeetingState.DRAFT, created_by=by.account_id)
    db.session.add(meeting)
    db.session.flush()
    record(by=by, verb="meeting.planned", subject=meeting, changes={"organ": Organ(plan.organ)})
    return meeting


def change_meeting(meeting: OrganMeeting, plan: MeetingPlan, *, by: Actor) -> None:
    """Change what was planned. After the convocation who was called is told with ``tell_changes``.

    A draft that becomes another organ's, or moves to another day, loses its roll: it named somebody else.

    Raises:
        NotNow: it has been held or called off.
    """
    must_be(hold_meeting(meeting), *EDITABLE)
    was_for, was_on = meeting.organ, day_of(meeting.first_call_at)
    for name, value in asdict(plan).items():
        setattr(meeting, name, value)
    if meeting.state == MeetingState.CONVENED:
        meeting.organ = was_for  # who was called was called to this organ
    elif (was_for, was_on) != (meeting.organ, day_of(meeting.first_call_at)):
        db.session.execute(delete(RollEntry).where(RollEntry.meeting_id == meeting.id))
        meeting.roll_on = None
    note_change(meeting)
    record(by=by, verb="meeting.changed", subject=meeting)


def write_notice(meeting: OrganMeeting, text: str, *, by: Actor) -> None:
    """Write the text of the notice; its required parts are the form's business.

    Raises:
        NotNow: it has been held or called off.
    """
    must_be(hold_meeting(meeting), *EDITABLE)
    if meeting.notice != text:
        meeting.notice = text
        note_change(meeting)
    record(by=by, verb="meeting.notice_written", subject=meeting)


def drop_meeting(meeting: OrganMeeting, *, by: Actor) -> None:
    """Take away a draft that nobody was told of. One that was convened is called off instead (``cancel_meeting``).

    Raises:
        NotNow: it has been convened.
    """
    from ama_net.features.members.operations.votes_locks import hold_votes  # votes need these operations

    hold_votes(meeting.id)
    must_be(hold_meeting(meeting), MeetingState.DRAFT)
    record(by=by, verb="meeting.dropped", subject=meeting)
    db.session.delete(meeting)
    db.session.flush()


def hold_meeting(meeting: OrganMeeting) -> OrganMeeting:
    """Hold a meeting until the transaction ends and read it anew: whoever else writes its roll or its agenda waits."""
    hold(f"members:meeting:{current_tenant_id()}:{meeting.id}")
    db.session.refresh(meeting, with_for_update={"of": OrganMeeting})
    return meeting


def must_be(meeting: OrganMeeting, *states: MeetingState) -> None:
    """Refuse unless the meeting is in one of these states."""
    if meeting.state not in states:
        raise NotNow


def note_change(meeting: OrganMeeting) -> None:
    """After the convocation, remember that something changed which nobody was told of."""
    if meeting.state == MeetingState.CONVENED:
        meeting.changed_at = now()
