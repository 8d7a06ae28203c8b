"""Casting from a page, wherever it stands: the ballot's transaction holds nothing but the ballot."""

from collections.abc import Iterable
from uuid import UUID

from flask import session

from ama_net.features.members.operations.votes import cast_ballot
from ama_net.foundation.database import unit_of_work


def cast_alone(question_id: UUID, token: str, choices: Iterable[str]) -> None:
    """Cast a ballot in a transaction of its own, and keep its receipt for the one page that shows it.

    What the request has written so far (that the session is in use) is committed before: in the ballot's transaction it
    would say who was there.

    Raises:
        VoteRefused: nothing was stored.
    """
    with unit_of_work():
        pass
    with unit_of_work():
        receipt = cast_ballot(question_id, token, choices)
    session[_key(question_id)] = receipt


def receipt_to_show(question_id: UUID) -> str:
    """The receipt of the ballot that was just cast here: shown once, then nobody has it but who wrote it down."""
    return str(session.pop(_key(question_id), ""))


def _key(question_id: UUID) -> str:
    return f"receipt:{question_id}"
