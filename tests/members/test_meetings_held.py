"""Holding a meeting: who is there, quorum, first and second call, closing."""

import pytest
from sqlalchemy import select

from ama_net.features.members.models import Attendance, AttendanceMove, MeetingState
from ama_net.features.members.operations.meetings import (
    NoQuorum,
    NotNow,
    attend,
    close_meeting,
    declare_deserted,
    leave,
    open_meeting,
    presence_of,
)
from ama_net.features.members.settings_meetings import MeetingsSettings
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy.settings import save_settings
from tests.members.meeting_acts import at, come, convened, members, plan, roll

pytestmark = pytest.mark.usefixtures("in_alba")
CALLS = {"first_call_at": at("2094-04-10 09:00"), "second_call_at": at("2094-04-11 10:00")}


def test_exactly_half_opens_the_first_call() -> None:
    members(4)
    meeting = convened()
    come(roll(meeting)[:2])
    open_meeting(meeting, call=1, by=SYSTEM)
    assert (meeting.state, meeting.call) == (MeetingState.OPEN, 1)


def test_one_less_does_not_and_says_how_many_are_needed() -> None:
    members(4)
    meeting = convened()
    come(roll(meeting)[:1])
    with pytest.raises(NoQuorum) as refused:
        open_meeting(meeting, call=1, by=SYSTEM)
    assert (refused.value.present, refused.value.needed) == (1, 2)


def test_the_second_call_opens_with_whoever_came() -> None:
    members(4)
    meeting = convened(**CALLS)
    come(roll(meeting)[:1])
    declare_deserted(meeting, by=SYSTEM)
    assert (meeting.state, presence_of(meeting).total) == (MeetingState.CONVENED, 0)
    come(roll(meeting)[2:3])
    open_meeting(meeting, call=2, by=SYSTEM)
    assert meeting.call == 2


def test_after_the_first_was_deserted_only_the_second_opens() -> None:
    members(2)
    meeting = convened(**CALLS)
    declare_deserted(meeting, by=SYSTEM)
    come(roll(meeting))
    with pytest.raises(NotNow) as refused:
        open_meeting(meeting, call=1, by=SYSTEM)
    assert refused.value.reason == "first_deserted"


def test_without_a_second_call_it_ends_deserted() -> None:
    members(2)
    meeting = convened()
    declare_deserted(meeting, by=SYSTEM)
    assert meeting.state == MeetingState.DESERTED


def test_enough_people_are_no_desert() -> None:
    members(2)
    meeting = convened()
    come(roll(meeting))
    with pytest.raises(NotNow) as refused:
        declare_deserted(meeting, by=SYSTEM)
    assert refused.value.reason == "quorate"


def test_no_second_call_that_was_not_planned() -> None:
    members(2)
    meeting = convened()
    come(roll(meeting))
    with pytest.raises(NotNow) as refused:
        open_meeting(meeting, call=2, by=SYSTEM)
    assert refused.value.reason == "no_second_call"


def test_a_draft_is_not_opened() -> None:
    with pytest.raises(NotNow):
        open_meeting(plan(), call=1, by=SYSTEM)


def test_remote_counts_as_there_unless_the_statute_forbids_it() -> None:
    members(2)
    meeting = convened()
    first, second = roll(meeting)
    attend(first, Attendance.REMOTE, by=SYSTEM, identity_check="camera")
    assert (presence_of(meeting).remote, first.identity_check) == (1, "camera")
    save_settings(MeetingsSettings(remote_allowed=False), by=None)
    with pytest.raises(NotNow) as refused:
        attend(second, Attendance.REMOTE, by=SYSTEM)
    assert refused.value.reason == "not_remote"


def test_who_goes_and_comes_back_is_remembered() -> None:
    members(1)
    meeting = convened()
    (line,) = roll(meeting)
    attend(line, Attendance.IN_PERSON, by=SYSTEM, at=at("2027-04-10 09:00"))
    leave(line, by=SYSTEM, at=at("2027-04-10 10:00"))
    assert not line.is_present
    attend(line, Attendance.REMOTE, by=SYSTEM, at=at("2027-04-10 10:30"))
    moves = select(AttendanceMove.way).order_by(AttendanceMove.at)
    assert list(db.session.scalars(moves)) == ["in_person", "out", "remote"]
    assert line.is_present


def test_twice_there_is_once() -> None:
    members(1)
    meeting = convened()
    come(roll(meeting) * 2)
    assert len(db.session.scalars(select(AttendanceMove)).all()) == 1


def test_nobody_comes_in_after_the_closing() -> None:
    members(1)
    meeting = convened()
    come(roll(meeting))
    open_meeting(meeting, call=1, by=SYSTEM)
    close_meeting(meeting, by=SYSTEM)
    assert meeting.state == MeetingState.CLOSED
    with pytest.raises(NotNow):
        leave(roll(meeting)[0], by=SYSTEM)
