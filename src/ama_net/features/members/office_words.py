"""How pages say the offices and what became of the permissions that go with them."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.kernel.documents import OfficeKind
from ama_net.kernel.documents.models_offices import OfficeStep
from ama_net.kernel.documents.operations_offices import Follow

KINDS: dict[str, LazyString] = {
    OfficeKind.PRESIDENT: _l("Presidente"),
    OfficeKind.VICE_PRESIDENT: _l("Vicepresidente"),
    OfficeKind.SECRETARY: _l("Segretario o segretaria"),
    OfficeKind.TREASURER: _l("Tesoriere o tesoriera"),
    OfficeKind.DIRECTOR: _l("Consigliere o consigliera"),
    OfficeKind.CONTROLLER: _l("Organo di controllo"),
    OfficeKind.AUDITOR: _l("Revisore dei conti"),
    OfficeKind.ARBITER: _l("Proboviro"),
}
STEPS: dict[str, LazyString] = {OfficeStep.START_TOLD: _l("inizio"), OfficeStep.END_TOLD: _l("fine")}
FOLLOWS: dict[str, LazyString] = {
    Follow.GIVEN: _l("L'accesso ha ora i permessi della carica."),
    Follow.TAKEN: _l("L'accesso non ha più i permessi della carica."),
    Follow.SAME: _l("I permessi dell'accesso restano com'erano."),
    Follow.NO_ACCOUNT: _l("Non ha un accesso: si può invitare da questa pagina."),
    Follow.NOT_YOURS: _l("I permessi non sono cambiati: li può cambiare solo chi li ha, dalla pagina degli accessi."),
    Follow.LAST: _l(
        "I permessi restano: senza questo accesso nessuno potrebbe più gestire gli accessi. Prima darli a un'altra persona."
    ),
}
END_REASONS: dict[str, LazyString] = {
    "resigned": _l("Dimissioni"),
    "replaced": _l("Sostituzione"),
    "revoked": _l("Revoca"),
    "died": _l("Decesso"),
    "term": _l("Fine del mandato"),
    "renewed": _l("Rinnovo"),
}
