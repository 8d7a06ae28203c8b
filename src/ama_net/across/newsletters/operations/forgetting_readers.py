"""A reader who wants to be forgotten is at once what who left is after a month: a digest, and the proofs (GDPR art. 17).

What stays: the digest of the address among the excluded, so that nobody writes again; the proofs, withdrawn, as long as
somebody may ask about them (art. 17.3.e). What the register keeps of a person has its own rules.
"""

from sqlalchemy import select, update

from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import (
    Delivery,
    DeliveryState,
    MailReturn,
    Subscriber,
    SubscriptionProof,
    Suppression,
)
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.own_data import among_digests, deliveries_to
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox.operations import forget_mail_about

FORGOTTEN = "forgotten"
"""How they left: it is never taken back, for there is nothing to come back to."""


def forget_reader(reader: Reader, *, by: Actor) -> bool:
    """Let a reader go for good and empty all that says who they are; whether it could be. Done twice it is done once.

    Who may: who holds the link mailed to choose with, while it is good; that of a newsletter only leaves. The audit says that
    somebody was forgotten, not who nor by which mail.
    """
    if not reader.chooses:
        return False
    subscriber = leave(reader, through=FORGOTTEN, by=by)
    if subscriber is None:
        return False
    if subscriber.address_sealed is not None:
        _empty_deliveries(subscriber.address or "")
        record(by=by, verb="subscriber.forgotten")
    _empty(subscriber)
    forget_mail_about(Subscriber.__tablename__, [subscriber.id])
    db.session.flush()
    return True


def _empty(subscriber: Subscriber) -> None:
    """The row, and the hints of its address elsewhere."""
    subscriber.address_sealed = subscriber.name_sealed = subscriber.interests_sealed = None
    subscriber.mailbox_digest = subscriber.person_id = None
    subscriber.left_through = FORGOTTEN
    proofs = update(SubscriptionProof).where(SubscriptionProof.subscriber_id == subscriber.id)
    db.session.execute(proofs.values(token_digest=None, token_until=None, asked_sealed=None))
    for table in (Suppression, MailReturn):
        theirs = update(table).where(table.address_digest == subscriber.address_digest)
        db.session.execute(theirs.values(hint_sealed=None))


def _empty_deliveries(address: str) -> None:
    """Where they were written down; what had not left yet is skipped. What a worker has in its hands it finishes."""
    digests = deliveries_to(address)
    theirs = Delivery.newsletter_id.in_(digests) & among_digests(list(digests.values()))
    at_rest = theirs & (Delivery.state != DeliveryState.SENDING)
    held = db.session.scalars(select(Delivery.id).where(at_rest).order_by(Delivery.id).with_for_update()).all()
    waiting = update(Delivery).where(Delivery.id.in_(held), Delivery.state == DeliveryState.QUEUED)
    db.session.execute(waiting.values(state=DeliveryState.SKIPPED, settled_at=now()))
    db.session.execute(update(Delivery).where(Delivery.id.in_(held)).values(payload_sealed=None))
