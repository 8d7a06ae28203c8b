"""The provider asked with an association's own key, and nobody else's; its refusals said as one kind of error."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import stripe
from sqlalchemy import select
from stripe._base_address import BaseAddresses

from ama_net.foundation.database import db
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.tenancy.keys import settings_of_app

logging.getLogger("stripe").setLevel(logging.WARNING)  # it would write which payment was asked for

CONNECT_SECONDS, READ_SECONDS = 4.0, 12.0
UNKNOWN = "resource_missing"
"""What the provider says of an object that is not of this account."""


class ProviderError(Exception):
    """The provider cannot be reached, or refuses. ``refused`` tells a refusal (of the key, of what was asked) from silence.

    The text is the provider's code, never its words: they may quote a key or who pays.
    """

    def __init__(self, code: str, *, refused: bool = False) -> None:
        super().__init__(code)
        self.refused = refused


def open_account() -> ProviderAccount | None:
    """The association's account at the provider, when it has one that takes payments."""
    return db.session.scalar(select(ProviderAccount).where(ProviderAccount.closed_at.is_(None)))


def offered_account() -> ProviderAccount | None:
    """The account that people may pay to: one whose events are heard; of trial, in production, nobody may."""
    account = open_account()
    if account is None or account.webhook_secret_sealed is None:
        return None
    return account if counts(account) else None


def counts(account: ProviderAccount) -> bool:
    """Whether its money is of the books: in production, money of trial is not."""
    return account.livemode or settings_of_app().environment != "production"


def client_of(account: ProviderAccount) -> stripe.StripeClient:
    """The provider asked for this account. Every call stands inside ``asking()``."""
    return client_with(account.secret_key or "")


def client_with(secret_key: str) -> stripe.StripeClient:
    """The provider asked with a key."""
    http = stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS))
    base: BaseAddresses = {"api": settings_of_app().stripe_api}
    return stripe.StripeClient(secret_key, base_addresses=base, max_network_retries=1, http_client=http)


@contextmanager
def asking() -> Iterator[None]:
    """Ask the provider something; whatever goes wrong there is a ``ProviderError``."""
    try:
        yield
    except stripe.APIConnectionError as error:
        raise ProviderError("unreachable") from error
    except stripe.StripeError as error:
        code = error.code or type(error).__name__
        raise ProviderError(code, refused=bool(error.http_status and 400 <= error.http_status < 500)) from error


def checkout_origin() -> str:
    """Where the provider's page is: the one address, beside ours, that a form may lead to."""
    return settings_of_app().checkout_origin
