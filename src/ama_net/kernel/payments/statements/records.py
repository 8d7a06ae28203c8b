"""The rows of a table in a file: of a spreadsheet, or of a text with whichever separator gives columns that have a sense."""

import csv
from collections.abc import Iterator
from io import BytesIO

from ama_net.foundation.spreadsheets import SheetRow, UnreadableFileError, clean, open_sheet, open_text
from ama_net.kernel.payments.statements.shape import MOST_LINES, Fault, refuse_rubbish

SEPARATORS = ";\t,|"
LONGEST_ROW = 20_000
MOST_LINES_OF_ROW = 8
"""A text between quotes may go on for some lines; a quote that nobody closed must not swallow the file."""
MOST_CELLS = 60
HEAD_LINES = 200
MOST_ROWS = 4 * MOST_LINES
"""Of a text, the blank ones left out: the words of a movement may take some."""

Rows = list[SheetRow]
BROKEN = "le virgolette non tornano o è troppo lunga: la riga è stata saltata."


class Source:
    """A file whose rows can be asked for, in whole or the first ones, with each separator it may have ("" for a spreadsheet)."""

    def __init__(self, data: bytes) -> None:
        """Take a file. Raises UnreadableFileError: it is no table, or in letters nobody can tell."""
        self._sheet, self._lines = list[SheetRow](), list[str]()
        self.separators: tuple[str, ...] = ("",)
        if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
            self._sheet = list(open_sheet(BytesIO(data)).rows())
            return
        text, _note = open_text(BytesIO(data), wanted="CSV, XLSX, camt.053, MT940 o CBI")
        self._lines = text.read().replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if sum(map(bool, self._lines)) > MOST_ROWS:
            raise UnreadableFileError(f"Il file ha più di {MOST_ROWS} righe: conviene un periodo più corto.")
        head = "\n".join(self._lines[:HEAD_LINES])
        self.separators = tuple(sorted(SEPARATORS, key=head.count, reverse=True))

    def rows(self, separator: str, *, head: bool = False) -> tuple[Rows, list[Fault]]:
        """The rows, and the lines that cannot be read."""
        faults: list[Fault] = []
        if not separator:
            return self._sheet, faults
        lines = self._lines[:HEAD_LINES] if head else self._lines
        return list(_rows(lines, separator, faults)), faults


def _rows(lines: list[str], separator: str, faults: list[Fault]) -> Iterator[SheetRow]:
    place = 0
    while place < len(lines):
        taken, cells = _record(lines, place, separator)
        if cells is None:
            faults.append((place + 1, BROKEN))
            refuse_rubbish(len(faults))
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
