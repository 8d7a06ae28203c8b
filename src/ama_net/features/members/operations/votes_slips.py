"""The slips of a secret vote: codes printed for who is in the room in person and votes at the desk."""

from collections.abc import Collection
from uuid import UUID

from ama_net.features.members.ballot_secrets import TokenMaker
from ama_net.features.members.models import Question, QuestionState, VoteRight
from ama_net.features.members.operations.votes_locks import VoteRefused, hold_question
from ama_net.features.members.operations.votes_secret import keep_tokens, take_token
from ama_net.features.members.queries_votes import printable_rights
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record


def print_slips(question: Question, chosen: Collection[UUID], *, by: Actor) -> list[VoteRight]:
    """Make new tokens, to be printed now, for these rights: those that are unused and whose voter is there in person.

    The old token is worth nothing any more, on paper or in the personal area: who has a slip votes at the desk. Whoever
    prints could use what they print, so it is written in the audit how many were: their voters find that they have voted.

    Raises:
        VoteRefused: the vote is not open or is not secret, or none of these rights can have a slip.
    """
    hold_question(question, QuestionState.OPEN)
    if not question.is_secret:
        raise VoteRefused("not_secret")
    maker, printed = TokenMaker(question.id), []
    for right in printable_rights(question.id):
        if right.id in chosen and take_token(question.id, maker.digest_of(right)):
            right.serial, right.on_paper = right.serial + 1, True
            printed.append(right)
    if not printed:
        raise VoteRefused("no_slips")
    db.session.flush()
    keep_tokens(question.id, [maker.digest_of(right) for right in printed])
    record(by=by, verb="vote.slips_printed", subject=question, changes={"count": len(printed)})
    return printed
