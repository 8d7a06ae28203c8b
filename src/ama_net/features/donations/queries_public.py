"""What the public pages of donations show: open campaigns, how far they are, who let themselves be named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from ama_net.features.donations.models import Campaign, CampaignState, Gift, GiftState
from ama_net.features.donations.queries_campaigns import how_far
from ama_net.foundation.clock import today
from ama_net.foundation.database import db

MOST_NAMES = 60


@dataclass(frozen=True)
class Shown:
    """A campaign as its page says it: what arrived (in cents) from how many gifts."""

    campaign: Campaign
    raised_cents: int = 0
    gifts: int = 0

    @property
    def last_day(self) -> date | None:
        """The last day one may give; None: as long as it is open."""
        return self.campaign.fund.last_day

    @property
    def takes_gifts(self) -> bool:
        """Whether one may give for it today."""
        begun = self.campaign.fund.first_day <= today()
        return self.campaign.state == CampaignState.OPEN and begun and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether it was closed, or its days are past."""
        late = self.last_day is not None and self.last_day < today()
        return self.campaign.state == CampaignState.CLOSED or late

    @property
    def days_left(self) -> int | None:
        """How many days are left, today among them; None without an end."""
        return (self.last_day - today()).days + 1 if self.last_day is not None else None

    @property
    def percent(self) -> int | None:
        """How far it is, never above a hundred; None when it has no goal or does not say it."""
        goal = self.campaign.goal_cents
        if not goal or not self.campaign.shows_progress:
            return None
        return min(100, self.raised_cents * 100 // goal)

    @property
    def reached(self) -> bool:
        """Whether its goal is reached, and it says how far it is."""
        return self.percent == 100


def open_campaigns() -> list[Shown]:
    """The campaigns one may give for today, in the order the office chose."""
    wanted = select(Campaign).where(Campaign.state == CampaignState.OPEN).options(selectinload(Campaign.fund))
    found = db.session.scalars(wanted.order_by(Campaign.position, Campaign.created_at)).all()
    return [one for one in _counted(found) if one.takes_gifts]


def campaign_of_slug(slug: str) -> Shown | None:
    """A campaign that people may read; drafts are nobody's."""
    found = db.session.scalars(
        select(Campaign)
        .where(Campaign.slug == slug, Campaign.state != CampaignState.DRAFT)
        .options(selectinload(Campaign.fund))
    ).one_or_none()
    return _counted([found])[0] if found is not None else None


def named_givers(campaign_id: UUID) -> list[str]:
    """Who gave for a campaign and let themselves be named, the latest first; each name once."""
    latest = func.max(Gift.given_on)
    names = (
        select(Gift.public_name)
        .where(Gift.campaign_id == campaign_id, Gift.state == GiftState.RECEIVED, Gift.public_name != "")
        .group_by(Gift.public_name)
        .order_by(latest.desc(), Gift.public_name)
        .limit(MOST_NAMES)
    )
    return list(db.session.scalars(names))


def _counted(campaigns: Sequence[Campaign]) -> list[Shown]:
    far = how_far([one.id for one in campaigns])
    return [Shown(one, far[one.id].cents, far[one.id].gifts) for one in campaigns]
