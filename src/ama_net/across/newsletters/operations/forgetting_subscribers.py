"""What is kept of who never confirmed, and of who left, and for how long (GDPR art. 5.1.e)."""

from datetime import timedelta

from sqlalchemy import delete, exists, select, update

from ama_net.across.newsletters.models import Subscriber, SubscriberState, SubscriptionProof
from ama_net.foundation.clock import now
from ama_net.foundation.database import db

PENDING, LEFT = timedelta(days=30), timedelta(days=30)
PROOF = timedelta(days=5 * 365 + 2)
"""The proof of a consent outlives it by the time somebody may still ask about it."""


def forget_subscribers() -> None:
    """Delete who never confirmed, empty who left, delete what is over five years old. Excluded addresses stay so by digest."""
    _forget_links()
    _forget_pending()
    _empty_left()
    _forget_left()


def _forget_links() -> None:
    """What was asked with a link that is over, and never confirmed."""
    over = update(SubscriptionProof).where(SubscriptionProof.token_until < now())
    nothing = over.values(token_digest=None, token_until=None, asked_sealed=None)
    db.session.execute(nothing.execution_options(synchronize_session=False))


def _forget_pending() -> None:
    """Of who had been subscribed before only this asking is forgotten: the older proofs have their own time."""
    old = (Subscriber.state == SubscriberState.PENDING) & (Subscriber.updated_at < now() - PENDING)
    was_here = old & Subscriber.left_at.is_not(None)
    kept = (
        update(Subscriber)
        .where(was_here)
        .values(state=SubscriberState.LEFT)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(kept)
    db.session.execute(delete(Subscriber).where(old).execution_options(synchronize_session=False))


def _empty_left() -> None:
    old = (Subscriber.state == SubscriberState.LEFT) & (Subscriber.left_at < now() - LEFT)
    parts = {"address_sealed": None, "name_sealed": None, "interests_sealed": None, "mailbox_digest": None}
    emptied = update(Subscriber).where(old, Subscriber.address_sealed.is_not(None)).values(**parts)
    db.session.execute(emptied.execution_options(synchronize_session=False))


def _forget_left() -> None:
    fresh = exists(select(SubscriptionProof.id)).where(
        SubscriptionProof.subscriber_id == Subscriber.id, SubscriptionProof.withdrawn_at > now() - PROOF
    )
    old = (Subscriber.state == SubscriberState.LEFT) & (Subscriber.left_at < now() - PROOF)
    db.session.execute(delete(Subscriber).where(old, ~fresh).execution_options(synchronize_session=False))
