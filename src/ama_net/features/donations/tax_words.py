"""Why a gift is not told to the tax agency, as the office reads it, and what may be done about it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.donations.tax_communication import Why

WHY: dict[Why, LazyString] = {
    Why.NO_CODE: _l("Manca il codice fiscale"),
    Why.WRONG_CODE: _l("Il codice fiscale non è giusto"),
    Why.NOBODY: _l("Non si sa chi ha donato"),
    Why.WAY: _l("Modo di versare non indicato"),
    Why.OPPOSED: _l("Chi dona non vuole"),
    Why.CASH: _l("In contanti"),
    Why.BODY: _l("Donate da imprese, enti, associazioni"),
    Why.GIVEN_BACK: _l("Restituite nello stesso anno"),
    Why.THING: _l("Beni e servizi"),
}
WHY_MENDED: dict[Why, LazyString] = {
    Why.NO_CODE: _l("Si chiede a chi dona, o lo scrive da sé nella sua area."),
    Why.WRONG_CODE: _l("Si corregge nella scheda della persona."),
    Why.NOBODY: _l("Si dice chi è dalla pagina della donazione."),
    Why.WAY: _l("Conta solo un mezzo tracciabile: se lo è, si corregge il movimento."),
    Why.OPPOSED: _l("Ricevute e riepilogo valgono lo stesso: la scrivono da sé nella dichiarazione."),
    Why.CASH: _l("I contanti non danno diritto a detrazione."),
    Why.BODY: _l("Si comunicano solo le donazioni delle persone."),
    Why.GIVEN_BACK: _l("Non c'è niente da comunicare."),
    Why.THING: _l("Si comunica solo il denaro."),
}
