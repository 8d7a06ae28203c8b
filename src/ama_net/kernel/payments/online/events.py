"""What the provider tells: verified, looked at once, and kept in the same transaction as its effect."""

import json
from collections.abc import Callable
from typing import Any

import stripe
import structlog
from sqlalchemy import select

from ama_net.foundation.database import db, hold
from ama_net.kernel.payments.models_online import ProviderAccount, ProviderEvent
from ama_net.kernel.payments.online.asking import subscription_of_invoice
from ama_net.kernel.payments.online.client import UNKNOWN, ProviderError, counts
from ama_net.kernel.payments.online.converging import (
    TooEarly,
    converge_payment,
    converge_payout,
    converge_session,
    converge_subscription,
    tell_due,
)
from ama_net.kernel.payments.online.reading import id_of
from ama_net.kernel.tenancy import current_tenant_id

__all__ = ["KINDS", "TOLERANCE_SECONDS", "Forged", "TooEarly", "hear", "receive_event"]

log = structlog.get_logger()

TOLERANCE_SECONDS = 300
LONGEST = 255

KINDS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.processing",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "charge.updated",
    "charge.failed",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.upcoming",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "payout.paid",
    "payout.failed",
    "payout.canceled",
)
"""What an association's webhook is to be set to; anything else is kept as heard and changes nothing."""


class Forged(Exception):
    """It was not signed by who holds the secret, or too long ago, or is of another mode or account."""


def receive_event(account: ProviderAccount, body: bytes, signature: str) -> None:
    """Verify what was told (every v1 signature, five minutes, the mode of the account) and bring the ledger to it. Once.

    What is told of money of trial changes nothing in production.

    Raises:
        Forged: as its name says.
        TooEarly: our own row is not written yet; the provider will tell it again.
        ProviderError: its present state cannot be asked for.
    """
    try:
        stripe.WebhookSignature.verify_header(body, signature, account.webhook_secret, TOLERANCE_SECONDS)
        event = json.loads(body)
    except (stripe.SignatureVerificationError, ValueError) as error:
        raise Forged(type(error).__name__) from None
    if not _is_event(event):
        raise Forged("shape")
    if event.get("livemode") is not account.livemode:
        raise Forged("livemode")
    if not counts(account):
        return
    try:
        hear(account, event)
    except ProviderError as error:
        if str(error) != UNKNOWN:
            raise
        raise Forged("unknown object") from error


def hear(account: ProviderAccount, event: dict[str, Any]) -> bool:
    """Bring the ledger to what an event is about, once for each event; whether it was new. Raises as ``receive_event``."""
    event_id, kind, about = event["id"][:LONGEST], event["type"][:LONGEST], event["data"]["object"]
    hold(f"payments:event:{current_tenant_id()}:{event_id}")
    known = select(ProviderEvent.id).where(
        ProviderEvent.provider_account_id == account.id, ProviderEvent.event_id == event_id
    )
    if db.session.scalar(known) is not None:
        return False
    if kind in KINDS:
        _converge(account, kind, about)
    told = ProviderEvent(provider_account_id=account.id, event_id=event_id, kind=kind, object_id=id_of(about)[:LONGEST])
    db.session.add(told)
    db.session.flush()
    log.info("payments.event_heard", kind=kind)
    return True


def _is_event(event: Any) -> bool:
    if not isinstance(event, dict) or not isinstance(event.get("data"), dict):
        return False
    named = isinstance(event.get("id"), str) and isinstance(event.get("type"), str)
    return named and isinstance(event["data"].get("object"), dict)


def _converge(account: ProviderAccount, kind: str, about: dict[str, Any]) -> None:
    """Ask again for what the event is about: the event itself says only which."""
    if kind == "invoice.upcoming":
        series = subscription_of_invoice(about)
        if series:
            tell_due(account, series)
        return
    converge, object_id = _target(kind, about)
    if object_id:
        converge(account, object_id)


def _target(kind: str, about: dict[str, Any]) -> tuple[Callable[[ProviderAccount, str], None], str]:
    if kind.startswith("checkout.session."):
        return converge_session, id_of(about)
    if kind.startswith("customer.subscription."):
        return converge_subscription, id_of(about)
    if kind.startswith("invoice."):
        return converge_subscription, subscription_of_invoice(about)
    if kind.startswith("payout."):
        return converge_payout, id_of(about)
    if kind.startswith("payment_intent."):
        return converge_payment, id_of(about)
    return converge_payment, id_of(about.get("payment_intent"))  # a charge, a refund, a dispute
