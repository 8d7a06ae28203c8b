"""The members' part of the personal area follows the membership: given with it, taken away when it is over."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from ama_net.features.members.models import Membership
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.operations.roles import give_role, take_role
from ama_net.kernel.registers import among


def give_members_area(memberships: Iterable[Membership], *, by: Actor) -> None:
    """Give ``Role.MEMBER`` to the accounts of these members, where there are any. Kept: their other roles."""
    give_role((one.person_id for one in memberships), Role.MEMBER, by=by)


def take_members_area(memberships: Iterable[Membership], *, by: Actor) -> int:
    """Take ``Role.MEMBER`` from the accounts of who is no longer a member in any way; gives how many."""
    return take_role((one.person_id for one in memberships), Role.MEMBER, by=by, still=_members_among)


def close_areas_of_who_left(*, by: Actor) -> int:
    """Take the area from who was to leave on a day that has come; gives how many."""
    left = (
        select(Membership.person_id)
        .where(Membership.ended_on <= today())
        .join(Account, (Account.person_id == Membership.person_id) & Account.roles.contains([Role.MEMBER.value]))
    )
    return take_role(db.session.scalars(left), Role.MEMBER, by=by, still=_members_among)


def _members_among(people: Sequence[Any]) -> Select[UUID]:
    running = or_(Membership.ended_on.is_(None), Membership.ended_on > today())
    return select(Membership.person_id).where(among(Membership.person_id, people), running)  # type: ignore[return-value]
