"""How pages say what the room calls by name."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.kernel.correspondence.models import Channel, Direction, LetterState

DIRECTIONS: dict[str, LazyString] = {Direction.IN: _l("Arrivata"), Direction.OUT: _l("Partita")}
CHANNELS: dict[str, LazyString] = {
    Channel.EMAIL: _l("E-mail"),
    Channel.POST: _l("Posta"),
    Channel.REGISTERED_POST: _l("Raccomandata"),
    Channel.PEC: _l("PEC"),
    Channel.HAND: _l("A mano"),
}
STATES: dict[str, LazyString] = {
    LetterState.WAITING: _l("Da mandare"),
    LetterState.PRINTED: _l("Stampata"),
    LetterState.SENT: _l("Spedita"),
    LetterState.DELIVERED: _l("Consegnata"),
    LetterState.RETURNED: _l("Tornata indietro"),
    LetterState.FAILED: _l("Non partita"),
}
STATE_KINDS: dict[str, str] = {
    LetterState.WAITING: "warn",
    LetterState.PRINTED: "info",
    LetterState.SENT: "ok",
    LetterState.DELIVERED: "ok",
    LetterState.RETURNED: "danger",
    LetterState.FAILED: "danger",
}
MAIL_STATES: dict[str, LazyString] = {
    "queued": _l("in partenza"),
    "sending": _l("in partenza"),
    "sent": _l("spedita"),
    "failed": _l("non partita"),
    "returned": _l("tornata indietro"),
}
"""What became of each e-mail of a letter that was sent more than once."""
RETURN_REASONS: dict[str, LazyString] = {
    "unknown": _l("Destinatario sconosciuto"),
    "moved": _l("Trasferito"),
    "address": _l("Indirizzo sbagliato o incompleto"),
    "refused": _l("Rifiutata"),
    "not_collected": _l("Non ritirata in tempo"),
    "deceased": _l("Destinatario deceduto"),
}
ENTRY_KINDS: dict[str, LazyString] = {
    "admission": _l("Ammissione"),
    "application": _l("Domanda di ammissione"),
    "appeal": _l("Ricorso"),
    "convocation": _l("Convocazione"),
    "exit": _l("Uscita dall'associazione"),
    "fee": _l("Quota"),
    "letter": _l("Lettera"),
    "public_body": _l("Enti pubblici"),
    "receipt": _l("Ricevuta"),
    "other": _l("Altro"),
}
"""The kinds one may choose; rooms write others of their own."""
