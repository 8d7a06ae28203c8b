"""A CSV file as people send it: its encoding, its separator, its heading; or one sentence that says what is wrong."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field

from charset_normalizer import from_bytes

from ama_net.foundation.text import fold

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 10_000
"""What one job applies well within its minute."""
LONGEST_HEADING = 10_000

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("nome", "gruppo", "nome del gruppo"),
    "kind": ("tipo",),
    "theme": ("tema",),
    "theme_original_text": ("tema in parole", "theme_words", "tema originale"),
    "audience": ("rivolto a", "destinatari", "rivolto_a"),
    "municipality": ("comune", "citta", "city"),
    "province": ("provincia",),
    "venue": ("sede", "luogo"),
    "address": ("indirizzo",),
    "postcode": ("cap", "postal_code"),
    "weekday": ("giorno", "giorni", "day"),
    "time": ("ora", "orario", "ore"),
    "frequency": ("frequenza",),
    "mode": ("modo", "modalita"),
    "description": ("descrizione", "note"),
    "organisation": ("organizzazione", "associazione", "ente"),
    "source": ("fonte",),
    "is_real": ("reale",),
}
"""The columns that are read, and the other names they may have (compared without accents and capitals)."""

COLUMN_WORDS = {column: names[0] for column, names in COLUMNS.items()}
"""What a column is called when it is told to people."""

NEVER_READ = {
    "municipality_lat": "sono del comune e non della sede",
    "municipality_lon": "sono del comune e non della sede",
}
"""Columns known and left out on purpose: a municipality's point must never become a venue's."""

Cells = dict[str, str]


class UnreadableFileError(ValueError):
    """The file as a whole cannot be read; the message is one Italian sentence for whoever sent it."""


@dataclass(frozen=True)
class RawRow:
    """One row: its number as a spreadsheet shows it (the heading is 1), its cells by column, and why it cannot be used."""

    number: int
    cells: Cells
    refusal: str = ""
    missing_cells: int = 0


@dataclass(frozen=True)
class Sheet:
    """A file that can be read: its rows, and notes about the whole."""

    rows: list[RawRow]
    notes: list[str] = field(default_factory=list)


def read_csv(content: bytes) -> Sheet:
    """Read a file.

    Raises:
        UnreadableFileError: it is empty, too big, not text, without a heading, or its quotes do not close.
    """
    text, encoding_note = _decode(content)
    delimiter = _delimiter(text)
    records = _records(text, delimiter)
    columns, unused = _columns(next(records, []))
    rows: list[RawRow] = []
    blank = 0
    for number, record in enumerate(records, start=2):
        if not any(cell.strip() for cell in record):
            blank += 1
        elif len(rows) == MAX_ROWS:
            raise UnreadableFileError(f"Il file ha più di {MAX_ROWS} righe: dividilo in più file.")
        else:
            rows.append(_row(number, record, columns))
    if not rows:
        raise UnreadableFileError("Il file ha l'intestazione ma nessuna riga.")
    return Sheet(rows, [note for note in (encoding_note, *_notes(unused, blank)) if note])


def _decode(content: bytes) -> tuple[str, str]:
    if not content.strip():
        raise UnreadableFileError("Il file è vuoto.")
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(f"Il file supera {MAX_BYTES // 1024 // 1024} MB: dividilo in più file.")
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableFileError("Questo è un foglio di calcolo: salvalo come CSV («Salva con nome») e riprova.")
    if content[:4] == b"%PDF":
        raise UnreadableFileError("Questo è un PDF: serve un file CSV.")
    try:
        return _text_only(content.decode("utf-8-sig")), ""
    except UnicodeDecodeError:
        guess = from_bytes(content.removeprefix(BOM_UTF8), cp_isolation=["cp1252", "utf_16", "mac_roman"]).best()
    if guess is None:
        raise UnreadableFileError(
            "Questo file non si riesce a leggere. Serve un foglio salvato come «CSV UTF-8» («Salva con nome»)."
        )
    note = "Il file non è salvato come «CSV UTF-8»: è stato letto lo stesso, ma ricontrolla le lettere accentate."
    return _text_only(str(guess)), note


def _text_only(text: str) -> str:
    if "\0" in text:
        raise UnreadableFileError("Il file non è un testo: serve un file CSV.")
    return text


def _delimiter(text: str) -> str:
    heading = text[:LONGEST_HEADING].split("\n", 1)[0]
    return max(",;\t", key=heading.count)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    # Strict: a quote that never closes would swallow the rows after it, silently.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFileError(
                f"Vicino alla riga {max(reader.line_num, 1)} le virgolette non tornano o una cella è troppo lunga: "
                "correggi il file e riprova. Non è stato cambiato nulla."
            ) from error


def _columns(heading: list[str]) -> tuple[list[str | None], list[str]]:
    """For each column its name here or None, and the columns nobody reads.

    Raises:
        UnreadableFileError: the heading does not name the groups, or names a column twice.
    """
    known = {fold(name): column for column, names in COLUMNS.items() for name in (column, *names)}
    found = [known.get(fold(cell.strip())) for cell in heading]
    if "name" not in found:
        raise UnreadableFileError(
            "Nella prima riga manca la colonna «nome»: la prima riga deve dire il nome delle colonne."
        )
    twice = sorted({column for column in found if column and found.count(column) > 1})
    if twice:
        raise UnreadableFileError(f"Nella prima riga la colonna «{COLUMN_WORDS[twice[0]]}» c'è due volte.")
    return found, [cell.strip() for cell, column in zip(heading, found, strict=True) if column is None]


def _row(number: int, record: list[str], columns: list[str | None]) -> RawRow:
    cells = {column: _clean(cell) for column, cell in zip(columns, record, strict=False) if column}
    if any(cell.strip() for cell in record[len(columns) :]):
        return RawRow(
            number, cells, refusal=f"ha {len(record)} celle e l'intestazione {len(columns)}: qualcosa è fuori posto"
        )
    return RawRow(number, cells, missing_cells=max(0, len(columns) - len(record)))


def _clean(cell: str) -> str:
    """One line, without control characters and double spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in cell).split())


def _notes(unused: list[str], blank: int) -> list[str]:
    notes = [f"La colonna «{column}» non è usata: {NEVER_READ[column]}." for column in unused if column in NEVER_READ]
    strange = [column for column in unused if column and column not in NEVER_READ]
    if strange:
        notes.append(
            "Colonne che non si sanno leggere, lasciate da parte: " + ", ".join(f"«{c}»" for c in strange) + "."
        )
    if blank:
        notes.append(f"Righe vuote saltate: {blank}.")
    return notes
