"""When a series meets: rules, closures, pauses, single changes, and the hour of the clock on the wall all year long."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ama_net.kernel.scheduling import (
    ROME,
    Change,
    ClosedDays,
    Occurrence,
    Pause,
    Series,
    WrongRule,
    check_rule,
    closed_days,
    next_occurrences,
    occurrences,
    rule_of,
)

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def _series(rule: str = "FREQ=WEEKLY;BYDAY=WE", **values: object) -> Series:
    plain = {"key": "a", "first": FIRST, "starts": time(18), "ends": time(19, 30), "rule": rule}
    return Series(**{**plain, **values})  # type: ignore[arg-type]


def _days(series: Series, after: date, before: date) -> list[str]:
    return [f"{one.starts:%d/%m}" for one in occurrences(series, after, before)]


def _january(series: Series) -> list[str]:
    return _days(series, date(2027, 1, 1), date(2027, 1, 31))


@pytest.mark.parametrize(
    ("frequency", "weekday", "week", "days"),
    [
        ("weekly", 3, None, ["06/01", "13/01", "20/01", "27/01"]),
        ("biweekly", 3, None, ["06/01", "20/01"]),
        ("monthly", 1, 3, ["18/01"]),
        ("monthly", 5, 5, ["29/01"]),
        ("monthly", 7, 1, ["03/01"]),
    ],
)
def test_the_ways_people_say_it(frequency: str, weekday: int, week: int | None, days: list[str]) -> None:
    rule = rule_of(frequency, weekday, week)
    assert rule is not None
    assert _january(_series(rule, first=date(2026, 1, 7))) == days


def test_every_two_weeks_counts_from_the_week_of_the_first_day() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"
    assert _january(_series(rule, first=date(2026, 12, 28))) == ["13/01", "27/01"]
    assert _january(_series(rule, first=date(2027, 1, 4))) == ["06/01", "20/01"]


def test_holidays_and_august_are_left_out_only_if_kept() -> None:
    assert _january(_series(closed=ClosedDays(on_holidays=True))) == ["13/01", "20/01", "27/01"]
    august = _series(closed=ClosedDays(in_august=True))
    assert _days(august, date(2027, 7, 26), date(2027, 9, 5)) == ["28/07", "01/09"]


@pytest.mark.parametrize(
    "day",
    [
        "01-01",
        "01-06",
        "03-28",
        "03-29",
        "04-25",
        "05-01",
        "06-02",
        "08-15",
        "10-04",
        "11-01",
        "12-08",
        "12-25",
        "12-26",
    ],
)
def test_italian_holidays_of_2027(day: str) -> None:
    """Easter is on 28 March; Saint Francis is a holiday again since 2026 (law 151/2025)."""
    assert date.fromisoformat(f"2027-{day}") in closed_days(2027)


def test_patron_saint_is_that_of_the_province() -> None:
    patron = date(2027, 10, 4)  # San Petronio of Bologna, on the day that is now everybody's
    assert (patron in closed_days(2025, "BO"), patron.replace(year=2025) in closed_days(2025, "BO")) == (False, True)
    assert date(2025, 6, 24) in closed_days(2025, "FI")
    assert date(2025, 6, 24) not in closed_days(2025, "BO")
    assert closed_days(2025, "XX") == closed_days(2025)


def test_what_was_moved_is_where_it_was_moved_even_within_a_pause() -> None:
    moved = Change(date(2027, 1, 13), day=date(2027, 1, 15))
    series = _series(changes=(moved,), pauses=(Pause(date(2027, 1, 11), date(2027, 1, 24)),))
    assert _january(series) == ["06/01", "15/01", "27/01"]


def test_change_of_a_day_the_rule_does_not_give_changes_nothing() -> None:
    series = _series(changes=(Change(date(2027, 1, 14), day=date(2027, 1, 15)),))
    assert _january(series) == ["06/01", "13/01", "20/01", "27/01"]


def test_without_a_rule_there_are_only_the_extra_times() -> None:
    series = _series("", changes=(Change(None, day=date(2027, 1, 15), starts=time(20)),))
    assert [f"{one.starts:%d %H:%M}-{one.ends:%H:%M}" for one in occurrences(series, FIRST, LAST)] == ["15 20:00-21:30"]


def test_end_that_nobody_said_is_not_known_even_if_a_change_moves_the_beginning() -> None:
    change = Change(date(2027, 1, 13), starts=time(20))
    series = _series(ends=None, changes=(change,))
    assert {one.known_end for one in occurrences(series, FIRST, LAST)} == {None}


def test_time_past_midnight_lasts_as_long_as_usual_when_moved() -> None:
    series = _series(starts=time(23), ends=time(0, 45), changes=(Change(date(2027, 1, 13), starts=time(22)),))
    (found,) = occurrences(series, date(2027, 1, 13), date(2027, 1, 13))
    assert f"{found.starts:%d %H:%M}-{found.known_end:%d %H:%M}" == "13 22:00-13 23:45"


@pytest.mark.parametrize(
    ("change", "times"),
    [
        (Change(date(2027, 1, 13), starts=time(20)), "20:00-21:30"),
        (Change(date(2027, 1, 13), ends=time(20)), "18:00-20:00"),
        (Change(date(2027, 1, 13), place="Altrove"), "18:00-19:30"),
        (Change(date(2027, 1, 13), starts=time(17), ends=time(17, 30)), "17:00-17:30"),
        (Change(date(2027, 1, 13), starts=time(23)), "23:00-00:30"),
    ],
)
def test_changed_hour_lasts_as_long_as_usual_unless_told(change: Change, times: str) -> None:
    found = occurrences(_series(changes=(change,)), date(2027, 1, 13), date(2027, 1, 13))
    assert [f"{one.starts:%H:%M}-{one.ends:%H:%M}" for one in found] == [times]


def test_the_nearest_of_several_series_come_in_order_and_what_is_on_is_still_there() -> None:
    many = [_series(), _series("FREQ=WEEKLY;BYDAY=TU", key="b")]
    moment = datetime(2027, 1, 13, 18, 30, tzinfo=ROME)
    assert [f"{one.starts:%d/%m}" for one in next_occurrences(many, moment, limit=3)] == ["13/01", "19/01", "20/01"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "OGNI TANTO", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;BYHOUR=3"),
        *("FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;UNTIL=20250101"),
        *("FREQ=WEEKLY;COUNT=X", "FREQ=WEEKLY;COUNT=0", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;UNTIL=2028"),
        *("FREQ=WEEKLY;" * 40, "FREQ=DAILY;UNTIL=99999999", "FREQ=DAILY;COUNT=3;UNTIL=20280101", "=;=", "FREQ", "\x00"),
    ],
)
def test_rule_that_cannot_be_kept_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(WrongRule) as refused:
        check_rule(text, FIRST)
    assert refused.value.args


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("rrule: freq=monthly; byday=1mo,3mo", "FREQ=MONTHLY;BYDAY=1MO,3MO"),
        ("FREQ=DAILY;COUNT=999999999", "FREQ=DAILY;COUNT=999999999"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH;", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH"),
    ],
)
def test_rule_is_kept_in_capitals_and_may_have_no_end(text: str, kept: str) -> None:
    assert check_rule(text, FIRST) == kept


RULES = st.sampled_from(
    [
        *("FREQ=WEEKLY;BYDAY=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "FREQ=DAILY", "FREQ=MONTHLY;BYDAY=-1SU"),
        *("FREQ=MONTHLY;BYDAY=1MO,3MO", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU"),
    ]
)
HOURS = st.times(min_value=time(4), max_value=time(22)).map(lambda hour: hour.replace(second=0, microsecond=0))


@given(rule=RULES, hour=HOURS, year=st.integers(1997, 2090))
def test_the_hour_on_the_wall_is_the_same_all_year(rule: str, hour: time, year: int) -> None:
    """The clocks change on the last Sundays of March and October: UTC differs, the wall does not."""
    series = _series(rule, first=date(year, 1, 1), starts=hour, ends=None)
    found = occurrences(series, date(year, 1, 1), date(year, 12, 31))
    assert {one.starts.time() for one in found} == {hour}
    assert {one.starts.utcoffset() for one in found} <= {timedelta(hours=1), timedelta(hours=2)}
    assert len({one.starts.astimezone(UTC).time() for one in found}) == 2  # winter and summer


@given(hour=HOURS, minutes=st.integers(30, 90))
def test_a_meeting_lasts_as_long_on_the_days_the_clocks_change(hour: time, minutes: int) -> None:
    end = (datetime.combine(FIRST, hour) + timedelta(minutes=minutes)).time()
    series = _series("FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU", starts=hour, ends=end)
    assert {one.ends - one.starts for one in occurrences(series, FIRST, LAST)} == {timedelta(minutes=minutes)}


def test_an_hour_the_clocks_skip_is_the_one_they_show() -> None:
    series = _series("FREQ=DAILY", starts=time(2, 30), ends=None)
    found: list[Occurrence] = occurrences(series, date(2027, 3, 28), date(2027, 3, 28))
    assert [(one.starts.time(), one.ends.time()) for one in found] == [(time(3, 30), time(5))]


@given(data=st.data(), after=st.dates(FIRST, LAST), length=st.integers(0, 200))
def test_part_of_the_days_is_that_part_of_all_the_days(data: st.DataObject, after: date, length: int) -> None:
    series = _series(data.draw(RULES), closed=ClosedDays(data.draw(st.booleans()), data.draw(st.booleans()), "BO"))
    whole = occurrences(series, FIRST, LAST + timedelta(days=400))
    before = after + timedelta(days=length)
    expected = [one for one in whole if after <= one.starts.date() <= before]
    assert occurrences(series, after, before) == expected
