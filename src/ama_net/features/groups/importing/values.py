"""Values of feeds, whatever their type: numbers that are text, text that is a number, lists, nothing at all."""

import html
import re
from collections.abc import Iterable, Mapping
from datetime import time
from decimal import Decimal
from typing import Any

import nh3

from ama_net.features.groups.importing.schedule import NUMBER_OF
from ama_net.foundation.spreadsheets import clean
from ama_net.foundation.text import fold

LONGEST_LINE = 300
LONGEST_ADDRESS = 500
LONGEST_READ = 8000
"""Beyond this a text is not even read: more than any that is kept, so that one that is cut is known to be long."""

_BREAKS = re.compile(r"<\s*+(?:br|/p|/div|/li|/h\d)\s*+/?\s*+>", re.IGNORECASE)  # possessive: spaces are read once
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")
_HOUR = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?\s*([ap])?\.?m?\.?|(\d{1,2})\s*([ap])\.?m\.?")
_YES, _NO = {"yes", "true", "1", "si", "y", "on"}, {"no", "false", "0", "n", "off"}


def line_of(value: Any) -> str:
    """One line of plain text; lists are joined, objects say nothing."""
    return clean(_text(value)).strip()[:LONGEST_LINE]


def text_of(value: Any) -> str:
    """Plain text that may have several lines, without markup, and never without an end."""
    lines = [clean(line) for line in _text(value)[:LONGEST_READ].splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def list_of(value: Any) -> list[Any]:
    """The parts of a list; a text is split at its commas; one thing alone is a list of one."""
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"[,;|]", value) if part.strip()]
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else [value]


def number_of(value: Any) -> float | None:
    """A number, also when it was written as text (with a point or a comma)."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(value if isinstance(value, int | float | Decimal) else str(value).strip().replace(",", "."))
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 1e15 else None


def yes_or_no(value: Any) -> bool | None:
    """``"yes"``, ``true``, ``1`` and their contraries; None for anything else."""
    word = fold(line_of(str(value).lower() if isinstance(value, bool) else value))
    return True if word in _YES else False if word in _NO else None


def days_of(value: Any, *, first: int) -> tuple[list[int], list[str]]:
    """ISO weekdays from numbers counted from Sunday (``first`` is Sunday's number) or from words; and what is no day."""
    days: list[int] = []
    strange: list[str] = []
    for part in list_of(value):
        day = _day(part, first)
        if day is None:
            strange.append(line_of(part) or type(part).__name__)
        elif day not in days:
            days.append(day)
    return days, strange


def hour_of(value: Any) -> tuple[time | None, str]:
    """An hour, or the words that are not one (``sera``)."""
    words = line_of(value)
    match = _HOUR.fullmatch(fold(words)) if words else None
    if match is None:
        return None, words
    hour, minute, half = int(match[1] or match[4]), int(match[2] or 0), match[3] or match[5]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return (time(hour, minute), "") if hour < 24 and minute < 60 else (None, words)


def url_of(value: Any) -> str:
    """A web address; nothing when it is not one."""
    words = line_of(value).strip()
    return words[:LONGEST_ADDRESS] if re.fullmatch(r"https?://[^\s<>\"']+", words, re.IGNORECASE) else ""


def first_of(item: Mapping[str, Any], names: Iterable[str]) -> Any:
    """The first of some fields that says something."""
    return next((item[name] for name in names if item.get(name) not in (None, "", [], {})), None)


def _day(part: Any, first: int) -> int | None:
    number = number_of(part)
    if number is None:
        return NUMBER_OF.get(fold(line_of(part)).strip("'’. ")) if isinstance(part, str) else None
    from_sunday = number - first
    if from_sunday not in range(7):
        return None
    return int(from_sunday) or 7


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, bool) or value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (_text(part) for part in value if not isinstance(part, list | tuple))))
    return str(value)


def _plain(text: str) -> str:
    if not _MARKUP.search(text):
        return text
    return html.unescape(nh3.clean(_BREAKS.sub("\n", text), tags=set()))
