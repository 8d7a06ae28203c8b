"""What movements are for: the rows of a feature that can be paid, and what it does when their movements change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from ama_net.kernel.payments.models import Payment


@dataclass(frozen=True)
class About:
    """A row that money is for, as a page says it."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Purpose:
    """What a feature does for the movements about its rows.

    ``hold`` takes the row before its movements (so that two who change them at once wait for one another); ``settle``
    counts again what was paid; ``left`` says how many cents may still be paid for it; ``describe`` names several rows
    at once.
    """

    hold: Callable[[UUID], None]
    settle: Callable[[UUID], None]
    left: Callable[[UUID], int]
    describe: Callable[[set[UUID]], Mapping[UUID, About]]


_purposes: dict[str, Purpose] = {}


def register_purpose(table: str, purpose: Purpose) -> None:
    """Say what movements about the rows of a table mean. Once, where the feature's operations are."""
    _purposes[table] = purpose


def purpose_of(payment: Payment) -> Purpose | None:
    """What a movement is for, when it is about a row."""
    return _purposes.get(payment.about_kind) if payment.about_id else None


def described(payments: Sequence[Payment]) -> dict[UUID, About]:
    """What some movements are for, by the movement's id: one question for each kind of row."""
    wanted: dict[str, set[UUID]] = {}
    for payment in payments:
        if payment.about_id and payment.about_kind in _purposes:
            wanted.setdefault(payment.about_kind, set()).add(payment.about_id)
    found = {kind: _purposes[kind].describe(ids) for kind, ids in wanted.items()}
    return {
        payment.id: found[payment.about_kind][payment.about_id]
        for payment in payments
        if payment.about_id is not None and payment.about_id in found.get(payment.about_kind, {})
    }
