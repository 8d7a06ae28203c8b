"""XLSX as spreadsheets open it: text is text (never a formula, never a link), dates are dates, numbers are numbers.

Rows are written one after the other to a file on disk, so that a long list takes no more memory than a short one.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from flask import Response, stream_with_context
from flask_babel import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ama_net.foundation.clock import ROME, today

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767
"""What one cell holds, at most."""
PIECE = 64 * 1024
WIDTH = 18
NOT_TEXT = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
"""Signs that XML cannot hold: a file with one of them would not open."""


def xlsx_pieces(titles: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The file, a piece at a time, once its last row is written: a spreadsheet cannot begin to leave before."""
    with tempfile.TemporaryFile(suffix=".xlsx") as kept, tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(kept, {**options, "strings_to_numbers": False}) as book:
            _write(book, titles, rows)
        kept.seek(0)
        while piece := kept.read(PIECE):
            yield piece


def xlsx_answer(pieces: Iterator[bytes], name: str) -> Response:
    """The file as a download; ``name`` without date and ending."""
    answer = Response(stream_with_context(pieces), mimetype=MIME)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{today().isoformat()}.xlsx"'
    return answer


def _write(book: xlsxwriter.Workbook, titles: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1})
    days = {
        date: book.add_format({"num_format": "dd/mm/yyyy"}),
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    }
    sheet.set_column(0, max(0, len(titles) - 1), WIDTH)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(titles):
        sheet.write_string(0, column, str(title), head)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _cell(sheet, number, column, value, days)


def _cell(sheet: Worksheet, row: int, column: int, value: Any, days: dict[type[date], Format]) -> None:
    """One value. Whatever is no number and no date is a string, also when it begins like a formula."""
    if isinstance(value, list | tuple | set | frozenset):
        value = ", ".join(str(item) for item in value)
    if value is None or value == "":
        return
    if isinstance(value, bool):
        value = _("sì") if value else _("no")
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(ROME).replace(tzinfo=None), days[datetime])
    elif isinstance(value, date) and value.year > 1900:
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), days[date])  # noqa: DTZ001
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value).translate(NOT_TEXT)[:LONGEST_TEXT])
