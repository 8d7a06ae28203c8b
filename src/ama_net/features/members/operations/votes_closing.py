"""Closing a vote, counting it, settling a tie, proclaiming what came of it."""

from collections import Counter
from collections.abc import Iterable
from secrets import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from flask_babel import force_locale
from sqlalchemy import delete, insert, select, update

from ama_net.features.members.ballot_secrets import TokenMaker, open_ballot
from ama_net.features.members.models import (
    Ballot,
    BallotReceipt,
    BallotToken,
    MeetingState,
    OpenVote,
    OptionKey,
    OrganMeeting,
    Question,
    QuestionState,
    RightState,
    VoteRight,
)
from ama_net.features.members.operations.meetings import presence_of
from ama_net.features.members.operations.votes_locks import VoteRefused, hold_question
from ama_net.features.members.operations.votes_open import by_hand, votes_by_name
from ama_net.features.members.queries_meetings import weight_of_members
from ama_net.features.members.queries_votes import carried_votes
from ama_net.features.members.quorum import Room, carried, elected
from ama_net.features.members.settings_meetings import MeetingsSettings
from ama_net.features.members.vote_texts import resolution_text
from ama_net.foundation.clock import day_of, now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import Organ, Resolution, adopt_resolution
from ama_net.kernel.tenancy.settings import read_settings


def close_question(question: Question, *, by: Actor) -> None:
    """Close a vote and count it. Who is casting is waited for; who comes after finds it closed. There is no way back.

    A secret vote's ballots are opened together, mixed, and written anew under new random ids; its receipts are mixed
    apart from them; what was left of its tokens is destroyed; only then is it written whose right was used.

    Raises:
        VoteRefused: it is not open, or hands and names together are more than there ever were in the room.
    """
    hold_question(question, QuestionState.OPEN)
    ballots = _empty_box(question) if question.is_secret else _open_ballots(question)
    tally: Counter[str] = Counter()
    for choices, weight in ballots:
        tally.update(dict.fromkeys(choices, weight))
    for option in question.options:
        option.votes = tally[str(option.id)] + option.hands
    _check_count(question)
    question.cast = sum(weight for _choices, weight in ballots) + (0 if question.is_election else by_hand(question))
    question.blank = sum(weight for choices, weight in ballots if not choices)
    _judge(question)
    question.state, question.closed_at = QuestionState.CLOSED, now()
    db.session.flush()
    record(by=by, verb="vote.closed", subject=question, changes=_totals(question))


def _totals(question: Question) -> dict[str, Any]:
    """What is proclaimed to everybody, for the chain of the audit: totals changed in the tables can be found by it."""
    counted = ", ".join(str(option.votes) for option in question.options)
    said = {"present": question.present, "cast": question.cast, "blank": question.blank, "counted": counted}
    return {"vote_mode": question.mode, **said}


def settle_tie(question: Question, chosen: Iterable[UUID], *, how: str, by: Actor) -> None:
    """Write who of those level gets the seats left, and how it was decided (the statute, a draw): never decided silently.

    Raises:
        VoteRefused: there is no tie, too many or too few are chosen, or the decision is not explained.
    """
    hold_question(question, QuestionState.CLOSED)
    tied = {option.id: option for option in question.options if option.tied}
    left = question.seats - sum(option.elected for option in question.options if not option.tied)
    picked = set(chosen)
    if not tied or not picked <= set(tied):
        raise VoteRefused("no_tie")
    if len(picked) != left:
        raise VoteRefused("seats_left")
    if not how:
        raise VoteRefused("say_how")
    for option in tied.values():
        option.elected = option.id in picked
    question.settled_how = how
    db.session.flush()
    record(by=by, verb="vote.tie_settled", subject=question)


def has_open_tie(question: Question) -> bool:
    """Whether some are level for the last seats and nobody has said yet who is elected."""
    return any(option.tied for option in question.options) and not question.settled_how


def proclaim(question: Question, *, by: Actor) -> Resolution | None:
    """Proclaim the result. What is carried becomes a resolution of the organ, with its number, on the item of the agenda.

    Raises:
        VoteRefused: the vote is not closed, or a tie waits to be settled.
    """
    hold_question(question, QuestionState.CLOSED)
    if has_open_tie(question):
        raise VoteRefused("tie")
    question.state = QuestionState.PROCLAIMED
    resolution = _adopt(question, by) if question.carried else None
    db.session.flush()
    record(by=by, verb="vote.proclaimed", subject=question, changes={"carried": bool(question.carried)})
    return resolution


