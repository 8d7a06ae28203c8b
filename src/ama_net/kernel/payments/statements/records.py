"""The rows of a table in a file: of a spreadsheet, or of a text with each of the separators it may have."""

import csv
from collections.abc import Iterator
from io import BytesIO

from ama_net.foundation.spreadsheets import SheetRow, clean, open_sheet, open_text
from ama_net.kernel.payments.statements.shape import Fault

SEPARATORS = ";\t,|"
LONGEST_ROW = 20_000
MOST_LINES_OF_ROW = 8
"""A text between quotes may go on for some lines; a quote that nobody closed must not swallow the file."""
MOST_CELLS = 60

Rows = list[SheetRow]
BROKEN = "le virgolette non tornano o è troppo lunga: la riga è stata saltata."


def tables_of(data: bytes) -> Iterator[tuple[Rows, list[Fault]]]:
    """The same file read with each separator: only one of them gives columns that have a sense.

    Raises:
        UnreadableFileError: it is no table, or in letters nobody can tell.
    """
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        yield list(open_sheet(BytesIO(data)).rows()), []
        return
    text, _note = open_text(BytesIO(data), wanted="CSV, XLSX, camt.053, MT940 o CBI")
    lines = text.read().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = "\n".join(lines[:200])
    for separator in sorted(SEPARATORS, key=head.count, reverse=True):
        faults: list[Fault] = []
        yield list(_rows(lines, separator, faults)), faults


def _rows(lines: list[str], separator: str, faults: list[Fault]) -> Iterator[SheetRow]:
    place = 0
    while place < len(lines):
        taken, cells = _record(lines, place, separator)
        if cells is None:
            faults.append((place + 1, BROKEN))
        elif any(cells):
            yield SheetRow(place + 1, cells)
        place += taken


def _record(lines: list[str], place: int, separator: str) -> tuple[int, list[str] | None]:
    """The row that begins at a line and how many lines it takes; None when it cannot be read."""
    for taken in range(1, MOST_LINES_OF_ROW + 1):
        raw = "\n".join(lines[place : place + taken])
        if len(raw) > LONGEST_ROW:
            break
        try:
            cells = next(csv.reader([raw], delimiter=separator, strict=True), [])
        except csv.Error:
            continue
        return taken, [clean(cell) for cell in cells[:MOST_CELLS]]
    return 1, None
