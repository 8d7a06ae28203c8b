"""Taking deliveries and saying what became of them: a few at a time, each step one statement.

A worker never holds more than ``MOST_AT_ONCE``: so many, at most, are in doubt when it dies.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, DateTime, Integer, Text, Uuid, bindparam, select, text, update

from ama_net.across.newsletters.models import Delivery, DeliveryState, Newsletter, NewsletterState
from ama_net.across.newsletters.recipients import Recipient
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import SealBroken
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.sealed import unsealer

MOST_AT_ONCE = 10
LEASE = timedelta(minutes=3)
"""After so long a worker that took deliveries and said nothing is dead: no conversation with a server lasts longer."""

MOST_ATTEMPTS = 17
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
"""A server that says "later" is asked again after 1, 2, 4… minutes, at most every six hours: in all some two days."""

# Materialized: joined as a subquery it may be run again for each row, and take more than it may.
_CLAIM = text(
    """
    WITH sent AS (
        UPDATE newsletter_deliveries SET state = 'sent', failure = '', lease_until = NULL, settled_at = :moment
        WHERE id = ANY (:sent) AND claim = :before AND state IN ('sending', 'in_doubt')
    ), taken AS MATERIALIZED (
        SELECT q.id FROM newsletter_deliveries AS q
        WHERE q.newsletter_id = :newsletter AND q.state = 'queued' AND q.due_at <= :moment
          AND EXISTS (SELECT FROM newsletters AS n WHERE n.id = :newsletter AND n.state = 'sending')
        ORDER BY q.due_at, q.id LIMIT :most FOR UPDATE OF q SKIP LOCKED
    )
    UPDATE newsletter_deliveries AS d
    SET state = 'sending', attempts = d.attempts + 1, claim = :claim, lease_until = :lease
    FROM taken WHERE d.id = taken.id
    RETURNING d.id, d.attempts, d.payload_sealed
    """
).bindparams(bindparam("sent", type_=ARRAY(Uuid())), bindparam("before", type_=Uuid()))

_SETTLE = text(
    """
    UPDATE newsletter_deliveries AS d
    SET state = CASE WHEN o.state = 'queued' THEN :waiting ELSE o.state END, failure = o.failure,
        due_at = coalesce(o.due_at, d.due_at), lease_until = NULL, attempts = d.attempts - o.given_back,
        settled_at = CASE WHEN o.state = 'queued' AND :waiting = 'queued' THEN NULL ELSE :moment END
    FROM unnest(:ids, :states, :failures, :dues, :given_back) AS o (id, state, failure, due_at, given_back)
    WHERE d.id = o.id AND d.claim = :claim AND d.state IN ('sending', 'in_doubt')
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid())),
    bindparam("states", type_=ARRAY(Text())),
    bindparam("failures", type_=ARRAY(Text())),
    bindparam("dues", type_=ARRAY(DateTime(timezone=True))),
    bindparam("given_back", type_=ARRAY(Integer())),
)


@dataclass(frozen=True)
class Claimed:
    """A delivery that this worker took. ``recipient`` is None when another master key sealed it."""

    id: UUID
    attempts: int
    recipient: Recipient | None

    @property
    def whom(self) -> Recipient:
        """Who it is for, of one that can be read."""
        if self.recipient is None:
            raise ValueError("sealed with another key")
        return self.recipient


@dataclass(frozen=True)
class Outcome:
    """What became of a claimed delivery; ``given_back``: it was not tried, and the attempt does not count."""

    id: UUID
    state: DeliveryState
    failure: str = ""
    due_at: datetime | None = None
    given_back: bool = False

    @property
    def is_failure(self) -> bool:
        """Whether the server, or the way to it, said no."""
        return bool(self.failure) and self.state != DeliveryState.SKIPPED


