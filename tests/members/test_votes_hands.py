"""Hands counted in the room beside answers by name: nobody votes twice."""

from typing import Any

import pytest

from ama_net.features.members.models import Attendance, Question, QuestionState, RollEntry
from ama_net.features.members.operations.meetings import attend, leave
from ama_net.features.members.operations.votes import (
    VoteRefused,
    close_question,
    count_hands,
    vote_openly,
)
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor
from tests.factories.meetings import (
    make_line,
    make_lines,
    make_meeting,
    make_question,
    option,
)
from tests.factories.people import make_person
from tests.support.standing import Standing


def _by(line: RollEntry) -> Actor:
    return Actor(person_id=line.voter_id)


def _answer(question: Question, line: RollEntry, key: str, by: Actor | None = None, **values: Any) -> None:
    vote_openly(question.id, line, [option(question, key)], by=by or _by(line), **values)


def _counts(question: Question) -> dict[str, int]:
    return {one.label or one.key: one.votes for one in question.options}


def _reason(work: Any) -> str:
    with pytest.raises(VoteRefused) as refused:
        work()
    return refused.value.reason


def _hands(question: Question, *counted: int) -> None:
    count_hands(question, {one.id: count for one, count in zip(question.options, counted, strict=True)}, by=SYSTEM)


def test_hand_that_was_counted_gives_no_name(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_question(meeting)
    _hands(question, 2, 0, 0)
    assert _reason(lambda: _answer(question, lines[0], "in_favour")) == "counted_by_hand"
    close_question(question, by=SYSTEM)
    assert (question.cast, question.present) == (2, 2)


def test_name_already_written_may_be_changed_after_the_hands(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_question(meeting)
    _answer(question, lines[0], "in_favour")
    _hands(question, 1, 0, 0)
    _answer(question, lines[0], "against")
    close_question(question, by=SYSTEM)
    assert (_counts(question), question.cast) == ({"in_favour": 1, "against": 1, "abstain": 0}, 2)


def test_who_comes_after_the_hands_votes_by_name(in_alba: Standing) -> None:
    meeting = make_meeting()
    make_lines(meeting, 2)
    late = make_line(meeting, make_person("Tardi", "Arrivata"), attendance=None)
    question = make_question(meeting)
    _hands(question, 2, 0, 0)
    attend(late, Attendance.IN_PERSON, by=SYSTEM)
    _answer(question, late, "against")
    close_question(question, by=SYSTEM)
    assert (question.cast, question.present) == (3, 3)


def test_hands_for_one_name_are_no_more_than_who_is_there(in_alba: Standing) -> None:
    meeting = make_meeting()
    make_lines(meeting, 2)
    question = make_question(meeting, candidates=("Alfa", "Beta"), seats=2)
    assert _reason(lambda: _hands(question, 3, 0)) == "too_many_hands"


def test_hands_of_an_election_leave_a_name_one_vote(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_question(meeting, candidates=("Alfa", "Beta"), seats=2)
    _hands(question, 1, 1)
    _answer(question, lines[0], "Alfa")
    assert _reason(lambda: _answer(question, lines[1], "Alfa")) == "counted_by_hand"


def test_more_votes_than_there_ever_were_are_not_counted(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_question(meeting)
    _hands(question, 1, 0, 0)
    _answer(question, lines[0], "in_favour")
    question.options[0].hands = 2
    db.session.flush()
    assert _reason(lambda: close_question(question, by=SYSTEM)) == "too_many_hands"
    assert question.state == QuestionState.OPEN


def test_who_goes_out_after_the_hands_does_not_stop_the_count(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 3)
    question = make_question(meeting)
    _hands(question, 2, 1, 0)
    leave(lines[0], by=SYSTEM)
    close_question(question, by=SYSTEM)
    assert (question.cast, question.present) == (3, 3)
