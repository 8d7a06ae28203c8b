"""How pages say what the room calls by name."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.kernel.documents.models import Organ, Visibility

ORGANS: dict[str, LazyString] = {
    Organ.ASSEMBLY: _l("Assemblea"),
    Organ.BOARD: _l("Consiglio direttivo"),
    Organ.CONTROL_BODY: _l("Organo di controllo"),
    Organ.PRESIDENT: _l("Presidente"),
    Organ.OTHER: _l("Altri organi"),
}
BOOKS: dict[str, LazyString] = {
    Organ.ASSEMBLY: _l("Libro dell'assemblea"),
    Organ.BOARD: _l("Libro del consiglio direttivo"),
    Organ.CONTROL_BODY: _l("Libro dell'organo di controllo"),
    Organ.PRESIDENT: _l("Atti del presidente"),
    Organ.OTHER: _l("Libro degli altri organi"),
}
"""D.Lgs. 117/2017 art. 15: the minutes of the assembly, of the board, of the control body and of the other organs."""
VISIBILITIES: dict[str, LazyString] = {
    Visibility.OFFICE: _l("Solo la segreteria"),
    Visibility.BOARD: _l("Anche il consiglio e l'organo di controllo"),
    Visibility.MEMBERS: _l("Anche i soci, nella loro area"),
    Visibility.PUBLIC: _l("Tutti, sul sito"),
}
VISIBILITY_SHORT: dict[str, LazyString] = {
    Visibility.OFFICE: _l("Segreteria"),
    Visibility.BOARD: _l("Consiglio"),
    Visibility.MEMBERS: _l("Soci"),
    Visibility.PUBLIC: _l("Tutti"),
}
VISIBILITY_KINDS: dict[str, str] = {
    Visibility.OFFICE: "neutral",
    Visibility.BOARD: "info",
    Visibility.MEMBERS: "brand",
    Visibility.PUBLIC: "ok",
}
KINDS: dict[str, LazyString] = {
    "statute": _l("Statuto e atto costitutivo"),
    "rules": _l("Regolamento"),
    "balance": _l("Bilancio o rendiconto"),
    "social_report": _l("Bilancio sociale"),
    "grants": _l("Contributi pubblici ricevuti"),
    "minutes": _l("Verbale"),
    "resolution": _l("Delibera"),
    "convocation": _l("Convocazione"),
    "application": _l("Domanda di ammissione"),
    "letter": _l("Lettera"),
    "receipt": _l("Ricevuta"),
    "bill": _l("Fattura o scontrino"),
    "register": _l("Registro di legge"),
    "contract": _l("Contratto o convenzione"),
    "insurance": _l("Assicurazione"),
    "certificate": _l("Attestato"),
    "data_handling_letter": _l("Lettera di riservatezza"),
    "form": _l("Modulo da compilare"),
    "other": _l("Altro"),
}
PUBLIC_ORDER = ("statute", "rules", "balance", "social_report", "grants")
"""What the public page shows first; "grants" are what L. 124/2017 art. 1 c. 125-129 wants published by 30 June."""
