"""One row into a draft of a group, without a database: what each cell says, and a remark for each that was not plain."""

import re
from collections.abc import Mapping

from ama_net.features.groups.importing.csv_reader import RawRow
from ama_net.features.groups.importing.descriptions import split_description
from ama_net.features.groups.importing.drafts import LONGEST_NAME, GroupDraft, ReadRow, identity
from ama_net.features.groups.importing.schedule import read_schedule
from ama_net.features.groups.importing.vocabulary import Vocabulary
from ama_net.features.groups.models import Kind, Mode
from ama_net.foundation.text import fold

KINDS = {
    **dict.fromkeys(("", "group", "gruppo", "gruppo ama"), Kind.GROUP),
    **dict.fromkeys(("related_service", "servizio affine"), Kind.RELATED_SERVICE),
    **dict.fromkeys(("service", "servizio"), Kind.SERVICE),
}
MODES = {
    **dict.fromkeys(("in_person", "in presenza", "presenza", "di persona"), Mode.IN_PERSON),
    **dict.fromkeys(("online", "on line", "a distanza"), Mode.ONLINE),
    **dict.fromkeys(("hybrid", "misto", "mista", "ibrido", "ibrida", "in presenza e online"), Mode.HYBRID),
}
YES, NO = {"yes", "si", "true", "1", "x"}, {"no", "false", "0"}

ZONED_POSTCODES = frozenset(
    f"{prefix}100"
    for prefix in (
        "00", "06", "09", "10", "15", "16", "19", "20", "24", "25", "29", "30", "34", "35", "37", "38", "40", "41", "42",
        "43", "44", "47", "48", "50", "57", "60", "61", "65", "70", "71", "74", "80", "84", "89", "90", "95", "98",
    )
)  # fmt: skip
"""Postcodes of whole cities that have one for each zone: they say the city and nothing more."""


def read_row(raw: RawRow, vocabulary: Vocabulary) -> ReadRow:
    """Read one row; refused when it has no name, an unknown kind or cells out of place."""
    cell = raw.cells.get
    row = ReadRow(raw.number, cell("name", "")[:LONGEST_NAME])
    row.refusal = raw.refusal or _refusal(cell("name", ""), cell("kind", ""))
    if row.refusal:
        return row
    if raw.missing_cells:
        row.remark("", "", f"mancano {raw.missing_cells} celle in fondo alla riga: lette come vuote")
    schedule = read_schedule(cell("weekday", ""), cell("time", ""), cell("frequency", ""))
    shown, kept = read_description(row, cell("description", ""))
    row.remarks += schedule.remarks
    municipality_code = read_municipality(row, cell("municipality", ""), cell("province", ""), vocabulary)
    venue_name, address, postcode = read_place(row, cell("venue", ""), cell("address", ""), cell("postcode", ""))
    mode, theme_key = _mode(row, cell("mode", "")), _theme(row, raw.cells, vocabulary)
    audience_keys, is_example = _audiences(row, cell("audience", ""), vocabulary), _example(row, cell("is_real", ""))
    row.draft = GroupDraft(
        name=cell("name", ""),
        key=identity(cell("name", ""), cell("municipality", "")),
        kind=KINDS[fold(cell("kind", ""))] if cell("kind", "") else None,
        theme_key=theme_key,
        theme_words=cell("theme_original_text", ""),
        audience_keys=audience_keys,
        municipality_code=municipality_code,
        venue_name=venue_name,
        address=address,
        postcode=postcode,
        meetings=schedule.meetings,
        mode=mode,
        description=shown,
        office_notes=" ".join(filter(None, (kept, *schedule.notes, *row.notes))),
        organisation=cell("organisation", ""),
        source=cell("source", ""),
        is_example=is_example,
    )
    return row


def _refusal(name: str, kind: str) -> str:
    if not name:
        return "manca il nome del gruppo"
    if len(name) > LONGEST_NAME:
        return f"il nome ha {len(name)} caratteri: al massimo {LONGEST_NAME}"
    if fold(kind) not in KINDS:
        return f"il tipo «{kind}» non si conosce: scrivere group, related_service o service"
    return ""


