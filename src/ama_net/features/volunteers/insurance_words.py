"""The Italian words of insurance, and of paid work."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Change, CommunicationKind, PolicyKind, Risk, Section
from ama_net.kernel.people import WorkKind

POLICY_KINDS: dict[str, LazyString] = {
    PolicyKind.COLLECTIVE: _l("Collettiva"),
    PolicyKind.NAMED: _l("Nominativa"),
    PolicyKind.NUMERIC: _l("Numerica"),
}
POLICY_KIND_CHOICES: dict[str, LazyString] = {
    PolicyKind.COLLECTIVE: _l("Collettiva: copre da sola chi è nel registro dei volontari"),
    PolicyKind.NAMED: _l("Nominativa: copre chi è nell'elenco dato all'assicuratore"),
    PolicyKind.NUMERIC: _l("Numerica: copre un numero di persone, senza i nomi"),
}
RISKS: dict[str, LazyString] = {
    Risk.ACCIDENT: _l("infortuni"),
    Risk.ILLNESS: _l("malattie legate all'attività"),
    Risk.LIABILITY: _l("responsabilità civile verso terzi"),
}
POLICY_SECTIONS: dict[str, LazyString] = {
    "": _l("Tutti i volontari"),
    Section.REGULAR: _l("Solo i non occasionali"),
    Section.OCCASIONAL: _l("Solo gli occasionali"),
}
CHANGES: dict[str, LazyString] = {
    Change.IN: _l("Entra"),
    Change.OUT: _l("Esce"),
    Change.VOID: _l("Annullato"),
}
CHANGE_KINDS: dict[str, str] = {Change.IN: "ok", Change.OUT: "neutral", Change.VOID: "warn"}
COMMUNICATION_KINDS: dict[str, LazyString] = {
    CommunicationKind.LIST: _l("Elenco di tutti gli assicurati"),
    CommunicationKind.CHANGES: _l("Entrate e uscite"),
    CommunicationKind.DAYS: _l("Giornate e numero di persone"),
}

WORK_KINDS: dict[str, LazyString] = {
    WorkKind.EMPLOYEE: _l("Dipendente o collaboratore"),
    WorkKind.SELF_EMPLOYED: _l("Lavoro autonomo"),
}
