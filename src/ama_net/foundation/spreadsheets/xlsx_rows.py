"""The rows of an XLSX workbook: the values it last showed, one row at a time, within limits."""

import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from ama_net.foundation.spreadsheets.cells import LONGEST_CELL, plain
from ama_net.foundation.spreadsheets.letters import UnreadableFileError
from ama_net.foundation.spreadsheets.workbooks import SMALL, MeasuredSheet, open_sheets, too_big

MOST_UNPACKED = 400 * 1024 * 1024
MOST_TIMES = 30
"""How much bigger than the file its parts may be: a register is about ten times, what is made to choke a machine thousands."""
LOWEST_START = 1_000
"""A sheet with nothing in so many rows is empty."""
LAST_ROW = 1_048_576
"""No spreadsheet has more."""
MOST_CELLS = 20_000_000
"""Empty ones too: a row may say that it ends at the last column."""

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
            sheets = open_sheets(stream)
        yield from _rows([sheet for sheet in sheets if sheet.sheet_state == "visible"], notes)
    except UnreadableFileError:
        raise
    except Exception as error:  # the library raises whatever the file makes it raise
        raise UnreadableFileError(BROKEN) from error


def _rows(sheets: list[MeasuredSheet], notes: list[str]) -> Iterator[list[str]]:
    for place, sheet in enumerate(sheets):
        found = False
        for number, row in enumerate(_measured(sheet), start=1):
            cells = [_cell(value, number) for value in row]
            found = found or any(cells)
            if number > LOWEST_START and not found:
                break
            yield cells
        if found:
            others = [other.title for other in sheets[place + 1 :]]
            if others:
                named = ", ".join(f"«{title}»" for title in others)
                notes.append(f"È stato letto solo il foglio «{sheet.title}»: restano fuori {named}.")
            return


def _measured(sheet: MeasuredSheet) -> Iterator[list[Any]]:
    """The rows without the empty cells at their end, as many as a spreadsheet can have."""
    looked = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        sheet.row_read()
        looked += len(row)
        if number > LAST_ROW or looked > MOST_CELLS:
            raise too_big()
        values = list(row)
        while values and values[-1] is None:
            values.pop()
        yield values


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
        raise too_big()
    stream.seek(0)
