"""The members' part of the personal area follows the membership: given with it, taken away when it is over."""

from collections.abc import Iterable

from sqlalchemy import exists, or_, select

from ama_net.features.members.lines import among
from ama_net.features.members.models import Membership
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.audit import record


def give_members_area(memberships: Iterable[Membership], *, by: Actor) -> None:
    """Give ``Role.MEMBER`` to the accounts of these members, where there are any. Kept: their other roles."""
    for account in _accounts(memberships):
        if Role.MEMBER not in account.role_set:
            _change(account, {*account.roles, Role.MEMBER.value}, by=by)


def take_members_area(memberships: Iterable[Membership], *, by: Actor) -> int:
    """Take ``Role.MEMBER`` from the accounts of who is no longer a member in any way; gives how many."""
    closed = [one for one in _accounts(memberships) if Role.MEMBER in one.role_set and not _is_member(one)]
    for account in closed:
        _change(account, set(account.roles) - {Role.MEMBER.value}, by=by)
    return len(closed)


def close_areas_of_who_left(*, by: Actor) -> int:
    """Take the area from who was to leave on a day that has come; gives how many."""
    left = (
        select(Membership)
        .where(Membership.ended_on <= today())
        .join(Account, (Account.person_id == Membership.person_id) & Account.roles.contains([Role.MEMBER.value]))
    )
    memberships = list(db.session.scalars(left))
    return take_members_area(memberships, by=by)


def _change(account: Account, roles: set[str], *, by: Actor) -> None:
    before, account.roles = list(account.roles), sorted(roles)
    record(by=by, verb="account.roles_changed", subject=account, changes={"roles": [before, account.roles]})


def _accounts(memberships: Iterable[Membership]) -> list[Account]:
    people = {one.person_id for one in memberships if one.person_id is not None}
    if not people:
        return []
    mine = select(Account).where(among(Account.person_id, people)).order_by(Account.id).with_for_update()
    return list(db.session.scalars(mine))


def _is_member(account: Account) -> bool:
    db.session.flush()
    running = or_(Membership.ended_on.is_(None), Membership.ended_on > today())
    return bool(db.session.scalar(select(exists().where(Membership.person_id == account.person_id, running))))
