"""How pages say where an application is, in the office and to the applicant."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.members.application_deadlines import Urgency
from ama_net.features.members.models import ApplicationState as S
from ama_net.features.members.models import ApplicationStep, ApplicationWay

STATES: dict[str, LazyString] = {
    S.DRAFT: _l("Bozza"),
    S.SUBMITTED: _l("Arrivata"),
    S.UNDER_REVIEW: _l("In esame"),
    S.ADMITTED: _l("Accolta"),
    S.REFUSED: _l("Respinta"),
    S.APPEALED: _l("Riesame chiesto"),
    S.APPEAL_ACCEPTED: _l("Accolta al riesame"),
    S.APPEAL_REJECTED: _l("Respinta al riesame"),
    S.WITHDRAWN: _l("Ritirata"),
}
STATE_KINDS: dict[str, str] = {
    S.DRAFT: "neutral",
    S.SUBMITTED: "info",
    S.UNDER_REVIEW: "info",
    S.ADMITTED: "ok",
    S.REFUSED: "warn",
    S.APPEALED: "warn",
    S.APPEAL_ACCEPTED: "ok",
    S.APPEAL_REJECTED: "warn",
    S.WITHDRAWN: "neutral",
}
URGENCIES: dict[str, LazyString] = {
    Urgency.SOON: _l("Sta per scadere"),
    Urgency.LAST_DAY: _l("Scade oggi"),
    Urgency.LATE: _l("Termine passato"),
}
WAYS: dict[str, LazyString] = {ApplicationWay.ONLINE: _l("Dal sito"), ApplicationWay.PAPER: _l("Su carta")}
STEPS: dict[str, LazyString] = {
    ApplicationStep.DRAFTED: _l("Bozza salvata"),
    ApplicationStep.CORRECTED: _l("Bozza corretta"),
    ApplicationStep.SUBMITTED: _l("Domanda mandata dal sito"),
    ApplicationStep.RECEIVED: _l("Domanda ricevuta su carta"),
    ApplicationStep.REVIEWED: _l("Presa in esame"),
    ApplicationStep.ADMITTED: _l("Accolta"),
    ApplicationStep.REFUSED: _l("Respinta"),
    ApplicationStep.TOLD: _l("Decisione comunicata"),
    ApplicationStep.APPEALED: _l("Riesame chiesto"),
    ApplicationStep.APPEAL_ACCEPTED: _l("Accolta al riesame"),
    ApplicationStep.APPEAL_REJECTED: _l("Respinta al riesame"),
    ApplicationStep.WITHDRAWN: _l("Ritirata"),
    ApplicationStep.EMPTIED: _l("Dati cancellati"),
}
TO_THE_APPLICANT: dict[str, tuple[LazyString, LazyString]] = {
    S.DRAFT: (_l("La tua bozza"), _l("Non è ancora partita: finisci di scriverla e mandala quando vuoi.")),
    S.SUBMITTED: (_l("La tua domanda è arrivata"), _l("Chi decide la leggerà. Ti scriviamo noi.")),
    S.UNDER_REVIEW: (_l("La tua domanda è in esame"), _l("Chi decide la sta leggendo. Ti scriviamo noi.")),
    S.ADMITTED: (_l("La tua domanda è accolta"), _l("Ora fai parte della base sociale: ti abbiamo scritto.")),
    S.REFUSED: (_l("La tua domanda non è stata accolta"), _l("Qui sotto c'è il motivo, e che cosa puoi fare.")),
    S.APPEALED: (_l("Hai chiesto il riesame"), _l("Si decide alla prima riunione utile. Ti scriviamo noi.")),
    S.APPEAL_ACCEPTED: (
        _l("Il riesame ti ha dato ragione"),
        _l("Ora fai parte della base sociale: ti abbiamo scritto."),
    ),
    S.APPEAL_REJECTED: (_l("La decisione è confermata"), _l("Anche il riesame non ha accolto la domanda.")),
    S.WITHDRAWN: (_l("Hai ritirato la domanda"), _l("Non devi fare altro. Se cambi idea, puoi mandarne un'altra.")),
}
GUARDIAN_KINDS: dict[str, LazyString] = {"parent": _l("Genitore"), "guardian": _l("Tutore o tutrice")}
