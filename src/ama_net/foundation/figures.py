"""Figures that boards and institutions read: tables of counts in words, and until when what people did is counted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from ama_net.foundation.clock import today

YEARS_SHOWN = 10

Rows = list[tuple[str, int | None]]


@dataclass(frozen=True)
class Figure:
    """One table: what is counted, and ``(label, count)``; None is a number too small to be told."""

    key: str
    title: str
    rows: Rows
    chart: str = "bars"
    note: str = ""

    @property
    def total(self) -> int | None:
        """All of them; None when that would tell what is hidden, or nothing was counted."""
        counts = [count for _label, count in self.rows if count is not None]
        return sum(counts) if len(counts) == len(self.rows) and counts else None


def years() -> list[int]:
    """This year and those before it, the newest first."""
    return [today().year - back for back in range(YEARS_SHOWN)]


def year_of(typed: str) -> int | None:
    """The year somebody asked for, this one if they said nothing; None when there are no figures of it."""
    if not typed:
        return today().year
    return next((year for year in years() if str(year) == typed), None)


def csv_rows(year: int, figures: Iterable[Figure]) -> Iterator[tuple[object, ...]]:
    """The figures of a year as the rows of a file: year, figure, what, how many."""
    for figure in figures:
        for label, count in figure.rows:
            yield year, figure.title, label, _("non si dice") if count is None else count


def people_until(year: int) -> date | None:
    """Until when what people did is told: the end of the year, or of the last quarter that is over; None before that.

    Told day by day, the figures of today less those of yesterday would be one person.
    """
    quarter = date(today().year, 3 * ((today().month - 1) // 3) + 1, 1) - timedelta(days=1)
    until = min(date(year, 12, 31), quarter)
    return until if until.year == year else None


def said(counts: Mapping[Any, int | None], words: Mapping[Any, Any]) -> Rows:
    """In the order of the words; what was never counted is left out."""
    return [(str(word), counts[key]) for key, word in words.items() if key in counts]


def plain(counts: Mapping[Any, int | None], without: str) -> Rows:
    """By name; what has none comes last, under ``without``."""
    named = [(str(key) if key else without, count) for key, count in counts.items()]
    return sorted(named, key=lambda row: (row[0] == without, row[0]))


def month_names() -> list[str]:
    """The twelve months, short, in the language of the page."""
    locale = get_locale()
    names = locale.months["stand-alone"]["abbreviated"] if locale else {n: str(n) for n in range(1, 13)}
    return [str(names[n]) for n in range(1, 13)]
