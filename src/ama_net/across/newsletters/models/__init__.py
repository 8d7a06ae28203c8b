"""The tables of newsletters."""

from ama_net.across.newsletters.models.deliveries import Bounce, Delivery, DeliveryState
from ama_net.across.newsletters.models.newsletters import (
    Media,
    MediaKind,
    Newsletter,
    NewsletterLink,
    NewsletterState,
    SavedAudience,
)
from ama_net.across.newsletters.models.returns import (
    FeedbackKind,
    FeedbackSource,
    MailReturn,
    Readmission,
    ReturnKind,
    Suppression,
    SuppressionReason,
)
from ama_net.across.newsletters.models.subscribers import (
    ImportState,
    NewsletterList,
    Subscriber,
    SubscriberImport,
    SubscriberSource,
    SubscriberState,
    SubscriptionProof,
)

__all__ = [
    "Bounce",
    "Delivery",
    "DeliveryState",
    "FeedbackKind",
    "FeedbackSource",
    "ImportState",
    "MailReturn",
    "Media",
    "MediaKind",
    "Newsletter",
    "NewsletterLink",
    "NewsletterList",
    "NewsletterState",
    "Readmission",
    "ReturnKind",
    "SavedAudience",
    "Subscriber",
    "SubscriberImport",
    "SubscriberSource",
    "SubscriberState",
    "SubscriptionProof",
    "Suppression",
    "SuppressionReason",
]
