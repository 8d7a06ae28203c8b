"""A role that follows what a person is for the association (member, volunteer): given with it, taken away when it is over."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.audit import record
from ama_net.kernel.registers import among

Ids = Iterable[UUID | None]


def hold_accounts(people: Ids) -> None:
    """Hold the accounts of these people until the transaction ends: before numbers and books, when roles will follow."""
    _accounts(people)


def give_role(people: Ids, role: Role, *, by: Actor) -> None:
    """Give a role to the accounts of these people, where there are any. Kept: their other roles."""
    for account in _accounts(people):
        if role not in account.role_set:
            _change(account, {*account.roles, role.value}, by=by)


def take_role(people: Ids, role: Role, *, by: Actor, still: Callable[[Sequence[Any]], Select[UUID]]) -> int:
    """Take a role from the accounts of these people; gives how many.

    ``still`` selects, of some people, those who are still what gives the role: they keep it.
    """
    holding = [account for account in _accounts(people) if role in account.role_set]
    if not holding:
        return 0
    db.session.flush()
    kept = set(db.session.scalars(still([account.person_id for account in holding])))
    closed = [account for account in holding if account.person_id not in kept]
    for account in closed:
        _change(account, set(account.roles) - {role.value}, by=by)
    return len(closed)


def _change(account: Account, roles: set[str], *, by: Actor) -> None:
    before, account.roles = list(account.roles), sorted(roles)
    record(by=by, verb="account.roles_changed", subject=account, changes={"roles": [before, account.roles]})


def _accounts(people: Ids) -> list[Account]:
    known = {one for one in people if one is not None}
    if not known:
        return []
    mine = select(Account).where(among(Account.person_id, known)).order_by(Account.id).with_for_update()
    return list(db.session.scalars(mine))
