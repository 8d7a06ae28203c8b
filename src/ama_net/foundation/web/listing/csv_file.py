"""CSV as Italian spreadsheets open it: UTF-8 with its mark, ``;`` between cells, dates and decimals written our way."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Response, stream_with_context
from flask_babel import gettext as _

from ama_net.foundation.clock import ROME, today

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # the wide ones run too
"""How a cell begins that a spreadsheet would run: such a text gets an apostrophe before it (OWASP, CSV injection)."""


def csv_lines(titles: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The file, a line at a time, heads first."""
    yield "\ufeff" + _line([str(title) for title in titles])
    for row in rows:
        yield _line([_cell(value) for value in row])


def csv_text(titles: Sequence[Any], rows: Iterable[Sequence[Any]]) -> str:
    """The whole file, for reports that are kept."""
    return "".join(csv_lines(titles, rows))


def csv_answer(lines: Iterator[str], name: str) -> Response:
    """The file as a download, sent as it is made; ``name`` without date and ending."""
    answer = Response(stream_with_context(lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{today().isoformat()}.csv"'
    return answer


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        value = ", ".join(str(item) for item in value)
    for kinds, written in _WRITTEN:
        if isinstance(value, kinds):
            return written(value)
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


_WRITTEN: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (type(None), lambda _value: ""),
    (bool, lambda value: str(_("sì") if value else _("no"))),
    (datetime, lambda value: value.astimezone(ROME).strftime("%d/%m/%Y %H:%M")),
    (date, lambda value: value.strftime("%d/%m/%Y")),
    (float | Decimal, lambda value: str(value).replace(".", ",")),
    (int, str),
)
"""How each kind of value is written, the narrower kinds first."""
