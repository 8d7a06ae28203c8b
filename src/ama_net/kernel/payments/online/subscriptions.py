"""What is changed of a series that the provider takes: its amount, pauses, its end. Each may be asked again: it is the same.

Asked of the account that began the series, which may be closed by now: what was begun with it can still be stopped.
Beside what the room asks of the provider (``__init__``): ``POST /v1/subscriptions/<id>`` with items[0][id, price_data[currency,
product, unit_amount, recurring[interval]]], proration_behavior, pause_collection; ``DELETE /v1/subscriptions/<id>``.
"""

from typing import Any

import stripe
from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.kernel.payments.models_online import Checkout, ProviderAccount
from ama_net.kernel.payments.online.client import UNKNOWN, ProviderError, asking, client_of, open_account


def change_subscription(subscription_id: str, *, amount_cents: int) -> None:
    """Let the next payments be of another amount; nothing is settled for the period that is paid already.

    Raises:
        ProviderError: the provider cannot be reached, or refuses.
    """
    client = _client(subscription_id)
    with asking():
        item = client.v1.subscriptions.retrieve(subscription_id)["items"].data[0]
        price = item.price
        line: Any = {
            "currency": price.currency,
            "product": price.product,
            "unit_amount": amount_cents,
            "recurring": {"interval": price.recurring.interval},
        }
        params: Any = {"items": [{"id": item.id, "price_data": line}], "proration_behavior": "none"}
        client.v1.subscriptions.update(subscription_id, params)


def pause_subscription(subscription_id: str) -> None:
    """Take no payment until it is resumed: what falls due meanwhile is not asked for later. Raises ProviderError."""
    client = _client(subscription_id)
    with asking():
        client.v1.subscriptions.update(subscription_id, {"pause_collection": {"behavior": "void"}})


def resume_subscription(subscription_id: str) -> None:
    """Take payments again, from the next period. Raises ProviderError."""
    client = _client(subscription_id)
    with asking():
        client.v1.subscriptions.update(subscription_id, {"pause_collection": ""})


def end_subscription(subscription_id: str) -> None:
    """End it now. Ended already, nothing is done. Raises ProviderError."""
    client = _client(subscription_id)
    try:
        with asking():
            client.v1.subscriptions.cancel(subscription_id)
    except ProviderError as error:
        if str(error) != UNKNOWN:
            raise


def _client(subscription_id: str) -> stripe.StripeClient:
    began = select(ProviderAccount).join(Checkout, Checkout.provider_account_id == ProviderAccount.id)
    account = db.session.scalars(began.where(Checkout.payment_ref == subscription_id)).first() or open_account()
    if account is None or not account.secret_key:
        raise ProviderError("no_account", refused=True)
    return client_of(account)
