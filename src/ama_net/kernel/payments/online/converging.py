"""Bringing the ledger to what the provider says now. Each may be called at any time, any number of times, in any order.

Each asks for the object's present state; holds ``payments:external:<root>`` first (root: the series, or the payment).
"""

from ama_net.kernel.payments.models_online import ProviderAccount


class TooEarly(Exception):
    """It is about a visit that is not written yet: told again later, it will be."""


def converge_session(account: ProviderAccount, session_id: str) -> None:
    """A visit to the provider's page: paid, waiting for the bank, left."""
    raise NotImplementedError


def converge_payment(account: ProviderAccount, payment_intent_id: str) -> None:
    """A payment: its charge, what the provider kept, what was given back, contested, won back, or never came."""
    raise NotImplementedError


def converge_subscription(account: ProviderAccount, subscription_id: str) -> None:
    """A series: each of its payments, then where it is and what pays the next."""
    raise NotImplementedError


def converge_payout(account: ProviderAccount, payout_id: str) -> None:
    """Money that the provider paid out to the bank: a giroconto."""
    raise NotImplementedError
