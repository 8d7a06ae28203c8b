"""A CSV file as people send it: its separator, its heading, its rows one after the other; or what is wrong, in one sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from ama_net.foundation.spreadsheets import UnreadableFileError, clean, csv_records, delimiter_of
from ama_net.foundation.text import fold

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


@dataclass(frozen=True)
class RawRow:
    """One row: its number as a spreadsheet shows it (the heading is 1), its cells by column, and why it cannot be used."""

    number: int
    cells: Cells
    refusal: str = ""
    missing_cells: int = 0


class CsvFile:
    """A file whose heading can be read. ``notes`` about the whole are complete once the rows have been read."""

    def __init__(self, text: TextIO) -> None:
        """Read the heading.

        Raises:
            UnreadableFileError: it does not name the groups, or names a column twice.
        """
        delimiter = delimiter_of(text)
        text.seek(0)
        self._records = csv_records(text, delimiter)
        self._columns, unused = _columns(next(self._records, []))
        self.notes = _notes(unused)

    def rows(self) -> Iterator[RawRow]:
        """The rows, from the second line on; they can be read once.

        Raises:
            UnreadableFileError: there is none, its quotes do not close, or it is not text.
        """
        blank = found = 0
        for number, record in enumerate(self._records, start=2):
            if any(cell.strip() for cell in record):
                found += 1
                yield _row(number, record, self._columns)
            else:
                blank += 1
        if not found:
            raise UnreadableFileError("Il file ha l'intestazione ma nessuna riga.")
        if blank:
            self.notes.append(f"Righe vuote saltate: {blank}.")


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
    cells = {column: clean(cell) for column, cell in zip(columns, record, strict=False) if column}
    if any(cell.strip() for cell in record[len(columns) :]):
        return RawRow(
            number, cells, refusal=f"ha {len(record)} celle e l'intestazione {len(columns)}: qualcosa è fuori posto"
        )
    return RawRow(number, cells, missing_cells=max(0, len(columns) - len(record)))


def _notes(unused: list[str]) -> list[str]:
    notes = [f"La colonna «{column}» non è usata: {NEVER_READ[column]}." for column in unused if column in NEVER_READ]
    strange = [column for column in unused if column and column not in NEVER_READ]
    if strange:
        notes.append(
            "Colonne che non si sanno leggere, lasciate da parte: " + ", ".join(f"«{c}»" for c in strange) + "."
        )
    return notes
