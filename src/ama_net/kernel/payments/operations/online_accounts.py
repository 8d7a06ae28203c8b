"""The association's account at who takes its payments online: connected, changed, closed. Its keys are sealed, never shown again."""

import re
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments.models import AccountKind, AccountUse, BankAccount, Payment
from ama_net.kernel.payments.models_online import Checkout, ProviderAccount
from ama_net.kernel.payments.online.asking import knows_visit, opened_by
from ama_net.kernel.payments.online.client import open_account
from ama_net.kernel.payments.operations.accounts import save_account
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant, current_tenant_id

LABEL = "Pagamenti online (Stripe)"
"""What the account is called until somebody calls it otherwise: kept in Italian, as what is typed is."""
SECRET_KEY = re.compile(r"(?:sk|rk)_(?:test|live)_[A-Za-z0-9_]{4,240}", re.ASCII)
WEBHOOK_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{4,240}", re.ASCII)

_OTHER_MODE = _l("Una chiave è di prova e l'altra no: prima si chiude questo collegamento, poi se ne apre uno nuovo.")
_OTHER_ACCOUNT = _l(
    "Questa chiave è di un altro conto Stripe: prima si chiude questo collegamento, poi se ne apre uno nuovo."
)


@dataclass(frozen=True)
class OnlineKeys:
    """What is typed to take payments online. An empty key is one that stays as it is."""

    secret_key: str = ""
    webhook_secret: str = ""
    with_debit: bool = False
    payout_account_id: UUID | None = None


def connect_online(keys: OnlineKeys, *, by: Actor) -> ProviderAccount:
    """Take payments online, or change how. The money that the provider holds is an account of the association's own.

    The keys are not tried here (``try_key`` does). The audit says that they changed, never what they are.

    Raises:
        WrongFact: a key is missing or is not one; a key of trial where real ones are, or the other way round, or of another
            account than the one that is open.
        ProviderError: payments were taken before, and the provider cannot be asked whether the key is of the same account.
    """
    hold(f"payments:online:account:{current_tenant_id()}")
    account = open_account()
    check_keys(keys)
    verb = "provider_account.changed" if account else "provider_account.connected"
    account = account or _new(keys, by)
    if keys.secret_key and is_live(keys.secret_key) != account.livemode:
        raise WrongFact("secret_key", _OTHER_MODE)
    _refuse_other(account, keys.secret_key)
    record(by=by, verb=verb, subject=account, changes={"fields": _write(account, keys)})
    return account


def check_keys(keys: OnlineKeys) -> None:
    """Raises WrongFact for what is no key."""
    if keys.secret_key and SECRET_KEY.fullmatch(keys.secret_key) is None:
        words = _l("La chiave segreta comincia con sk_live_ o rk_live_ (di prova: sk_test_ o rk_test_).")
        raise WrongFact("secret_key", words)
    if keys.webhook_secret and WEBHOOK_SECRET.fullmatch(keys.webhook_secret) is None:
        raise WrongFact("webhook_secret", _l("Il segreto di firma comincia con whsec_."))


def try_key(secret_key: str) -> None:
    """Ask the provider what a key opens.

    Raises:
        WrongFact: an account that is not kept in euro, or real money behind a key of trial (or the other way round).
        ProviderError: it opens nothing, or the provider does not answer.
    """
    opened = opened_by(secret_key)
    if not opened.in_euro:
        raise WrongFact("secret_key", _l("Questo conto di Stripe non è in euro: ne serve uno in euro."))
    if opened.livemode != is_live(secret_key):
        raise WrongFact("secret_key", _l("Questa chiave non è quella che dice di essere: copiarla di nuovo, intera."))


def is_live(secret_key: str) -> bool:
    """Whether a key opens real money; its beginning says so."""
    return secret_key.startswith(("sk_live_", "rk_live_"))


def close_online(account: ProviderAccount, *, by: Actor) -> None:
    """Take no more payments. What was paid is still followed (disputes, refunds, payouts): the keys stay, sealed."""
    if account.closed_at is None:
        account.closed_at = now()
        db.session.flush()
        record(by=by, verb="provider_account.closed", subject=account)


def _new(keys: OnlineKeys, by: Actor) -> ProviderAccount:
    if not keys.secret_key:
        raise WrongFact("secret_key", _l("Scrivere la chiave segreta di Stripe."))
    account = ProviderAccount(
        account_id=_money(keys.secret_key, by).id, livemode=is_live(keys.secret_key), with_debit=False
    )
    account.created_by = by.account_id
    db.session.add(account)
    return account


def _write(account: ProviderAccount, keys: OnlineKeys) -> list[str]:
    """Write what was typed; the names of what changed."""
    typed = {"with_debit": keys.with_debit, "payout_account_id": keys.payout_account_id}
    secrets = {"secret_key": keys.secret_key, "webhook_secret": keys.webhook_secret}
    changed = [name for name, value in typed.items() if getattr(account, name) != value]
    for name, value in typed.items():
        setattr(account, name, value)
    db.session.flush()
    for name in (one for one, value in secrets.items() if value):
        setattr(account, name, secrets[name])
        changed.append(name)
    db.session.flush()
    return changed


def _money(secret_key: str, by: Actor) -> BankAccount:
    """Where the provider holds the association's money: the account that was there for the same one, or a new one.

    What two accounts at the provider hold is never put together: each pays out, and gives back, its own.
    """
    places = select(BankAccount).where(BankAccount.kind == AccountKind.PROVIDER).order_by(BankAccount.created_at)
    there = list(db.session.scalars(places))
    for place in there:
        began = select(ProviderAccount).where(ProviderAccount.account_id == place.id)
        if place.closed_on is None and all(_same(one, secret_key) for one in db.session.scalars(began)):
            return place
    return save_account(
        None,
        label=f"{LABEL} {len(there) + 1}" if there else LABEL,
        holder=current_tenant().name,
        iban="",
        used_for=AccountUse.NONE,
        kind=AccountKind.PROVIDER,
        by=by,
    )


def _same(account: ProviderAccount, secret_key: str) -> bool:
    """Whether a key opens the account that was connected before; where nothing ever was, it makes no difference."""
    last = _last_visit(account)
    if last is None:
        moved = select(Payment.id).where(Payment.account_id == account.account_id)
        return db.session.scalars(moved.limit(1)).first() is None
    return account.livemode == is_live(secret_key) and knows_visit(secret_key, last)


def _refuse_other(account: ProviderAccount, secret_key: str) -> None:
    last = _last_visit(account) if secret_key and secret_key != account.secret_key else None
    if last is not None and not knows_visit(secret_key, last):
        raise WrongFact("secret_key", _OTHER_ACCOUNT)


def _last_visit(account: ProviderAccount) -> str | None:
    """What was begun there last: only the account where it was knows of it."""
    begun = select(Checkout.session_id).where(
        Checkout.provider_account_id == account.id, Checkout.session_id.is_not(None)
    )
    return db.session.scalars(begun.order_by(Checkout.created_at.desc()).limit(1)).first()
