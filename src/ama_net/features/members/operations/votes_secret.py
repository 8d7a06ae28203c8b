"""A secret vote: the right to vote is given in one transaction, the ballot is cast in another, and nothing joins them."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from ama_net.features.members.ballot_secrets import (
    TOKEN_LENGTH,
    TokenMaker,
    new_receipt,
    read_code,
    seal_ballot,
)
from ama_net.features.members.models import (
    Ballot,
    BallotToken,
    Question,
    QuestionState,
    RightState,
    VoteRight,
)
from ama_net.features.members.operations.votes_locks import VoteRefused, hold_question, share_question
from ama_net.features.members.queries_votes import Carried, carried_votes
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record


def issue_rights(question: Question, *, holder_person: UUID | None = None) -> int:
    """Give a token for each vote that is carried now and has none; returns how many. The first of the two transactions.

    A right follows its vote while its token is unused: who comes after giving a proxy gets it, and the holder's token is
    worth nothing any more. ``holder_person`` limits it to the votes that one person carries.

    Raises:
        VoteRefused: the vote is not open, or not secret.
    """
    hold_question(question, QuestionState.OPEN)
    if not question.is_secret:
        raise VoteRefused("not_secret")
    rows = select(VoteRight).where(VoteRight.question_id == question.id)
    known = {(right.entry_id, right.ordinal): right for right in db.session.scalars(rows)}
    maker, digests = TokenMaker(question.id), []
    for vote in carried_votes(question.meeting_id):
        if holder_person is None or vote.holder.voter_id == holder_person:
            digests += [
                maker.digest_of(right)
                for ordinal in range(1, vote.entry.votes + 1)
                if (right := _given(question, vote, ordinal, known.get((vote.entry.id, ordinal)), maker)) is not None
            ]
    db.session.flush()
    _keep_tokens(question.id, digests)
    return len(digests)


def void_right(right: VoteRight, *, why: str, by: Actor, again: bool) -> None:
    """Make an unused token worthless, with the reason (a lost slip, a broken telephone); ``again`` gives a new one.

    Raises:
        VoteRefused: the vote is not open, or the token has been used: then the ballot is in the box and stays there.
    """
    question = hold_question(db.session.get_one(Question, right.question_id), QuestionState.OPEN)
    db.session.refresh(right)
    maker = TokenMaker(question.id)
    if right.state == RightState.ISSUED and not _take_token(question.id, maker.digest_of(right)):
        raise VoteRefused("used")
    right.state, right.void_why = RightState.VOID, why
    if again:
        right.state, right.serial = RightState.ISSUED, right.serial + 1
        db.session.flush()
        _keep_tokens(question.id, [maker.digest_of(right)])
    db.session.flush()
    record(by=by, verb="vote.token_voided", subject=question)


def cast_ballot(question_id: UUID, token: str, choices: Iterable[str]) -> str:
    """Put a ballot in the box and take its token away; returns the receipt, which nobody can show again.

    The second of the two transactions: it must hold nothing else (no session, no audit), since what is written together
    can be found together. A token works once, however many try it at the same moment.

    Raises:
        VoteRefused: the vote is not open, the token is not one of those left, or the choices cannot be.
    """
    question = share_question(question_id)
    if not question.is_secret:
        raise VoteRefused("not_secret")
    chosen = check_choices(question, choices)
    code = read_code(token, TOKEN_LENGTH)
    if not code or not _take_token(question_id, TokenMaker(question_id).digest(code)):
        raise VoteRefused("token")
    receipt = new_receipt()
    box = seal_ballot(question_id, chosen, receipt)
    db.session.execute(insert(Ballot).values(id=uuid4(), question_id=question_id, box_sealed=box))
    return receipt


def check_choices(question: Question, choices: Iterable[str]) -> list[str]:
    """The options chosen, each once: one for a proposal, up to the seats for an election (none is a blank ballot).

    Raises:
        VoteRefused: too many, none where one is needed, or one that is not among them.
    """
    chosen = sorted(set(choices))
    if not set(chosen) <= {str(option.id) for option in question.options}:
        raise VoteRefused("choice")
    if question.is_election:
        if len(chosen) > question.seats:
            raise VoteRefused("too_many")
    elif len(chosen) != 1:
        raise VoteRefused("choose_one")
    return chosen


def _given(
    question: Question, vote: Carried, ordinal: int, right: VoteRight | None, maker: TokenMaker
) -> VoteRight | None:
    """The right a vote now needs a token for, or None when it has one or has been used."""
    if right is None:
        right = VoteRight(
            question_id=question.id, entry_id=vote.entry.id, holder_id=vote.holder.id, ordinal=ordinal, serial=1
        )
        right.state = RightState.ISSUED
        db.session.add(right)
        return right
    moved = right.state == RightState.ISSUED and right.holder_id != vote.holder.id
    if not moved or not _take_token(question.id, maker.digest_of(right)):
        return None
    right.holder_id, right.serial = vote.holder.id, right.serial + 1
    db.session.expire(right, ["holder"])
    return right


def _take_token(question_id: UUID, digest: bytes) -> bool:
    """Take a token away; of several who try, one finds it."""
    taken = delete(BallotToken).where(BallotToken.question_id == question_id, BallotToken.digest == digest)
    return db.session.execute(taken.returning(BallotToken.id)).first() is not None


def _keep_tokens(question_id: UUID, digests: list[bytes]) -> None:
    """Keep digests in their own order, which is nobody's, under random ids."""
    rows = [{"id": uuid4(), "question_id": question_id, "digest": digest} for digest in sorted(digests)]
    if rows:
        db.session.execute(insert(BallotToken), rows)
