"""One cell of a spreadsheet as a line of text."""

import re
from datetime import datetime, time
from typing import Any

LONGEST_CELL = 32_767
"""What a spreadsheet holds in a cell; longer is no register."""

LARGEST_WHOLE = 1e15
"""Beyond this a float has lost its last digits."""

_FORMULA = re.compile(r"[=＝]|[+@＋＠-]\s*[A-Za-z_(\"']")
_KEPT_FROM_RUNNING = re.compile(r"'(?=[=+\-@＝＋－＠])")


def clean(cell: str) -> str:
    """One line, without control characters and double spaces."""
    if cell.isprintable():
        return " ".join(cell.split())
    return " ".join("".join(letter if letter.isprintable() else " " for letter in cell).split())


def plain(value: Any) -> str:
    """A value as text: dates as ISO days, whole numbers without decimals, yes and no in Italian."""
    if isinstance(value, str):
        return _KEPT_FROM_RUNNING.sub("", clean(value), count=1) if value[:1] == "'" else clean(value)
    written: Any = value
    if value is None:
        written = ""
    elif isinstance(value, bool):
        written = "sì" if value else "no"
    elif isinstance(value, datetime) and value.time() == time():
        written = value.date()
    elif isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_WHOLE:
        written = int(value)
    return clean(str(written))


def is_formula(cell: str) -> bool:
    """Whether a text would be run by a spreadsheet; a telephone (``+39…``) and a negative number would not."""
    return _FORMULA.match(cell) is not None
