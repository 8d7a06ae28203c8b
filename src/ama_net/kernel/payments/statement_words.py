"""How pages say statements: their formats, what became of a line, why it was set aside, what a column is."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.kernel.payments.models_statements import LineState, StatementKind
from ama_net.kernel.payments.operations.reconciling import Fault

FORMATS: dict[str, LazyString] = {
    StatementKind.CSV: _l("Foglio o CSV"),
    StatementKind.CAMT: _l("camt.053"),
    StatementKind.MT940: _l("MT940"),
    StatementKind.CBI: _l("CBI (RH)"),
}
LINE_STATES: dict[str, LazyString] = {
    LineState.TO_DO: _l("Da abbinare"),
    LineState.RECORDED: _l("Nei conti"),
    LineState.IGNORED: _l("Messa da parte"),
}
LINE_STATE_KINDS = {LineState.TO_DO: "warn", LineState.RECORDED: "ok", LineState.IGNORED: "neutral"}
LINE_REASONS: dict[str, LazyString] = {
    "elsewhere": _l("Già scritta nei conti"),
    "transfer": _l("Giroconto già scritto"),
    "no_matter": _l("Non serve ai conti"),
}
"""Why a line of the bank became no movement: never in free words, which would name people."""

COLUMN_NAMES: dict[str, LazyString] = {
    "booked_on": _l("Giorno contabile"),
    "value_on": _l("Giorno di valuta"),
    "amount": _l("Importo, con il meno se è uscito"),
    "sign": _l("Segno dell'importo (+ e −, D e A)"),
    "amount_in": _l("Entrate"),
    "amount_out": _l("Uscite"),
    "words": _l("Descrizione"),
    "more_words": _l("Descrizione, seconda parte"),
    "cause": _l("Causale della banca"),
    "counterparty": _l("Chi ha pagato o è stato pagato"),
    "bank_reference": _l("Numero dell'operazione (CRO o TRN)"),
    "currency": _l("Moneta"),
    "state": _l("Se è contabilizzata"),
}
"""What a column of a bank's table may be, in the order it is offered."""

FAULTS: dict[str, tuple[LazyString, LazyString]] = {
    Fault.RECEIPT: (
        _l("Ricevuta di un altro importo"),
        _l("La ricevuta valida non dice quello che è rimasto del versamento: si annulla e se ne fa un'altra."),
    ),
    Fault.PROVIDER: (
        _l("Accrediti oltre quanto è arrivato"),
        _l("Chi gestisce i pagamenti online risulta aver versato più di quello che aveva: manca un movimento."),
    ),
    Fault.HALF: (
        _l("Giroconto a metà"),
        _l("Manca l'altra metà del giroconto, o è di un altro importo."),
    ),
    Fault.PAYOUT: (
        _l("Accredito non trovato in banca"),
        _l("Chi gestisce i pagamenti online dice di averlo versato, ma nell'estratto conto non c'è."),
    ),
    Fault.BANK: (
        _l("Saldo diverso da quello della banca"),
        _l(
            "Può mancare un movimento, essercene uno scritto due volte, o essere sbagliato il saldo iniziale del conto."
        ),
    ),
}
"""What does not add up, and what it may be."""
