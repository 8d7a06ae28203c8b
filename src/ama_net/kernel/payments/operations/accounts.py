"""The association's accounts: added, corrected, closed. Never removed: movements lead to them."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments.models import AccountKind, AccountUse, BankAccount, Payment
from ama_net.kernel.payments.queries import TOOK_PLACE
from ama_net.kernel.payments.settings import PaymentsSettings, is_locked
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.identifiers import check_iban
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.settings import read_settings

NEW_MONEY = _l("Un anno è già chiuso con quello che c'era: altro denaro entra nel conto con un giroconto o un'entrata.")


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

    Once a year is closed, what it closed with is the beginning of the next: money that is found later is a giroconto or an income.

    Raises:
        WrongFact: the day is to come, it or the one it replaces is of a closed year, or a closed year counted the account without.
    """
    if (account.opened_on, account.opening_cents) == (on, cents):
        return
    if on is not None and on > today():
        raise WrongFact("opened_on", _l("È una data futura."))
    if any(day is not None and is_locked(day.year) for day in (account.opened_on, on)):
        raise WrongFact("opening", _l("Il saldo iniziale è in un rendiconto chiuso: non si cambia più."))
    if account.opened_on is None and _is_in_closed_figures(account, cents):
        raise WrongFact("opening", NEW_MONEY)
    account.opened_on, account.opening_cents = on, cents
    db.session.flush()
    record(by=by, verb="bank_account.changed", subject=account, changes={"fields": ["opened_on", "opening_cents"]})


def close_account(account: BankAccount, *, on: date | None, by: Actor) -> None:
    """Say that an account is no longer used, or (None) that it is again."""
    account.closed_on = on
    record(by=by, verb="bank_account.closed" if on else "bank_account.reopened", subject=account)


def _is_in_closed_figures(account: BankAccount, cents: int) -> bool:
    """Whether a closed year counted an account that began on no day: its movements of then, or the money it is now said to have had."""
    closed = read_settings(PaymentsSettings).locked_through_year
    if not closed:
        return False
    then = TOOK_PLACE, Payment.on_day <= date(closed, 12, 31)
    of_it = select(Payment.id).where(*then, Payment.account_id == account.id)
    if cents == account.opening_cents:
        return bool(db.session.scalar(select(of_it.exists())))
    # A year closed before anything was written here knows no figures: the first balance is still to be said.
    begun = or_(BankAccount.opened_on.is_(None), BankAccount.opened_on <= date(closed, 12, 31))
    opened = select(BankAccount.id).where(BankAccount.opening_cents != 0, begun)
    return bool(db.session.scalar(select(or_(select(Payment.id).where(*then).exists(), opened.exists()))))
