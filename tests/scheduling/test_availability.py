"""When somebody may be booked: never outside the hours, never over something else, never at another hour when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ama_net.kernel.scheduling import ROME, ClosedDays
from ama_net.kernel.scheduling.availability import (
    DAY,
    Hours,
    House,
    Span,
    Starts,
    Unusual,
    WeeklyHours,
    closed_spans,
    free_of,
    instant_of,
    midnight,
    minute_of,
    minute_since_1970,
    spans_of,
    starts_of,
)

FROM, TO = date(2026, 1, 1), date(2027, 12, 31)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""The two Sundays on which the clocks change."""

days = st.dates(FROM, TO)
near_a_change = st.sampled_from([SPRING, AUTUMN]).flatmap(
    lambda day: st.integers(-3, 3).map(lambda number: day + timedelta(days=number))
)
stretches = st.tuples(st.integers(0, DAY - 5), st.integers(5, DAY)).filter(lambda pair: pair[0] < pair[1])


@st.composite
def weekly_hours(draw: st.DrawFn) -> WeeklyHours:
    starts, ends = draw(stretches)
    last = draw(st.none() | days)
    first = draw(days if last is None else st.dates(FROM, last))
    return WeeklyHours(
        draw(st.integers(0, 6)), starts, ends, first, last, draw(st.integers(1, 4)), draw(st.integers(1, 7))
    )


@st.composite
def unusual(draw: st.DrawFn) -> Unusual:
    first = draw(days)
    starts, ends = draw(stretches | st.just((0, DAY)))
    return Unusual(first, first + timedelta(days=draw(st.integers(0, 20))), draw(st.booleans()), starts, ends, 7)


def tuples(what: st.SearchStrategy[Unusual]) -> st.SearchStrategy[tuple[Unusual, ...]]:
    return st.lists(what, max_size=4).map(tuple)


closures = st.builds(ClosedDays, st.booleans(), st.booleans(), st.sampled_from(["", "BO", "RM", "XX"]))
houses = st.builds(House, closures, tuples(unusual()))
hours_of_people = st.builds(
    Hours, st.lists(weekly_hours(), min_size=1, max_size=4).map(tuple), tuples(unusual()), houses
)
minutes_long = st.integers(5, 240)
steps = st.integers(5, 240)


def local(minute: int) -> datetime:
    return instant_of(minute).astimezone(ROME)


@settings(max_examples=150, deadline=None)
@given(hours_of_people, minutes_long, steps, days | near_a_change)
def test_no_time_is_outside_the_hours(hours: Hours, minutes: int, step: int, first: date) -> None:
    for minute in starts_of(hours, minutes, step, first, first + timedelta(days=9)).minutes:
        begin = local(minute)
        shown = minute_of(begin.time())
        spans = [span for span in spans_of(hours, begin.date()) if span.starts <= shown < span.ends]
        whole = [span for span in spans if local(minute + minutes) <= _end(begin.date(), span.ends)]
        assert whole, "within no open hours"
        assert any((shown - span.grid) % step == 0 for span in whole), "not one of the times on offer"


