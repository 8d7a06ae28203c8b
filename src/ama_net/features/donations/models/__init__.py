"""The tables of donations."""

from ama_net.features.donations.models.campaigns import Campaign, CampaignState
from ama_net.features.donations.models.donors import DonorChoices, DonorLink, RefundRequest, RefundState
from ama_net.features.donations.models.gifts import Gift, GiftSource, GiftState, Tribute, TributeKind
from ama_net.features.donations.models.recurring import Interval, RecurringGift, RecurringState

__all__ = [
    "Campaign",
    "CampaignState",
    "DonorChoices",
    "DonorLink",
    "Gift",
    "GiftSource",
    "GiftState",
    "Interval",
    "RecurringGift",
    "RecurringState",
    "RefundRequest",
    "RefundState",
    "Tribute",
    "TributeKind",
]
