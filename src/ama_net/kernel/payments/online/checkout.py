"""Going to the provider's page to pay: once, again and again, or to change what pays."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.foundation.database import db, hold
from ama_net.kernel.payments.models_online import Checkout, CheckoutMode, CheckoutState, ProviderAccount
from ama_net.kernel.payments.online import asking
from ama_net.kernel.payments.online.client import ProviderError, client_of, offered_account
from ama_net.kernel.payments.online.client import asking as asked
from ama_net.kernel.payments.online.reading import EURO, KEY
from ama_net.kernel.payments.online.visits import move
from ama_net.kernel.payments.purposes import Row, purpose_named
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id

LEAST_CENTS = 50
"""What the provider takes at least in euro."""
UNPAID = "senza-pagare"
"""In the address of who left the provider's page without paying."""

OPEN = (CheckoutState.OPEN, CheckoutState.PROCESSING)


class NotOnline(WrongFact):
    """The association takes no payments online."""


class AlreadyPaying(WrongFact):
    """The row is being paid by another visit (a bank has not answered), or was paid."""


def start_checkout(  # noqa: PLR0913  # what the provider's page must know, each by its name
    row: Row,
    *,
    amount_cents: int,
    words: str,
    mode: CheckoutMode,
    every: str | None = None,
    email: str = "",
    language: str,
    back: str,
    metadata: Mapping[str, str] | None = None,
    customer: str = "",
) -> str:
    """Open a visit to the provider's page for a row and give its address: redirect there (303).

    Asked again while the same visit is open, it is the same address; an open one for another amount is closed. ``words``
    say on that page what is paid (no name, no reason); ``back`` is our absolute address to come back to, whether
    paid or left: what happened is read from the row, never from the address. SUBSCRIPTION: ``every`` is ``month`` or ``year``.
    SETUP: ``customer`` is whose series it is, ``amount_cents`` 0. ``metadata`` says nothing of anybody.

    Raises:
        NotOnline: the association takes no payments online.
        AlreadyPaying: the row is being paid, or was, by another visit.
        WrongFact: less than the provider takes.
        ProviderError: the provider cannot be reached, or refuses.
    """
    account = offered_account()
    if account is None:
        raise NotOnline("online", _l("Qui non si può pagare online."))
    if mode != CheckoutMode.SETUP and amount_cents < LEAST_CENTS:
        raise WrongFact("amount", _l("Online si possono pagare almeno 50 centesimi."))
    hold(f"payments:checkout:{current_tenant_id()}:{mode}:{row.__tablename__}:{row.id}")
    _refuse_paid(row, amount_cents, mode)
    address = _same_again(account, row, amount_cents, mode)
    if address:
        return address
    visit = _begin(account, row, amount_cents, mode)
    form = _form(visit, words, every, back, metadata or {})
    form |= {"locale": "it" if language == "it" else "en", "payment_method_types": _methods(account)}
    if customer:
        form["customer"] = customer
    elif email:
        form["customer_email"] = email
    with asked():
        made = client_of(account).v1.checkout.sessions.create(form, {"idempotency_key": f"checkout_{visit.id}"})
    visit.session_id = made.id
    db.session.flush()
    return str(made.url)


def _begin(account: ProviderAccount, row: Row, amount_cents: int, mode: CheckoutMode) -> Checkout:
    visit = Checkout(provider_account_id=account.id, mode=mode, amount_cents=amount_cents)
    visit.about_kind, visit.about_id = row.__tablename__, row.id
    db.session.add(visit)
    db.session.flush()
    return visit


def _refuse_paid(row: Row, amount_cents: int, mode: CheckoutMode) -> None:
    """What was paid, or a series that began or is over, is not begun again. Its row is taken: who settles it waits."""
    if mode == CheckoutMode.SETUP:
        return
    purpose = purpose_named(row.__tablename__)
    purpose.hold(row.id)
    paid = amount_cents > purpose.left(row.id)
    if not paid and mode == CheckoutMode.SUBSCRIPTION:
        began = select(Checkout.id).where(
            Checkout.about_kind == row.__tablename__,
            Checkout.about_id == row.id,
            Checkout.mode == mode,
            Checkout.state == CheckoutState.PAID,
        )
        paid = db.session.scalar(began.limit(1)) is not None
    if paid:
        raise AlreadyPaying("online", _l("È già stato pagato."))


def _same_again(account: ProviderAccount, row: Row, amount_cents: int, mode: CheckoutMode) -> str:
    """The address of the visit that is open for the same; others are closed, so that nobody pays twice."""
    earlier = select(Checkout).where(
        Checkout.about_kind == row.__tablename__,
        Checkout.about_id == row.id,
        Checkout.mode == mode,
        Checkout.state.in_(OPEN),
    )
    address = ""
    for visit in db.session.scalars(earlier.order_by(Checkout.created_at)).all():
        if visit.state == CheckoutState.PROCESSING:
            raise AlreadyPaying("online", _l("Il pagamento è già partito: la banca sta per rispondere."))
        address = _address_of(account, visit, amount_cents) or address
    return address


def _address_of(account: ProviderAccount, visit: Checkout, amount_cents: int) -> str:
    """Where an open visit is, when it may go on; closed otherwise."""
    if visit.session_id is None or visit.provider_account_id != account.id:
        return ""
    try:
        seen = asking.session(account, visit.session_id)
        if seen.status == "complete":
            raise AlreadyPaying("online", _l("Il pagamento è già stato fatto: tra poco si vede qui."))
        if seen.status == "open" and visit.amount_cents == amount_cents and seen.url:
            return seen.url
        if seen.status == "open":
            asking.expire_session(account, visit.session_id)
    except ProviderError as error:
        if not error.refused:
            raise
    move(visit, CheckoutState.EXPIRED)
    return ""


def _form(visit: Checkout, words: str, every: str | None, back: str, metadata: Mapping[str, str]) -> Any:
    """What the provider is asked; our own visit's name is on everything that comes of it."""
    said = {**metadata, KEY: str(visit.id)}
    form: dict[str, Any] = {
        "mode": visit.mode,
        "client_reference_id": str(visit.id),
        "success_url": back,
        "cancel_url": f"{back}{'&' if '?' in back else '?'}{UNPAID}=1",
        "metadata": said,
    }
    if visit.mode == CheckoutMode.SETUP:
        return {**form, "currency": EURO, "setup_intent_data": {"metadata": said}}
    price: dict[str, Any] = {
        "currency": EURO,
        "unit_amount": visit.amount_cents,
        "product_data": {"name": words},
    }
    if visit.mode == CheckoutMode.SUBSCRIPTION:
        price["recurring"] = {"interval": every or "month"}
        form["subscription_data"] = {"metadata": said, "description": words}
    else:
        form["payment_intent_data"] = {"metadata": said, "description": words}
    return {**form, "line_items": [{"quantity": 1, "price_data": price}]}


def _methods(account: ProviderAccount) -> list[str]:
    """Cards (with them the wallets that a browser has), and direct debit when the association wants it."""
    return ["card", "sepa_debit"] if account.with_debit else ["card"]
