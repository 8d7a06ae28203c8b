"""What the provider tells: verified, looked at once, and kept in the same transaction as its effect."""

from ama_net.kernel.payments.models_online import ProviderAccount

KINDS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.processing",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
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
    """It was not signed by who holds the secret, or too long ago, or is of another mode."""


def receive_event(account: ProviderAccount, body: bytes, signature: str) -> None:
    """Verify what was told (every v1 signature, five minutes, the mode of the account) and bring the ledger to it. Once.

    Raises:
        Forged: as its name says.
        TooEarly: our own row is not written yet; the provider will tell it again.
        ProviderError: its present state cannot be asked for.
    """
    raise NotImplementedError
