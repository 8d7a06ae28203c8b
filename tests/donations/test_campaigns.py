"""Campaigns: what they may be, their fund, their order, their address."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from ama_net.features.donations.campaign_facts import OCCASIONAL, CampaignFacts
from ama_net.features.donations.models import Campaign, CampaignState, Gift, GiftSource
from ama_net.features.donations.operations.campaigns import (
    add_campaign,
    change_campaign,
    close_campaign,
    move_campaign,
    open_campaign,
)
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Fund, FundKind
from ama_net.kernel.people import WrongFact

FACTS = CampaignFacts("Una stanza nuova", date(2026, 9, 1), date(2026, 12, 31), goal_cents=300_000)


@pytest.mark.usefixtures("in_alba")
def test_a_campaign_has_a_fund_of_its_own() -> None:
    campaign = add_campaign(FACTS, by=SYSTEM)
    fund = campaign.fund
    assert (fund.kind, fund.name, fund.first_day, fund.last_day) == (
        FundKind.CAMPAIGN,
        "Una stanza nuova",
        date(2026, 9, 1),
        date(2026, 12, 31),
    )


@pytest.mark.usefixtures("in_alba")
def test_changing_a_campaign_changes_its_fund() -> None:
    campaign = add_campaign(FACTS, by=SYSTEM)
    changed = change_campaign(campaign, replace(FACTS, title="Una sede nuova", last_day=None), by=SYSTEM)
    db.session.flush()
    fund = db.session.get_one(Fund, campaign.fund_id)
    assert (sorted(changed), fund.name, fund.last_day) == (["last_day", "title"], "Una sede nuova", None)


@pytest.mark.usefixtures("in_alba")
def test_its_address_never_changes() -> None:
    campaign = add_campaign(FACTS, by=SYSTEM)
    change_campaign(campaign, replace(FACTS, title="Altro"), by=SYSTEM)
    assert campaign.slug == "una-stanza-nuova"


@pytest.mark.usefixtures("in_alba")
def test_an_occasional_fundraising_is_a_fund_that_wants_a_statement() -> None:
    assert add_campaign(replace(FACTS, item=OCCASIONAL), by=SYSTEM).fund.kind == FundKind.EVENT


@pytest.mark.usefixtures("in_alba")
def test_the_line_of_the_statement_stays_once_somebody_gave() -> None:
    campaign = add_campaign(FACTS, by=SYSTEM)
    db.session.add(Gift(source=GiftSource.SITE, amount_cents=1_000, reference="AMA-TEST-01", campaign_id=campaign.id))
    db.session.flush()
    with pytest.raises(WrongFact) as caught:
        change_campaign(campaign, replace(FACTS, item=OCCASIONAL), by=SYSTEM)
    assert caught.value.field == "item"


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"goal_cents": 0}, "goal"),
        ({"goal_cents": -5}, "goal"),
        ({"goal_cents": 10**12}, "goal"),
        ({"last_day": date(2026, 8, 31)}, "last_day"),
        ({"item": "A.U1"}, "item"),
        ({"summary": "x" * 301}, "summary"),
        ({"body": "x" * 20_001}, "body"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(WrongFact) as caught:
        add_campaign(replace(FACTS, **wrong), by=SYSTEM)  # type: ignore[arg-type]
    assert caught.value.field == field


@pytest.mark.usefixtures("in_alba")
def test_the_same_title_twice_is_refused() -> None:
    add_campaign(FACTS, by=SYSTEM)
    with pytest.raises(WrongFact):
        add_campaign(replace(FACTS, title="UNA STANZA NUOVA"), by=SYSTEM)


@pytest.mark.usefixtures("in_alba")
def test_a_refused_campaign_leaves_no_fund() -> None:
    add_campaign(FACTS, by=SYSTEM)
    with pytest.raises(WrongFact):
        add_campaign(FACTS, by=SYSTEM)
    assert db.session.scalar(select(func.count()).select_from(Fund)) == 1


@pytest.mark.usefixtures("in_alba")
def test_campaigns_change_places() -> None:
    first, second = add_campaign(FACTS, by=SYSTEM), add_campaign(replace(FACTS, title="Altra"), by=SYSTEM)
    move_campaign(second, up=True, by=SYSTEM)
    db.session.flush()
    ordered = list(db.session.scalars(select(Campaign).order_by(Campaign.position)))
    assert ordered == [second, first]


@pytest.mark.usefixtures("in_alba")
def test_opened_then_closed() -> None:
    campaign = add_campaign(FACTS, by=SYSTEM)
    states = [campaign.state]
    open_campaign(campaign, by=SYSTEM)
    states.append(campaign.state)
    close_campaign(campaign, by=SYSTEM)
    assert [*states, campaign.state] == [CampaignState.DRAFT, CampaignState.OPEN, CampaignState.CLOSED]
