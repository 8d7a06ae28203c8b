"""How pages say the ways, the states and the rates of expenses."""

from flask_babel import LazyString, format_decimal
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import ClaimState, ExpenseWay
from ama_net.foundation.money import euros

WAYS: dict[str, LazyString] = {
    ExpenseWay.DOCUMENTED: _l("Con ricevuta"),
    ExpenseWay.SELF_CERTIFIED: _l("Senza ricevuta"),
    ExpenseWay.KILOMETRES: _l("Chilometri"),
}
STATES: dict[str, LazyString] = {
    ClaimState.DRAFT: _l("Da mandare"),
    ClaimState.SUBMITTED: _l("Da approvare"),
    ClaimState.APPROVED: _l("Da pagare"),
    ClaimState.PAID: _l("Pagata"),
    ClaimState.REFUSED: _l("Non accolta"),
}
MY_STATES: dict[str, LazyString] = {
    ClaimState.DRAFT: _l("Da mandare"),
    ClaimState.SUBMITTED: _l("La segreteria la sta guardando"),
    ClaimState.APPROVED: _l("Approvata: in pagamento"),
    ClaimState.PAID: _l("Pagata"),
    ClaimState.REFUSED: _l("Non accolta"),
}
TONES: dict[str, str] = {
    ClaimState.DRAFT: "neutral",
    ClaimState.SUBMITTED: "warn",
    ClaimState.APPROVED: "info",
    ClaimState.PAID: "ok",
    ClaimState.REFUSED: "danger",
}


def rate_words(rate: int) -> str:
    """A rate in ten-thousandths of euro as it is said: ``0,42 €``, ``0,4235 €``."""
    return f"{format_decimal(euros(rate).scaleb(-2), '0.00##')} €"


def km_words(tenths: int) -> str:
    """Kilometres as they are said: ``12,5 km``."""
    return f"{format_decimal(euros(tenths).scaleb(1), '0.#')} km"
