"""What objects look like: only the fields that anybody here reads, named as in the API."""

from typing import Any

from ama_net.foundation.local.provider.engine import CARDS, IBANS
from ama_net.foundation.local.provider.store import Thing, created_now, new_id

CURRENCY = "eur"
CARD_EXPIRES = (12, 2030)


def thing(kind: str, prefix: str, **fields: Any) -> Thing:
    """An object with what all of them have."""
    return {"id": new_id(prefix), "object": kind, "created": created_now(), "livemode": False, "metadata": {}, **fields}


def customer(email: str) -> Thing:
    """Who pays."""
    return thing("customer", "cus_", email=email or None, name=None, invoice_settings={"default_payment_method": None})


def payment_method(method: str, customer_id: str | None) -> Thing:
    """A card or an account. ``_method`` is which of the trial ones."""
    found = thing("payment_method", "pm_", customer=customer_id, billing_details={}, _method=method)
    month, year = CARD_EXPIRES
    if method in IBANS:
        iban = IBANS[method]
        sepa = {"last4": iban[-4:], "country": iban[:2], "bank_code": iban[5:10], "fingerprint": method}
        return {**found, "type": "sepa_debit", "sepa_debit": sepa}
    card = {"brand": "visa", "last4": CARDS[method][-4:], "exp_month": month, "exp_year": year, "wallet": None}
    return {**found, "type": "card", "card": {**card, "country": "IT", "funding": "credit"}}


def payment_intent(cents: int, *, customer_id: str | None, metadata: Thing, words: str) -> Thing:
    """The will to be paid an amount."""
    return thing(
        "payment_intent",
        "pi_",
        amount=cents,
        amount_received=0,
        currency=CURRENCY,
        customer=customer_id,
        metadata=dict(metadata),
        description=words or None,
        status="requires_payment_method",
        latest_charge=None,
        payment_method=None,
        last_payment_error=None,
        canceled_at=None,
    )


def charge(intent: Thing, method: Thing) -> Thing:
    """One try to be paid."""
    kind = method["type"]
    shown = {name: value for name, value in method[kind].items() if name != "fingerprint"}
    return thing(
        "charge",
        "ch_",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        currency=CURRENCY,
        customer=intent["customer"],
        metadata=dict(intent["metadata"]),
        description=intent["description"],
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"type": kind, kind: shown},
        balance_transaction=None,
        failure_balance_transaction=None,
        failure_code=None,
        failure_message=None,
        status="pending",
        paid=False,
        captured=True,
        disputed=False,
        refunded=False,
    )


def balance_transaction(kind: str, source: Thing, cents: int, fee: int, *, category: str = "") -> Thing:
    """A movement of what the provider holds. ``fee`` is what it keeps."""
    details = [
        {"type": "stripe_fee", "amount": fee, "currency": CURRENCY, "description": "Commissioni", "application": None}
    ]
    return thing(
        "balance_transaction",
        "txn_",
        type=kind,
        reporting_category=category or kind,
        amount=cents,
        fee=fee,
        net=cents - fee,
        fee_details=details if fee else [],
        currency=CURRENCY,
        source=source["id"],
        status="available",
        available_on=created_now(),
        description=None,
        exchange_rate=None,
        payout=None,
    )


def setup_intent(customer_id: str | None, metadata: Thing) -> Thing:
    """The will to keep a way of paying for later."""
    empty = {"payment_method": None, "status": "requires_payment_method", "mandate": None, "last_setup_error": None}
    return thing("setup_intent", "seti_", customer=customer_id, usage="off_session", **empty, metadata=dict(metadata))
