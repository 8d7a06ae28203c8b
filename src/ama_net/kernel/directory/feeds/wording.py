"""The facts of a group in Italian sentences without markup, for feeds whose format has no field for them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from html import unescape
from typing import Any

from ama_net.kernel.directory.words import entry_words, meeting_words

A_DAY = timedelta(days=1)
MOST_CHANGES = 5

_MARKS = re.compile(r"[<>*_#`\[\]&|]|^[^\S\n]*[-+>]\s", re.MULTILINE)
_SPECIAL = frozenset("<>*_#`[]&|")

# Each reads a text once, whatever is in it: none begins again what it has read in vain.
_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_LINE_START = re.compile(r"^[^\S\n]*(?:#{1,6}|[-*+>])[^\S\n]+", re.MULTILINE)
_EMPHASIS = re.compile(r"[*`]+|(?<!\w)_+|(?<!_)_++(?!\w)")
_ANGLES = re.compile("[<>]")
MOST_LAYERS = 8

_MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip


def plain(text: str) -> str:
    """A text without Markdown, html or control characters; line breaks stay."""
    if not text or _is_tidy(text):
        return text
    if _MARKS.search(text):
        text = _without_markup(text)
    if not all(map(str.isprintable, text.split("\n"))):
        text = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" +", " ", text)).strip()


def _without_markup(text: str) -> str:
    """A text without Markdown and tags: those within tags, those written as entities, and what was left open.

    What takes more than ``MOST_LAYERS`` to open is nobody's writing, and loses what could still be opened.
    """
    for _ in range(MOST_LAYERS):
        bare = unescape(_TAG.sub("", text))
        bare = _EMPHASIS.sub("", _LINE_START.sub("", _LINK.sub(r"\1", bare)))
        if bare == text:
            break
        text = bare
    else:
        text = text.replace("&", "")
    return _ANGLES.sub(" ", text)  # a space: nothing on its two sides may join into something else


def _is_tidy(text: str) -> bool:
    """Whether there is nothing to take away. Nearly always so: asked first, since ten thousand groups have many texts."""
    return (
        text.isprintable()
        and _SPECIAL.isdisjoint(text)
        and "  " not in text
        and text[0] not in "-+"
        and text == text.strip()
    )


@lru_cache(maxsize=4096)
def day_words(day: date) -> str:
    """``3 dicembre 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def notes_of(row: Any, day: date) -> str:
    """When, first of all; then what is unusual, how to get in, and what the group says of itself."""
    sentences = [*timetable_words(row, day), *closure_words(row, day), *change_words(row, day), *_ways_in(row)]
    told = " ".join(_sentence(words) for words in sentences if words)
    return "\n\n".join(part for part in (told, plain(row.description)) if part)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith((".", "!", "?")) else ".")


def timetable_words(row: Any, day: date) -> list[str]:
    """Each line of the timetable that has not ended, in words."""
    return [words for meeting in row.meetings if not has_ended(meeting, day) and (words := line_words(meeting, day))]


def has_ended(meeting: Mapping[str, Any], day: date) -> bool:
    """Whether a line of the timetable is of the past."""
    return bool(meeting["ends_on"]) and date.fromisoformat(meeting["ends_on"]) < day


def line_words(meeting: Mapping[str, Any], day: date) -> str:
    """``un mercoledì ogni due settimane, ore 18:00-19:30, dal 2 dicembre 2026``; "" when nothing is known."""
    usual = plain(meeting_words(meeting, "it"))
    if not usual:
        return ""
    more = [usual]
    if meeting["frequency"] == "custom":
        more.append("con una cadenza particolare: le date sono sulla pagina del gruppo")
    begins = date.fromisoformat(meeting["starts_on"]) if meeting["starts_on"] else None
    if begins and begins > day:
        more.append(f"dal {day_words(begins)}")
    if meeting["ends_on"]:
        more.append(f"fino al {day_words(date.fromisoformat(meeting['ends_on']))}")
    off = [said for key, said in (("off_holidays", "nei giorni festivi"), ("off_august", "in agosto")) if meeting[key]]
    return ", ".join(more) + (f" (non {' e '.join(off)})" if off else "")


def closure_words(row: Any, day: date) -> list[str]:
    """The pauses of today and those to come."""
    found = [] if row.status != "suspended" or _paused(row, day) else ["Per ora il gruppo è sospeso"]
    for pause in row.pauses:
        first, last = span_of(pause)
        if last is not None and last < day:
            continue
        when = f"dal {day_words(first)}" if first > day else "ora"
        until = f"fino al {day_words(last)}" if last else "finché non sarà detto"
        reason = plain(pause["reason"])
        found.append(f"Sospeso {when} {until}" + (f": {reason}" if reason else ""))
    return found


def change_words(row: Any, day: date) -> list[str]:
    """The single times to come that are not as usual."""
    coming = [change for change in row.changes if (_last_day(change) or date.min) >= day]
    return [_change(change) for change in coming[:MOST_CHANGES]]


def _change(change: Mapping[str, Any]) -> str:
    original = date.fromisoformat(change["original"]) if change["original"] else None
    note = f": {plain(change['note'])}" if change["note"] else ""
    if original and change["cancelled"]:
        return f"Il {day_words(original)} non ci si incontra{note}"
    moved = date.fromisoformat(change["day"]) if change["day"] else original
    assert moved is not None  # the table does not take a change without any day
    hours = f", ore {change['starts']}" if change["starts"] else ""
    place = f", {plain(change['place'])}" if change["place"] else ""
    instead = f" invece del {day_words(original)}" if original and original != moved else ""
    return f"Il {day_words(moved)}{instead} ci si incontra{hours}{place}{note}"


def _ways_in(row: Any) -> Iterator[str]:
    if row.status == "starting":
        yield "Gruppo in avvio"
    yield entry_words(row.entry, "it")
    if row.newcomers is False:
        yield "Per ora non accoglie persone nuove"


def _paused(row: Any, day: date) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in map(span_of, row.pauses))


def is_closed(row: Any, day: date) -> bool:
    """Whether it does not meet in these days: suspended, paused, or all its lines stay at home in August."""
    lines = [meeting for meeting in row.meetings if not has_ended(meeting, day)]
    august = day.month == 8 and bool(lines) and all(meeting["off_august"] for meeting in lines)
    return row.status == "suspended" or _paused(row, day) or august


def span_of(pause: Mapping[str, Any]) -> tuple[date, date | None]:
    """The first and the last day of a pause."""
    last = pause["last"]
    return date.fromisoformat(pause["first"]), date.fromisoformat(last) if last else None


def holds_until(row: Any, day: date) -> date:
    """The first day after this one on which a group is told otherwise, without anybody changing anything."""
    turns = [date(day.year, 8, 1), date(day.year, 9, 1)] if any(line["off_august"] for line in row.meetings) else []
    for meeting in row.meetings:
        turns += [date.fromisoformat(meeting["starts_on"])] if meeting["starts_on"] else []
        turns += [date.fromisoformat(meeting["ends_on"]) + A_DAY] if meeting["ends_on"] else []
    for pause in row.pauses:
        first, last = span_of(pause)
        turns += [first, *([last + A_DAY] if last else [])]
    turns += [last + A_DAY for change in row.changes if (last := _last_day(change))]
    return min((turn for turn in turns if turn > day), default=date(day.year + 1, 1, 1))


def _last_day(change: Mapping[str, Any]) -> date | None:
    days = [date.fromisoformat(change[name]) for name in ("original", "day") if change[name]]
    return max(days, default=None)
