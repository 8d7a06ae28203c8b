"""The cash statement as a spreadsheet: values and no formula, so that what it says is what was printed."""

import tempfile
from io import BytesIO

import xlsxwriter
from flask_babel import force_locale
from flask_babel import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ama_net.features.bookkeeping.statement import CashStatement
from ama_net.features.bookkeeping.statement_rows import Line, Part, Printed, printed
from ama_net.foundation.money import euros

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
EUROS = "#,##0.00"


def statement_xlsx(statement: CashStatement) -> bytes:
    """The statement as Modello D on a sheet and as Modello E on another."""
    made = BytesIO()
    with (
        force_locale("it"),
        tempfile.TemporaryDirectory() as folder,
        xlsxwriter.Workbook(made, {**OPTIONS, "tmpdir": folder}) as book,
    ):
        for brief, name in ((False, "Modello D"), (True, "Modello E")):
            _Sheet(book, name).write(printed(statement, brief=brief))
    return made.getvalue()


class _Sheet:
    """A sheet being written, from its top."""

    def __init__(self, book: xlsxwriter.Workbook, name: str) -> None:
        self.sheet: Worksheet = book.add_worksheet(name)
        self.bold: Format = book.add_format({"bold": True})
        self.plain: Format = book.add_format({"num_format": EUROS})
        self.strong: Format = book.add_format({"num_format": EUROS, "bold": True, "top": 1})
        self.at = 0
        self.sheet.set_column(0, 0, 8)
        self.sheet.set_column(1, 1, 70)
        self.sheet.set_column(2, 3, 16)

    def write(self, whole: Printed) -> None:
        """The whole statement, one part beneath another."""
        self._head(whole.year)
        for part in whole.parts:
            self._part(part)
        for line in whole.running:
            self._line(line, strong=True)
        self.at += 1
        self._part(whole.investments)
        for line in (whole.overall, *whole.cash):
            self._line(line, strong=True)

    def _head(self, year: int) -> None:
        for column, words in enumerate((_("Codice"), _("Voce"), str(year), str(year - 1))):
            self.sheet.write_string(self.at, column, words, self.bold)
        self.sheet.freeze_panes(1, 0)
        self.at += 1

    def _part(self, part: Part) -> None:
        for side in (part.out, part.income):
            self.sheet.write_string(self.at, 1, side.title, self.bold)
            self.at += 1
            for line in side.lines:
                self._line(line)
            self._line(side.total, strong=True)
        for line in part.totals:
            self._line(line, strong=True)
        self.at += 1

    def _line(self, line: Line, *, strong: bool = False) -> None:
        self.sheet.write_string(self.at, 0, line.code)
        self.sheet.write_string(self.at, 1, line.words, self.bold if strong else None)
        look = self.strong if strong else self.plain
        self.sheet.write_number(self.at, 2, euros(line.now), look)
        self.sheet.write_number(self.at, 3, euros(line.before), look)
        self.at += 1
