"""Who waits for whom: what changes votes, or who carries them, holds them alone; who casts holds them with who else casts.

One lock for all the votes of a meeting, of which one is open at a time: so who comes in, goes out, gives or takes back a
proxy finds no vote opening meanwhile. It is held before the meeting; nobody takes them the other way round.
"""

from uuid import UUID

from sqlalchemy import select, text

from ama_net.features.members.models import MeetingState, OrganMeeting, Question, QuestionOption, QuestionState
from ama_net.features.members.operations.meetings_planning import hold_meeting
from ama_net.foundation.database import db, hold
from ama_net.kernel.tenancy import current_tenant_id


class VoteRefused(Exception):
    """What was asked cannot be done; ``reason`` is a word of ``vote_words.REFUSALS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def hold_votes(meeting_id: UUID) -> None:
    """Hold the votes of a meeting alone until the transaction ends: nobody casts, and none is opened or closed."""
    hold(_key(meeting_id))


def hold_question(question: Question, *states: QuestionState) -> Question:
    """Hold a vote alone until the transaction ends, and read it anew; refuse unless it is in one of these states."""
    hold_votes(question.meeting_id)
    db.session.refresh(question, with_for_update={"of": Question})
    options = select(QuestionOption).where(QuestionOption.question_id == question.id)
    db.session.scalars(
        options.execution_options(populate_existing=True)
    ).all()  # their hands may have been counted anew
    _must_be(question, states)
    return question


def share_question(question_id: UUID) -> Question:
    """Hold an open vote together with who else casts, and read it anew: closing waits, and who comes after finds it closed.

    Raises:
        VoteRefused: it is not open, or not there, or its meeting is not in progress.
    """
    meeting_id = db.session.scalar(select(Question.meeting_id).where(Question.id == question_id))
    if meeting_id is None:
        raise VoteRefused("gone")
    lock = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:key, 0))")
    db.session.execute(lock, {"key": _key(meeting_id)})
    found = select(Question).where(Question.id == question_id).execution_options(populate_existing=True)
    question = db.session.scalars(found).one_or_none()
    if question is None:
        raise VoteRefused("gone")
    _must_be(question, (QuestionState.OPEN,))
    if db.session.scalar(select(OrganMeeting.state).where(OrganMeeting.id == question.meeting_id)) != MeetingState.OPEN:
        raise VoteRefused("meeting_not_open")
    return question


def hold_open_meeting(question: Question) -> OrganMeeting:
    """Hold the meeting of a vote, which must be in progress."""
    meeting = hold_meeting(db.session.get_one(OrganMeeting, question.meeting_id))
    if meeting.state != MeetingState.OPEN:
        raise VoteRefused("meeting_not_open")
    return meeting


def _must_be(question: Question, states: tuple[QuestionState, ...]) -> None:
    if states and question.state not in states:
        raise VoteRefused("not_open_yet" if question.state == QuestionState.DRAFT else f"is_{question.state}")


def _key(meeting_id: UUID) -> str:
    return f"members:votes:{current_tenant_id()}:{meeting_id}"