def _end(day: date, minute: int) -> datetime:
    following = day + timedelta(days=minute // DAY)
    return datetime.combine(following, time(minute % DAY // 60, minute % 60), ROME).astimezone(UTC)


@settings(max_examples=100, deadline=None)
@given(hours_of_people, minutes_long, steps, days)
def test_nothing_is_offered_where_the_house_is_closed(hours: Hours, minutes: int, step: int, first: date) -> None:
    for minute in starts_of(hours, minutes, step, first, first + timedelta(days=9)).minutes:
        begin = local(minute)
        shown = minute_of(begin.time())
        assert not [shut for shut in closed_spans(hours.house, begin.date()) if shut.starts <= shown < shut.ends]


@settings(max_examples=150, deadline=None)
@given(
    hours_of_people,
    minutes_long,
    steps,
    days | near_a_change,
    st.lists(st.tuples(st.integers(0, 9 * DAY), st.integers(1, 600)), max_size=8),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_no_free_time_overlaps_what_is_taken(
    hours: Hours, minutes: int, step: int, first: date, taken: list[tuple[int, int]], before: int, after: int
) -> None:
    busy = [(midnight(first) + begin, midnight(first) + begin + length) for begin, length in taken]
    starts = starts_of(hours, minutes, step, first, first + timedelta(days=9))
    free = [minute for minute, _ in free_of(starts, busy, before=before, after=minutes + after)]
    apart = [
        minute
        for minute in starts.minutes
        if all(minute + minutes + after <= begin or minute - before >= end for begin, end in busy)
    ]
    assert free == apart


@settings(max_examples=150, deadline=None)
@given(weekly_hours(), minutes_long, steps, near_a_change)
def test_the_clocks_show_the_same_hour_before_and_after_they_change(
    rule: WeeklyHours, minutes: int, step: int, day: date
) -> None:
    always = WeeklyHours(day.weekday(), rule.starts, rule.ends, date(2020, 1, 1))
    for minute in starts_of(Hours((always,)), minutes, step, day, day).minutes:
        assert (minute_of(local(minute).time()) - rule.starts) % step == 0
        assert local(minute).date() == day


@settings(max_examples=60, deadline=None)
@given(hours_of_people, minutes_long, steps, days)
def test_a_stretch_of_days_gives_what_its_days_give(hours: Hours, minutes: int, step: int, first: date) -> None:
    whole = starts_of(hours, minutes, step, first, first + timedelta(days=6))
    single = [starts_of(hours, minutes, step, day, day) for day in (first + timedelta(days=n) for n in range(7))]
    assert whole == Starts(
        tuple(minute for one in single for minute in one.minutes), tuple(ways for one in single for ways in one.ways)
    )


def test_it_ends() -> None:
    always = tuple(WeeklyHours(weekday, 0, DAY, FROM) for weekday in range(7))
    assert (
        len(starts_of(Hours(always), 5, 5, FROM, FROM + timedelta(days=364)).minutes) == 365 * DAY // 5 - 12
    )  # an hour that was skipped


@pytest.mark.parametrize("day", [SPRING - timedelta(days=1), SPRING, AUTUMN - timedelta(days=1), AUTUMN])
def test_nine_stays_nine(day: date) -> None:
    hours = Hours((WeeklyHours(day.weekday(), 540, 720, FROM),))
    shown = [local(minute).time() for minute in starts_of(hours, 60, 60, day, day).minutes]
    assert shown == [time(9), time(10), time(11)]


def test_a_time_that_the_clocks_skip_is_not_offered() -> None:
    hours = Hours((WeeklyHours(6, 60, 300, FROM),))
    shown = [local(minute).time() for minute in starts_of(hours, 60, 60, SPRING, SPRING).minutes]
    assert shown == [time(1), time(3), time(4)]


def test_a_time_shown_twice_is_offered_once() -> None:
    hours = Hours((WeeklyHours(6, 120, 240, FROM),))
    found = starts_of(hours, 60, 60, AUTUMN, AUTUMN).minutes
    assert [instant_of(minute) for minute in found] == [
        datetime(2026, 10, 25, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 2, tzinfo=UTC),
    ]


def test_hours_that_end_while_the_clocks_skip_end_there() -> None:
    hours = Hours((WeeklyHours(6, 60, 150, FROM),))
    assert [local(minute).time() for minute in starts_of(hours, 60, 30, SPRING, SPRING).minutes] == [time(1)]


def test_every_two_weeks_counts_from_the_first_such_day() -> None:
    rule = WeeklyHours(2, 540, 600, date(2026, 12, 3), every=2)
    given_days = [day for day in (date(2026, 12, 1) + timedelta(days=n) for n in range(40)) if rule.gives(day)]
    assert given_days == [date(2026, 12, 9), date(2026, 12, 23), date(2027, 1, 6)]


def test_the_last_day_is_included() -> None:
    rule = WeeklyHours(2, 540, 600, date(2026, 12, 2), date(2026, 12, 9))
    assert [rule.gives(date(2026, 12, day)) for day in (2, 9, 16)] == [True, True, False]


WEDNESDAY = date(2027, 1, 13)
USUAL = WeeklyHours(2, 540, 1080, FROM)


def test_a_closure_of_some_hours_leaves_the_other_times_where_they_were() -> None:
    shut = Unusual(WEDNESDAY, WEDNESDAY, is_open=False, starts=560, ends=610)
    found = starts_of(Hours((USUAL,), (shut,)), 50, 60, WEDNESDAY, WEDNESDAY).minutes
    assert [local(minute).hour for minute in found] == [11, 12, 13, 14, 15, 16, 17]


def test_extra_hours_have_their_own_ways() -> None:
    extra = Unusual(WEDNESDAY, WEDNESDAY, is_open=True, starts=1140, ends=1200, ways=2)
    assert spans_of(Hours((USUAL,), (extra,)), WEDNESDAY) == [Span(540, 1080, -1, 540), Span(1140, 1200, 2, 1140)]


def test_the_narrower_of_two_counts() -> None:
    away = Unusual(WEDNESDAY - timedelta(days=5), WEDNESDAY + timedelta(days=5), is_open=False)
    back = Unusual(WEDNESDAY, WEDNESDAY, is_open=True, starts=600, ends=660)
    assert [(span.starts, span.ends) for span in spans_of(Hours((USUAL,), (back, away)), WEDNESDAY)] == [(600, 660)]


def test_of_two_equal_ones_the_closure_counts() -> None:
    there = Unusual(WEDNESDAY, WEDNESDAY, is_open=True, starts=600, ends=660)
    shut = Unusual(WEDNESDAY, WEDNESDAY, is_open=False, starts=600, ends=660)
    assert spans_of(Hours((), (shut, there)), WEDNESDAY) == spans_of(Hours((), (there, shut)), WEDNESDAY) == []


def test_who_is_open_when_the_house_is_closed_is_not_booked() -> None:
    epiphany = date(2027, 1, 6)
    extra = Unusual(epiphany, epiphany, is_open=True, starts=600, ends=660)
    assert spans_of(Hours((USUAL,), (extra,), House(ClosedDays(on_holidays=True))), epiphany) == []


def test_a_house_opened_on_a_holiday_is_open_in_those_hours() -> None:
    epiphany = date(2027, 1, 6)
    opened = Unusual(epiphany, epiphany, is_open=True, starts=600, ends=660)
    house = House(ClosedDays(on_holidays=True), (opened,))
    assert [(span.starts, span.ends) for span in spans_of(Hours((USUAL,), (), house), epiphany)] == [(600, 660)]


def test_minutes_and_instants_are_the_same_thing() -> None:
    moment = datetime(2027, 1, 13, 8, 30, tzinfo=UTC)
    assert instant_of(minute_since_1970(moment + timedelta(seconds=59))) == moment
