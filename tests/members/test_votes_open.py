"""Open votes: who votes for whom, changing one's mind, hands in the room, counting, proclaiming."""

from typing import Any

import pytest

from ama_net.features.members.models import Majority, MeetingState, Question, QuestionState, RollEntry
from ama_net.features.members.operations.votes import (
    QuestionFacts,
    VoteRefused,
    add_question,
    annul_question,
    close_question,
    count_hands,
    open_question,
    proclaim,
    settle_tie,
    vote_openly,
)
from ama_net.features.members.vote_texts import result_lines
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit.queries import audit_entries
from ama_net.kernel.documents import Resolution
from tests.factories.meetings import (
    make_item,
    make_line,
    make_lines,
    make_meeting,
    make_proxy,
    make_question,
    make_secret,
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


def test_answers_are_counted_and_the_proposal_carried(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 3)
    question = make_question(meeting)
    for line, key in zip(lines, ("in_favour", "in_favour", "against"), strict=True):
        _answer(question, line, key)
    close_question(question, by=SYSTEM)
    assert _counts(question) == {"in_favour": 2, "against": 1, "abstain": 0}
    assert (question.state, question.carried, question.cast, question.present) == (QuestionState.CLOSED, True, 3, 3)


def test_last_answer_before_closing_counts(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_question(meeting)
    _answer(question, line, "in_favour")
    _answer(question, line, "against")
    close_question(question, by=SYSTEM)
    assert _counts(question) == {"in_favour": 0, "against": 1, "abstain": 0}


def test_half_is_no_majority(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_question(meeting)
    _answer(question, lines[0], "in_favour")
    _answer(question, lines[1], "against")
    close_question(question, by=SYSTEM)
    assert question.carried is False


def test_holder_votes_for_the_giver(in_alba: Standing) -> None:
    meeting = make_meeting()
    giver, holder = make_lines(meeting, 2)
    make_proxy(giver, holder)
    question = make_question(meeting)
    _answer(question, giver, "in_favour", by=_by(holder))
    _answer(question, holder, "against")
    close_question(question, by=SYSTEM)
    assert (question.cast, question.present) == (2, 2)


def test_giver_away_cannot_vote_in_person(in_alba: Standing) -> None:
    meeting = make_meeting()
    giver, holder = make_lines(meeting, 2)
    make_proxy(giver, holder)
    question = make_question(meeting)
    assert _reason(lambda: _answer(question, giver, "in_favour")) == "not_yours"


def test_guardian_votes_for_the_minor(in_alba: Standing) -> None:
    meeting = make_meeting()
    guardian = make_person("Madre", "Inventata")
    line = make_line(meeting, voter_id=guardian.id)
    question = make_question(meeting)
    _answer(question, line, "in_favour", by=Actor(person_id=guardian.id))
    close_question(question, by=SYSTEM)
    assert question.cast == 1


def test_minor_cannot_vote(in_alba: Standing) -> None:
    meeting = make_meeting()
    line = make_line(meeting, voter_id=make_person("Madre", "Inventata").id)
    question = make_question(meeting)
    assert _reason(lambda: _answer(question, line, "in_favour", by=Actor(person_id=line.person_id))) == "not_yours"


@pytest.mark.parametrize("values", [{"attendance": None}, {"why_not": "seniority"}, {"votes": 0}])
def test_who_is_away_or_has_no_vote_is_refused(in_alba: Standing, values: dict[str, Any]) -> None:
    meeting = make_meeting()
    make_line(meeting)
    line = make_line(meeting, make_person("Altra", "Socia"), **values)
    question = make_question(meeting)
    assert _reason(lambda: _answer(question, line, "in_favour")) == "not_here"


def test_vote_weighs_what_the_line_has(in_alba: Standing) -> None:
    meeting = make_meeting()
    line = make_line(meeting, votes=3)
    question = make_question(meeting)
    _answer(question, line, "in_favour")
    close_question(question, by=SYSTEM)
    assert (question.cast, _counts(question)["in_favour"]) == (3, 3)


def test_hands_and_names_are_counted_together(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 4)
    question = make_question(meeting)
    _answer(question, lines[0], "in_favour")
    hands = {one.id: count for one, count in zip(question.options, (2, 1, 0), strict=True)}
    count_hands(question, hands, by=SYSTEM)
    close_question(question, by=SYSTEM)
    assert (_counts(question), question.cast) == ({"in_favour": 3, "against": 1, "abstain": 0}, 4)


def test_more_hands_than_people_are_refused(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_question(meeting)
    _answer(question, lines[0], "in_favour")
    assert _reason(lambda: count_hands(question, {question.options[0].id: 2}, by=SYSTEM)) == "too_many_hands"


def test_totals_are_in_the_chain_of_the_audit(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 3)
    question = make_question(meeting)
    _answer(question, lines[0], "in_favour")
    _answer(question, lines[1], "against")
    close_question(question, by=SYSTEM)
    db.session.commit()
    (closed,) = [one.facts for one in db.session.scalars(audit_entries()) if one.facts["verb"] == "vote.closed"]
    said = {"vote_mode": "open", "present": 3, "cast": 2, "blank": 0, "counted": "1, 1, 0"}
    assert closed["changes"] == said


def test_vote_after_closing_is_refused(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_question(meeting)
    close_question(question, by=SYSTEM)
    assert _reason(lambda: _answer(question, line, "in_favour")) == "is_closed"


def test_vote_before_opening_is_refused(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_question(meeting, opened=False)
    assert _reason(lambda: _answer(question, line, "in_favour")) == "not_open_yet"


def test_closed_vote_is_never_opened_again(in_alba: Standing) -> None:
    meeting = make_meeting()
    make_lines(meeting, 1)
    question = make_question(meeting)
    close_question(question, by=SYSTEM)
    assert _reason(lambda: open_question(question, by=SYSTEM)) == "is_closed"


def test_one_vote_is_open_at_a_time(in_alba: Standing) -> None:
    meeting = make_meeting()
    make_lines(meeting, 1)
    make_question(meeting)
    assert _reason(lambda: make_question(meeting)) == "another_open"


def test_vote_opens_only_while_the_meeting_is_on(in_alba: Standing) -> None:
    meeting = make_meeting(state=MeetingState.CONVENED)
    make_lines(meeting, 1)
    assert _reason(lambda: make_question(meeting)) == "meeting_not_open"


def test_vote_is_not_added_to_a_meeting_that_is_over(in_alba: Standing) -> None:
    meeting = make_meeting(state=MeetingState.CLOSED)
    item = make_item(meeting)
    assert _reason(lambda: add_question(item, QuestionFacts("Si approva?"), by=SYSTEM)) == "meeting_over"


def test_secret_vote_takes_no_answer_with_a_name(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_secret(meeting)
    assert _reason(lambda: _answer(question, line, "in_favour")) == "secret"


@pytest.mark.parametrize("choices", [[], ["nothing"]])
def test_wrong_choices_are_refused(in_alba: Standing, choices: list[str]) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_question(meeting)
    expected = "choice" if choices else "choose_one"
    assert _reason(lambda: vote_openly(question.id, line, choices, by=_by(line))) == expected


def test_carried_proposal_becomes_a_numbered_resolution(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_question(meeting)
    _answer(question, line, "in_favour")
    close_question(question, by=SYSTEM)
    resolution = proclaim(question, by=SYSTEM)
    assert resolution is not None
    assert (resolution.organ, resolution.number, resolution.meeting_id) == ("assembly", 1, meeting.id)
    assert (question.resolution_id, question.item.resolution_id) == (resolution.id, resolution.id)


def test_refused_proposal_is_no_resolution(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_question(meeting)
    _answer(question, line, "against")
    close_question(question, by=SYSTEM)
    assert proclaim(question, by=SYSTEM) is None
    assert db.session.query(Resolution).count() == 0


def test_board_votes_too(in_alba: Standing) -> None:
    meeting = make_meeting(organ="board")
    lines = make_lines(meeting, 3)
    question = make_question(meeting)
    for line in lines:
        _answer(question, line, "in_favour")
    close_question(question, by=SYSTEM)
    resolution = proclaim(question, by=SYSTEM)
    assert resolution is not None
    assert resolution.organ == "board"


def test_statute_change_needs_three_quarters_present(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    make_lines(meeting, 2, attendance=None)
    question = make_question(meeting, majority=Majority.CHANGE_STATUTE)
    for line in lines:
        _answer(question, line, "in_favour")
    close_question(question, by=SYSTEM)
    assert question.carried is False


def test_tie_is_shown_and_never_decided(in_alba: Standing) -> None:
    question = _tied()
    assert {one.label: (one.elected, one.tied) for one in question.options} == {
        "Alfa": (True, False),
        "Beta": (False, True),
        "Gamma": (False, True),
    }
    assert _reason(lambda: proclaim(question, by=SYSTEM)) == "tie"


def test_tie_is_settled_with_its_reason(in_alba: Standing) -> None:
    question = _tied()
    settle_tie(question, [question.options[2].id], how="Sorteggio davanti all'assemblea", by=SYSTEM)
    proclaim(question, by=SYSTEM)
    assert [one.label for one in question.options if one.elected] == ["Alfa", "Gamma"]
    assert any("Sorteggio" in line for line in result_lines(question))


@pytest.mark.parametrize(
    ("chosen", "how", "reason"), [(0, "Età", "seats_left"), (2, "Età", "seats_left"), (1, "", "say_how")]
)
def test_tie_is_not_settled_by_halves(in_alba: Standing, chosen: int, how: str, reason: str) -> None:
    question = _tied()
    picked = [one.id for one in question.options if one.tied][:chosen]
    assert _reason(lambda: settle_tie(question, picked, how=how, by=SYSTEM)) == reason


def test_annulled_vote_keeps_no_answer(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_question(meeting)
    _answer(question, line, "in_favour")
    annul_question(question, why="Testo sbagliato", by=SYSTEM)
    assert (question.state, _counts(question)["in_favour"]) == (QuestionState.ANNULLED, 0)


def test_proclaimed_vote_is_not_annulled(in_alba: Standing) -> None:
    meeting = make_meeting()
    make_lines(meeting, 1)
    question = make_question(meeting)
    close_question(question, by=SYSTEM)
    proclaim(question, by=SYSTEM)
    assert _reason(lambda: annul_question(question, why="Tardi", by=SYSTEM)) == "is_proclaimed"


def _tied() -> Question:
    """Two seats; Alfa has three votes, Beta and Gamma two each."""
    meeting = make_meeting()
    lines = make_lines(meeting, 4)
    question = make_question(meeting, candidates=("Alfa", "Beta", "Gamma"), seats=2)
    ballots = (("Alfa", "Beta"), ("Alfa", "Gamma"), ("Alfa", "Beta"), ("Gamma",))
    for line, names in zip(lines, ballots, strict=True):
        vote_openly(question.id, line, [option(question, name) for name in names], by=_by(line))
    close_question(question, by=SYSTEM)
    return question
