"""Choosing a password: the first one by invitation, another by reset, another while signed in.

Whenever a password changes every browser is signed out, and links sent before stop working.
"""

from datetime import timedelta

from sqlalchemy import delete, update

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts import emails
from ama_net.kernel.accounts.codes import CodeUnusable, find_code, make_code, use_code
from ama_net.kernel.accounts.lockout import forgive
from ama_net.kernel.accounts.models import (
    ACTIVE,
    EMAIL_CHANGE,
    INVITATION,
    INVITED,
    RESET,
    SECOND_STEP,
    SIGN_IN_LINK,
    SUSPENDED,
    Account,
    AccountCode,
    AccountSession,
)
from ama_net.kernel.accounts.operations.sign_in import WrongCredentials, note_wrong_try
from ama_net.kernel.accounts.passwords import check_strength, hash_password, verify_password
from ama_net.kernel.accounts.queries import account_with_email
from ama_net.kernel.audit import record
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy import current_tenant

RESET_LASTS = timedelta(hours=1)


def ask_reset(email: str) -> None:
    """Send a link to choose another password, if the address is of an account. Anybody may ask; nothing tells which."""
    account = account_with_email(email)
    if account is None or account.status == SUSPENDED:
        emails.write_to_nobody()
        return
    emails.send_reset(account, make_code(AccountCode, RESET, lasts=RESET_LASTS, account_id=account.id))


def account_of_code(purpose: str, token: str) -> Account:
    """Whose password this link chooses; looking does not use it.

    Raises:
        CodeUnusable: unknown, used or expired link, or an account that is suspended.
    """
    account = db.session.get_one(Account, find_code(AccountCode, purpose, token).account_id)
    if account.status == SUSPENDED:
        raise CodeUnusable
    return account


def choose_by_code(*, purpose: str, token: str, password: str) -> Account:
    """Choose the password with the link of an invitation or of a reset, which proves the mailbox.

    Raises:
        CodeUnusable: unknown, used or expired link.
        WeakPassword: the link stays good for another try.
    """
    account = account_of_code(purpose, token)
    check_strength(password, words_about(account))
    use_code(AccountCode, purpose, token)
    actor, invited = Actor(account_id=account.id), account.status == INVITED
    account.status = ACTIVE
    _set_password(account, password)
    if invited:
        record(by=actor, verb="account.invitation_accepted", subject=account)
    else:
        record(by=actor, verb="account.password_reset", subject=account)
        emails.send_password_changed(account)
    return account


def change_password(*, account: Account, current: str, password: str, by: Actor) -> None:
    """Change one's own password, knowing the current one.

    Raises:
        WrongCredentials: the current one is wrong (it counts as a wrong try) or the account is closed for a while.
        WeakPassword: with a text for the person.
    """
    confirm_password(account, current)
    check_strength(password, words_about(account))
    _set_password(account, password)
    record(by=by, verb="account.password_changed", subject=account)
    emails.send_password_changed(account)


def confirm_password(account: Account, current: str) -> None:
    """Ask a signed-in person for the password again, before what matters: a browser may have been left open.

    Raises:
        WrongCredentials: wrong (it counts as a wrong try), or the account is closed for a while.
    """
    right = verify_password(current, account.password_hash)
    if account.is_locked:
        raise WrongCredentials
    if not right:
        note_wrong_try(account)
        raise WrongCredentials


def words_about(account: Account) -> list[str]:
    """What a password must not be made of."""
    person = db.session.get(Person, account.person_id) if account.person_id else None
    names = [person.given_name, person.family_name] if person else []
    return [*names, account.email, current_tenant().slug]


def end_links(account: Account) -> None:
    """Links sent before stop working: they went to a mailbox, or were asked for with a password, that was another."""
    links = (INVITATION, RESET, EMAIL_CHANGE, SECOND_STEP, SIGN_IN_LINK)
    db.session.execute(
        update(AccountCode)
        .where(AccountCode.account_id == account.id, AccountCode.purpose.in_(links), AccountCode.used_at.is_(None))
        .values(used_at=now())
    )


def _set_password(account: Account, password: str) -> None:
    account.password_hash = hash_password(password)
    forgive(account)
    db.session.execute(delete(AccountSession).where(AccountSession.account_id == account.id))
    end_links(account)
