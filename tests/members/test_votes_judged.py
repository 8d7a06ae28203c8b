"""What carries a vote when people come and go while it is open, and whom the law counts."""

from typing import Any

import pytest

from ama_net.features.members.models import Majority, OrganMeeting, Question
from ama_net.features.members.operations.meetings import leave
from ama_net.features.members.operations.votes import close_question, vote_openly
from ama_net.features.members.settings_meetings import MeetingsSettings, Part
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.meetings import make_line, make_lines, make_meeting, make_question, option

pytestmark = pytest.mark.usefixtures("in_alba")


def _judged(meeting: OrganMeeting, answers: str, *, leaving: int = 0, **facts: Any) -> Question:
    """A vote on a proposal: ``+`` in favour, ``-`` against, ``0`` abstaining, ``.`` silent; the last so many then go out."""
    lines = make_lines(meeting, len(answers))
    question = make_question(meeting, **facts)
    keys = {"+": "in_favour", "-": "against", "0": "abstain"}
    for line, answer in zip(lines, answers, strict=True):
        if answer in keys:
            vote_openly(question.id, line, [option(question, keys[answer])], by=Actor(person_id=line.voter_id))
    for line in lines[len(lines) - leaving :]:
        leave(line, by=SYSTEM)
    close_question(question, by=SYSTEM)
    return question


@pytest.mark.parametrize(("leaving", "carried", "present"), [(5, False, 10), (0, False, 10)])
def test_who_goes_out_does_not_make_the_majority_of_who_stays(leaving: int, carried: bool, present: int) -> None:
    save_settings(MeetingsSettings(change_presence_second=Part.ANY), by=None)
    question = _judged(make_meeting(call=2), "+++.......", leaving=leaving, majority=Majority.CHANGE_STATUTE)
    assert (question.carried, question.present) == (carried, present)


def test_a_vote_whose_quorum_has_gone_is_not_carried() -> None:
    assert _judged(make_meeting(), "++++......", leaving=6).carried is False
    assert _judged(make_meeting(), "+++++.....", leaving=5).carried is True


@pytest.mark.parametrize(("answers", "carried"), [("++-00", False), ("+++-0", True)])
def test_a_board_needs_the_majority_of_those_present(answers: str, carried: bool) -> None:
    assert _judged(make_meeting(organ="board"), answers).carried is carried


def test_a_boards_statute_may_ask_for_the_votes_cast_only() -> None:
    save_settings(MeetingsSettings(board_of_those_present=False), by=None)
    assert _judged(make_meeting(organ="board"), "++-00").carried is True


@pytest.mark.parametrize(("answers", "carried"), [("+++", False), ("+++++++", False), ("++++++++", True)])
def test_dissolving_counts_members_who_cannot_vote(answers: str, carried: bool) -> None:
    meeting = make_meeting(call=2)
    for _number in range(10 - len(answers)):
        make_line(meeting, why_not="seniority")
    make_line(meeting, why_not="not_member", attendance=None)
    assert _judged(meeting, answers, majority=Majority.DISSOLVE).carried is carried
