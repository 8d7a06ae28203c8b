"""Campaigns in their order, and how far each has come."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from ama_net.features.donations.models import Campaign, Gift, GiftState
from ama_net.foundation.database import db


@dataclass(frozen=True)
class Progress:
    """What a campaign has so far: cents that arrived and were not given back, from how many gifts; what is promised beside."""

    cents: int = 0
    gifts: int = 0
    promised_cents: int = 0

    def percent(self, goal_cents: int | None) -> int | None:
        """How much of the goal is here, rounded down; None without a goal. It may be more than a hundred."""
        return 100 * self.cents // goal_cents if goal_cents else None


NOTHING = Progress()


def all_campaigns() -> Select[Campaign]:
    """Every campaign with its fund, in the order they are shown."""
    ordered = select(Campaign).order_by(Campaign.position, Campaign.created_at)
    return ordered.options(joinedload(Campaign.fund))


def how_far(campaign_ids: Collection[UUID]) -> dict[UUID, Progress]:
    """What some campaigns have so far, in one question. Things given in kind are not money and do not count."""
    here = Gift.state.in_((GiftState.RECEIVED, GiftState.REFUNDED))
    waiting = Gift.state.in_((GiftState.PENDING, GiftState.PROCESSING))
    counted = (
        select(
            Gift.campaign_id,
            func.coalesce(func.sum(Gift.paid_cents).filter(here), 0),
            func.count().filter(here, Gift.paid_cents > 0),
            func.coalesce(func.sum(Gift.amount_cents).filter(waiting), 0),
        )
        .where(Gift.campaign_id.in_(list(campaign_ids)), Gift.in_kind == "")
        .group_by(Gift.campaign_id)
    )
    found = {row[0]: Progress(int(row[1]), int(row[2]), int(row[3])) for row in db.session.execute(counted)}
    return {one: found.get(one, NOTHING) for one in campaign_ids}
