"""What movements are for: the rows of a feature that can be paid, and what it does when their movements change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from ama_net.kernel.payments.models import Payment, PaymentKind


@dataclass(frozen=True)
class About:
    """A row that money is for, as a page says it."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A row that a movement is about, known by its table and its id: what ``NewPayment.about`` takes."""

    __tablename__: str
    id: UUID


@dataclass(frozen=True)
class Payable:
    """Something that may be paid, for who reads a bank's statement: its reference, what is left in cents, who may pay it.

    ``names`` are those of who may pay (as they are called: given name and family name in any order). ``asked_on`` is when it was
    asked: nothing is paid before. ``words`` say it on a page.
    """

    kind: str
    id: UUID
    reference: str
    left_cents: int
    names: tuple[str, ...]
    asked_on: date
    words: str
    repeats: bool = False
    """It may be paid again and again (a standing order): each payment is an instalment."""
    any_amount: bool = False
    """Whatever comes is taken, more or less than was said (a gift); otherwise at most what is left."""
    goes_out: bool = False
    """It is the association that pays it (a supplier's invoice)."""


class News(StrEnum):
    """What a provider may tell of a row beside money that moved."""

    PROCESSING = "processing"
    """The bank was asked (direct debit) and has not answered."""
    FAILED = "failed"
    EXPIRED = "expired"
    """The provider's page was left."""
    STARTED = "started"
    """A series began (facts: customer, subscription, method, next_on)."""
    RENEWED = "renewed"
    """A series goes on (facts as above, those that are known)."""
    FAILING = "failing"
    """A payment of a series failed and will be tried again."""
    ENDED = "ended"
    """A series is over."""
    DUE = "due"
    """A payment of a series is coming (facts: amount_cents, on)."""


@dataclass(frozen=True)
class ProviderNews:
    """News with its facts: plain words and numbers, never a card's number."""

    kind: News
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Purpose:
    """What a feature does for the movements about its rows.

    ``hold`` takes the row before its movements (so that two who change them at once wait for one another); ``settle``
    counts again what was paid; ``left`` says how many cents may still be paid for it; ``describe`` names several rows
    at once.

    What can be paid by transfer gives its ``payables`` (all that is open: they are put in memory once for a whole
    statement), and says which rows some references are of, paid ones too (``quoted``). What is paid again and again makes a row for each payment: ``instalment(series id, cents, day, external
    id)``, the same one for the same external id. What is paid online is ``told`` what the provider says.

    ``arrived`` is told of money that nobody typed (a bank's statement, a provider): receipts and thanks follow it.
    ``kind`` is that of its movements; ``coding`` gives the line of the cash statement and the fund of a row's movements,
    when they are not the usual ones of the kind.
    """

    hold: Callable[[UUID], None]
    settle: Callable[[UUID], None]
    left: Callable[[UUID], int]
    describe: Callable[[set[UUID]], Mapping[UUID, About]]
    payables: Callable[[], Iterable[Payable]] | None = None
    quoted: Callable[[Sequence[str]], Iterable[UUID]] | None = None
    instalment: Callable[[UUID, int, date, str], Row] | None = None
    told: Callable[[UUID, ProviderNews], None] | None = None
    arrived: Callable[[Payment], None] | None = None
    kind: PaymentKind = PaymentKind.OTHER
    coding: Callable[[UUID], tuple[str, UUID | None]] | None = None


_purposes: dict[str, Purpose] = {}


def register_purpose(table: str, purpose: Purpose) -> None:
    """Say what movements about the rows of a table mean. Once, where the feature's operations are."""
    _purposes[table] = purpose


def purpose_named(table: str) -> Purpose:
    """The purpose of a table's rows. Raises KeyError for a table that is none's."""
    return _purposes[table]


def all_purposes() -> Mapping[str, Purpose]:
    """Every purpose, by table."""
    return _purposes


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
