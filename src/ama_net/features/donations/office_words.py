"""How the office says states, sources and kinds of gifts and campaigns."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.donations.models import CampaignState, GiftSource, GiftState, TributeKind

GIFT_STATES: dict[str, LazyString] = {
    GiftState.PENDING: _l("Attesa"),
    GiftState.PROCESSING: _l("In arrivo"),
    GiftState.RECEIVED: _l("Arrivata"),
    GiftState.REFUNDED: _l("Restituita"),
    GiftState.FAILED: _l("Non riuscita"),
    GiftState.CANCELLED: _l("Annullata"),
    GiftState.ABANDONED: _l("Mai arrivata"),
}
GIFT_STATE_KINDS: dict[str, str] = {
    GiftState.PENDING: "info",
    GiftState.PROCESSING: "info",
    GiftState.RECEIVED: "ok",
    GiftState.REFUNDED: "neutral",
    GiftState.FAILED: "danger",
    GiftState.CANCELLED: "neutral",
    GiftState.ABANDONED: "neutral",
}
SOURCES: dict[str, LazyString] = {
    GiftSource.SITE: _l("Dal sito"),
    GiftSource.OFFICE: _l("Scritta dall'ufficio"),
    GiftSource.STATEMENT: _l("Dall'estratto conto"),
    GiftSource.SERIES: _l("Ricorrente"),
}
TRIBUTES: dict[str, LazyString] = {
    TributeKind.MEMORY: _l("In memoria di"),
    TributeKind.HONOUR: _l("In onore di"),
}
CAMPAIGN_STATES: dict[str, LazyString] = {
    CampaignState.DRAFT: _l("Bozza"),
    CampaignState.OPEN: _l("Aperta"),
    CampaignState.CLOSED: _l("Chiusa"),
}
CAMPAIGN_STATE_KINDS: dict[str, str] = {
    CampaignState.DRAFT: "info",
    CampaignState.OPEN: "ok",
    CampaignState.CLOSED: "neutral",
}
