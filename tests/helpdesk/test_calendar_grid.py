"""The hours of a day as a table: nothing is hidden, nothing stands over another, each column is whole."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ama_net.features.helpdesk.calendar_grid import Cell, Column, Grid, grid_of
from ama_net.features.helpdesk.queries_calendar import Entry, OpenHours
from ama_net.foundation.clock import ROME

DAY = date(2027, 3, 3)
ROSA = uuid4()


def _at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ROME)


def _thing(start: datetime, end: datetime, person_id: UUID = ROSA) -> Entry:
    return Entry(person_id, start, end)


def _grid(*entries: Entry, hours: tuple[OpenHours, ...] = (), day: date = DAY) -> Grid:
    return grid_of([Column(ROSA, "Rosa", day)], entries, hours)


def _entries(grid: Grid) -> list[tuple[str, int]]:
    return [(cell.hour, cell.rows) for _row, cell in sorted(grid.columns[0].cells.items()) if cell.entry]


def test_a_day_without_anything_is_nine_to_six() -> None:
    grid = _grid()
    assert (grid.first_minute, grid.rows, grid.hour_of(0), grid.hour_of(1)) == (540, 36, "9:00", "")


def test_fifty_minutes_are_rounded_to_the_nearest_quarter() -> None:
    assert _entries(_grid(_thing(_at(10), _at(10, 50)))) == [("10:00", 3)]


def test_early_and_late_things_widen_the_day() -> None:
    grid = _grid(_thing(_at(7, 30), _at(8)), _thing(_at(20), _at(21)))
    assert (grid.hour_of(0), grid.hour_of(grid.rows - 4)) == ("7:00", "20:00")


def test_two_things_that_would_share_a_quarter_stand_one_under_the_other() -> None:
    grid = _grid(_thing(_at(10), _at(10, 5)), _thing(_at(10, 5), _at(10, 10)), _thing(_at(10, 10), _at(10, 40)))
    assert _entries(grid) == [("10:00", 1), ("10:15", 1), ("10:30", 1)]


def test_what_begins_the_day_before_begins_at_midnight() -> None:
    grid = _grid(_thing(_at(22, day=DAY - timedelta(days=1)), _at(6)))
    assert _entries(grid) == [("00:00", 24)]


def test_of_somebody_else_nothing_is_shown() -> None:
    assert _entries(_grid(_thing(_at(10), _at(11), uuid4()))) == []


def test_open_hours_are_cut_at_each_hour_and_where_they_end() -> None:
    grid = _grid(hours=(OpenHours(ROSA, _at(9, 30), _at(11, 15)),))
    cells = [cell for _row, cell in sorted(grid.columns[0].cells.items())][:5]
    shown = [(cell.hour, cell.rows, cell.is_open) for cell in cells]
    assert shown == [
        ("09:00", 2, False),
        ("09:30", 2, True),
        ("10:00", 4, True),
        ("11:00", 1, True),
        ("11:15", 3, False),
    ]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25)])
def test_the_days_the_hour_changes_keep_the_wall_clock(day: date) -> None:
    assert _entries(_grid(_thing(_at(10, day=day), _at(11, day=day)), day=day)) == [("10:00", 4)]


minutes = st.integers(0, 24 * 60 - 1)


@given(
    st.lists(st.tuples(minutes, st.integers(1, 300)), max_size=12), st.lists(st.tuples(minutes, minutes), max_size=4)
)
def test_every_column_is_whole_and_holds_everything(
    things: list[tuple[int, int]], spans: list[tuple[int, int]]
) -> None:
    begin = _at(0)
    entries = [
        _thing(begin + timedelta(minutes=start), begin + timedelta(minutes=start + long)) for start, long in things
    ]
    hours = tuple(
        OpenHours(ROSA, begin + timedelta(minutes=start), begin + timedelta(minutes=end))
        for start, end in spans
        if start < end
    )
    grid = _grid(*entries, hours=hours)
    cells: dict[int, Cell] = grid.columns[0].cells
    covered = [row + number for row, cell in sorted(cells.items()) for number in range(cell.rows)]
    shown = sum(cell.entry is not None for cell in cells.values())
    assert (covered, shown) == (list(range(grid.rows)), len(entries))
