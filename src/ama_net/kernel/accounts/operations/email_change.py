"""Changing the address one signs in with: confirmed from the new one, told to the old one."""

from datetime import timedelta

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts import emails
from ama_net.kernel.accounts.codes import CodeUnusable, find_code, make_code, use_code
from ama_net.kernel.accounts.models import EMAIL_CHANGE, SUSPENDED, Account, AccountCode
from ama_net.kernel.accounts.operations.choosing_password import confirm_password, end_links
from ama_net.kernel.accounts.queries import account_with_email, lock_email
from ama_net.kernel.audit import record

LASTS = timedelta(days=1)


def ask_email_change(*, account: Account, new_email: str, password: str) -> None:
    """Write to the new address. Its owner only, with the password.

    An address that is somebody else's gets no mail, and the page does not tell.

    Raises:
        WrongCredentials: the password is wrong.
    """
    confirm_password(account, password)
    if account_with_email(new_email) is None:
        token = make_code(AccountCode, EMAIL_CHANGE, lasts=LASTS, account_id=account.id, new_email=new_email)
        emails.send_email_change(account, new_email, token)


def email_change_of(token: str) -> AccountCode:
    """The change a link confirms; looking does not do it.

    Raises:
        CodeUnusable: unknown, used or expired link.
    """
    return find_code(AccountCode, EMAIL_CHANGE, token)


def confirm_email_change(token: str) -> Account:
    """The link arrived at the new address: from now on it is the one to sign in with, and the old mailbox opens nothing.

    Raises:
        CodeUnusable: unknown, used or expired link, a suspended account, or an address taken meanwhile.
    """
    code = use_code(AccountCode, EMAIL_CHANGE, token)
    account = db.session.get_one(Account, code.account_id)
    new_email = code.new_email or ""
    lock_email(new_email)
    if account.status == SUSPENDED or account_with_email(new_email) is not None:
        raise CodeUnusable
    old_email, account.email = account.email, new_email
    end_links(account)
    record(by=Actor(account_id=account.id), verb="account.email_changed", subject=account)
    emails.send_email_changed(account, old_email)
    return account
