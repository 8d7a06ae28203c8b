"""The Italian words of imports of registers."""

from flask_babel import lazy_gettext as _l

from ama_net.features.members.models import Decision, RegisterState, RowOutcome, RowResult

STATE_WORDS = {
    RegisterState.TO_MAP: _l("Da dire che cosa sono le colonne"),
    RegisterState.READING: _l("In lettura"),
    RegisterState.UNREADABLE: _l("Non si legge"),
    RegisterState.TO_DECIDE: _l("Da decidere"),
    RegisterState.APPLYING: _l("In corso"),
    RegisterState.APPLIED: _l("Finita"),
    RegisterState.DISCARDED: _l("Buttata via"),
}
STATE_TONES = {
    RegisterState.TO_MAP: "warn",
    RegisterState.READING: "info",
    RegisterState.UNREADABLE: "danger",
    RegisterState.TO_DECIDE: "warn",
    RegisterState.APPLYING: "info",
    RegisterState.APPLIED: "ok",
    RegisterState.DISCARDED: "neutral",
}
OUTCOME_WORDS = {
    RowOutcome.NEW: _l("Nuova persona"),
    RowOutcome.KNOWN: _l("Già in anagrafe, non ancora socia"),
    RowOutcome.MEMBER: _l("Già socia"),
    RowOutcome.DUPLICATE: _l("Forse già presente"),
    RowOutcome.ERROR: _l("Non si può importare"),
}
OUTCOME_PLURALS = {
    RowOutcome.NEW: _l("Persone nuove"),
    RowOutcome.KNOWN: _l("Già in anagrafe"),
    RowOutcome.MEMBER: _l("Già socie"),
    RowOutcome.DUPLICATE: _l("Forse già presenti"),
    RowOutcome.ERROR: _l("Non si possono importare"),
}
OUTCOME_TONES = {
    RowOutcome.NEW: "ok",
    RowOutcome.KNOWN: "info",
    RowOutcome.MEMBER: "neutral",
    RowOutcome.DUPLICATE: "warn",
    RowOutcome.ERROR: "danger",
}
DECISION_WORDS = {
    Decision.IMPORT: _l("Entra come persona nuova"),
    Decision.MERGE: _l("Si unisce alla persona trovata"),
    Decision.SKIP: _l("Si lascia fuori"),
}
RESULT_WORDS = {
    RowResult.ENTERED: _l("Entrata nel libro soci, persona nuova"),
    RowResult.JOINED: _l("Entrata nel libro soci, persona già in anagrafe"),
    RowResult.MERGED: _l("Era già socia: completati i dati che mancavano"),
    RowResult.SKIPPED: _l("Lasciata fuori"),
    RowResult.REFUSED: _l("Rifiutata"),
}
RESULT_TONES = {
    RowResult.ENTERED: "ok",
    RowResult.JOINED: "ok",
    RowResult.MERGED: "ok",
    RowResult.SKIPPED: "neutral",
    RowResult.REFUSED: "danger",
}
REASON_WORDS = {
    "birth_date": _l("stessa data di nascita"),
    "contact": _l("stesso recapito, nome simile"),
    "name": _l("stesso nome"),
    "name_in_file": _l("stesso nome di un'altra riga"),
    "nobody_to_merge": _l("la riga a cui unirla non è entrata"),
    "number": _l("il numero è di un altro socio"),
    "other_name": _l("stesso codice fiscale, ma il nome è un altro"),
    "overlaps": _l("è già nel libro soci in quel periodo"),
    "refused": _l("il libro soci non l'accetta: ricontrolla le date"),
    "tax_code": _l("stesso codice fiscale"),
    "tax_code_in_file": _l("stesso codice fiscale di un'altra riga"),
    "tax_code_taken": _l("il codice fiscale è già di un'altra persona"),
}
