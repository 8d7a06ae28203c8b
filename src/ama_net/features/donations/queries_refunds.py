"""The requests to have a gift back, as the office reads them."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ama_net.features.donations.models import Gift, RefundRequest, RefundState
from ama_net.foundation.database import db

SHOWN = 200
"""How many decided ones a page has: older ones are found from their gift."""


def all_requests() -> tuple[list[RefundRequest], list[RefundRequest]]:
    """Those that wait, the oldest first; those decided, the last first."""
    wanted = select(RefundRequest).options(
        joinedload(RefundRequest.gift).options(joinedload(Gift.person), joinedload(Gift.organisation))
    )
    waiting = wanted.where(RefundRequest.state == RefundState.ASKED).order_by(RefundRequest.asked_at)
    decided = wanted.where(RefundRequest.state != RefundState.ASKED).order_by(RefundRequest.decided_at.desc())
    return list(db.session.scalars(waiting)), list(db.session.scalars(decided.limit(SHOWN)))


def requests_waiting() -> int:
    """How many wait for an answer, for the office's first page."""
    return db.session.scalar(select(func.count()).where(RefundRequest.state == RefundState.ASKED)) or 0
