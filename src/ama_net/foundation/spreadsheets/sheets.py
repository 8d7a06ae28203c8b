"""Any spreadsheet, recognised by its first bytes, as numbered rows of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from ama_net.foundation.spreadsheets.cells import LONGEST_CELL, plain
from ama_net.foundation.spreadsheets.csv_rows import csv_records, delimiter_of
from ama_net.foundation.spreadsheets.letters import MAX_BYTES, UnreadableFileError, open_text
from ama_net.foundation.spreadsheets.xlsx_rows import xlsx_rows

MOST_COLUMNS = 100
MOST_ROWS = 100_000

ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class SheetRow:
    """A row: its number as the spreadsheet shows it (the first is 1) and its cells, without the empty ones at the end."""

    number: int
    cells: list[str]


class Sheet:
    """A spreadsheet that can be read once. ``notes`` are complete when the rows have been read."""

    def __init__(self, records: Iterator[list[str]], notes: list[str]) -> None:
        self._records, self.notes = records, notes

    def rows(self) -> Iterator[SheetRow]:
        """The rows with something in them.

        Raises:
            UnreadableFileError: too many columns or rows, a cell too long, or the rest cannot be read.
        """
        found = 0
        for number, record in enumerate(self._records, start=1):
            cells = _trimmed(record)
            if not cells:
                continue
            found += 1
            if len(cells) > MOST_COLUMNS:
                raise UnreadableFileError(
                    f"Alla riga {number} ci sono {len(cells)} colonne: al massimo sono {MOST_COLUMNS}. "
                    "Togli quelle che non servono e riprova."
                )
            if found > MOST_ROWS:
                raise UnreadableFileError(f"Il file ha più di {MOST_ROWS} righe: dividilo in più file.")
            yield SheetRow(number, cells)


def open_sheet(stream: BinaryIO) -> Sheet:
    """Recognise a spreadsheet that can be read from its beginning.

    Raises:
        UnreadableFileError: it is of another kind, protected by a password, empty, too big, or in letters nobody can tell.
    """
    stream.seek(0)
    head = stream.read(8)
    notes: list[str] = []
    if head.startswith(OLE):
        raise UnreadableFileError(_of_old_office(stream))
    if head.startswith(ZIP):
        _refuse_bigger(stream)
        return Sheet(xlsx_rows(stream, notes), notes)
    text, note = open_text(stream, wanted="XLSX o CSV")
    if note:
        notes.append(note)
    delimiter = delimiter_of(text, lines=20)
    text.seek(0)
    return Sheet(_texts(csv_records(text, delimiter)), notes)


def _texts(records: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, record in enumerate(records, start=1):
        if any(len(cell) > LONGEST_CELL for cell in record):
            raise UnreadableFileError(f"Alla riga {number} una cella è troppo lunga: correggi il file e riprova.")
        yield [plain(cell) for cell in record]


def _trimmed(record: list[str]) -> list[str]:
    end = len(record)
    while end and not record[end - 1]:
        end -= 1
    return record[:end]


def _refuse_bigger(stream: BinaryIO) -> None:
    size = 0
    stream.seek(0)
    while piece := stream.read(1024 * 1024):
        size += len(piece)
        if size > MAX_BYTES:
            raise UnreadableFileError(f"Il file supera {MAX_BYTES // 1024 // 1024} MB: dividilo in più file.")
    stream.seek(0)


def _of_old_office(stream: BinaryIO) -> str:
    """A file of the old Office, or a new one closed by a password, which is kept in the same wrapping."""
    stream.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in stream.read(MAX_BYTES):
        return "Il file è protetto da una password: toglila («Salva con nome», senza password) e riprova."
    return "Questo è un foglio nel vecchio formato XLS: aprilo e salvalo come XLSX o come CSV («Salva con nome»)."
