"""Messages in doubt: somebody looks and decides. Nothing decides by itself.

A decision is one entry of the audit, however many messages it was about. Of a newsletter that tells an interest it leaves the same
traces whether or not there was any: neither the entry nor the state of the newsletter tells of one reader.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, cast, select, update

from ama_net.across.newsletters.models import Delivery, DeliveryState, Newsletter, NewsletterState
from ama_net.across.newsletters.operations.pausing import NotNow
from ama_net.across.newsletters.operations.starting import ask_for_lanes
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record


def count_as_sent(newsletter: Newsletter, only: Iterable[UUID] | None = None, *, by: Actor) -> int:
    """Take all those in doubt, or ``only`` these, for delivered; how many. For who sends (``NEWSLETTERS_SEND``).

    Raises:
        NotNow: none is in doubt any more.
    """
    found = _hold(newsletter, only)
    _write(found, state=DeliveryState.SENT, failure="")
    record(by=by, verb="newsletter.doubt_settled", subject=newsletter)
    return len(found)


def send_again(newsletter: Newsletter, only: Iterable[UUID] | None = None, *, by: Actor) -> int:
    """Send them once more, knowing that they may arrive twice (with the same Message-ID); how many. For who sends.

    Raises:
        NotNow: none is in doubt any more, their addresses have been forgotten, or the sending was called off.
    """
    found = _hold(newsletter, only, again=True)
    _write(found, state=DeliveryState.QUEUED, failure="", claim=None, attempts=0, due_at=now(), settled_at=None)
    if newsletter.state == NewsletterState.SENT:
        newsletter.state, newsletter.finished_at = NewsletterState.SENDING, None
    record(by=by, verb="newsletter.doubt_resent", subject=newsletter)
    ask_for_lanes(newsletter.id)
    return len(found)


def _hold(newsletter: Newsletter, only: Iterable[UUID] | None, *, again: bool = False) -> list[UUID]:
    """Those that may be decided upon, held in the order of their ids; of a confidential newsletter perhaps none, which is not said."""
    db.session.refresh(newsletter, with_for_update=True)
    if again and newsletter.state == NewsletterState.CANCELLED:
        raise NotNow
    wanted = select(Delivery.id).where(
        Delivery.newsletter_id == newsletter.id, Delivery.state == DeliveryState.IN_DOUBT
    )
    if only is not None:
        wanted = wanted.where(Delivery.id.in_(only))
    if again:
        wanted = wanted.where(Delivery.payload_sealed.is_not(None))
    found = list(db.session.scalars(wanted.order_by(Delivery.id).with_for_update()))
    if not found and not newsletter.confidential:
        raise NotNow
    return found


def _write(held: list[UUID], **values: Any) -> None:
    these = update(Delivery).where(Delivery.id == any_(cast(held, ARRAY(Uuid))))
    db.session.execute(these.values(**values).execution_options(synchronize_session=False))
    db.session.expire_all()
