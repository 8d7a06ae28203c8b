"""Which row of a sheet is the heading, and which field each of its columns is."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.foundation.spreadsheets import SheetRow, UnreadableFileError
from ama_net.foundation.text import fold

LOOKED_AT = 30
"""Above the heading there may be a title and some empty rows; further down there is no heading."""

FIELDS: dict[str, LazyString] = {
    "family_name": _l("Cognome"),
    "given_name": _l("Nome"),
    "family_and_given": _l("Cognome e nome"),
    "given_and_family": _l("Nome e cognome"),
    "tax_code": _l("Codice fiscale"),
    "birth_date": _l("Data di nascita"),
    "birth_place": _l("Luogo di nascita"),
    "street": _l("Indirizzo"),
    "postcode": _l("CAP"),
    "municipality": _l("Comune"),
    "province": _l("Provincia"),
    "phone": _l("Telefono"),
    "mobile": _l("Cellulare"),
    "email": _l("E-mail"),
    "pec": _l("PEC"),
    "number": _l("Numero di socio"),
    "applied_on": _l("Data della domanda"),
    "admitted_on": _l("Data di ammissione"),
    "resolution": _l("Delibera di ammissione"),
    "category": _l("Categoria"),
    "ended_on": _l("Data di uscita"),
    "end_reason": _l("Motivo dell'uscita"),
    "note": _l("Note"),
}
"""What a column may be, in the order of a form; ``fee:2025`` (the fee of a year) stands beside these."""

WORDS: dict[str, tuple[str, ...]] = {
    "family_name": ("cognome", "cognome socio"),
    "given_name": ("nome", "nome socio", "nome di battesimo"),
    "family_and_given": ("cognome e nome", "cognome nome", "nominativo", "socio", "associato", "cognome/nome"),
    "given_and_family": ("nome e cognome", "nome cognome", "nome/cognome", "nome completo"),
    "tax_code": ("codice fiscale", "cf", "cod fiscale", "cod fisc", "c fiscale", "codice fisc", "codfisc"),
    "birth_date": ("data nascita", "data di nascita", "nato il", "nata il", "nato/a il", "data nasc", "nascita"),
    "birth_place": (
        "luogo nascita",
        "luogo di nascita",
        "nato a",
        "nata a",
        "nato/a a",
        "comune di nascita",
        "comune nascita",
        "luogo nasc",
    ),
    "street": ("indirizzo", "via", "residenza", "indirizzo di residenza", "via e numero", "via/piazza", "domicilio"),
    "postcode": ("cap", "codice postale"),
    "municipality": ("comune", "citta", "localita", "comune di residenza", "citta di residenza", "paese"),
    "province": ("prov", "provincia", "pr", "sigla"),
    "phone": ("tel", "telefono", "tel fisso", "telefono fisso", "telefono casa", "tel casa", "recapito telefonico"),
    "mobile": ("cell", "cellulare", "tel cell", "telefono cellulare", "mobile", "tel/cell", "tel2"),
    "email": ("e mail", "email", "mail", "posta elettronica", "indirizzo e mail", "indirizzo email"),
    "pec": ("pec", "posta certificata"),
    "number": (
        "n tessera",
        "n socio",
        "numero socio",
        "numero tessera",
        "num tessera",
        "num socio",
        "tessera",
        "n",
        "nr",
        "numero",
        "n ro",
        "n progressivo",
        "progressivo",
        "n iscrizione",
        "matricola",
    ),
    "applied_on": ("data domanda", "data della domanda", "data richiesta", "domanda del"),
    "admitted_on": (
        "data iscrizione",
        "data di iscrizione",
        "data ammissione",
        "data di ammissione",
        "iscritto dal",
        "socio dal",
        "ammesso il",
        "data adesione",
        "iscrizione",
        "data ingresso",
        "ammissione",
    ),
    "resolution": ("delibera", "delibera ammissione", "delibera di ammissione", "n delibera", "verbale", "delibera cd"),
    "category": ("categoria", "tipo socio", "tipo", "tipologia", "qualifica", "categoria socio"),
    "ended_on": (
        "data uscita",
        "data di uscita",
        "data cessazione",
        "cessazione",
        "data recesso",
        "cessato il",
        "data dimissioni",
        "uscita",
        "dimesso il",
        "data cancellazione",
    ),
    "end_reason": ("motivo", "motivo uscita", "motivo cessazione", "causa cessazione", "motivo dell uscita", "causale"),
    "note": ("note", "annotazioni", "osservazioni", "commenti"),
}

SHORT = {"iscr": "iscrizione", "amm": "ammissione", "cess": "cessazione", "res": "residenza", "indir": "indirizzo"}
"""Words people cut short in heads."""

NAMES = ("family_name", "given_name", "family_and_given", "given_and_family")
_FEE = re.compile(r"(?:quota|tessera|pagament\w*|iscrizione|rinnovo|quota associativa|q)\s*(?:anno\s*)?((?:19|20)\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_KNOWN = {word: field for field, words in WORDS.items() for word in words}


def folded(head: str) -> str:
    """A head as it is compared: ``N. Tessera`` is ``n tessera``, ``C.F.`` is ``cf``."""
    plain = fold(head).replace("°", " ").replace("º", " ")
    joined = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", plain)
    words = re.sub(r"[^a-z0-9/]+", " ", joined).split()
    return " ".join(SHORT.get(word, word) for word in words).strip("/ ")


def field_of(head: str) -> str:
    """The field a head names, ``fee:2025`` for a year's fee, or nothing."""
    word = folded(head)
    if field := _KNOWN.get(word) or _KNOWN.get(word.replace("/", " ")) or _KNOWN.get(word.replace(" ", "")):
        return field
    if fee := _FEE.fullmatch(word) or (_YEAR.fullmatch(word) and re.match(r"()?((?:19|20)\d\d)", word)):
        return f"fee:{fee[fee.lastindex or 0]}"
    first = word.split("/")[0].strip()
    longest = max(_beginning(word), key=len, default=first if first in _KNOWN else "")
    return _KNOWN[longest] if longest else ""


