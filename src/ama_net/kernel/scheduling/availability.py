"""When somebody may be booked: weekly hours, the days that are not as usual, what is taken already. Arithmetic on values.

Hours are written as the wall clock shows them and worked out day by day, so that nine o'clock stays nine when the hour
changes; a time that the clocks skip is not offered. From there on everything is whole minutes: of the day for hours,
since 1970 (UTC) for instants. Ways of meeting are a set of bits whose meaning belongs to the room that asks.

Which of two days "not as usual" counts is decided by their length, in days and then in hours: the narrower one; of two equal ones, the closure. Usual
closures (holidays, the patron saint, August) are the widest of all. What is closed for the whole house is closed for all.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from ama_net.foundation.clock import ROME
from ama_net.kernel.scheduling.closures import ClosedDays
from ama_net.kernel.scheduling.recurrence import ALWAYS_OPEN

DAY = 24 * 60
ANY_WAY = -1
"""Every bit: whatever the way of meeting."""

_MIDNIGHT = time(tzinfo=ROME)


class WeeklyHours(NamedTuple):
    """Hours of a weekday (0 is Monday), every n weeks counted from the first such day on or after ``first``."""

    weekday: int
    starts: int
    ends: int
    first: date
    last: date | None = None
    every: int = 1
    ways: int = ANY_WAY

    def gives(self, day: date) -> bool:
        """Whether the rule gives that day."""
        if day.weekday() != self.weekday or day < self.first or (self.last is not None and day > self.last):
            return False
        return self.every == 1 or ((day - self.first).days // 7) % self.every == 0


class Unusual(NamedTuple):
    """Days, both ends included, on which these hours are open or closed though they usually are not."""

    first: date
    last: date
    is_open: bool
    starts: int = 0
    ends: int = DAY
    ways: int = ANY_WAY


class House(NamedTuple):
    """What is closed for everybody: the usual closures and the days written by hand."""

    closed: ClosedDays = ALWAYS_OPEN
    unusual: tuple[Unusual, ...] = ()


OPEN_HOUSE = House()


class Hours(NamedTuple):
    """All that decides when one person may be booked, before what they have to do already."""

    weekly: tuple[WeeklyHours, ...] = ()
    unusual: tuple[Unusual, ...] = ()
    house: House = OPEN_HOUSE


class Span(NamedTuple):
    """Open hours of a day, in minutes after midnight. ``grid``: from where the times on offer are counted.

    A closure that bites off the beginning does not shift the other times: they stay where they were.
    """

    starts: int
    ends: int
    ways: int
    grid: int


class Starts(NamedTuple):
    """Times on offer, in order: when each begins (minutes since 1970) and in which ways one may meet."""

    minutes: tuple[int, ...] = ()
    ways: tuple[int, ...] = ()


def minute_of(hour: time) -> int:
    """A time of the day in minutes after midnight."""
    return hour.hour * 60 + hour.minute


def end_minute_of(hour: time) -> int:
    """When hours end, in minutes after midnight: at 0:00 the day is over."""
    return minute_of(hour) or DAY


def spans_of(hours: Hours, day: date) -> list[Span]:
    """The open hours of a day, closures taken out; two that overlap stay two."""
    spans = [Span(rule.starts, rule.ends, rule.ways, rule.starts) for rule in hours.weekly if rule.gives(day)]
    for one in _narrowest_last(hours.unusual, day):
        if one.is_open:
            spans.append(Span(one.starts, one.ends, one.ways, one.starts))
        else:
            spans = _without(spans, one.starts, one.ends)
    if spans:
        for shut in closed_spans(hours.house, day):
            spans = _without(spans, shut.starts, shut.ends)
    return spans


def closed_spans(house: House, day: date) -> list[Span]:
    """The hours of a day in which nobody may be booked."""
    shut = [Span(0, DAY, ANY_WAY, 0)] if house.closed.has(day) else []
    for one in _narrowest_last(house.unusual, day):
        if one.is_open:
            shut = _without(shut, one.starts, one.ends)
        else:
            shut.append(Span(one.starts, one.ends, ANY_WAY, one.starts))
    return shut


@lru_cache(maxsize=512)
def starts_of(hours: Hours, minutes: int, step: int, first: date, last: date) -> Starts:
    """Every time on offer on the days from ``first`` to ``last``, both included, of something that lasts some minutes.

    Times begin every ``step`` minutes from the beginning of the open hours, and all of each is within them.
    """
    found: dict[int, int] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for span in spans_of(hours, day):
            for begin in _begins(span, day, minutes, step):
                found[begin] = found.get(begin, 0) | span.ways
    ordered = sorted(found)
    return Starts(tuple(ordered), tuple(found[begin] for begin in ordered))


def free_of(
    starts: Starts, busy: Iterable[tuple[int, int]], *, before: int, after: int, later_than: int = 0
) -> Iterator[tuple[int, int]]:
    """The times (begin, ways) that nothing overlaps; ``before`` and ``after`` are what each takes around its beginning.

    ``busy`` are stretches ``[from, to)`` in minutes since 1970, in any order: one thing may begin when another ends.
    """
    minutes = starts.minutes
    past = bisect_right(minutes, later_than)
    is_free = bytearray(past) + b"\x01" * (len(minutes) - past)
    for begin, end in busy:
        low = bisect_right(minutes, begin - after)
        high = bisect_left(minutes, end + before, low)
        if low < high:
            is_free[low:high] = bytes(high - low)
    return compress(zip(minutes, starts.ways, strict=True), is_free)


def instant_of(minute: int) -> datetime:
    """The instant of a minute since 1970, in UTC."""
    return datetime.fromtimestamp(minute * 60, UTC)


def minute_since_1970(moment: datetime) -> int:
    """The minute an instant falls in."""
    return int(moment.timestamp() // 60)


@lru_cache(maxsize=2048)
def midnight(day: date) -> int:
    """When a day begins in Italy, in minutes since 1970."""
    return minute_since_1970(datetime.combine(day, _MIDNIGHT))


def moment_on(day: date, minute: int) -> int | None:
    """When the clocks show a minute of a day (24:00 too), since 1970; None when they skip it; of two, the first."""
    begin, following = midnight(day), midnight(day + timedelta(days=1))
    if following - begin == DAY or minute == DAY:
        return begin + minute if minute < DAY else following
    shown = datetime.combine(day, time(minute // 60, minute % 60), ROME)
    there = shown.astimezone(UTC).astimezone(ROME)
    return minute_since_1970(shown) if there.time() == shown.time() else None


def _begins(span: Span, day: date, minutes: int, step: int) -> Iterator[int]:
    first = span.grid + -(-(span.starts - span.grid) // step) * step
    ends = _edge(day, span.ends)
    for minute in range(first, span.ends, step):
        begin = moment_on(day, minute)
        if begin is not None and begin + minutes <= ends:
            yield begin


def _edge(day: date, minute: int) -> int:
    """Until when hours that end at a minute go on: one that the clocks skip is when they skip."""
    found = moment_on(day, minute)
    while found is None:
        minute -= 1
        found = moment_on(day, minute)
        if found is not None:
            return found + 1
    return found


def _narrowest_last(unusual: Iterable[Unusual], day: date) -> list[Unusual]:
    there = [one for one in unusual if one.first <= day <= one.last]
    return sorted(there, key=lambda one: (one.first - one.last, one.starts - one.ends, not one.is_open))


def _without(spans: list[Span], starts: int, ends: int) -> list[Span]:
    kept = []
    for span in spans:
        if starts >= span.ends or ends <= span.starts:
            kept.append(span)
            continue
        if span.starts < starts:
            kept.append(Span(span.starts, starts, span.ways, span.grid))
        if ends < span.ends:
            kept.append(Span(ends, span.ends, span.ways, span.grid))
    return kept
