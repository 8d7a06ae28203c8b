"""How the register is said in words: why an entry was written, why a member left, the parts of a line."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.members.models import EndReason, InspectionState
from ama_net.features.members.register import EntryKind

ENTRY_KINDS: dict[str, LazyString] = {
    EntryKind.ADMISSION: _l("Ammissione"),
    EntryKind.READMISSION: _l("Riammissione"),
    EntryKind.VARIATION: _l("Variazione dei dati"),
    EntryKind.CATEGORY: _l("Cambio di categoria"),
    EntryKind.EXIT: _l("Uscita"),
    EntryKind.CORRECTION: _l("Correzione"),
    EntryKind.IMPORT: _l("Trascrizione dal libro precedente"),
}

END_REASONS: dict[str, LazyString] = {
    EndReason.WITHDRAWAL: _l("Recesso"),
    EndReason.EXCLUSION: _l("Esclusione"),
    EndReason.LAPSE: _l("Decadenza"),
    EndReason.DEATH: _l("Decesso"),
    EndReason.DISSOLUTION: _l("Scioglimento dell'ente"),
    EndReason.MISTAKE: _l("Iscrizione per errore"),
}

PARTS: dict[str, LazyString] = {
    "owner": _l("di chi è l'iscrizione"),
    "surname": _l("cognome"),
    "name": _l("nome"),
    "body": _l("denominazione"),
    "tax_code": _l("codice fiscale"),
    "birth_date": _l("data di nascita"),
    "birth_place": _l("luogo di nascita"),
    "residence": _l("residenza o sede"),
    "guardians": _l("genitori o tutori"),
    "category": _l("categoria"),
    "applied_on": _l("data della domanda"),
    "admitted_on": _l("data di ammissione"),
    "resolution": _l("delibera di ammissione"),
    "resolution_on": _l("data della delibera di ammissione"),
    "ended_on": _l("data di uscita"),
    "end_reason": _l("motivo dell'uscita"),
    "end_resolution": _l("delibera dell'uscita"),
    "end_resolution_on": _l("data della delibera dell'uscita"),
}
"""The parts of a line; ``category_key`` is how the system calls what ``category`` says."""

DEADLINES: dict[str, LazyString] = {
    "accounts.approval": _l("approvazione del bilancio"),
    "contributions": _l("pubblicazione dei contributi pubblici"),
    "donations.told": _l("comunicazione delle donazioni"),
    "five_per_mille.list": _l("accreditamento al cinque per mille"),
    "five_per_mille.report": _l("rendiconto del cinque per mille"),
    "office.assembly": _l("rinnovo delle cariche dell'assemblea"),
    "office.board": _l("rinnovo del consiglio direttivo"),
    "office.control_body": _l("rinnovo dell'organo di controllo"),
    "office.other": _l("rinnovo di altre cariche"),
    "office.president": _l("rinnovo della presidenza"),
    "pay_published": _l("pubblicazione dei compensi"),
    "runts.deposit": _l("deposito del bilancio"),
    "runts.figures": _l("cifre al RUNTS"),
    "runts.offices": _l("cambio delle cariche al RUNTS"),
    "social_report": _l("bilancio sociale"),
}
"""The deadlines in a few words, for the audit; what each asks is said where it is counted."""

INSPECTION_STATES: dict[str, LazyString] = {
    InspectionState.OPEN: _l("In attesa"),
    InspectionState.SHOWN: _l("Libri mostrati"),
    InspectionState.REFUSED: _l("Non accolta"),
    InspectionState.WITHDRAWN: _l("Ritirata"),
}

INSPECTION_KINDS = {
    InspectionState.OPEN: "warn",
    InspectionState.SHOWN: "ok",
    InspectionState.REFUSED: "danger",
    InspectionState.WITHDRAWN: "neutral",
}


def part_words(parts: list[str]) -> list[str]:
    """The changed parts of a line, in words and in the order of the book."""
    return [str(words) for part, words in PARTS.items() if part in parts]
