"""How the office says how somebody stands, how they came, how they left, why an address is excluded."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.across.newsletters.import_columns import ADDRESS, DAY, NAME
from ama_net.across.newsletters.models import (
    ImportState,
    Readmission,
    SubscriberSource,
    SubscriberState,
    SuppressionReason,
)

STATES: dict[str, LazyString] = {
    SubscriberState.PENDING: _l("Aspetta la conferma"),
    SubscriberState.CONFIRMED: _l("Riceve"),
    SubscriberState.LEFT: _l("Non riceve più"),
}
TONES: dict[str, str] = {
    SubscriberState.PENDING: "info",
    SubscriberState.CONFIRMED: "ok",
    SubscriberState.LEFT: "neutral",
}
SOURCES: dict[str, LazyString] = {
    SubscriberSource.SITE: _l("Dal sito"),
    SubscriberSource.OFFICE: _l("Scritta dall'ufficio"),
    SubscriberSource.IMPORT: _l("Da un file"),
    SubscriberSource.PERSON: _l("Consenso nel registro"),
}
THROUGH: dict[str, LazyString] = {
    "area": _l("dalla propria area"),
    "complaint": _l("ha segnalato un messaggio come indesiderato"),
    "forgotten": _l("ha cancellato i suoi dati"),
    "link": _l("con il link di una newsletter"),
    "office": _l("l'ha chiesto all'ufficio"),
    "one_click": _l("con il pulsante del programma di posta"),
    "preferences": _l("dalla pagina delle preferenze"),
    "returned": _l("i messaggi tornavano indietro"),
}
REASONS: dict[str, LazyString] = {
    SuppressionReason.LEFT: _l("Non vuole più riceverla"),
    SuppressionReason.HARD_BOUNCE: _l("L'indirizzo non esiste"),
    SuppressionReason.SOFT_BOUNCES: _l("Troppi messaggi tornati indietro"),
    SuppressionReason.COMPLAINT: _l("L'ha segnalata come indesiderata"),
    SuppressionReason.BY_HAND: _l("Escluso dall'ufficio"),
}
EXCLUDE_AS: dict[str, LazyString] = {
    SuppressionReason.LEFT: _l("Non la vogliono più («disiscritti», «unsubscribed»)"),
    SuppressionReason.HARD_BOUNCE: _l("L'indirizzo non esiste: i messaggi tornavano indietro («cleaned», «bounced»)"),
    SuppressionReason.COMPLAINT: _l("L'hanno segnalata come indesiderata («complaint», «spam»)"),
    SuppressionReason.BY_HAND: _l("Un altro motivo: lo decide l'ufficio"),
}
"""What a file of addresses to exclude holds, as other services call it; each is the reason of all of them."""

READMISSIONS: dict[str, LazyString] = {
    Readmission.ASKED_BY_VOICE: _l("L'ha chiesto a voce, di persona o al telefono"),
    Readmission.ASKED_IN_WRITING: _l("L'ha chiesto per scritto"),
    Readmission.WORKS_AGAIN: _l("L'indirizzo ora funziona"),
    Readmission.BY_MISTAKE: _l("Era stato escluso per sbaglio"),
}
COLUMNS: dict[str, LazyString] = {ADDRESS: _l("indirizzo"), NAME: _l("nome"), DAY: _l("giorno del consenso")}
LANGUAGES: dict[str, LazyString] = {"it": _l("Italiano"), "en": _l("Inglese")}
IMPORTS: dict[str, LazyString] = {
    ImportState.READY: _l("Da guardare"),
    ImportState.RUNNING: _l("In corso"),
    ImportState.DONE: _l("Usato"),
    ImportState.DROPPED: _l("Scartato"),
}
