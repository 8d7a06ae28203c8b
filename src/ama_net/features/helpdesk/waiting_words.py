"""How the waiting list is said, to the office and to who waits."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.models import LeftBecause, OfferAnswer, WaitingState

STATE_WORDS: dict[str, LazyString] = {
    WaitingState.WAITING: _l("Aspetta"),
    WaitingState.OFFERED: _l("Ha un orario da accettare"),
    WaitingState.BOOKED: _l("Ha un appuntamento"),
    WaitingState.LEFT: _l("Non è più in lista"),
}

LEFT_WORDS: dict[str, LazyString] = {
    LeftBecause.VISITOR: _l("Non aspetta più"),
    LeftBecause.OFFICE: _l("Tolto dall'associazione"),
    LeftBecause.SILENCE: _l("Non ha risposto a due proposte"),
    LeftBecause.TOO_LONG: _l("Aspettava da troppo tempo"),
    LeftBecause.UNREACHED: _l("Non ha confermato l'e-mail"),
    LeftBecause.CLOSED: _l("Il servizio è stato chiuso"),
}

ANSWER_WORDS: dict[str, LazyString] = {
    "": _l("In attesa di risposta"),
    OfferAnswer.ACCEPTED: _l("Accettato"),
    OfferAnswer.DECLINED: _l("Non andava bene"),
    OfferAnswer.EXPIRED: _l("Senza risposta in tempo"),
    OfferAnswer.WITHDRAWN: _l("Ritirato"),
}

TO_WHO_LEFT: dict[str, LazyString] = {
    LeftBecause.VISITOR: _l("Hai lasciato la lista. Se ti serve ancora, puoi chiedere di nuovo."),
    LeftBecause.OFFICE: _l("Ti abbiamo tolto dalla lista. Se non ne abbiamo parlato, chiamaci."),
    LeftBecause.SILENCE: _l("A due proposte non abbiamo avuto risposta. Se ti serve ancora, puoi chiedere di nuovo."),
    LeftBecause.TOO_LONG: _l("Aspettavi da molto, e non abbiamo trovato un orario. Se ti serve ancora, chiamaci."),
    LeftBecause.UNREACHED: _l("L'e-mail non è stata confermata. Se ti serve ancora, puoi chiedere di nuovo."),
    LeftBecause.CLOSED: _l("Per ora questi incontri non si fanno più: ci dispiace. Se ti serve aiuto, chiamaci."),
}
