"""The rows of an XLSX workbook: the values it last showed, one row at a time, within limits."""

import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from openpyxl import load_workbook

from ama_net.foundation.spreadsheets.cells import LONGEST_CELL, plain
from ama_net.foundation.spreadsheets.letters import UnreadableFileError

MOST_UNPACKED = 400 * 1024 * 1024
MOST_TIMES = 200
"""How much bigger than the file its parts may be: a register is about ten times, what is made to choke a machine thousands."""
SMALL = 8 * 1024 * 1024

BROKEN = (
    "Il foglio di calcolo è rovinato e non si apre: aprilo con il tuo programma, salvalo di nuovo come XLSX e riprova."
)


def xlsx_rows(stream: BinaryIO, notes: list[str]) -> Iterator[list[str]]:
    """The rows of the first sheet with something in it; the names of the others go into ``notes``.

    XML is read by defusedxml (no entities); formulas give the value kept beside them.

    Raises:
        UnreadableFileError: it is not a workbook, it is broken, or it is made to fill the memory.
    """
    _refuse_bombs(stream)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations nobody needs
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        yield from _rows(book, notes)
    except UnreadableFileError:
        raise
    except Exception as error:  # the library raises whatever the file makes it raise
        raise UnreadableFileError(BROKEN) from error


def _rows(book: Any, notes: list[str]) -> Iterator[list[str]]:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for place, sheet in enumerate(sheets):
        sheet.reset_dimensions()  # what the file says of its size need not be true
        found = False
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_cell(value, number) for value in row]
            found = found or any(cells)
            yield cells
        if found:
            others = [other.title for other in sheets[place + 1 :]]
            if others:
                named = ", ".join(f"«{title}»" for title in others)
                notes.append(f"È stato letto solo il foglio «{sheet.title}»: restano fuori {named}.")
            return


def _cell(value: Any, number: int) -> str:
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        raise UnreadableFileError(f"Alla riga {number} una cella è troppo lunga: correggi il file e riprova.")
    return plain(value)


def _refuse_bombs(stream: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise UnreadableFileError(
                    "Questo non è un foglio di calcolo XLSX: apri il registro e salvalo come XLSX o come CSV."
                )
    except zipfile.BadZipFile as error:
        raise UnreadableFileError(BROKEN) from error
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > packed * MOST_TIMES):
        raise UnreadableFileError("Il file, una volta aperto, è troppo grande: dividilo in più file.")
    stream.seek(0)
