"""An open vote: each line's answer with its name, or the hands counted in the room."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from ama_net.features.members.models import OpenVote, Question, QuestionOption, QuestionState, RollEntry
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
        VoteRefused: the vote is not open or is secret, the line is not in the room, who acts does not carry its vote, or all
            the votes in the room have been counted already, by hand and by name.
    """
    question = share_question(question_id)
    if question.is_secret:
        raise VoteRefused("secret")
    carried = carried_votes(question.meeting_id)
    vote = _vote_of(carried, entry)
    if way == "online" and (by.person_id is None or vote.holder.voter_id != by.person_id):
        raise VoteRefused("not_yours")
    _check_hands(question, carried, entry)
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
    presence = presence_of(hold_open_meeting(question))
    counted = [hands.get(option.id, 0) for option in question.options]
    by_name = votes_by_name(question, carried_votes(question.meeting_id))
    if min(counted) < 0 or _voters(question, counted) + by_name > presence.total:
        raise VoteRefused("too_many_hands")
    for option, count in zip(question.options, counted, strict=True):
        option.hands = count
    question.present = max(question.present, presence.total)
    db.session.flush()


def by_hand(question: Question) -> int:
    """How many voted by hand: in an election, the fewest who can have raised so many, each once for a name."""
    rows = select(QuestionOption.hands).where(QuestionOption.question_id == question.id)
    return _voters(question, list(db.session.scalars(rows)))


def votes_by_name(question: Question, carried: Iterable[Carried], *, but: UUID | None = None) -> int:
    """The votes in the room that have been given by name; who gave theirs and went out leaves room for who came since."""
    rows = select(OpenVote.entry_id, OpenVote.weight).where(OpenVote.question_id == question.id)
    given = {row.entry_id: row.weight for row in db.session.execute(rows)}
    return sum(given.get(vote.entry.id, 0) for vote in carried if vote.entry.id != but)


def _check_hands(question: Question, carried: list[Carried], entry: RollEntry) -> None:
    """Refuse a name's vote that a hand has already given: once hands are counted, names are written one at a time."""
    if not by_hand(question):
        return
    db.session.execute(select(Question.id).where(Question.id == question.id).with_for_update(key_share=True))
    in_room = sum(vote.entry.votes for vote in carried)
    if by_hand(question) + votes_by_name(question, carried, but=entry.id) + entry.votes > in_room:
        raise VoteRefused("counted_by_hand")


def _voters(question: Question, hands: list[int]) -> int:
    return max(*hands, 0, -(-sum(hands) // question.seats)) if question.is_election else sum(hands)


def _vote_of(carried: Iterable[Carried], entry: RollEntry) -> Carried:
    for vote in carried:
        if vote.entry.id == entry.id:
            return vote
    raise VoteRefused("not_here")
