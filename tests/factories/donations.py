"""Gifts for tests: campaigns, gifts that wait, gifts that came, of the association in scope."""

from datetime import date
from typing import Any

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.models import Campaign, CampaignState, Gift, Interval, RecurringGift
from ama_net.features.donations.operations.gifts import Giving, ask_gift
from ama_net.features.donations.operations.receiving import Arrived, receive_gift
from ama_net.features.donations.operations.refund_requests import GivenBack
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Fund, FundKind, Payment, PaymentWay
from tests.factories.fees import make_account

__all__ = ["DONOR", "give", "given_back", "make_account", "make_campaign", "make_gift", "make_series"]

DONOR = DonorFacts(given_name="Alcina", family_name="Dellisola", email="alcina@donatori.example")


def make_campaign(slug: str = "una-sede-nuova", **values: Any) -> Campaign:
    """An open campaign with its fund."""
    fund = Fund(kind=FundKind.CAMPAIGN, name="Una sede nuova", first_day=date(2026, 1, 1))
    db.session.add(fund)
    db.session.flush()
    facts = {"title": "Una sede nuova", "state": CampaignState.OPEN, "goal_cents": 100_000, **values}
    campaign = Campaign(slug=slug, fund_id=fund.id, **facts)
    db.session.add(campaign)
    db.session.flush()
    return campaign


def make_gift(cents: int = 5000, *, donor: DonorFacts = DONOR, **values: Any) -> Gift:
    """A gift by transfer that waits for its money."""
    gift = ask_gift(Giving(cents, values.pop("way", PaymentWay.TRANSFER), donor, **values), by=SYSTEM)
    assert isinstance(gift, Gift)
    return gift


def make_series(cents: int = 1000, *, donor: DonorFacts = DONOR, **values: Any) -> RecurringGift:
    """A gift that comes back every month, not begun yet."""
    values = {"every": Interval.MONTH, "way": PaymentWay.CARD, **values}
    series = ask_gift(Giving(cents, values.pop("way"), donor, **values), by=SYSTEM)
    assert isinstance(series, RecurringGift)
    return series


def give(gift: Gift | None = None, cents: int = 5000, way: PaymentWay = PaymentWay.TRANSFER, **values: Any) -> Payment:
    """Money that came for a gift, today unless told otherwise."""
    gift = gift or make_gift(cents)
    return receive_gift(gift, Arrived(cents, values.pop("on", today()), way, **values), by=SYSTEM)


def given_back() -> GivenBack:
    """Money that goes back today, by transfer."""
    return GivenBack(today(), PaymentWay.TRANSFER)
