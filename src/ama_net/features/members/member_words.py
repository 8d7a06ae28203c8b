"""The Italian words of what is kept about members."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.members.models import EndReason, OwnFieldKind

STATE_WORDS: dict[str, LazyString] = {
    "active": _l("Soci attuali"),
    "minors": _l("Minorenni"),
    "without_email": _l("Senza e-mail"),
    "bodies": _l("Enti"),
    "household": _l("In una famiglia"),
    "ended": _l("Non più soci"),
}
FEE_WORDS: dict[str, LazyString] = {
    "paid": _l("Pagata"),
    "free": _l("Gratuita"),
    "partial": _l("Pagata in parte"),
    "due": _l("Da pagare"),
    "overdue": _l("Scaduta"),
    "unasked": _l("Non ancora chiesta"),
}
FEE_TONES: dict[str, str] = {"paid": "ok", "free": "ok", "partial": "warn", "due": "neutral", "overdue": "danger"}
END_WORDS: dict[str, LazyString] = {
    EndReason.WITHDRAWAL: _l("recesso"),
    EndReason.EXCLUSION: _l("esclusione"),
    EndReason.LAPSE: _l("decadenza"),
    EndReason.DEATH: _l("decesso"),
    EndReason.DISSOLUTION: _l("scioglimento dell'ente"),
    EndReason.MISTAKE: _l("iscrizione per errore"),
}
FIELD_KINDS: dict[str, LazyString] = {
    OwnFieldKind.TEXT: _l("Testo"),
    OwnFieldKind.NUMBER: _l("Numero"),
    OwnFieldKind.DATE: _l("Data"),
    OwnFieldKind.YES_NO: _l("Sì o no"),
    OwnFieldKind.CHOICE: _l("Una scelta fra più voci"),
}
