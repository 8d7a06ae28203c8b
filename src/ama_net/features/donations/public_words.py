"""How the public pages say amounts, how often, what became of a gift."""

import re

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.donations.models import GiftState, Interval, RecurringState, TributeKind
from ama_net.foundation.web.pages import money

ONCE = "once"

HOW_OFTEN: dict[str, LazyString] = {
    ONCE: _l("Una volta"),
    Interval.MONTH: _l("Ogni mese"),
    Interval.YEAR: _l("Ogni anno"),
}
EVERY: dict[str, LazyString] = {Interval.MONTH: _l("ogni mese"), Interval.YEAR: _l("ogni anno")}
"""After an amount: ``10 € ogni mese``."""

TRIBUTES: dict[str, LazyString] = {TributeKind.MEMORY: _l("In memoria di"), TributeKind.HONOUR: _l("In onore di")}

TO_WHO_GIVES: dict[str, tuple[LazyString, LazyString]] = {
    GiftState.PENDING: (_l("Grazie. Manca solo il versamento"), _l("Ecco come farlo.")),
    GiftState.PROCESSING: (
        _l("Grazie. L'addebito è in corso"),
        _l("La banca risponde in qualche giorno lavorativo. Quando il denaro arriva ti scriviamo."),
    ),
    GiftState.RECEIVED: (_l("Grazie: la tua donazione è arrivata"), _l("Ti abbiamo scritto per e-mail.")),
    GiftState.REFUNDED: (_l("La donazione ti è stata restituita"), _l("Il denaro torna da dove era partito.")),
    GiftState.FAILED: (
        _l("Il pagamento non è riuscito"),
        _l("La donazione non è arrivata. Puoi riprovare, o cambiare modo."),
    ),
    GiftState.CANCELLED: (_l("Donazione annullata"), _l("Non devi fare nient'altro.")),
    GiftState.ABANDONED: (
        _l("Questa donazione non è arrivata"),
        _l("È passato molto tempo. Se vuoi ancora donare, comincia da capo: bastano due minuti."),
    ),
}
"""What the page of a gift says first, and then."""

SERIES_TO_WHO_GIVES: dict[str, tuple[LazyString, LazyString]] = {
    RecurringState.PENDING: (_l("Grazie. Manca solo il primo versamento"), _l("Ecco come farlo.")),
    RecurringState.ACTIVE: (_l("Grazie: la tua donazione è attiva"), _l("Puoi cambiarla o fermarla quando vuoi.")),
    RecurringState.FAILING: (
        _l("L'ultimo pagamento non è riuscito"),
        _l("Ci riproviamo nei prossimi giorni. Se la carta o il conto sono cambiati, aggiornali."),
    ),
    RecurringState.PAUSED: (_l("La tua donazione è in pausa"), _l("Puoi riprenderla quando vuoi.")),
    RecurringState.ENDED: (
        _l("La donazione è finita"),
        _l("Non ci saranno altri addebiti. Grazie di quello che hai dato."),
    ),
}
"""The same of a gift that comes back."""

NEVER_BEGAN = (
    _l("Donazione annullata"),
    _l("Se hai già impostato il bonifico in banca, fermalo anche lì."),
)
"""Of a standing order called off before its first transfer."""

FIRST_DEBIT = (
    _l("Grazie. Il primo addebito è in corso"),
    _l("La banca risponde in qualche giorno lavorativo. Quando il denaro arriva ti scriviamo."),
)
"""Of a series whose first direct debit the bank has not answered yet."""


def short_money(cents: int) -> str:
    """An amount as a button says it: ``50 €``, without the cents when there are none."""
    return re.sub(r"[.,]00(?!\d)", "", money(cents), count=1)
