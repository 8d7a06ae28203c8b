"""Forgetting what the members' area no longer needs."""

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from ama_net.features.members.models import DataChangeRequest, MemberCard, Membership, MemberVisibility
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db

KEEP_ANSWERED = timedelta(days=90)
KEEP_REVOKED = timedelta(days=365)


def forget_area() -> int:
    """Empty requests answered long ago, delete old revoked cards and the choices of who left; gives how many requests."""
    old = DataChangeRequest.settled_at < now() - KEEP_ANSWERED
    emptied = db.session.execute(
        update(DataChangeRequest)
        .where(DataChangeRequest.emptied_at.is_(None), old)
        .values(changes_sealed=None, answer_sealed=None, emptied_at=now())
    )
    db.session.execute(delete(MemberCard).where(MemberCard.revoked_at < now() - KEEP_REVOKED))
    member = select(Membership.person_id).where(
        Membership.person_id.is_not(None), or_(Membership.ended_on.is_(None), Membership.ended_on > today())
    )
    db.session.execute(delete(MemberVisibility).where(MemberVisibility.person_id.not_in(member)))
    return int(emptied.rowcount)  # type: ignore[attr-defined]