def claim_due(
    newsletter_id: UUID, claim: UUID, most: int, *, sent: Sequence[UUID] = (), before: UUID | None = None
) -> list[Claimed]:
    """Take up to ``most`` deliveries that are due, while their newsletter is being sent. Committed before they leave.

    The same statement says of those of the claim ``before`` that were ``sent`` that they were.
    """
    moment, unseal = now(), unsealer("newsletter_deliveries", "payload")
    values = {"claim": claim, "lease": moment + LEASE, "moment": moment, "newsletter": newsletter_id, "most": most}
    rows = db.session.execute(_CLAIM, {**values, "sent": list(sent), "before": before}).all()
    return [Claimed(row_id, attempts, _read(unseal, row_id, sealed)) for row_id, attempts, sealed in rows]


def _read(unseal: Callable[[UUID, bytes], str], row_id: UUID, sealed: bytes) -> Recipient | None:
    try:
        return Recipient.from_json(unseal(row_id, sealed))
    except SealBroken:
        return None


def settle(newsletter_id: UUID, claim: UUID, outcomes: Sequence[Outcome]) -> None:
    """Write what became of what a worker took; what was in doubt in the meantime is not any more.

    What goes back to wait does so only while there is something to wait for.
    """
    waits = any(outcome.state == DeliveryState.QUEUED for outcome in outcomes)
    values = {
        "waiting": _waiting_state(newsletter_id) if waits else DeliveryState.QUEUED.value,
        "claim": claim,
        "moment": now(),
        "ids": [outcome.id for outcome in outcomes],
        "states": [outcome.state.value for outcome in outcomes],
        "failures": [outcome.failure for outcome in outcomes],
        "dues": [outcome.due_at for outcome in outcomes],
        "given_back": [int(outcome.given_back) for outcome in outcomes],
    }
    db.session.execute(_SETTLE, values)


def give_back_all(newsletter_id: UUID, claim: UUID) -> None:
    """What was taken under a claim whose commit nobody confirmed, and of which nothing was offered to a server."""
    taken = select(Delivery.id).where(*_of_claim(newsletter_id, claim))
    back = [
        Outcome(row_id, DeliveryState.QUEUED, due_at=now(), given_back=True) for row_id in db.session.scalars(taken)
    ]
    settle(newsletter_id, claim, back)


def is_open(newsletter_id: UUID, claim: UUID) -> bool:
    """Whether what became of a claim is still to be written; not when a commit went well and only its answer was lost."""
    return db.session.scalar(select(Delivery.id).where(*_of_claim(newsletter_id, claim)).limit(1)) is not None


def _of_claim(newsletter_id: UUID, claim: UUID) -> tuple[ColumnElement[bool], ...]:
    taken = (DeliveryState.SENDING, DeliveryState.IN_DOUBT)
    return Delivery.newsletter_id == newsletter_id, Delivery.state.in_(taken), Delivery.claim == claim


def _waiting_state(newsletter_id: UUID) -> str:
    """What waits in a newsletter that was called off is called off. Held, so that nobody calls it off meanwhile."""
    state = db.session.scalar(
        select(Newsletter.state).where(Newsletter.id == newsletter_id).with_for_update(read=True, key_share=True)
    )
    return DeliveryState.CANCELLED if state == NewsletterState.CANCELLED else DeliveryState.QUEUED


def later(delivery: Claimed, code: str) -> Outcome:
    """The server said "not now": again after a pause that grows, or never after two days."""
    if delivery.attempts >= MOST_ATTEMPTS:
        return Outcome(delivery.id, DeliveryState.FAILED, code)
    pause = min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (delivery.attempts - 1))
    return Outcome(delivery.id, DeliveryState.QUEUED, code, now() + pause)


def give_back(delivery: Claimed) -> Outcome:
    """It was taken and not tried: it is due at once, as it was."""
    return Outcome(delivery.id, DeliveryState.QUEUED, due_at=now(), given_back=True)


def doubt_the_expired() -> int:
    """Deliveries whose worker is dead: nobody knows whether they left. Returns how many."""
    expired = (
        update(Delivery)
        .where(Delivery.state == DeliveryState.SENDING, Delivery.lease_until < now())
        .values(state=DeliveryState.IN_DOUBT, failure="interrupted", settled_at=now())
    )
    return int(db.session.execute(expired, execution_options={"synchronize_session": False}).rowcount)  # type: ignore[attr-defined]
