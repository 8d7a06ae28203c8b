"""How the registro dei volontari is said in words: sections, why an entry was written, why a service ended, the parts."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Match, Section, ServiceEnd, SignedKind
from ama_net.features.volunteers.register import EntryKind

SECTIONS: dict[str, LazyString] = {
    Section.REGULAR: _l("Non occasionali"),
    Section.OCCASIONAL: _l("Occasionali"),
}

ENTRY_KINDS: dict[str, LazyString] = {
    EntryKind.START: _l("Inizio del servizio"),
    EntryKind.END: _l("Cessazione"),
    EntryKind.SECTION: _l("Passaggio di sezione"),
    EntryKind.VARIATION: _l("Variazione dei dati"),
    EntryKind.CORRECTION: _l("Correzione"),
    EntryKind.IMPORT: _l("Trascrizione dal registro precedente"),
    EntryKind.CLOSING: _l("Chiusura del registro"),
    EntryKind.SIGNED: _l("File firmato accanto alla chiusura"),
}

SERVICE_ENDS: dict[str, LazyString] = {
    ServiceEnd.STOPPED: _l("Ha smesso"),
    ServiceEnd.MOVED: _l("Passa all'altra sezione"),
    ServiceEnd.EXCLUDED: _l("Allontanamento"),
    ServiceEnd.DEATH: _l("Decesso"),
    ServiceEnd.MISTAKE: _l("Iscrizione per errore"),
}

PARTS: dict[str, LazyString] = {
    "owner": _l("di chi è la riga"),
    "surname": _l("cognome"),
    "name": _l("nome"),
    "tax_code": _l("codice fiscale"),
    "birth_date": _l("data di nascita"),
    "birth_place": _l("luogo di nascita"),
    "residence": _l("residenza"),
    "domicile": _l("domicilio"),
    "section": _l("sezione"),
    "started_on": _l("inizio del servizio"),
    "ended_on": _l("cessazione"),
    "end_reason": _l("motivo della cessazione"),
}
"""The parts of a line, in the order of the register."""

SIGNED_KINDS: dict[str, LazyString] = {
    SignedKind.P7M: _l("File firmato (.p7m)"),
    SignedKind.PDF: _l("PDF firmato (PAdES)"),
    SignedKind.TSR: _l("Marca temporale staccata (.tsr)"),
    SignedKind.TSD: _l("File con marca temporale (.tsd)"),
}

MATCHES: dict[str, LazyString] = {
    Match.INSIDE: _l("Contiene la chiusura, uguale byte per byte."),
    Match.IMPRINT: _l("Non contiene la chiusura: ne porta l'impronta, o quella di un file firmato messo qui accanto."),
    Match.UNKNOWN: _l(
        "Da qui non si può dire se contiene la chiusura: si controlla con un programma di firma digitale."
    ),
}


def part_words(parts: list[str]) -> list[str]:
    """The changed parts of a line, in words and in the order of the register."""
    return [str(words) for part, words in PARTS.items() if part in parts]
