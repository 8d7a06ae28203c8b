"""What is asked of the provider, each question once; the list is in the room's docstring."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.online.client import UNKNOWN, ProviderError, asking, client_of, client_with
from ama_net.kernel.payments.online.reading import (
    EURO,
    Dispute,
    Intent,
    Kept,
    Payout,
    Refund,
    Session,
    Subscription,
    id_of,
    read_dispute,
    read_intent,
    read_kept,
    read_payout,
    read_refund,
    read_session,
    read_subscription,
)

MOST = 100


@dataclass(frozen=True)
class Opened:
    """What a key opens: real money or money of trial, kept in euro or in something else."""

    livemode: bool
    in_euro: bool


def opened_by(secret_key: str) -> Opened:
    """What a key opens. Raises ProviderError when it opens nothing."""
    with asking():
        said = client_with(secret_key).v1.balance.retrieve().to_dict()
    kept_in = {line["currency"] for line in said["available"]}
    return Opened(bool(said["livemode"]), not kept_in or EURO in kept_in)


def intent(account: ProviderAccount, intent_id: str) -> Intent:
    """A payment as it is now."""
    with asking():
        said = client_of(account).v1.payment_intents.retrieve(
            intent_id, {"expand": ["latest_charge.balance_transaction"]}
        )
    return read_intent(said.to_dict())


def subscription_of(account: ProviderAccount, intent_id: str) -> str:
    """The series a payment is of; empty when it is of none. It never changes."""
    with asking():
        found = client_of(account).v1.invoice_payments.list(
            {"payment": {"type": "payment_intent", "payment_intent": intent_id}, "expand": ["data.invoice"], "limit": 1}
        )
    for one in found.to_dict()["data"]:
        invoice = one.get("invoice")
        if isinstance(invoice, dict):
            return subscription_of_invoice(invoice)
    return ""


def subscription_of_invoice(invoice: dict[str, Any]) -> str:
    """The series an invoice is of; empty when it is of none."""
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    # Events have the shape of the version the webhook was made with: the older ones name it in the invoice itself.
    return id_of(details.get("subscription") or invoice.get("subscription"))


def refunds_of(account: ProviderAccount, intent_id: str) -> list[Refund]:
    """What was given back of a payment, the oldest first."""
    with asking():
        found = client_of(account).v1.refunds.list(
            {"payment_intent": intent_id, "limit": MOST, "expand": ["data.balance_transaction"]}
        )
    refunds = [read_refund(said) for said in found.to_dict()["data"]]
    return sorted(refunds, key=lambda one: (one.created, one.id))


def disputes_of(account: ProviderAccount, intent_id: str) -> list[Dispute]:
    """How a payment was contested, the oldest first."""
    with asking():
        found = client_of(account).v1.disputes.list({"payment_intent": intent_id, "limit": MOST})
    disputes = [read_dispute(said) for said in found.to_dict()["data"]]
    return sorted(disputes, key=lambda one: (one.created, one.id))


def ask_refund(account: ProviderAccount, intent_id: str, amount_cents: int, *, key: str) -> str:
    """Let the provider give money back; the same key asks once. Gives the refund's id."""
    with asking():
        said = client_of(account).v1.refunds.create(
            {"payment_intent": intent_id, "amount": amount_cents}, {"idempotency_key": key}
        )
    return said.id


def session(account: ProviderAccount, session_id: str) -> Session:
    """A visit as it is now."""
    with asking():
        said = client_of(account).v1.checkout.sessions.retrieve(session_id)
    return read_session(said.to_dict())


def knows_visit(secret_key: str, session_id: str) -> bool:
    """Whether a key opens the account where a visit was begun. Raises ProviderError when it cannot be asked for."""
    try:
        with asking():
            client_with(secret_key).v1.checkout.sessions.retrieve(session_id)
    except ProviderError as error:
        if str(error) != UNKNOWN:
            raise
        return False
    return True


def expire_session(account: ProviderAccount, session_id: str) -> None:
    """Close a visit that nobody ended."""
    with asking():
        client_of(account).v1.checkout.sessions.expire(session_id)


def setup_method(account: ProviderAccount, setup_id: str) -> str:
    """What will pay from now on, when a visit to say so was ended well; empty otherwise."""
    with asking():
        said = client_of(account).v1.setup_intents.retrieve(setup_id).to_dict()
    return id_of(said.get("payment_method")) if said.get("status") == "succeeded" else ""


def subscription(account: ProviderAccount, subscription_id: str) -> Subscription:
    """A series as it is now."""
    with asking():
        said = client_of(account).v1.subscriptions.retrieve(subscription_id, {"expand": ["default_payment_method"]})
    return read_subscription(said.to_dict())


def set_method(account: ProviderAccount, subscription_id: str, method: str) -> None:
    """Let the next payments of a series be taken from there."""
    with asking():
        client_of(account).v1.subscriptions.update(subscription_id, {"default_payment_method": method})


def payments_of(account: ProviderAccount, subscription_id: str, *, last: int) -> list[str]:
    """The payments of the last invoices of a series, the oldest first."""
    with asking():
        found = client_of(account).v1.invoices.list(
            {"subscription": subscription_id, "limit": last, "expand": ["data.payments"]}
        )
    newest_first = [
        id_of((one.get("payment") or {}).get("payment_intent"))
        for invoice in found.to_dict()["data"]
        for one in (invoice.get("payments") or {}).get("data") or []
    ]
    return [intent_id for intent_id in reversed(newest_first) if intent_id]


def payout(account: ProviderAccount, payout_id: str) -> Payout:
    """What was paid out to the bank, as it is now."""
    with asking():
        return read_payout(client_of(account).v1.payouts.retrieve(payout_id).to_dict())


def fees_since(account: ProviderAccount, since: int) -> Iterator[Kept]:
    """What the provider took for its services apart from payments (by the month, for instance).

    Such a line is the fee itself: its amount is what left the account, and it keeps nothing of it besides.
    """
    with asking():
        found = client_of(account).v1.balance_transactions.list(
            {"type": "stripe_fee", "created": {"gte": since}, "limit": MOST}
        )
        for said in found.auto_paging_iter():
            kept = read_kept(said.to_dict())
            if kept is not None:
                yield replace(kept, amount_cents=0, fee_cents=kept.fee_cents - kept.amount_cents)


def events_since(account: ProviderAccount, since: int) -> Iterator[dict[str, Any]]:
    """What the provider told, or tried to tell, from an instant on; the newest first."""
    with asking():
        found = client_of(account).v1.events.list({"created": {"gte": since}, "limit": MOST})
        for said in found.auto_paging_iter():
            yield said.to_dict()
