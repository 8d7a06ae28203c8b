"""Who may do what to accounts, as prose. ``actor`` acts; ``account`` is the one acted upon."""

from collections.abc import Iterable

from ama_net.kernel.access import PERMISSIONS_OF, Actor, Permission, Role
from ama_net.kernel.accounts.models import Account


def may_give_role(actor: Actor, role: Role) -> bool:
    """Nobody gives, or takes away, more than they have: the secretary cannot make a president."""
    return actor.can(Permission.ACCOUNTS_EDIT) and PERMISSIONS_OF[role] <= actor.permissions


def may_change_roles(actor: Actor, account: Account, roles: Iterable[Role]) -> bool:
    """Every role given or taken away must be one the actor may give."""
    return all(may_give_role(actor, role) for role in account.role_set.symmetric_difference(roles))


def may_care_for(actor: Actor, account: Account) -> bool:
    """Inviting again, suspending, reactivating, taking the second factor away: of who has no more than the actor."""
    return actor.can(Permission.ACCOUNTS_EDIT) and all(may_give_role(actor, role) for role in account.role_set)


def may_suspend(actor: Actor, account: Account) -> bool:
    """Nobody suspends themselves: it would be a mistake, and somebody else can do it."""
    return may_care_for(actor, account) and actor.account_id != account.id


def leaves_somebody_in_charge(account: Account, others_in_charge: int) -> bool:
    """Whether the association still has who can edit accounts when this one no longer does."""
    return not account.edits_accounts or others_in_charge > 0
