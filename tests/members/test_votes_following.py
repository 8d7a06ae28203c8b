"""A secret vote while people come and go, give proxies and take them back: the ballot is of who carries the vote."""

from typing import Any

import pytest
from sqlalchemy import func, select

from ama_net.features.members.ballot_secrets import (
    TokenMaker,
)
from ama_net.features.members.models import (
    Attendance,
    Ballot,
    Question,
    RightState,
    RollEntry,
    VoteRight,
)
from ama_net.features.members.operations.meetings import attend, give_proxy, leave, revoke_proxy
from ama_net.features.members.operations.votes import (
    VoteRefused,
    cast_ballot,
    close_question,
    issue_rights,
)
from ama_net.features.members.queries_votes import rights_of, tokens_left, unused_rights
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.meetings import make_lines, make_meeting, make_proxy, make_secret, option
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


def test_proxy_taken_back_casts_no_more(in_alba: Standing) -> None:
    meeting = make_meeting()
    giver, holder = make_lines(meeting, 2)
    proxy = make_proxy(giver, holder)
    question = make_secret(meeting)
    old, choice = _token(_right(question, giver)), option(question, "in_favour")
    revoke_proxy(proxy, by=SYSTEM)
    assert _reason(lambda: cast_ballot(question.id, old, [choice])) == "token"
    assert (_ballots(), tokens_left(question.id), _right(question, giver).state) == (0, 1, RightState.UNUSED)


def test_giver_who_arrives_finds_the_ballot_and_the_holder_casts_no_more(in_alba: Standing) -> None:
    meeting = make_meeting()
    giver, holder = make_lines(meeting, 2)
    make_proxy(giver, holder)
    question = make_secret(meeting)
    old, choice = _token(_right(question, giver)), option(question, "in_favour")
    attend(giver, Attendance.IN_PERSON, by=SYSTEM)
    assert _reason(lambda: cast_ballot(question.id, old, [choice])) == "token"
    right = _right(question, giver)
    assert (right.holder_id, right.state) == (giver.id, RightState.ISSUED)
    _cast(question, giver, "against")
    assert _ballots() == 1


def test_who_went_out_casts_no_more_nor_the_proxies_held(in_alba: Standing) -> None:
    meeting = make_meeting()
    giver, holder, other = make_lines(meeting, 3)
    make_proxy(giver, holder)
    question = make_secret(meeting)
    olds, choice = [_token(_right(question, line)) for line in (giver, holder)], option(question, "in_favour")
    leave(holder, by=SYSTEM)
    assert [_reason(lambda old=old: cast_ballot(question.id, old, [choice])) for old in olds] == ["token"] * 2
    assert unused_rights(question.id, rights_of(question.id)) == {_right(question, other).id}


def test_who_comes_back_has_another_ballot(in_alba: Standing) -> None:
    meeting = make_meeting()
    (line,) = make_lines(meeting, 1)
    question = make_secret(meeting)
    old, choice = _token(_right(question, line)), option(question, "in_favour")
    leave(line, by=SYSTEM)
    attend(line, Attendance.IN_PERSON, by=SYSTEM)
    assert _reason(lambda: cast_ballot(question.id, old, [choice])) == "token"
    _cast(question, line, "in_favour")
    close_question(question, by=SYSTEM)
    assert (question.cast, _right(question, line).state) == (1, RightState.USED)


def test_who_voted_and_went_out_votes_once(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_secret(meeting)
    _cast(question, lines[0], "in_favour")
    leave(lines[0], by=SYSTEM)
    attend(lines[0], Attendance.IN_PERSON, by=SYSTEM)
    assert (issue_rights(question), tokens_left(question.id)) == (0, 1)


def test_proxy_given_while_voting_takes_the_ballot_along(in_alba: Standing) -> None:
    meeting = make_meeting()
    giver, holder = make_lines(meeting, 2)
    question = make_secret(meeting)
    leave(giver, by=SYSTEM)
    give_proxy(giver, holder, by=SYSTEM)
    right = _right(question, giver)
    assert (right.holder_id, right.state, tokens_left(question.id)) == (holder.id, RightState.ISSUED, 2)


def test_token_whose_vote_is_no_longer_carried_is_refused(in_alba: Standing) -> None:
    meeting = make_meeting()
    lines = make_lines(meeting, 2)
    question = make_secret(meeting)
    lines[0].attendance = None
    db.session.flush()
    assert _reason(lambda: _cast(question, lines[0], "in_favour")) == "token"
    assert (_ballots(), tokens_left(question.id)) == (0, 2)
