"""An open vote: each line's answer with its name, or the hands counted in the room."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from ama_net.features.members.models import OpenVote, Question, QuestionState, RollEntry
from ama_net.features.members.operations.meetings import presence_of
from ama_net.features.members.operations.votes_locks import (
    VoteRefused,
    hold_open_meeting,
    hold_question,
    share_question,
)
from ama_net.features.members.operations.votes_secret import check_choices
from ama_net.features.members.queries_votes import Carried, carried_votes
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor


def vote_openly(question_id: UUID, entry: RollEntry, choices: Iterable[str], *, by: Actor, way: str = "online") -> None:
    """Write down what a line answers; until the vote closes it may be changed, and the last answer counts.

    ``online`` is who carries the vote themselves (or the guardian of a minor); ``office`` writes it for who is in the room.

    Raises:
        VoteRefused: the vote is not open or is secret, the line is not in the room, or who acts does not carry its vote.
    """
    question = share_question(question_id)
    if question.is_secret:
        raise VoteRefused("secret")
    vote = _vote_of(question, entry)
    if way == "online" and (by.person_id is None or vote.holder.voter_id != by.person_id):
        raise VoteRefused("not_yours")
    facts = {
        "choices": check_choices(question, choices),
        "weight": entry.votes,
        "holder_id": vote.holder.id if vote.by_proxy else None,
        "way": way,
        "recorded_by": by.account_id,
        "recorded_at": now(),
    }
    row = insert(OpenVote).values(id=uuid7(), question_id=question_id, entry_id=entry.id, **facts)
    keys = ["tenant_id", "question_id", "entry_id"]
    db.session.execute(row.on_conflict_do_update(index_elements=keys, set_=facts))


def count_hands(question: Question, hands: Mapping[UUID, int], *, by: Actor) -> None:
    """Write how many votes were counted in the room for each option, beside those given by name; the last count stands.

    Raises:
        VoteRefused: the vote is not open or is secret, or more votes are counted than there are.
    """
    hold_question(question, QuestionState.OPEN)
    if question.is_secret:
        raise VoteRefused("secret")
    meeting = hold_open_meeting(question)
    weights = select(func.sum(OpenVote.weight)).where(OpenVote.question_id == question.id)
    by_name = db.session.scalar(weights) or 0
    most = (presence_of(meeting).total - by_name) * (question.seats if question.is_election else 1)
    if min(hands.values(), default=0) < 0 or sum(hands.values()) > most:
        raise VoteRefused("too_many_hands")
    for option in question.options:
        option.hands = hands.get(option.id, 0)
    db.session.flush()


def _vote_of(question: Question, entry: RollEntry) -> Carried:
    for vote in carried_votes(question.meeting_id):
        if vote.entry.id == entry.id:
            return vote
    raise VoteRefused("not_here")
