"""Payments online, with the provider played beside: what is paid there is in the ledger, whatever the order it is told in."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from ama_net.features.donations.models import Gift, GiftState, RecurringGift, RecurringState
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Payment, PaymentWay, refund_payment
from ama_net.kernel.payments.models_online import CheckoutMode, ProviderAccount
from tests.factories.donations import make_gift, make_series
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.online import connect, events_path, held_cents, ledger, visit, visits
from tests.support.provider import Provider, deliver, shuffled
from tests.support.standing import Standing

IN, OUT = "in", "out"


class Till:
    """Alba takes payments online: its account, what it is told."""

    def __init__(self, app: Flask, alba: Standing, provider: Provider, browser: Browser) -> None:
        self.app, self.alba, self.provider, self.browser = app, alba, provider, browser
        with desk(app, alba):
            self.path = events_path(connect().id)

    def gift(self, cents: int = 5000, method: str = "card") -> str:
        """Somebody gives; the id of the gift."""
        with desk(self.app, self.alba):
            gift = make_gift(cents, way=PaymentWay.CARD)
            page, gift_id = visit(gift, cents), gift.id
        self.provider.choose(page, method)
        return str(gift_id)

    def series(self, cents: int = 1000, method: str = "card") -> str:
        """Somebody begins to give every month; the id of the series."""
        with desk(self.app, self.alba):
            series = make_series(cents)
            page, series_id = visit(series, cents, mode=CheckoutMode.SUBSCRIPTION, every="month"), series.id
        self.provider.choose(page, method)
        return str(series_id)

    def tell(self, times: int = 1) -> list[int]:
        """Tell everything that happened, in the order it did, or so many times each in any order."""
        events = self.provider.events()
        return deliver(self.browser, self.path, events if times == 1 else shuffled(events, times))


@pytest.fixture
def till(app: Flask, alba: Standing, provider: Provider, client: Callable[[str], Browser]) -> Iterator[Till]:
    return Till(app, alba, provider, client(alba.host))


def test_a_card_pays_a_gift_and_the_provider_keeps_its_fee(till: Till) -> None:
    till.gift()
    assert set(till.tell()) == {200}
    with desk(till.app, till.alba):
        assert ledger() == [(IN, "donation", 5000, "received"), (OUT, "charge", 100, "received")]
        assert visits() == [("payment", "paid")]
        gift = db.session.query(Gift).one()
        assert (gift.state, gift.paid_cents, gift.way) == (GiftState.RECEIVED, 5000, PaymentWay.CARD)
