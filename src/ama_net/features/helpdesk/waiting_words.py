"""How the waiting list is said, to the office and to who waits."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.models import FreePart, LeftBecause, OfferAnswer, WaitingState

PART_WORDS: dict[str, LazyString] = {
    FreePart.ANY: _l("In qualunque momento"),
    FreePart.MORNING: _l("La mattina, prima delle 13"),
    FreePart.AFTERNOON: _l("Il pomeriggio, dalle 13 alle 18"),
    FreePart.EVENING: _l("La sera, dalle 18"),
}

PART_SHORT: dict[str, LazyString] = {
    FreePart.ANY: _l("qualunque ora"),
    FreePart.MORNING: _l("la mattina"),
    FreePart.AFTERNOON: _l("il pomeriggio"),
    FreePart.EVENING: _l("la sera"),
}

STATE_WORDS: dict[str, LazyString] = {
    WaitingState.WAITING: _l("Aspetta"),
    WaitingState.OFFERED: _l("Ha un posto da accettare"),
    WaitingState.BOOKED: _l("Ha un appuntamento"),
    WaitingState.LEFT: _l("Non è più in lista"),
}

LEFT_WORDS: dict[str, LazyString] = {
    LeftBecause.VISITOR: _l("Non aspetta più"),
    LeftBecause.OFFICE: _l("Tolto dall'associazione"),
    LeftBecause.SILENCE: _l("Non ha risposto a due proposte"),
    LeftBecause.TOO_LONG: _l("Aspettava da troppo tempo"),
}

ANSWER_WORDS: dict[str, LazyString] = {
    "": _l("In attesa di risposta"),
    OfferAnswer.ACCEPTED: _l("Accettato"),
    OfferAnswer.DECLINED: _l("Non andava bene"),
    OfferAnswer.EXPIRED: _l("Senza risposta in tempo"),
    OfferAnswer.WITHDRAWN: _l("Ritirato"),
}
