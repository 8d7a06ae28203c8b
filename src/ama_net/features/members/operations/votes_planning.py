"""Writing a vote down, opening it, declaring that it does not count."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select

from ama_net.features.members.models import (
    AgendaItem,
    Ballot,
    BallotReceipt,
    BallotToken,
    Majority,
    MeetingState,
    OpenVote,
    OptionKey,
    Question,
    QuestionKind,
    QuestionOption,
    QuestionState,
    VoteMode,
    VoteRight,
)
from ama_net.features.members.operations.meetings import hold_meeting, presence_of
from ama_net.features.members.operations.votes_locks import VoteRefused, hold_open_meeting, hold_question
from ama_net.features.members.operations.votes_secret import issue_rights
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record

__all__ = ["QuestionFacts", "VoteRefused", "add_question", "annul_question", "change_question", "drop_question"]


@dataclass(frozen=True)
class QuestionFacts:
    """What is asked. With ``candidates`` it is an election for ``seats``; without, a proposal to accept or not."""

    text: str
    mode: str = VoteMode.OPEN
    majority: str = Majority.PRESENT_HALF
    seats: int = 1
    candidates: tuple[str, ...] = ()


def question_from_item(item: AgendaItem) -> QuestionFacts:
    """What an item of the agenda already says of its vote; an election still needs its candidates."""
    mode = VoteMode.SECRET if item.vote_mode == VoteMode.SECRET else VoteMode.OPEN
    return QuestionFacts(text=item.text or item.title, mode=mode, majority=item.majority, seats=item.seats)


def add_question(item: AgendaItem, facts: QuestionFacts, *, by: Actor) -> Question:
    """Write a vote on an item of the agenda, not yet open. Flushed.

    Raises:
        VoteRefused: the meeting is over, or called off.
    """
    meeting = hold_meeting(item.meeting)
    if meeting.state not in (MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.OPEN):
        raise VoteRefused("meeting_over")
    last = db.session.scalar(select(func.max(Question.position)).where(Question.item_id == item.id)) or 0
    question = Question(meeting_id=meeting.id, item_id=item.id, position=last + 1, text=facts.text)
    question.created_by = by.account_id
    db.session.add(question)
    _write(question, facts)
    record(by=by, verb="vote.added", subject=question, changes={"vote_mode": question.mode})
    return question


def change_question(question: Question, facts: QuestionFacts, *, by: Actor) -> None:
    """Change a vote that has not been opened.

    Raises:
        VoteRefused: it has been.
    """
    hold_question(question, QuestionState.DRAFT)
    db.session.execute(delete(QuestionOption).where(QuestionOption.question_id == question.id))
    _write(question, facts)
    record(by=by, verb="vote.changed", subject=question, changes={"vote_mode": question.mode})


def drop_question(question: Question, *, by: Actor) -> None:
    """Take away a vote that has not been opened.

    Raises:
        VoteRefused: it has been.
    """
    hold_question(question, QuestionState.DRAFT)
    record(by=by, verb="vote.dropped", subject=question)
    db.session.delete(question)
    db.session.flush()


def open_question(question: Question, *, by: Actor) -> None:
    """Open a vote, once for ever, while the meeting is in progress; a secret one gives their rights to all who are there.

    Raises:
        VoteRefused: it was opened before, the meeting is not open, another vote is, or nobody can vote.
    """
    hold_question(question, QuestionState.DRAFT)
    meeting = hold_open_meeting(question)
    others = select(Question.id).where(Question.meeting_id == meeting.id, Question.state == QuestionState.OPEN)
    if db.session.scalars(others).first() is not None:
        raise VoteRefused("another_open")
    presence = presence_of(meeting)
    if presence.total == 0:
        raise VoteRefused("nobody_here")
    question.present, question.entitled = presence.total, presence.entitled
    question.state, question.opened_at = QuestionState.OPEN, now()
    db.session.flush()
    if question.is_secret:
        issue_rights(question)
    record(by=by, verb="vote.opened", subject=question, changes={"vote_mode": question.mode, "votes": presence.total})


def annul_question(question: Question, *, why: str, by: Actor) -> None:
    """Declare that a vote does not count, with the reason, before it is proclaimed: its ballots are destroyed.

    Raises:
        VoteRefused: it has not been opened, or has been proclaimed.
    """
    hold_question(question, QuestionState.OPEN, QuestionState.CLOSED)
    for table in (Ballot, BallotToken, BallotReceipt, VoteRight, OpenVote):
        db.session.execute(delete(table).where(table.question_id == question.id))
    question.state, question.annulled_why = QuestionState.ANNULLED, why
    question.closed_at = question.closed_at or now()
    db.session.flush()
    record(by=by, verb="vote.annulled", subject=question)


def _write(question: Question, facts: QuestionFacts) -> None:
    election = bool(facts.candidates)
    question.text, question.mode = facts.text, facts.mode
    question.kind = QuestionKind.ELECTION if election else QuestionKind.MOTION
    question.majority = Majority.MOST_VOTED if election else facts.majority
    if not election and facts.majority == Majority.MOST_VOTED:
        question.majority = Majority.PRESENT_HALF
    question.seats = facts.seats if election else 1
    db.session.flush()
    for position, (key, label) in enumerate(_options(facts), start=1):
        option = QuestionOption(question_id=question.id, position=position, key=key, label=label)
        db.session.add(option)
    db.session.flush()
    db.session.expire(question, ["options"])


def _options(facts: QuestionFacts) -> list[tuple[str, str]]:
    if facts.candidates:
        return [(OptionKey.CANDIDATE, name) for name in facts.candidates]
    return [(key, "") for key in (OptionKey.IN_FAVOUR, OptionKey.AGAINST, OptionKey.ABSTAIN)]
