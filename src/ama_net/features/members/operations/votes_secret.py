"""A secret vote: the right to vote is given in one transaction, the ballot is cast in another, and nothing joins them."""

from collections.abc import Iterable
from hmac import compare_digest
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

    ``holder_person`` limits it to the votes that one person carries.

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
    keep_tokens(question.id, digests)
    return len(digests)


def follow_the_room(meeting_id: UUID) -> None:
    """Let an open vote follow who is there, for who holds the meeting's votes.

    Called whenever somebody comes, goes, gives a proxy or takes it back. The most votes there are kept. In a secret vote the
    unused token of a vote that is carried by another is worth nothing from that moment, and whoever carries it now has
    another one; nobody carries it: there is none until somebody does.
    """
    db.session.flush()
    rows = select(Question).where(Question.meeting_id == meeting_id, Question.state == QuestionState.OPEN)
    question = db.session.scalars(rows.execution_options(populate_existing=True)).one_or_none()
    if question is None:
        return
    carried = carried_votes(meeting_id)
    question.present = max(question.present, sum(vote.entry.votes for vote in carried))
    if question.is_secret:
        _follow(question, {vote.entry.id: vote.holder.id for vote in carried})
    db.session.flush()


def _follow(question: Question, holders: dict[UUID, UUID]) -> None:
    maker = TokenMaker(question.id)
    rights = db.session.scalars(select(VoteRight).where(VoteRight.question_id == question.id)).all()
    moved = [right for right in rights if _moves(right, holders.get(right.entry_id), maker)]
    db.session.flush()
    keep_tokens(question.id, [maker.digest_of(right) for right in moved])


def void_right(right: VoteRight, *, why: str, by: Actor, again: bool) -> None:
    """Make an unused token worthless, with the reason (a lost slip, a broken telephone); ``again`` gives a new one.

    Raises:
        VoteRefused: the vote is not open, or the token has been used: then the ballot is in the box and stays there.
    """
    question = hold_question(db.session.get_one(Question, right.question_id), QuestionState.OPEN)
    db.session.refresh(right)
    maker = TokenMaker(question.id)
    if right.state == RightState.ISSUED and not take_token(question.id, maker.digest_of(right)):
        raise VoteRefused("used")
    if right.state == RightState.UNUSED:
        raise VoteRefused("not_here")
    right.state, right.void_why, right.on_paper = RightState.VOID, why, False
    if again:
        right.state, right.serial = RightState.ISSUED, right.serial + 1
        db.session.flush()
        keep_tokens(question.id, [maker.digest_of(right)])
    db.session.flush()
    record(by=by, verb="vote.token_voided", subject=question)


def cast_ballot(question_id: UUID, token: str, choices: Iterable[str]) -> str:
    """Put a ballot in the box and take its token away; returns the receipt, which nobody can show again.

    The second of the two transactions: it must hold nothing else (no session, no audit), since what is written together
    can be found together. A token works once, however many try it at the same moment, and only while who it was given to
    still carries the vote.

    Raises:
        VoteRefused: the vote is not open, the token is not one of those left, or the choices cannot be.
    """
    question = share_question(question_id)
    if not question.is_secret:
        raise VoteRefused("not_secret")
    chosen = check_choices(question, choices)
    code = read_code(token, TOKEN_LENGTH)
    if not code or not _is_carried(question, code) or not take_token(question_id, TokenMaker(question_id).digest(code)):
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
    return right if _moves(right, vote.holder.id, maker) else None


def _moves(right: VoteRight, holder_id: UUID | None, maker: TokenMaker) -> bool:
    """Give an unused right to the line that carries its vote now; whether it needs a new token, the old one being gone.

    ``unused`` while the vote is open is the right of a vote that nobody carries for the moment.
    """
    if right.state == RightState.ISSUED:
        if right.holder_id == holder_id or not take_token(right.question_id, maker.digest_of(right)):
            return False
    elif right.state != RightState.UNUSED:
        return False
    right.on_paper, right.state = False, RightState.UNUSED if holder_id is None else RightState.ISSUED
    if holder_id is None:
        return False
    right.holder_id, right.serial = holder_id, right.serial + 1
    db.session.expire(right, ["holder"])
    return True


def _is_carried(question: Question, code: str) -> bool:
    """Whether a code is of a right whose vote is still carried by whom it was given to. It reads, and leaves no trace."""
    carried = {(vote.entry.id, vote.holder.id) for vote in carried_votes(question.meeting_id)}
    maker = TokenMaker(question.id)
    rows = select(VoteRight).where(VoteRight.question_id == question.id, VoteRight.state == RightState.ISSUED)
    return any(
        compare_digest(maker.token_of(right), code)
        for right in db.session.scalars(rows)
        if (right.entry_id, right.holder_id) in carried
    )


def take_token(question_id: UUID, digest: bytes) -> bool:
    """Take a token away; of several who try, one finds it."""
    taken = delete(BallotToken).where(BallotToken.question_id == question_id, BallotToken.digest == digest)
    return db.session.execute(taken.returning(BallotToken.id)).first() is not None


def keep_tokens(question_id: UUID, digests: list[bytes]) -> None:
    """Keep digests in their own order, which is nobody's, under random ids."""
    rows = [{"id": uuid4(), "question_id": question_id, "digest": digest} for digest in sorted(digests)]
    if rows:
        db.session.execute(insert(BallotToken), rows)
