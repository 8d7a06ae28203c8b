"""Secret votes: one ballot for each right, nothing that joins them, races, crashes, receipts, the door that stays shut."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select, text

from ama_net.features.members.ballot_secrets import (
    TOKEN_LENGTH,
    TokenMaker,
    read_code,
    show_code,
)
from ama_net.features.members.models import (
    Ballot,
    BallotToken,
    MeetingState,
    Question,
    QuestionState,
    RightState,
    RollEntry,
    VoteRight,
)
from ama_net.features.members.operations.meetings import NotNow, close_meeting
from ama_net.features.members.operations.votes import (
    VoteRefused,
    annul_question,
    cast_ballot,
    close_question,
    issue_rights,
    proclaim,
    void_right,
)
from ama_net.features.members.queries_votes import receipts_of, rights_of, tokens_left, unused_rights
from ama_net.features.members.vote_texts import reveals_everybody
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.meetings import make_line, make_lines, make_meeting, make_proxy, make_secret, option
from tests.factories.people import make_person
from tests.support.standing import Standing


def _token(right: VoteRight) -> str:
    return TokenMaker(right.question_id).token_of(right)


def _right(question: Question, line: RollEntry) -> VoteRight:
    return next(right for right in rights_of(question.id) if right.entry_id == line.id)


def _cast(question: Question, line: RollEntry, *keys: str) -> str:
    return cast_ballot(question.id, _token(_right(question, line)), [option(question, key) for key in keys])


def _reason(work: Any) -> str:
    with pytest.raises(VoteRefused) as refused:
        work()
    return refused.value.reason


def _ballots() -> int:
    return db.session.scalar(select(func.count()).select_from(Ballot)) or 0


def test_everybody_there_gets_a_token_at_opening(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 3)
    make_proxy(lines[2], lines[0])
    make_line(meeting, make_person("Via", "Lontana"), attendance=None)
    question = make_secret(meeting)
    assert {(r.entry_id, r.holder_id) for r in rights_of(question.id)} == {
        (lines[0].id, lines[0].id),
        (lines[1].id, lines[1].id),
        (lines[2].id, lines[0].id),
    }
    assert tokens_left(question.id) == 3


def test_ballots_are_counted(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 3)
    question = make_secret(meeting)
    for line, key in zip(lines, ("in_favour", "in_favour", "against"), strict=True):
        _cast(question, line, key)
    close_question(question, by=SYSTEM)
    assert [one.votes for one in question.options] == [2, 1, 0]
    assert (question.cast, question.carried) == (3, True)


def test_token_works_once(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_secret(meeting)
    _cast(question, lines[0], "in_favour")
    assert _reason(lambda: _cast(question, lines[0], "against")) == "token"
    assert _ballots() == 1


def test_token_is_read_as_people_write_it(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_secret(meeting)
    typed = show_code(_token(_right(question, line))).lower().replace("-", " ")
    assert read_code(typed, TOKEN_LENGTH) == _token(_right(question, line))


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA-AAAA", "corto", "0" * 5000, "\x00" * 12])
def test_wrong_token_adds_no_ballot(in_alba: Standing, typed: str) -> None:
    meeting = make_meeting()
    make_lines(meeting, 1)
    question = make_secret(meeting)
    choice = option(question, "in_favour")
    assert _reason(lambda: cast_ballot(question.id, typed, [choice])) == "token"
    assert _ballots() == 0


def test_token_of_another_vote_is_worth_nothing(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    first = make_secret(meeting)
    token = _token(_right(first, line))
    close_question(first, by=SYSTEM)
    second = make_secret(meeting)
    choice = option(second, "in_favour")
    assert _reason(lambda: cast_ballot(second.id, token, [choice])) == "token"


def test_vote_after_closing_stores_nothing(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_secret(meeting)
    _cast(question, lines[0], "in_favour")
    late, choice = _token(_right(question, lines[1])), option(question, "against")
    close_question(question, by=SYSTEM)
    assert _reason(lambda: cast_ballot(question.id, late, [choice])) == "is_closed"
    assert _ballots() == 1


def test_ballot_waits_for_no_meeting_that_is_over(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_secret(meeting)
    meeting.state = MeetingState.CLOSED
    db.session.flush()
    assert _reason(lambda: _cast(question, line, "in_favour")) == "meeting_not_open"
    assert _ballots() == 0


def test_meeting_is_not_closed_under_an_open_vote(in_alba: Standing) -> None:
    meeting = make_meeting()
    make_lines(meeting, 1)
    make_secret(meeting)
    with pytest.raises(NotNow) as refused:
        close_meeting(meeting, by=SYSTEM)
    assert (refused.value.reason, meeting.state) == ("vote_open", MeetingState.OPEN)


def test_holder_casts_a_ballot_for_each_vote(in_alba: Standing) -> None:
    meeting = make_meeting()
    giver, holder = make_lines(meeting, 2)
    make_proxy(giver, holder)
    question = make_secret(meeting)
    _cast(question, holder, "in_favour")
    _cast(question, giver, "against")
    close_question(question, by=SYSTEM)
    assert [one.votes for one in question.options] == [1, 1, 0]


def test_line_with_two_votes_gets_two_ballots(in_alba: Standing) -> None:
    meeting = make_meeting()
    make_line(meeting, votes=2)
    question = make_secret(meeting)
    assert [right.ordinal for right in rights_of(question.id)] == [1, 2]


def test_who_comes_later_gets_a_token(in_alba: Standing) -> None:
    meeting = make_meeting()
    make_lines(meeting, 1)
    question = make_secret(meeting)
    late = make_line(meeting, make_person("Tardi", "Arrivata"))
    assert issue_rights(question, holder_person=late.voter_id) == 1
    assert issue_rights(question, holder_person=late.voter_id) == 0


def test_giver_who_comes_takes_the_vote_back(in_alba: Standing) -> None:
    meeting = make_meeting()
    giver, holder = make_lines(meeting, 2)
    make_proxy(giver, holder)
    question = make_secret(meeting)
    old = _token(_right(question, giver))
    giver.attendance = "in_person"
    db.session.flush()
    issue_rights(question)
    choice = option(question, "in_favour")
    assert _reason(lambda: cast_ballot(question.id, old, [choice])) == "token"
    _cast(question, giver, "in_favour")
    assert _ballots() == 1


def test_giver_who_comes_after_the_holder_voted_has_no_other_vote(in_alba: Standing) -> None:
    meeting = make_meeting()
    giver, holder = make_lines(meeting, 2)
    make_proxy(giver, holder)
    question = make_secret(meeting)
    _cast(question, giver, "in_favour")
    giver.attendance = "in_person"
    db.session.flush()
    assert issue_rights(question) == 0


def test_minors_vote_is_carried_by_the_guardian(in_alba: Standing) -> None:
    meeting = make_meeting()
    guardian = make_person("Madre", "Inventata")
    line = make_line(meeting, voter_id=guardian.id)
    question = make_secret(meeting)
    assert [r.holder.voter_id for r in rights_of(question.id)] == [guardian.id]
    assert _right(question, line).entry_id == line.id


def test_unused_token_is_voided_and_given_again(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_secret(meeting)
    right = _right(question, line)
    lost = _token(right)
    void_right(right, why="Foglietto perso", by=SYSTEM, again=True)
    choice = option(question, "in_favour")
    assert _reason(lambda: cast_ballot(question.id, lost, [choice])) == "token"
    _cast(question, line, "in_favour")
    assert (_ballots(), right.void_why) == (1, "Foglietto perso")


def test_voided_token_leaves_one_vote_less(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_secret(meeting)
    void_right(_right(question, lines[0]), why="Se n'è andata", by=SYSTEM, again=False)
    assert (tokens_left(question.id), _right(question, lines[0]).state) == (1, RightState.VOID)


def test_used_token_is_not_voided(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_secret(meeting)
    _cast(question, line, "in_favour")
    right = _right(question, line)
    assert _reason(lambda: void_right(right, why="Ripensamento", by=SYSTEM, again=True)) == "used"
    assert (_ballots(), right.serial) == (1, 1)


def test_receipts_of_counted_ballots_are_published_and_nothing_else(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 4)
    question = make_secret(meeting)
    codes = [_cast(question, line, "in_favour") for line in lines[:3]]
    assert receipts_of(question.id) == []
    close_question(question, by=SYSTEM)
    assert receipts_of(question.id) == sorted(codes)


def test_rights_say_who_voted_only_after_closing(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_secret(meeting)
    _cast(question, lines[0], "in_favour")
    assert {right.state for right in rights_of(question.id)} == {RightState.ISSUED}
    assert unused_rights(question.id, rights_of(question.id)) == {_right(question, lines[1]).id}
    close_question(question, by=SYSTEM)
    assert [_right(question, line).state for line in lines] == [RightState.USED, RightState.UNUSED]
    assert db.session.query(BallotToken).count() == 0


def test_blank_ballots_are_counted_in_an_election(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 3)
    question = make_secret(meeting, candidates=("Alfa", "Beta"), seats=2)
    _cast(question, lines[0], "Alfa", "Beta")
    _cast(question, lines[1], "Alfa")
    _cast(question, lines[2])
    close_question(question, by=SYSTEM)
    assert ([one.votes for one in question.options], question.blank, question.cast) == ([2, 1], 1, 3)


def test_too_many_names_cost_no_token(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_secret(meeting, candidates=("Alfa", "Beta"), seats=1)
    assert _reason(lambda: _cast(question, line, "Alfa", "Beta")) == "too_many"
    assert tokens_left(question.id) == 1


def test_ids_of_ballots_are_random(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_secret(meeting)
    _cast(question, line, "in_favour")
    before = db.session.scalars(select(Ballot.id)).one()
    close_question(question, by=SYSTEM)
    after = db.session.scalars(select(Ballot.id)).one()
    assert (before.version, after.version, before == after) == (4, 4, False)


def test_box_in_the_database_is_sealed_and_of_one_size(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_secret(meeting, candidates=("Alfa", "Beta"), seats=2)
    _cast(question, lines[0], "Alfa", "Beta")
    _cast(question, lines[1])
    boxes = list(db.session.scalars(select(Ballot.box_sealed)))
    assert len({len(box or b"") for box in boxes}) == 1
    assert all(option(question, "Alfa").encode() not in (box or b"") for box in boxes)


def test_ballots_written_by_hand_in_the_database_are_found(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_secret(meeting)
    _cast(question, line, "in_favour")
    db.session.execute(text("UPDATE ballots SET box_sealed = box_sealed || 'x'::bytea"))
    with pytest.raises(Exception, match="authentication failed"):
        close_question(question, by=SYSTEM)


def test_annulled_vote_keeps_no_ballot(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_secret(meeting)
    _cast(question, line, "in_favour")
    annul_question(question, why="Errore nella scheda", by=SYSTEM)
    assert (_ballots(), tokens_left(question.id), receipts_of(question.id)) == (0, 0, [])


@pytest.mark.parametrize(("answers", "told"), [("fff", True), ("ffa", True), ("ffaa", False), ("fa", False)])
def test_result_that_tells_what_everybody_voted_is_marked(in_alba: Standing, answers: str, told: bool) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, len(answers))
    question = make_secret(meeting)
    for line, answer in zip(lines, answers, strict=True):
        _cast(question, line, "in_favour" if answer == "f" else "against")
    close_question(question, by=SYSTEM)
    assert reveals_everybody(question) is told


def test_secret_motion_is_proclaimed_like_another(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_secret(meeting)
    _cast(question, line, "in_favour")
    close_question(question, by=SYSTEM)
    assert proclaim(question, by=SYSTEM) is not None
    assert question.state == QuestionState.PROCLAIMED


@pytest.mark.parametrize("seed", range(8))
def test_tally_is_what_was_cast_whatever_was_cast(in_alba: Standing, seed: int) -> None:
    chance = Random(seed)
    meeting = make_meeting()
    lines = make_lines(meeting, chance.randint(1, 15))
    names = tuple("ABCDE"[: chance.randint(1, 5)])
    seats = chance.randint(1, 3)
    question = make_secret(meeting, candidates=names, seats=seats)
    expected: Counter[str] = Counter()
    voters = [line for line in lines if chance.random() < 0.8]
    for line in voters:
        chosen = chance.sample(names, chance.randint(0, min(seats, len(names))))
        expected.update(chosen or ["blank"])
        _cast(question, line, *chosen)
    close_question(question, by=SYSTEM)
    counted = {one.label: one.votes for one in question.options}
    assert counted == {name: expected[name] for name in names}
    assert (question.cast, question.blank) == (len(voters), expected["blank"])
