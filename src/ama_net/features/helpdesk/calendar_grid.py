"""The hours of a day as a table: a column for each person (or day), a row for each quarter of an hour. Arithmetic on values.

What somebody has to do is one cell over its quarters, rounded to the nearest; what is between is cut at each full hour, open
or closed. Two things that would share a quarter after rounding stand one under the other: nothing is ever hidden.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from ama_net.features.helpdesk.queries_calendar import Entry, OpenHours
from ama_net.foundation.clock import ROME

QUARTER = 15
IN_AN_HOUR = 60 // QUARTER
USUAL = (9, 18)
"""The hours that are shown when nothing else is."""


@dataclass(frozen=True)
class Cell:
    """Some quarters of a column: an entry, or hours that are open or not. ``hour`` is where it begins, as ``9:30``."""

    rows: int
    minute: int
    is_open: bool = False
    entry: Entry | None = None

    @property
    def hour(self) -> str:
        """Where it begins, as a form writes it: ``09:30``."""
        return f"{self.minute // 60:02}:{self.minute % 60:02}"


@dataclass
class Column:
    """A person on a day: its cells by row."""

    person_id: UUID
    name: str
    day: date
    cells: dict[int, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """The table: its columns, and how many quarters from which minute of the day."""

    columns: Sequence[Column]
    first_minute: int
    rows: int

    def hour_of(self, row: int) -> str:
        """The full hour a row begins at; nothing for the other quarters."""
        minute = self.first_minute + row * QUARTER
        return f"{minute // 60}:00" if minute % 60 == 0 else ""


@dataclass(frozen=True)
class _Stretch:
    """Part of a column's day in minutes after midnight, as the clock shows it."""

    starts: int
    ends: int
    entry: Entry | None = None


def grid_of(columns: Sequence[Column], entries: Iterable[Entry], hours: Iterable[OpenHours]) -> Grid:
    """Lay out what some people have to do and when they are available; each column is given its cells."""
    things, opened = list(entries), list(hours)
    taken = [_stretches(things, column) for column in columns]
    free = [_stretches(opened, column) for column in columns]
    everything = [stretch for some in (*taken, *free) for stretch in some]
    first = min([USUAL[0], *(stretch.starts // 60 for stretch in everything)]) * 60
    last = max([USUAL[1], *(-(-stretch.ends // 60) for stretch in everything)]) * 60
    rows = (last - first) // QUARTER
    for column, some in zip(columns, taken, strict=True):
        column.cells = _placed(some, first)
        rows = max([rows, *(row + cell.rows for row, cell in column.cells.items())])
    for column, some in zip(columns, free, strict=True):
        _fill(column, some, first, rows)
    return Grid(columns, first, rows)


def _stretches(things: Iterable[Entry | OpenHours], column: Column) -> list[_Stretch]:
    """What of some things falls on a column's day."""
    begin = datetime.combine(column.day, datetime.min.time(), ROME)
    end = datetime.combine(column.day + timedelta(days=1), datetime.min.time(), ROME)
    theirs = (one for one in things if one.person_id == column.person_id)
    return [_stretch(one, column.day) for one in theirs if one.starts_at < end and one.ends_at > begin]


def _stretch(thing: Entry | OpenHours, day: date) -> _Stretch:
    starts, ends = thing.starts_at.astimezone(ROME), thing.ends_at.astimezone(ROME)
    first = starts.hour * 60 + starts.minute if starts.date() == day else 0
    last = ends.hour * 60 + ends.minute if ends.date() == day else 24 * 60
    return _Stretch(first, max(last, first + 1), thing if isinstance(thing, Entry) else None)


def _placed(taken: Iterable[_Stretch], first: int) -> dict[int, Cell]:
    """The entries by their first row, each at least one row long, none over another."""
    cells: dict[int, Cell] = {}
    free_from = 0
    for one in sorted(taken, key=lambda stretch: (stretch.starts, stretch.ends)):
        row = max(free_from, round((one.starts - first) / QUARTER))
        end = max(row + 1, round((one.ends - first) / QUARTER))
        cells[row] = Cell(rows=end - row, minute=first + row * QUARTER, entry=one.entry)
        free_from = end
    return cells


def _fill(column: Column, opened: Sequence[_Stretch], first: int, rows: int) -> None:
    """Put open and closed cells where there is no entry; one ends with the hour, or where the other kind begins."""
    row = 0
    while row < rows:
        if row in column.cells:
            row += column.cells[row].rows
            continue
        is_open, end = _is_open(row, opened, first), row + 1
        while end < rows and end not in column.cells and end % IN_AN_HOUR and _is_open(end, opened, first) == is_open:
            end += 1
        column.cells[row] = Cell(rows=end - row, minute=first + row * QUARTER, is_open=is_open)
        row = end


def _is_open(row: int, opened: Sequence[_Stretch], first: int) -> bool:
    minute = first + row * QUARTER
    return any(one.starts < minute + QUARTER and one.ends > minute for one in opened)
