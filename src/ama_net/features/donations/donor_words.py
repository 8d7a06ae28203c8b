"""How pages tell who gives where their gifts are; how an opposition was said."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.donations.models import GiftState, Interval, RecurringState

GIFT_STATES: dict[str, LazyString] = {
    GiftState.PENDING: _l("La aspettiamo"),
    GiftState.PROCESSING: _l("Sta arrivando"),
    GiftState.RECEIVED: _l("Arrivata, grazie"),
    GiftState.REFUNDED: _l("Restituita"),
    GiftState.FAILED: _l("Non riuscita"),
}
GIFT_TONES: dict[str, str] = {
    GiftState.PENDING: "info",
    GiftState.PROCESSING: "info",
    GiftState.RECEIVED: "ok",
    GiftState.REFUNDED: "neutral",
    GiftState.FAILED: "warn",
}
SERIES_STATES: dict[str, LazyString] = {
    RecurringState.PENDING: _l("Deve cominciare"),
    RecurringState.ACTIVE: _l("Attiva"),
    RecurringState.FAILING: _l("Un pagamento non è riuscito"),
    RecurringState.PAUSED: _l("In pausa"),
    RecurringState.ENDED: _l("Finita"),
}
SERIES_TONES: dict[str, str] = {
    RecurringState.PENDING: "info",
    RecurringState.ACTIVE: "ok",
    RecurringState.FAILING: "warn",
    RecurringState.PAUSED: "neutral",
    RecurringState.ENDED: "neutral",
}
INTERVALS: dict[str, LazyString] = {Interval.MONTH: _l("ogni mese"), Interval.YEAR: _l("ogni anno")}


class Through(StrEnum):
    """How somebody said that they do not want their gifts told."""

    AREA = "area"
    FORM = "form"
    MAIL = "mail"
    LETTER = "letter"
    SPOKEN = "spoken"


THROUGH: dict[str, LazyString] = {
    Through.AREA: _l("Dall'area di chi dona"),
    Through.FORM: _l("Donando"),
    Through.MAIL: _l("Per e-mail"),
    Through.LETTER: _l("Per lettera"),
    Through.SPOKEN: _l("A voce"),
}
