"""What is done about mail that comes back: once, only when it is surely ours, and never for good.

Nobody can make an address fall out by writing to the mailbox of returns: a report counts only for the row that its return path
(a MAC of ours) or its Message-ID proves, and for the address that row was for. A provider's word was checked before
(``returns/providers``) and is believed by address too. Mail that the law or a request asks for is never stopped by any of this.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update

from ama_net.across.newsletters.addresses import address_digest, hint_of
from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import (
    Bounce,
    Delivery,
    DeliveryState,
    MailReturn,
    ReturnKind,
    Subscriber,
    SubscriberState,
    SuppressionReason,
)
from ama_net.across.newsletters.operations.holding import hold_address, hold_with_theirs
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.operations.suppressing import lift, suppress_digest, suppression_of
from ama_net.across.newsletters.recipients import Recipient
from ama_net.across.newsletters.returns import MAILBOXES, Returned
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.returning import forget_return, note_return
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.settings import read_settings

COUNTED = timedelta(days=90)
"""How far back temporary returns count."""

KEEP = timedelta(days=365)

LEFT = frozenset({DeliveryState.SENT, DeliveryState.IN_DOUBT})
"""Only what may have left can come back."""

REASONS = {
    ReturnKind.HARD: SuppressionReason.HARD_BOUNCE,
    ReturnKind.SOFT: SuppressionReason.SOFT_BOUNCES,
    ReturnKind.COMPLAINT: SuppressionReason.COMPLAINT,
}
OVERTAKEN = {
    SuppressionReason.SOFT_BOUNCES: (),
    SuppressionReason.HARD_BOUNCE: (SuppressionReason.SOFT_BOUNCES,),
    SuppressionReason.COMPLAINT: (SuppressionReason.SOFT_BOUNCES, SuppressionReason.HARD_BOUNCE),
}
"""Over which reasons each is written; who left or was excluded by hand stays so."""

STRONGER = {
    ReturnKind.SOFT: (Bounce.NONE,),
    ReturnKind.HARD: (Bounce.NONE, Bounce.SOFT),
    ReturnKind.COMPLAINT: (Bounce.NONE, Bounce.SOFT, Bounce.HARD),
}
"""Over what a delivery already says, each kind is written."""


class CannotUndo(Exception):
    """It was undone already."""


@dataclass(frozen=True)
class _About:
    """Which mail came back, and who it was for, as far as that is sure."""

    address: str
    delivery_id: UUID | None = None
    message_id: UUID | None = None


def record_return(returned: Returned, *, by: Actor) -> MailReturn | None:
    """Write down that a mail came back, and stop writing newsletters to an address where that is called for.

    An address that does not exist is excluded at once, one that is only out of reach after some returns, who complains leaves
    for good. The delivery of a newsletter says that it came back, but the return never says which one it was: not of any
    newsletter, or its silence would tell of those about an interest. For jobs and for what a provider tells.

    Returns:
        None when it was heard before, or is about no mail of ours.
    """
    hold(f"newsletters:return:{current_tenant_id()}:{returned.event_key.hex()}")
    if db.session.scalar(select(MailReturn.id).where(MailReturn.event_key == returned.event_key)) is not None:
        return None
    about = _about(returned)
    if about is None:
        return None
    digest = address_digest(about.address) if about.address else None
    if digest is not None:
        hold_with_theirs(digest)  # who complains leaves, and with that withdraws what they said elsewhere
    row = _write(returned, about, digest)
    if digest is not None:
        _exclude(digest, row, about.address, by)
    _mark(row.kind, about, returned.code)
    record(by=by, verb="mail_return.recorded", subject=row, changes={"kind": row.kind})
    return row


def undo_return(row: MailReturn, *, by: Actor) -> None:
    """It was a mistake: the address is written to again, unless another return still stands. For who edits (``MAIL_EDIT``).

    Who complained has left: they come back only by subscribing again. The totals of a newsletter stay as they were.

    Raises:
        CannotUndo: somebody else was faster.
    """
    if row.address_digest is not None:
        hold_address(row.address_digest)
    db.session.refresh(row, with_for_update=True)
    if row.undone_at is not None:
        raise CannotUndo
    row.undone_at, row.undone_by = now(), by.account_id
    db.session.flush()
    if row.address_digest is not None:
        _admit(row.address_digest, by)
    if row.message_id is not None:
        forget_return(row.message_id)
    record(by=by, verb="mail_return.undone", subject=row, changes={"kind": row.kind})


def forget_returns() -> int:
    """Delete what came back a year ago; the addresses it excluded stay so. Returns how many."""
    gone = db.session.execute(delete(MailReturn).where(MailReturn.received_at < now() - KEEP))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _about(returned: Returned) -> _About | None:
    """The mail of ours it is about. A provider is believed about an address alone, a mailbox is not."""
    claimed = "" if returned.source in MAILBOXES else returned.address
    return (
        _of_a_delivery(returned.delivery_id, claimed)
        or _of_a_message(returned.message_id, claimed)
        or (_About(claimed) if claimed else None)
    )


def _of_a_delivery(delivery_id: UUID | None, claimed: str) -> _About | None:
    if delivery_id is None:
        return None
    wanted = select(Delivery).where(Delivery.id == delivery_id, Delivery.state.in_(LEFT))
    delivery = db.session.scalars(wanted).one_or_none()
    if delivery is None:
        return None
    address = Recipient.from_json(delivery.payload).address if delivery.payload else claimed
    return _About(address, delivery_id=delivery.id)


def _of_a_message(message_id: UUID | None, claimed: str) -> _About | None:
    message = db.session.get(Message, message_id) if message_id is not None else None
    if message is None or message.sent_at is None:
        return None
    return _About(message.recipient or claimed, message_id=message.id)


def _write(returned: Returned, about: _About, digest: bytes | None) -> MailReturn:
    row = MailReturn(
        id=uuid4(),  # the others' ids say the instant; a return says the month
        kind=returned.kind,
        address_digest=digest,
        message_id=about.message_id,
        code=returned.code[:40],
        source=returned.source,
        event_key=returned.event_key,
    )
    row.hint = hint_of(about.address) if about.address else None
    db.session.add(row)
    db.session.flush()
    return row


def _exclude(digest: bytes, row: MailReturn, address: str, by: Actor) -> None:
    """Stop writing to an address, if this return calls for it."""
    if row.kind == ReturnKind.SOFT and _recent_soft(digest) < read_settings(NewsletterSettings).soft_returns:
        return
    if row.kind == ReturnKind.COMPLAINT:
        _let_leave(digest, by)
    reason = REASONS[ReturnKind(row.kind)]
    suppress_digest(digest, hint=hint_of(address), reason=reason, by=by)
    there = suppression_of(digest)
    if there is not None and there.reason in OVERTAKEN[reason]:
        there.reason = reason
        db.session.flush()


def _let_leave(digest: bytes, by: Actor) -> None:
    """Who complains does not want it: they leave as if they had asked."""
    staying = (Subscriber.address_digest == digest) & (Subscriber.state != SubscriberState.LEFT)
    subscriber_id = db.session.scalar(select(Subscriber.id).where(staying))
    if subscriber_id is not None:
        leave(Reader(subscriber_id, None), through="complaint", by=by)


def _recent_soft(digest: bytes) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(
                MailReturn.address_digest == digest,
                MailReturn.kind == ReturnKind.SOFT,
                MailReturn.undone_at.is_(None),
                MailReturn.received_at > now() - COUNTED,
            )
        )
        or 0
    )


def _admit(digest: bytes, by: Actor) -> None:
    """Lift what returns excluded, or say anew for which of those that still stand."""
    there = suppression_of(digest)
    if there is None or there.reason not in REASONS.values():
        return
    mine = (MailReturn.address_digest == digest) & MailReturn.undone_at.is_(None)
    standing = set(db.session.scalars(select(MailReturn.kind).where(mine).distinct()))
    if _recent_soft(digest) < read_settings(NewsletterSettings).soft_returns:
        standing.discard(ReturnKind.SOFT)
    still = [kind for kind in (ReturnKind.COMPLAINT, ReturnKind.HARD, ReturnKind.SOFT) if kind in standing]
    if not still:
        lift(digest, by=by)
    elif there.reason != REASONS[still[0]]:
        there.reason = REASONS[still[0]]
        db.session.flush()


def _mark(kind: str, about: _About, code: str) -> None:
    """Say it on the mail that came back. A complaint is no return: the mail did arrive."""
    if about.delivery_id is not None:
        weaker = Delivery.bounce.in_(STRONGER[ReturnKind(kind)])
        db.session.execute(update(Delivery).where(Delivery.id == about.delivery_id, weaker).values(bounce=kind))
    if about.message_id is not None and kind != ReturnKind.COMPLAINT:
        note_return(about.message_id, code)
