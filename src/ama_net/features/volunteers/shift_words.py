"""What pages and papers say of shifts, in Italian first."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import ShiftState, SignupState

STATE_WORDS: dict[str, LazyString] = {
    ShiftState.DRAFT: _l("Bozza"),
    ShiftState.PUBLISHED: _l("Pubblicato"),
    ShiftState.CANCELLED: _l("Annullato"),
}
STATE_KINDS = {ShiftState.DRAFT: "neutral", ShiftState.PUBLISHED: "info", ShiftState.CANCELLED: "danger"}

SIGNUP_WORDS: dict[str, LazyString] = {
    SignupState.TAKEN: _l("Viene"),
    SignupState.LEFT: _l("Ha lasciato il posto"),
    SignupState.SWAPPED: _l("Ha passato il posto"),
    SignupState.REMOVED: _l("Tolto dalla segreteria"),
}

STAFFING_WORDS: dict[str, LazyString] = {
    "short": _l("Mancano persone"),
    "open": _l("Con posti liberi"),
    "full": _l("Al completo"),
}
WHEN_WORDS: dict[str, LazyString] = {"coming": _l("Da oggi in poi"), "past": _l("Passati")}

WARNING_WORDS: dict[str, LazyString] = {
    "letter": _l("Senza lettera di riservatezza"),
    "cover": _l("Senza assicurazione quel giorno"),
    "training": _l("Formazione da finire"),
}
