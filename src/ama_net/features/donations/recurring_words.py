"""How the office says where a gift that comes back is, how it comes, why it ended."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.donations.models import RecurringGift, RecurringState
from ama_net.features.donations.operations.recurring import Why
from ama_net.kernel.payments import PaymentWay

SERIES_STATES: dict[str, LazyString] = {
    RecurringState.PENDING: _l("Da cominciare"),
    RecurringState.ACTIVE: _l("Attiva"),
    RecurringState.FAILING: _l("In ritardo"),
    RecurringState.PAUSED: _l("In pausa"),
    RecurringState.ENDED: _l("Finita"),
}
SERIES_STATE_KINDS: dict[str, str] = {
    RecurringState.PENDING: "info",
    RecurringState.ACTIVE: "ok",
    RecurringState.FAILING: "warn",
    RecurringState.PAUSED: "neutral",
    RecurringState.ENDED: "neutral",
}
WAYS_OF_SERIES: dict[str, LazyString] = {
    PaymentWay.TRANSFER: _l("Ordine permanente"),
    PaymentWay.CARD: _l("Carta"),
    PaymentWay.DIRECT_DEBIT: _l("Addebito sul conto"),
    PaymentWay.WALLET: _l("App di pagamento"),
}
ENDED_WHY: dict[str, LazyString] = {
    Why.ASKED: _l("l'ha fermata chi dona"),
    Why.OFFICE: _l("l'ha fermata l'ufficio"),
    Why.UNPAID: _l("i pagamenti non riuscivano più"),
    Why.NEVER: _l("non è mai cominciata"),
}


def method_words(row: RecurringGift) -> str:
    """What pays: the card or the account by its last digits, else only how."""
    return row.method or str(WAYS_OF_SERIES.get(row.way, ""))