def read_description(row: ReadRow, text: str) -> tuple[str, str]:
    """The words for people, and those that stay in the office."""
    shown, kept = split_description(text)
    if kept:
        generic = "voce generica" in fold(kept)
        done = "frase sulla fonte o non adatta al pubblico: tenuta nelle note d'ufficio"
        row.remark("description", kept, f"{done}; non è un singolo gruppo, da precisare" if generic else done)
    return shown, kept


def read_municipality(row: ReadRow, name: str, province: str, vocabulary: Vocabulary) -> str | None:
    """The ISTAT code of the municipality that is named."""
    if not name:
        row.remark("municipality", "", "comune non indicato: il gruppo si trova senza comune")
        return None
    found = vocabulary.find_municipality(name, province)
    if found is None:
        written = f"{name} ({province})" if province else name
        done = "comune non trovato nell'elenco dei comuni: il gruppo si trova senza comune"
        row.remark("municipality", written, done, note=f"Comune nella fonte: {written}.")
        return None
    code, true_province = found
    if province and fold(province) != fold(true_province):
        row.remark("province", province, f"{name} è in provincia di {true_province}: usata quella")
    return code


def read_place(row: ReadRow, venue: str, address: str, postcode: str) -> tuple[str, str, str]:
    """What the venue is called, its address and its postcode."""
    name = (venue or address)[:LONGEST_NAME]
    if not name:
        if postcode:
            row.remark(
                "postcode", postcode, "CAP senza sede né indirizzo: non usato", note=f"CAP nella fonte: {postcode}."
            )
        return "", "", ""
    if len(venue) > LONGEST_NAME:
        row.remark(
            "venue", venue, f"nome lungo: tenute le prime {LONGEST_NAME} lettere", note=f"Sede nella fonte: {venue}."
        )
    if address and not re.search(r"\d", address):
        row.remark("address", address, "indirizzo senza numero civico: mostrato così com'è")
    elif not address:
        row.remark("address", "", f"sede senza indirizzo: mostrata come la dice la fonte («{venue}»)")
    if postcode and not re.fullmatch(r"\d{5}", postcode):
        row.remark("postcode", postcode, "CAP che non ha cinque cifre: non usato", note=f"CAP nella fonte: {postcode}.")
        postcode = ""
    elif postcode in ZONED_POSTCODES:
        row.remark("postcode", postcode, "CAP generico della città: non usato", note=f"CAP nella fonte: {postcode}.")
        postcode = ""
    return name, address, postcode


def _mode(row: ReadRow, words: str) -> Mode:
    mode = MODES.get(fold(words))
    if mode is not None:
        return mode
    if words:
        done = "modo di incontro non capito: segnato da chiedere"
        row.remark("mode", words, done, note=f"Modo nella fonte: {words}.")
    else:
        row.remark("mode", "", "modo di incontro non indicato: segnato da chiedere")
    return Mode.UNKNOWN


def _theme(row: ReadRow, cells: Mapping[str, str], vocabulary: Vocabulary) -> str | None:
    words = cells.get("theme", "")
    key = vocabulary.themes.get(fold(words))
    if words and key is None:
        done = "tema che l'associazione non usa: il gruppo entra senza tema"
        row.remark("theme", words, done, note=f"Tema nella fonte: {words}.")
    elif not words:
        said = cells.get("theme_original_text", "")
        done = f"tema non indicato: si trova con le parole della fonte («{said}»)" if said else "tema non indicato"
        row.remark("theme", "", done)
    return key


def _audiences(row: ReadRow, words: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    if not words:
        return ()
    whole = vocabulary.audiences.get(fold(words))
    if whole:
        return (whole,)
    keys: list[str] = []
    for part in filter(None, (part.strip() for part in re.split(r"[;,|]", words))):
        key = vocabulary.audiences.get(fold(part))
        if key is None:
            done = "«rivolto a» che l'associazione non usa: lasciato da parte"
            row.remark("audience", part, done, note=f"Rivolto a, nella fonte: {part}.")
        elif key not in keys:
            keys.append(key)
    return tuple(keys)


def _example(row: ReadRow, words: str) -> bool | None:
    if not words:
        return None
    if fold(words) in NO:
        return True
    if fold(words) not in YES:
        row.remark("is_real", words, "parola non capita: il gruppo entra come vero, da confermare")
    return False
