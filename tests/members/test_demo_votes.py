"""The invented votes of the demonstration, made from an association's folder."""

import pytest
from sqlalchemy import func, select

from ama_net.features.members import demo_votes
from ama_net.features.members.demo_votes import seed_demo_votes
from ama_net.features.members.models import ConveningRequest, MeetingState, OrganMeeting, Question, QuestionState
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.tenant_file import load_demo
from tests.conftest import ROOT
from tests.factories.meetings import make_item, make_lines, make_meeting
from tests.support.standing import Standing

FERRARA = ROOT / "tenants" / "ferrara"


@pytest.fixture
def held(in_alba: Standing) -> OrganMeeting:
    """An assembly that was held, with its members."""
    meeting = make_meeting(state=MeetingState.CLOSED)
    make_item(meeting, "Bilancio", text="L'assemblea approva il bilancio.")
    for number, line in enumerate(make_lines(meeting, 12)):
        line.number = number
    return meeting


def _count(model: type[Question | ConveningRequest]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_assembly_votes_elects_and_is_filed(held: OrganMeeting) -> None:
    seed_demo_votes(FERRARA)
    questions = db.session.scalars(select(Question)).all()
    assert {question.state for question in questions} == {QuestionState.PROCLAIMED}
    assert (len(questions), held.state) == (2, MeetingState.FILED)


def test_seeding_twice_is_once(held: OrganMeeting) -> None:
    seed_demo_votes(FERRARA)
    seed_demo_votes(FERRARA)
    assert (_count(Question), _count(ConveningRequest)) == (2, 1)


def test_association_without_invented_members_gets_nothing(in_alba: Standing) -> None:
    folder = ROOT / "tenants" / "bologna"
    assert not load_demo(folder).members
    seed_demo_votes(folder)
    assert (_count(Question), _count(ConveningRequest)) == (0, 0)


def test_too_few_voters_hold_no_vote(in_alba: Standing) -> None:
    meeting = make_meeting(state=MeetingState.CLOSED)
    make_lines(meeting, demo_votes.FEWEST - 1)
    seed_demo_votes(FERRARA)
    assert (_count(Question), meeting.state) == (0, MeetingState.CLOSED)
