"""Campaigns: added, changed, opened, closed, put in order. Never deleted: gifts lead to them. Who may: DONATIONS_EDIT.

Each has a fund of its own (``kernel/payments``), so that its money is followed apart; title and days of the two are kept equal.
"""

from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from ama_net.features.donations.campaign_facts import CampaignFacts, check_campaign, fund_kind
from ama_net.features.donations.models import Campaign, CampaignState, Gift, RecurringGift
from ama_net.foundation.database import db, hold
from ama_net.foundation.ordering import change_places
from ama_net.foundation.text import free_slug
from ama_net.foundation.web.addresses import fixed_words
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments import Fund
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id

PAGES = "/sostieni"
SLUG_LENGTH = 56
"""Of the sixty letters of an address some are left for the number."""


def add_campaign(facts: CampaignFacts, *, by: Actor) -> Campaign:
    """Add a campaign, a draft at the end of the list, with its fund.

    Its address is made of its title and never changes; no page of the program has the same. Flushed.

    Raises:
        WrongFact: a fact cannot be, or another campaign has this title.
    """
    others = _held()
    check_campaign(facts, others)
    fund = Fund(kind=fund_kind(facts.item), name=facts.title, first_day=facts.first_day, last_day=facts.last_day)
    db.session.add(fund)
    db.session.flush()
    campaign = Campaign(
        fund_id=fund.id,
        slug=free_slug(facts.title, {one.slug for one in others} | fixed_words(PAGES), SLUG_LENGTH),
        position=max((one.position for one in others), default=-1) + 1,
        **_own(facts),
    )
    db.session.add(campaign)
    db.session.flush()
    record(by=by, verb="campaign.added", subject=campaign)
    return campaign


def change_campaign(campaign: Campaign, facts: CampaignFacts, *, by: Actor) -> list[str]:
    """Change a campaign and its fund. Gives, and records, the names of what changed.

    Raises:
        WrongFact: a fact cannot be, another campaign has this title, or the line of the cash statement would change
            after somebody gave.
    """
    others = [one for one in _held() if one.id != campaign.id]
    check_campaign(facts, others)
    if facts.item != campaign.item and is_used(campaign):
        raise WrongFact("item", _l("C'è già chi ha donato: la voce non si cambia più."))
    fund, own = campaign.fund, _own(facts)
    changed = [name for name, value in own.items() if getattr(campaign, name) != value]
    changed += [name for name in ("first_day", "last_day") if getattr(fund, name) != getattr(facts, name)]
    for name, value in own.items():
        setattr(campaign, name, value)
    fund.name, fund.kind = facts.title, fund_kind(facts.item)
    fund.first_day, fund.last_day = facts.first_day, facts.last_day
    if changed:
        record(by=by, verb="campaign.changed", subject=campaign, changes={"fields": changed})
    return changed


def open_campaign(campaign: Campaign, *, by: Actor) -> None:
    """Put a campaign on the site, among those that can be chosen. Harmless to repeat."""
    _set_state(campaign, CampaignState.OPEN, "campaign.opened", by)


def close_campaign(campaign: Campaign, *, by: Actor) -> None:
    """Ask no more gifts for a campaign: its page stays and says how it went. Harmless to repeat.

    Its fund stays open: what was promised may still come, and what came is spent.
    """
    _set_state(campaign, CampaignState.CLOSED, "campaign.closed", by)


def move_campaign(campaign: Campaign, *, up: bool, by: Actor) -> None:
    """Change places with the campaign before or after; at the end of the list nothing happens."""
    if change_places(_held(), campaign, up=up):
        record(by=by, verb="campaign.moved", subject=campaign)


def is_used(campaign: Campaign) -> bool:
    """Whether somebody gave, or said they would give, for a campaign."""
    gifts = exists().where(Gift.campaign_id == campaign.id)
    series = exists().where(RecurringGift.campaign_id == campaign.id)
    return bool(db.session.scalar(select(gifts | series)))


def _set_state(campaign: Campaign, state: CampaignState, verb: str, by: Actor) -> None:
    db.session.refresh(campaign, ["state"], with_for_update=True)
    if campaign.state != state:
        campaign.state = state
        record(by=by, verb=verb, subject=campaign)


def _held() -> list[Campaign]:
    hold(f"donations:campaigns:{current_tenant_id()}")
    ordered = select(Campaign).options(joinedload(Campaign.fund)).order_by(Campaign.position, Campaign.created_at)
    return list(db.session.scalars(ordered.execution_options(populate_existing=True)))


def _own(facts: CampaignFacts) -> dict[str, Any]:
    """The facts that the campaign itself has: the days are its fund's."""
    return {name: value for name, value in asdict(facts).items() if name not in ("first_day", "last_day")}
