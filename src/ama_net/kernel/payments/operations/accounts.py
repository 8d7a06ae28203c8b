"""The association's accounts: added, corrected, closed. Never removed: movements lead to them."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments.models import AccountKind, AccountUse, BankAccount
from ama_net.kernel.payments.settings import is_locked
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.identifiers import check_iban
from ama_net.kernel.tenancy import current_tenant_id


def save_account(
    account: BankAccount | None,
    *,
    label: str,
    holder: str,
    iban: str,
    used_for: AccountUse,
    by: Actor,
    kind: AccountKind = AccountKind.BANK,
) -> BankAccount:
    """Add an account, or correct one. The IBAN is where people will pay: every change is in the audit.

    The cash box and what a provider holds have no IBAN, and nobody is asked to pay into them.

    Raises:
        InvalidIdentifier: it is no IBAN.
        WrongFact: the association has it already.
    """
    has_iban = kind in (AccountKind.BANK, AccountKind.POST)
    number = check_iban(iban) if has_iban else None
    hold(f"payments:accounts:{current_tenant_id()}")
    other = db.session.scalar(select(BankAccount).where(BankAccount.iban == number)) if number else None
    if other is not None and other is not account:
        raise WrongFact("iban", _l("Questo IBAN c'è già."))
    verb = "bank_account.changed" if account else "bank_account.added"
    account = account or BankAccount()
    fields: dict[str, str | None] = {
        "label": label,
        "holder": holder,
        "iban": number,
        "used_for": str(used_for if has_iban else AccountUse.NONE),
    }
    fields["kind"] = str(kind)
    changed = [name for name, value in fields.items() if getattr(account, name, None) != value]
    for name, value in fields.items():
        setattr(account, name, value)
    db.session.add(account)
    db.session.flush()
    if changed:
        record(by=by, verb=verb, subject=account, changes={"fields": changed})
    return account


def set_opening(account: BankAccount, *, on: date | None, cents: int, by: Actor) -> None:
    """Say what was in an account when its movements began to be written: the cash statement starts from there.

    Raises:
        WrongFact: the day is to come, or it or the one it replaces is of a closed year.
    """
    if (account.opened_on, account.opening_cents) == (on, cents):
        return
    if on is not None and on > today():
        raise WrongFact("opened_on", _l("È una data futura."))
    if any(day is not None and is_locked(day.year) for day in (account.opened_on, on)):
        raise WrongFact("opening", _l("Il saldo iniziale è in un rendiconto chiuso: non si cambia più."))
    account.opened_on, account.opening_cents = on, cents
    db.session.flush()
    record(by=by, verb="bank_account.changed", subject=account, changes={"fields": ["opened_on", "opening_cents"]})


def close_account(account: BankAccount, *, on: date | None, by: Actor) -> None:
    """Say that an account is no longer used, or (None) that it is again."""
    account.closed_on = on
    record(by=by, verb="bank_account.closed" if on else "bank_account.reopened", subject=account)
