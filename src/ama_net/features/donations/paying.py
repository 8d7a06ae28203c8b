"""Which ways of giving are there, and the way to the provider's page."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.gift_secrets import Given, way_back
from ama_net.features.donations.models import Gift, RecurringGift
from ama_net.features.donations.operations.gifts import TRANSFER_WORDS, to_pay
from ama_net.foundation.web.security import forms_may_lead_to
from ama_net.kernel.payments import AccountUse, CheckoutMode, PaymentWay, Row, WayToPay, ways_to_pay
from ama_net.kernel.payments.gateways import account_for
from ama_net.kernel.payments.online.checkout import start_checkout
from ama_net.kernel.payments.online.client import checkout_origin, offered_account


@dataclass(frozen=True)
class Arranged:
    """What the association has arranged for: a bank account to pay into, payments online, direct debit among them."""

    by_transfer: bool
    online: bool
    with_debit: bool = False

    @property
    def ways(self) -> dict[str, Any]:
        """What one may choose, the bank transfer first: it costs nothing."""
        ways: dict[str, Any] = {}
        if self.by_transfer:
            ways[PaymentWay.TRANSFER] = _l("Bonifico")
        if self.online:
            ways[PaymentWay.CARD] = _l("Carta, app o addebito sul conto") if self.with_debit else _l("Carta o app")
        return ways


def arranged() -> Arranged:
    """What the association in scope has arranged for; a page that offers it may lead to the provider's."""
    account = account_for(AccountUse.DONATIONS)
    provider = offered_account()
    if provider is not None:
        forms_may_lead_to(checkout_origin())
    return Arranged(
        account is not None and account.iban is not None,
        provider is not None,
        provider is not None and provider.with_debit,
    )


def transfer_of(row: Given) -> WayToPay | None:
    """The data of the bank transfer that gives it, to copy; None when the association has no account to show."""
    return next((way for way in ways_to_pay(to_pay(row)) if way.key == "transfer"), None)


def checkout_address(row: Given) -> str:
    """Where its payment is made: the provider's page, which leads back to the gift's. Raises as ``start_checkout``."""
    often = row.every if isinstance(row, RecurringGift) else None
    return start_checkout(
        Row(row.__tablename__, row.id),
        amount_cents=row.left_cents if isinstance(row, Gift) else row.amount_cents,
        words=TRANSFER_WORDS,
        mode=CheckoutMode.SUBSCRIPTION if often else CheckoutMode.PAYMENT,
        every=often,
        email=DonorFacts.of(row.asked_facts).email,
        language=row.language,
        back=way_back(row, row.language, endpoint="gift_public.back"),
        metadata={"reference": row.reference},
    )
