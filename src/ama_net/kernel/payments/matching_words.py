"""How pages say why something is proposed for a bank's line."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.kernel.payments.matching import Certainty

CERTAINTIES: dict[str, LazyString] = {
    Certainty.REFERENCE: _l("La causale ha il suo codice"),
    Certainty.REFERENCE_ONLY: _l("La causale ha il suo codice, ma l'importo, il giorno o altro è da guardare"),
    Certainty.WRITTEN: _l("È già annotato: stesso importo, stessi giorni"),
    Certainty.NAME: _l("Stesso importo e stesso nome"),
    Certainty.AMOUNT: _l("Solo l'importo è lo stesso"),
}
