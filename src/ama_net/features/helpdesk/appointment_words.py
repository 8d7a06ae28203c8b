"""How an appointment is said: the ways to meet, its states, what became of it, what there is to say by telephone."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.models import AppointmentState, CallReason, CancelledBy, Outcome, Result
from ama_net.features.helpdesk.visitor_words import MODES

MODE_WORDS = MODES
"""The ways to meet, as they are said to who comes."""

STATE_WORDS: dict[str, LazyString] = {
    AppointmentState.HELD: _l("Tenuto per chi sta prenotando"),
    AppointmentState.CONFIRMED: _l("Confermato"),
    AppointmentState.CANCELLED: _l("Disdetto"),
}

CANCELLED_BY_WORDS: dict[str, LazyString] = {
    CancelledBy.VISITOR: _l("Disdetto da chi doveva venire"),
    CancelledBy.OFFICE: _l("Disdetto dall'associazione"),
    CancelledBy.OPERATOR: _l("Disdetto da chi ascolta"),
}

RESULT_WORDS: dict[str, LazyString] = {
    Result.MET: _l("L'incontro c'è stato"),
    Result.VISITOR_ABSENT: _l("Non è venuto nessuno"),
    Result.OPERATOR_ABSENT: _l("Chi ascolta non ha potuto esserci"),
}

OUTCOME_WORDS: dict[str, LazyString] = {
    Outcome.GROUP: _l("Indicato un gruppo"),
    Outcome.OTHER_MEETING: _l("Un altro incontro"),
    Outcome.PATHWAY: _l("Un percorso di incontri"),
    Outcome.HEALTH_SERVICE: _l("Indicato un servizio sanitario"),
    Outcome.SOCIAL_SERVICE: _l("Indicato un servizio sociale"),
    Outcome.ASSOCIATION: _l("Indicata un'altra associazione"),
    Outcome.INFORMATION: _l("Informazioni"),
    Outcome.LISTENING: _l("Ascolto"),
    Outcome.OTHER: _l("Altro"),
}

CALL_WORDS: dict[str, LazyString] = {
    CallReason.OFFER: _l("Proporre il posto che si è liberato"),
    CallReason.CANCELLED: _l("Dire che l'appuntamento è disdetto"),
    CallReason.MOVED: _l("Dire il nuovo orario"),
    CallReason.CONFIRMED: _l("Confermare l'appuntamento"),
    CallReason.REMINDER: _l("Ricordare l'appuntamento"),
    CallReason.OFF_LIST: _l("Dire che non è più in lista d'attesa"),
}