def find_heading(rows: Iterable[SheetRow]) -> SheetRow:
    """The row that names the columns: the one with most known words, at least two, one of them a name.

    Raises:
        UnreadableFileError: there is none.
    """
    best, most, seen = None, 1, False
    for looked, row in enumerate(rows, start=1):
        seen = True
        found = {field_of(cell) for cell in row.cells if cell} - {""}
        if len(found) > most and found.intersection(NAMES):
            best, most = row, len(found)
        if looked >= LOOKED_AT:
            break
    if best is None:
        raise UnreadableFileError(
            "Manca la riga con i nomi delle colonne: servono almeno il cognome e un'altra colonna conosciuta. "
            "Scarica il modello vuoto per vedere quali."
            if seen
            else "Il file è vuoto."
        )
    return best


def proposed(heading: Sequence[str]) -> dict[str, str]:
    """The field of each column by its position; what is named twice is taken once, what is not known is left out."""
    mapping: dict[str, str] = {}
    for position, head in enumerate(heading):
        field = field_of(head) if head else ""
        if field == "phone" and "phone" in mapping.values():
            field = "mobile"
        if field and field not in mapping.values():
            mapping[str(position)] = field
    return mapping


def signature_of(heading: Sequence[str]) -> str:
    """The fingerprint of a heading: the same for files made by the same hand."""
    return hashlib.sha256("\n".join(folded(head) for head in heading).encode()).hexdigest()


def names_somebody(mapping: dict[str, str]) -> bool:
    """Whether the columns say whose a row is: a family name, or both in one cell."""
    return bool({"family_name", "family_and_given", "given_and_family"} & set(mapping.values()))


def _beginning(word: str) -> list[str]:
    """Known words a head begins with, when they are longer than three letters: ``telefono (casa)``, ``cognome del socio``."""
    return [known for known in _KNOWN if len(known) > 3 and word.startswith(known + " ")]
