"""The second factor: six digits that change every half minute (TOTP, RFC 6238), and recovery codes for a lost phone.

The same digits are refused twice: RFC 6238, section 5.2, asks for it, and whoever looks over a shoulder has half a minute.
"""

import secrets
from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy import delete, or_, update

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts import emails
from ama_net.kernel.accounts.codes import CodeUnusable, use_digest
from ama_net.kernel.accounts.models import RECOVERY, Account, AccountCode
from ama_net.kernel.accounts.settings import AccountsSettings
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import keyed_digest
from ama_net.kernel.tenancy.settings import read_settings

STEP_SECONDS = 30
DRIFT = (-1, 0, 1)
"""Telephones' clocks are some seconds off: the half minutes before and after are taken too."""

RECOVERY_CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that look alike on paper."""


class WrongCode(ValueError):
    """The digits are not those of this half minute, or were used already."""


class SecondFactorRequired(PermissionError):
    """The association asks it of who works in the office: it can be changed, not taken away."""


def begin_setup(account: Account) -> str:
    """A new secret for the application on the phone; it counts only once a code of it was typed."""
    account.totp_pending = pyotp.random_base32()
    return account.totp_pending or ""


def setup_address(account: Account) -> str:
    """What the QR says: the address that authenticator applications read."""
    totp = pyotp.TOTP(account.totp_pending or "")
    return totp.provisioning_uri(name=account.email, issuer_name=current_tenant().short_name)


def confirm_setup(*, account: Account, typed: str, by: Actor) -> list[str]:
    """Turn the second factor on with a code of the new secret. Its owner only; told by mail. Gives the recovery codes.

    Raises:
        WrongCode: the code is not of the secret being set up.
    """
    step = matching_step(account.totp_pending or "", typed, now()) if account.totp_pending else None
    if step is None:
        raise WrongCode
    account.totp, account.totp_pending, account.totp_step = account.totp_pending, None, step
    record(by=by, verb="account.second_factor_on", subject=account)
    emails.send_second_factor_changed(account)
    return new_recovery_codes(account)


def turn_off(*, account: Account, by: Actor) -> None:
    """Take the second factor away: its owner, or the office for who lost phone and codes. Told by mail.

    Raises:
        SecondFactorRequired: its owner may not, where the association requires it of the office.
    """
    own = by.account_id == account.id
    if own and account.works_in_office and read_settings(AccountsSettings).require_second_factor:
        raise SecondFactorRequired
    account.totp = account.totp_pending = account.totp_step = None
    db.session.execute(delete(AccountCode).where(AccountCode.account_id == account.id, AccountCode.purpose == RECOVERY))
    record(by=by, verb="account.second_factor_off", subject=account)
    emails.send_second_factor_changed(account)


def renew_recovery_codes(*, account: Account, by: Actor) -> list[str]:
    """Ten other codes to keep on paper, because the old ones are used up or were seen. Their owner only."""
    record(by=by, verb="account.recovery_codes_renewed", subject=account)
    return new_recovery_codes(account)


def new_recovery_codes(account: Account) -> list[str]:
    """Ten codes, each good once; the old ones are gone. They are shown now and never again."""
    db.session.execute(delete(AccountCode).where(AccountCode.account_id == account.id, AccountCode.purpose == RECOVERY))
    codes = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    db.session.add_all(
        AccountCode(account_id=account.id, purpose=RECOVERY, digest=_recovery_digest(account, code)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def take_totp(account: Account, typed: str) -> bool:
    """Whether the digits are right and new. Taking them is what makes them old, also for who types them at once."""
    step = matching_step(account.totp or "", typed, now()) if account.has_second_factor else None
    if step is None:
        return False
    taking = (
        update(Account)
        .where(Account.id == account.id, or_(Account.totp_step.is_(None), Account.totp_step < step))
        .values(totp_step=step)
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(taking).scalar() is not None


def take_recovery_code(account: Account, typed: str) -> bool:
    """Whether it is one of the account's recovery codes, not used before."""
    plain = "".join(letter for letter in typed.lower() if letter in LETTERS)
    try:
        use_digest(AccountCode, RECOVERY, _recovery_digest(account, plain))
    except CodeUnusable:
        return False
    return True


def matching_step(secret: str, typed: str, moment: datetime) -> int | None:
    """The half minute (counted from 1970) whose code was typed, or None."""
    digits = "".join(typed.split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    current = int(moment.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    found = [step for step in (current + shift for shift in DRIFT) if compare_digest(totp.generate_otp(step), digits)]
    return found[0] if found else None


def _recovery_digest(account: Account, code: str) -> bytes:
    return keyed_digest("recovery-code", f"{account.id}:{code}")