def _adopt(question: Question, by: Actor) -> Resolution:
    meeting = db.session.get_one(OrganMeeting, question.meeting_id)
    item = question.item
    db.session.refresh(item, with_for_update=True)
    day = day_of(meeting.opened_at or now())
    with force_locale("it"):
        text = resolution_text(question)
    resolution = adopt_resolution(
        Organ(meeting.organ), subject=item.title, by=by, adopted_on=day, text=text, meeting_id=meeting.id
    )
    question.resolution_id = resolution.id
    item.resolution_id = item.resolution_id or resolution.id
    return resolution


def _check_count(question: Question) -> None:
    """More hands and names than votes in the room are a mistake to correct, never votes to count."""
    hands = by_hand(question)
    if hands and hands + votes_by_name(question, carried_votes(question.meeting_id)) > question.present:
        raise VoteRefused("too_many_hands")


def _judge(question: Question) -> None:
    """Whether it is carried, who is elected, who is level."""
    meeting = db.session.get_one(OrganMeeting, question.meeting_id)
    opened_with = question.present
    if meeting.state == MeetingState.OPEN:
        presence = presence_of(meeting)
        question.present, question.entitled = presence.total, presence.entitled
    question.present = max(question.present, question.cast)
    votes = {option.key: option.votes for option in question.options if option.key != OptionKey.CANDIDATE}
    most = max((option.votes for option in question.options), default=0)
    room = Room(
        present=question.present,
        entitled=question.entitled,
        most_present=opened_with,
        members=weight_of_members(meeting.id),
        call=meeting.call or 1,
    )
    question.carried = carried(
        question.majority,
        room,
        in_favour=most if question.is_election else votes[OptionKey.IN_FAVOUR],
        against=votes.get(OptionKey.AGAINST, 0),
        abstained=votes.get(OptionKey.ABSTAIN, 0),
        rules=read_settings(MeetingsSettings).rules(meeting.organ),
    )
    question.present = room.counted_present
    if question.is_election and question.carried:
        _elect(question)


def _elect(question: Question) -> None:
    outcome = elected({str(option.id): option.votes for option in question.options}, seats=question.seats)
    for option in question.options:
        option.elected = str(option.id) in outcome.won
        option.tied = str(option.id) in outcome.tied


def _open_ballots(question: Question) -> list[tuple[list[str], int]]:
    rows = select(OpenVote.choices, OpenVote.weight).where(OpenVote.question_id == question.id)
    return [(row.choices, row.weight) for row in db.session.execute(rows)]


def _empty_box(question: Question) -> list[tuple[list[str], int]]:
    """Open every ballot, and write ballots and receipts anew, each mixed by itself: what was written first is nowhere."""
    boxes = db.session.scalars(select(Ballot.box_sealed).where(Ballot.question_id == question.id)).all()
    opened = [open_ballot(question.id, box) for box in boxes if box is not None]
    ballots, receipts = [choices for choices, _code in opened], sorted(code for _choices, code in opened)
    SystemRandom().shuffle(ballots)
    db.session.execute(delete(Ballot).where(Ballot.question_id == question.id))
    if opened:
        of = {"question_id": question.id}
        db.session.execute(insert(Ballot), [{"id": uuid4(), "choices": choices, **of} for choices in ballots])
        db.session.execute(insert(BallotReceipt), [{"id": uuid4(), "code": code, **of} for code in receipts])
    _settle_rights(question)
    return [(choices, 1) for choices in ballots]


def _settle_rights(question: Question) -> None:
    """Write of all rights together whether they were used, and destroy the tokens that could still tell."""
    gone = delete(BallotToken).where(BallotToken.question_id == question.id).returning(BallotToken.digest)
    kept, maker = set(db.session.scalars(gone)), TokenMaker(question.id)
    rows = select(VoteRight).where(VoteRight.question_id == question.id, VoteRight.state == RightState.ISSUED)
    unused = [right.id for right in db.session.scalars(rows) if maker.digest_of(right) in kept]
    issued = update(VoteRight).where(VoteRight.question_id == question.id, VoteRight.state == RightState.ISSUED)
    db.session.execute(issued.where(VoteRight.id.in_(unused)).values(state=RightState.UNUSED))
    db.session.execute(issued.values(state=RightState.USED))
