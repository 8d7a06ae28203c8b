"""What is kept of deliveries: some weeks the address, so that what comes back is understood; then only that it left."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, update

from ama_net.across.newsletters.models import Delivery, Newsletter, NewsletterState
from ama_net.across.newsletters.operations.pausing import cancel
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM

KEEP_ADDRESSES = timedelta(days=30)


def forget_addresses() -> int:
    """Empty the addresses of deliveries that ended a month ago; returns how many. What stood still so long is called off."""
    month_ago = now() - KEEP_ADDRESSES
    for newsletter in db.session.scalars(_standing_since(month_ago)).all():
        cancel(newsletter, by=SYSTEM)
    begun = select(Newsletter.id).where(Newsletter.started_at < month_ago)
    old = Delivery.newsletter_id.in_(begun) & Delivery.payload_sealed.is_not(None) & (Delivery.settled_at < month_ago)
    emptied = db.session.execute(
        update(Delivery).where(old).values(payload_sealed=None), execution_options={"synchronize_session": False}
    )
    return int(emptied.rowcount)  # type: ignore[attr-defined]


def _standing_since(day: datetime) -> Select[Newsletter]:
    last = func.coalesce(Newsletter.worked_at, Newsletter.started_at)
    return select(Newsletter).where(Newsletter.state == NewsletterState.PAUSED, last < day).order_by(Newsletter.id)
