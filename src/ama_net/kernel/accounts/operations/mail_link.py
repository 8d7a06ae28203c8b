"""Signing in by a mailed link, for the personal area: single-use, a quarter of an hour, good on any device.

The link proves the mailbox, as that of a forgotten password does; the second step, if there is one, is still asked. It
also works while wrong passwords have closed the account: whoever guesses at it must not keep its owner out. Accounts
whose role opens the office have no such link: an open mailbox must not be the key to everybody's data.
"""

from datetime import timedelta

from sqlalchemy import func, select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts import emails
from ama_net.kernel.accounts.codes import CodeUnusable, find_code, make_code, use_code
from ama_net.kernel.accounts.models import ACTIVE, INVITED, SIGN_IN_LINK, SUSPENDED, Account, AccountCode
from ama_net.kernel.accounts.operations.choosing_password import end_links
from ama_net.kernel.accounts.queries import account_with_email
from ama_net.kernel.audit import record

LASTS = timedelta(minutes=15)
MOST = 3
"""Links sent to one address within ``LASTS``: a mailbox cannot be filled from many places at once."""


def ask_link(email: str) -> None:
    """Send a link that signs in, if the address is of an account of the personal area. Anybody may ask; nothing tells."""
    account = account_with_email(email)
    if account is None or not _may_have_link(account) or _sent_lately(account) >= MOST:
        emails.write_to_nobody()
        return
    emails.send_sign_in_link(account, make_code(AccountCode, SIGN_IN_LINK, lasts=LASTS, account_id=account.id))


def account_of_link(token: str) -> Account:
    """Who would sign in with this link; looking does not use it.

    Raises:
        CodeUnusable: unknown, used or expired; or the account was suspended, or works in the office by now.
    """
    account = db.session.get_one(Account, find_code(AccountCode, SIGN_IN_LINK, token).account_id)
    if not _may_have_link(account):
        raise CodeUnusable
    return account


def use_link(token: str) -> Account:
    """Use the link: the first step of signing in is done. Who had not answered the invitation has accepted it now.

    Raises:
        CodeUnusable: as above; of two who use it at the same moment one finds it used.
    """
    account = account_of_link(token)
    use_code(AccountCode, SIGN_IN_LINK, token)
    if account.status == INVITED:
        account.status = ACTIVE
        end_links(account)
        record(by=Actor(account_id=account.id), verb="account.invitation_accepted", subject=account)
    return account


def _may_have_link(account: Account) -> bool:
    return account.status != SUSPENDED and not account.works_in_office


def _sent_lately(account: Account) -> int:
    sent = select(func.count()).where(
        AccountCode.account_id == account.id,
        AccountCode.purpose == SIGN_IN_LINK,
        AccountCode.created_at > now() - LASTS,
    )
    return db.session.scalar(sent) or 0
