"""Forgetting what the members' area no longer needs."""

from datetime import timedelta

from sqlalchemy import and_, delete, or_, select, update

from ama_net.features.members.ages import is_of_age
from ama_net.features.members.models import DataChangeRequest, Guardianship, MemberCard, Membership, MemberVisibility
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person

KEEP_ANSWERED = timedelta(days=90)
KEEP_REVOKED = timedelta(days=365)
KEEP_AFTER_EXIT = timedelta(days=365)


def forget_area() -> int:
    """Empty requests answered long ago, delete what the area no longer needs; gives how many requests.

    Old revoked cards, what who left showed to others, who answered for a member who is of age now.
    """
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
    _forget_guardianships()
    return int(emptied.rowcount)  # type: ignore[attr-defined]


def _forget_guardianships() -> None:
    """Who answers for a member is forgotten when the member is of age, or a year after the member left."""
    adults = select(Person.id).where(is_of_age())
    recently = or_(Membership.ended_on.is_(None), Membership.ended_on > today() - KEEP_AFTER_EXIT)
    remembered = select(Membership.person_id).where(Membership.person_id == Guardianship.person_id, recently)
    was_member = select(Membership.id).where(Membership.person_id == Guardianship.person_id)
    gone = and_(was_member.exists(), ~remembered.exists())
    db.session.execute(delete(Guardianship).where(or_(Guardianship.person_id.in_(adults), gone)))
