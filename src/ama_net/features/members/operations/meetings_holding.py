"""Holding a meeting: who comes in and goes out, whether it may open, opening and closing it."""

from datetime import datetime

from sqlalchemy import select

from ama_net.features.members.models import Attendance, AttendanceMove, MeetingState, OrganMeeting, Proxy, RollEntry
from ama_net.features.members.operations.meetings_planning import NotNow, hold_meeting, must_be
from ama_net.features.members.operations.meetings_proxies import end_proxy, proxy_given_by
from ama_net.features.members.operations.votes_locks import hold_votes
from ama_net.features.members.operations.votes_secret import follow_the_room
from ama_net.features.members.queries_votes import has_open_vote
from ama_net.features.members.quorum import Line, Presence, is_quorate, present_votes, votes_needed
from ama_net.features.members.settings_meetings import MeetingsSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy.settings import read_settings


class NoQuorum(Exception):
    """Too few are there to open; ``present`` votes of the ``needed``."""

    def __init__(self, present: int, needed: int) -> None:
        super().__init__(f"{present} < {needed}")
        self.present, self.needed = present, needed


def attend(
    entry: RollEntry, attendance: Attendance, *, by: Actor, identity_check: str = "", at: datetime | None = None
) -> Proxy | None:
    """Write down that somebody is there, in person or remotely, from ``at`` (now).

    Who comes votes for themselves: the proxy they had given ends, and is returned so that the page says so. Twice is once.
    ``identity_check`` says how who attends remotely was recognised (D.Lgs. 117/2017 art. 24 c. 4). Before the opening
    too: the quorum is counted on who is there.

    Raises:
        NotNow: the meeting is neither convened nor open, or nobody may attend remotely.
    """
    hold_votes(entry.meeting_id)
    meeting = hold_meeting(entry.meeting)
    must_be(meeting, MeetingState.CONVENED, MeetingState.OPEN)
    if attendance == Attendance.REMOTE and not read_settings(MeetingsSettings).remote_allowed:
        raise NotNow("not_remote")
    db.session.refresh(entry, with_for_update={"of": RollEntry})
    given = proxy_given_by(entry)
    if given is not None:
        end_proxy(given, by=by)
    if entry.is_present and entry.attendance == attendance:
        return given
    entry.attendance, entry.arrived_at, entry.left_at = attendance, at or now(), None
    entry.identity_check = identity_check
    _moved(entry, attendance, entry.arrived_at, by)
    return given


def leave(entry: RollEntry, *, by: Actor, at: datetime | None = None) -> None:
    """Write down that somebody went out, at ``at`` (now): from then neither they nor the proxies they hold count.

    Raises:
        NotNow: the meeting is neither convened nor open.
    """
    hold_votes(entry.meeting_id)
    meeting = hold_meeting(entry.meeting)
    must_be(meeting, MeetingState.CONVENED, MeetingState.OPEN)
    db.session.refresh(entry, with_for_update={"of": RollEntry})
    if entry.is_present:
        entry.left_at = at or now()
        _moved(entry, "out", entry.left_at, by)


def presence_of(meeting: OrganMeeting) -> Presence:
    """The votes in the room now, and all those there could be."""
    rows = select(RollEntry.id, RollEntry.votes, RollEntry.why_not, RollEntry.attendance, RollEntry.left_at).where(
        RollEntry.meeting_id == meeting.id
    )
    lines = [
        Line(row.id, 0 if row.why_not else row.votes, None if row.left_at else row.attendance)
        for row in db.session.execute(rows)
    ]
    given = select(Proxy.giver_id, Proxy.holder_id).where(Proxy.meeting_id == meeting.id, Proxy.revoked_at.is_(None))
    return present_votes(lines, [(row.giver_id, row.holder_id) for row in db.session.execute(given)])


def needed_for(meeting: OrganMeeting, call: int, presence: Presence) -> int:
    """How many votes must be there to open in this call."""
    return votes_needed(presence.entitled, call=call, rules=read_settings(MeetingsSettings).rules(meeting.organ))


def open_meeting(meeting: OrganMeeting, *, call: int, by: Actor) -> Presence:
    """Declare the meeting open in first or second call. The roll is closed from here on.

    Raises:
        NotNow: it is not convened, has no roll, or this call is not the one to hold.
        NoQuorum: too few are there (c.c. art. 21 c. 1); the president may find it deserted.
    """
    hold_meeting(meeting)
    must_be(meeting, MeetingState.CONVENED)
    _must_be_the_call(meeting, call)
    presence = presence_of(meeting)
    rules = read_settings(MeetingsSettings).rules(meeting.organ)
    if not is_quorate(presence.total, presence.entitled, call=call, rules=rules):
        raise NoQuorum(presence.total, votes_needed(presence.entitled, call=call, rules=rules))
    meeting.state, meeting.opened_at, meeting.call = MeetingState.OPEN, now(), call
    db.session.flush()
    record(by=by, verb="meeting.opened", subject=meeting, changes={"call": call, "votes": presence.total})
    return presence


def declare_deserted(meeting: OrganMeeting, *, by: Actor) -> None:
    """The president finds that too few came. With a second call ahead the meeting waits for it, and its door begins anew.

    Raises:
        NotNow: it is not convened, or enough are there.
    """
    hold_meeting(meeting)
    must_be(meeting, MeetingState.CONVENED)
    call = next_call(meeting)
    presence = presence_of(meeting)
    rules = read_settings(MeetingsSettings).rules(meeting.organ)
    if is_quorate(presence.total, presence.entitled, call=call, rules=rules):
        raise NotNow("quorate")
    if call == 1 and meeting.second_call_at is not None:
        meeting.deserted_at = now()
        _empty_the_room(meeting)
    else:
        meeting.state, meeting.closed_at, meeting.call = MeetingState.DESERTED, now(), call
    db.session.flush()
    record(by=by, verb="meeting.deserted", subject=meeting, changes={"call": call, "votes": presence.total})


def close_meeting(meeting: OrganMeeting, *, by: Actor) -> None:
    """Declare the meeting over; its minutes are written next.

    Raises:
        NotNow: it is not open, or a vote is.
    """
    hold_meeting(meeting)
    must_be(meeting, MeetingState.OPEN)
    if has_open_vote(meeting.id):
        raise NotNow("vote_open")
    meeting.state, meeting.closed_at = MeetingState.CLOSED, now()
    db.session.flush()
    record(by=by, verb="meeting.closed", subject=meeting)


def next_call(meeting: OrganMeeting) -> int:
    """The call to be held next: the second once the first was found deserted."""
    return 2 if meeting.deserted_at is not None else 1


def _must_be_the_call(meeting: OrganMeeting, call: int) -> None:
    if meeting.roll_on is None:
        raise NotNow("no_roll")
    if call == 2 and meeting.second_call_at is None:
        raise NotNow("no_second_call")
    if call == 1 and meeting.deserted_at is not None:
        raise NotNow("first_deserted")


def _empty_the_room(meeting: OrganMeeting) -> None:
    rows = select(RollEntry).where(RollEntry.meeting_id == meeting.id, RollEntry.attendance.is_not(None))
    for entry in db.session.scalars(rows.order_by(RollEntry.id).with_for_update()):
        entry.attendance = entry.arrived_at = entry.left_at = None
        entry.identity_check = ""


def _moved(entry: RollEntry, way: str, at: datetime, by: Actor) -> None:
    move = AttendanceMove(meeting_id=entry.meeting_id, entry_id=entry.id, way=way, at=at, recorded_by=by.account_id)
    db.session.add(move)
    follow_the_room(entry.meeting_id)
