"""What the office does to accounts: invite, give roles, suspend, help who lost the second factor. All in the audit."""

from collections.abc import Iterable
from datetime import timedelta

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission, Role
from ama_net.kernel.accounts import emails, rules
from ama_net.kernel.accounts.codes import make_code
from ama_net.kernel.accounts.models import ACTIVE, INVITATION, INVITED, SUSPENDED, Account, AccountCode
from ama_net.kernel.accounts.operations.browsers import sign_out_everywhere
from ama_net.kernel.accounts.operations.second_factor import turn_off
from ama_net.kernel.accounts.queries import account_with_email, lock_email, lock_who_is_in_charge, others_in_charge
from ama_net.kernel.accounts.settings import AccountsSettings
from ama_net.kernel.audit import record
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy.settings import save_settings

INVITATION_LASTS = timedelta(days=7)


class NotYours(PermissionError):
    """The actor may not do this to this account: see rules.py."""


class EmailTaken(ValueError):
    """There is already an account with this address."""


class LastInCharge(PermissionError):
    """Nobody would be left who can edit accounts."""


def invite(*, person: Person, email: str, roles: Iterable[Role], by: Actor) -> tuple[Account, str]:
    """Make an account for a person and send the invitation; gives the account and the link's token.

    Who edits accounts may; only roles that do not go beyond their own.

    Raises:
        NotYours: a role goes beyond the actor's own.
        EmailTaken: the address has an account.
    """
    given = frozenset(roles)
    if not all(rules.may_give_role(by, role) for role in given):
        raise NotYours
    lock_email(email)
    if account_with_email(email) is not None:
        raise EmailTaken
    account = Account(person_id=person.id, email=email, status=INVITED, roles=_words(given))
    db.session.add(account)
    db.session.flush()
    record(by=by, verb="account.invited", subject=account, changes={"roles": [[], _words(given)]})
    return account, _send_invitation(account)


def invite_again(*, account: Account, by: Actor) -> None:
    """Send the invitation anew: the first was lost, or its week is over.

    Raises:
        NotYours: the account has more than the actor, or needs no invitation.
    """
    if account.status != INVITED or not rules.may_care_for(by, account):
        raise NotYours
    record(by=by, verb="account.invited_again", subject=account)
    _send_invitation(account)


def change_roles(*, account: Account, roles: Iterable[Role], by: Actor) -> None:
    """Give the account exactly these roles.

    Raises:
        NotYours: a role given or taken away goes beyond the actor's own.
        LastInCharge: nobody else could edit accounts.
    """
    wanted = frozenset(roles)
    if not rules.may_change_roles(by, account, wanted):
        raise NotYours
    before, after = _words(account.role_set), _words(wanted)
    if before == after:
        return
    if not Actor(roles=wanted).can(Permission.ACCOUNTS_EDIT):
        _refuse_if_last_in_charge(account)
    account.roles = after
    record(by=by, verb="account.roles_changed", subject=account, changes={"roles": [before, after]})


def suspend(*, account: Account, by: Actor) -> None:
    """Close the account until it is reactivated: its browsers are signed out at once.

    Raises:
        NotYours: it is one's own, or has more than the actor.
        LastInCharge: nobody else could edit accounts.
    """
    if account.status == SUSPENDED or not rules.may_suspend(by, account):
        raise NotYours
    _refuse_if_last_in_charge(account)
    before, account.status = account.status, SUSPENDED
    sign_out_everywhere(account.id)
    record(by=by, verb="account.suspended", subject=account, changes={"status": [before, SUSPENDED]})


def reactivate(*, account: Account, by: Actor) -> None:
    """Open a suspended account again; one that never chose a password is invited as before.

    Raises:
        NotYours: it has more than the actor, or is not suspended.
    """
    if account.status != SUSPENDED or not rules.may_care_for(by, account):
        raise NotYours
    account.status = ACTIVE if account.password_hash else INVITED
    record(by=by, verb="account.reactivated", subject=account, changes={"status": [SUSPENDED, account.status]})


def remove_second_factor(*, account: Account, by: Actor) -> None:
    """For who lost the phone and the recovery codes, after making sure by voice who is asking. Told by mail.

    Raises:
        NotYours: it has more than the actor, is one's own, or has no second factor.
    """
    if not account.has_second_factor or not rules.may_suspend(by, account):
        raise NotYours
    turn_off(account=account, by=by)


def require_second_factor(*, required: bool, by: Actor) -> None:
    """Decide whether who works in the office must have the second factor. Who edits settings may."""
    if not by.can(Permission.SETTINGS_EDIT):
        raise NotYours
    save_settings(AccountsSettings(require_second_factor=required), by=by.account_id)
    record(by=by, verb="accounts.settings_changed", changes={"require_second_factor": required})


def _refuse_if_last_in_charge(account: Account) -> None:
    if account.edits_accounts:
        lock_who_is_in_charge()
    if not rules.leaves_somebody_in_charge(account, others_in_charge(account)):
        raise LastInCharge


def _send_invitation(account: Account) -> str:
    token = make_code(AccountCode, INVITATION, lasts=INVITATION_LASTS, account_id=account.id)
    emails.send_invitation(account, token)
    return token


def _words(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)
