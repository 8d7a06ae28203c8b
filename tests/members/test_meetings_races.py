"""Who waits for whom when a meeting's agenda and its votes change at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from ama_net.features.members.models import AgendaItem, MeetingState, OrganMeeting, Question
from ama_net.features.members.operations.meetings import drop_meeting, remove_item
from ama_net.features.members.operations.votes import VoteRefused, open_question
from ama_net.features.members.operations.votes_locks import hold_open_meeting
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.meetings import make_meeting, make_question
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]


def _take_item(question_id: UUID) -> None:
    item = db.session.get_one(Question, question_id).item_id
    remove_item(db.session.get_one(AgendaItem, item), by=SYSTEM)


def _take_meeting(question_id: UUID) -> None:
    meeting = db.session.get_one(Question, question_id).meeting_id
    drop_meeting(db.session.get_one(OrganMeeting, meeting), by=SYSTEM)


@pytest.mark.parametrize("take", [_take_item, _take_meeting])
def test_opening_a_vote_that_is_being_taken_away_deadlocks_nobody(
    app: Flask, alba: Standing, fill: Fill, monkeypatch: pytest.MonkeyPatch, take: Callable[[UUID], None]
) -> None:
    question_id = fill(lambda: make_question(make_meeting(state=MeetingState.DRAFT), opened=False).id)
    held, taken = Event(), Event()

    def slowly(question: Question) -> OrganMeeting:
        held.set()
        taken.wait(1)  # the other waits for the vote by now
        return hold_open_meeting(question)

    monkeypatch.setattr("ama_net.features.members.operations.votes_planning.hold_open_meeting", slowly)

    def open_it() -> str:
        with pytest.raises(VoteRefused) as refused:
            fill(lambda: open_question(db.session.get_one(Question, question_id), by=SYSTEM))
        return refused.value.reason

    def take_it() -> None:
        held.wait(20)
        fill(lambda: take(question_id))
        taken.set()

    with ThreadPoolExecutor(2) as pool:
        opening, taking = pool.submit(open_it), pool.submit(take_it)
        assert (opening.result(), taking.result()) == ("meeting_not_open", None)
    assert fill(lambda: db.session.get(Question, question_id)) is None
