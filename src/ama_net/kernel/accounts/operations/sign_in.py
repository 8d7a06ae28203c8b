"""Signing in: the password, and for who has it the second step. One answer for every refusal, so that none tells."""

from datetime import timedelta

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, record_refusal
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.accounts import emails
from ama_net.kernel.accounts.codes import CodeUnusable, find_code, make_code, use_code
from ama_net.kernel.accounts.lockout import count_wrong_try, forgive
from ama_net.kernel.accounts.models import ACTIVE, SECOND_STEP, Account, AccountCode
from ama_net.kernel.accounts.operations.second_factor import take_recovery_code, take_totp
from ama_net.kernel.accounts.passwords import hash_password, needs_rehash, verify_password
from ama_net.kernel.accounts.queries import account_with_email
from ama_net.kernel.accounts.seeds import DEMO_PASSWORD
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy.keys import settings_of_app

SECOND_STEP_LASTS = timedelta(minutes=10)


class WrongCredentials(Exception):
    """Unknown address, wrong password or code, closed or suspended account: never said which."""


def check_password(*, email: str, password: str) -> Account:
    """The active account of this address and password. Anybody may try; eight wrong tries close it for a while.

    Raises:
        WrongCredentials: whatever the reason; it takes the same time for an address that is not there.
    """
    account = account_with_email(email)
    right = verify_password(password, account.password_hash if account else None)
    if account is None or account.status != ACTIVE or account.is_locked or is_everybodys(password):
        raise WrongCredentials
    if not right:
        note_wrong_try(account)
        raise WrongCredentials
    if needs_rehash(account.password_hash or ""):
        account.password_hash = hash_password(password)
    return account


def is_everybodys(password: str) -> bool:
    """Whether it is the demonstration's password: everybody knows it, so it opens nothing where people are real.

    Not even the accounts of the cast, which a database first used to look around still has.
    """
    return password == DEMO_PASSWORD and settings_of_app().environment == "production"


def begin_second_step(account: Account) -> str:
    """The password was right: a token for the page that asks for the code. It alone opens nothing."""
    return make_code(AccountCode, SECOND_STEP, lasts=SECOND_STEP_LASTS, account_id=account.id)


def finish_second_step(*, token: str, typed: str) -> Account:
    """The account whose code (from the application, or a recovery one) was typed in time.

    Raises:
        CodeUnusable: too late, or already done: sign in anew.
        WrongCredentials: the code is wrong, was taken before, or the account is closed for a while.
    """
    account = db.session.get_one(Account, find_code(AccountCode, SECOND_STEP, token).account_id)
    if account.status != ACTIVE:
        raise CodeUnusable
    if account.is_locked:
        raise WrongCredentials
    if not (take_totp(account, typed) or take_recovery_code(account, typed)):
        note_wrong_try(account)
        raise WrongCredentials
    use_code(AccountCode, SECOND_STEP, token)
    return account


def complete_sign_in(account: Account) -> None:
    """Both steps are done: the wrong tries no longer count."""
    forgive(account)
    account.signed_in_at = now()


def note_wrong_try(account: Account) -> None:
    """Count a wrong try, whatever becomes of the request; the one that closes the account is told to its owner."""
    account_id = account.id
    with record_refusal():
        if count_wrong_try(Account, account_id):
            closed = db.session.get_one(Account, account_id, populate_existing=True)
            record(by=PUBLIC, verb="account.locked", subject=closed)
            emails.send_locked(closed)
