"""How pages say what applications call by name."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import CandidacyState

STATES: dict[str, LazyString] = {
    CandidacyState.NEW: _l("Nuova"),
    CandidacyState.TO_MEET: _l("Da incontrare"),
    CandidacyState.ACCEPTED: _l("Accolta"),
    CandidacyState.REFUSED: _l("Non accolta"),
    CandidacyState.WITHDRAWN: _l("Ritirata"),
}
STATE_KINDS: dict[str, str] = {
    CandidacyState.NEW: "warn",
    CandidacyState.TO_MEET: "info",
    CandidacyState.ACCEPTED: "ok",
    CandidacyState.REFUSED: "neutral",
    CandidacyState.WITHDRAWN: "neutral",
}
TO_WHO_APPLIED: dict[str, tuple[LazyString, LazyString]] = {
    CandidacyState.UNCONFIRMED: (
        _l("Manca un passo"),
        _l("Ti abbiamo scritto: apri il messaggio e conferma il tuo indirizzo. Solo dopo leggiamo la candidatura."),
    ),
    CandidacyState.NEW: (
        _l("Abbiamo la tua candidatura"),
        _l("Una persona dell'associazione la legge e ti risponde. Poi ci si incontra, senza impegno."),
    ),
    CandidacyState.TO_MEET: (_l("Ci incontriamo"), _l("Abbiamo letto la tua candidatura e vorremmo conoscerti.")),
    CandidacyState.ACCEPTED: (
        _l("Benvenuta, benvenuto"),
        _l("La tua candidatura è accolta: ti diciamo noi come cominciare."),
    ),
    CandidacyState.REFUSED: (
        _l("Grazie di esserti proposto"),
        _l("Per ora non possiamo accogliere la tua candidatura."),
    ),
    CandidacyState.WITHDRAWN: (_l("Candidatura ritirata"), _l("Grazie lo stesso. Se ci ripensi, siamo qui.")),
}
FREE_TIMES: dict[str, LazyString] = {
    "morning": _l("La mattina"),
    "afternoon": _l("Il pomeriggio"),
    "evening": _l("La sera"),
    "weekend": _l("Il fine settimana"),
}


def free_words(parts: tuple[str, ...], note: str) -> str:
    """When somebody said they are free: ``La mattina, La sera. Non in agosto``."""
    ticked = ", ".join(str(FREE_TIMES[one]) for one in parts if one in FREE_TIMES)
    return ". ".join(filter(None, (ticked, note)))
