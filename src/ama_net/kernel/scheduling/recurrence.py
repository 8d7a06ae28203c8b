"""The times of a series, in Italian wall-clock time: six in the evening stays six in the evening when the hour changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import islice
from zoneinfo import ZoneInfo

from ama_net.kernel.scheduling.closures import ClosedDays
from ama_net.kernel.scheduling.rules import days_of

ROME = ZoneInfo("Europe/Rome")
USUAL_LENGTH = timedelta(minutes=90)
"""Until when a meeting whose end nobody has said counts as not over yet. It is never told to anybody."""

ALWAYS_OPEN = ClosedDays()


@dataclass(frozen=True)
class Pause:
    """Days when nothing meets, both ends included; without ``last`` nobody knows yet when it starts again."""

    first: date
    last: date | None = None

    def has(self, day: date) -> bool:
        """Whether the day is in it."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Change:
    """One time of a series that is not as usual.

    ``original`` is the day it should have been (None: an extra one). Cancelled, or else on ``day`` (None: that same day),
    at ``starts`` (None: the usual hour), in ``place`` (empty: the usual one); ``note`` is what people are told.
    """

    original: date | None
    cancelled: bool = False
    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    note: str = ""


@dataclass(frozen=True)
class Series:
    """One line of a timetable. ``rule`` is an RRULE without its beginning; ``first`` the day it counts from.

    Without a rule there are only the extra times of ``changes``: who meets on announced days.
    """

    key: str
    first: date
    starts: time
    rule: str
    ends: time | None = None
    last: date | None = None
    closed: ClosedDays = ALWAYS_OPEN
    changes: tuple[Change, ...] = ()
    pauses: tuple[Pause, ...] = ()

    def skips(self, day: date) -> bool:
        """Whether the series does not meet on a day its rule gives: closed, paused, or changed by hand."""
        return self.closed.has(day) or any(pause.has(day) for pause in self.pauses)

    def gives(self, day: date) -> bool:
        """Whether its rule gives that day, met or skipped."""
        return (self.last is None or day <= self.last) and bool(days_of(self.rule, self.first, day, after=day))


@dataclass(frozen=True, order=True)
class Occurrence:
    """One time: aware instants in Europe/Rome. ``original`` is the day the rule gives, ``change`` what is unusual.

    ``ends`` is when it counts as over; what is told to people is ``known_end``.
    """

    starts: datetime
    ends: datetime
    series: Series = field(compare=False)
    original: date | None = field(default=None, compare=False)
    change: Change | None = field(default=None, compare=False)
    end_is_known: bool = field(default=True, compare=False)

    @property
    def known_end(self) -> datetime | None:
        """When it ends, if anybody has said."""
        return self.ends if self.end_is_known else None

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.change is not None and self.change.cancelled


def occurrences(series: Series, after: date, before: date, *, cancelled: bool = False) -> list[Occurrence]:
    """The times of a series on the days from ``after`` to ``before``, both included, in order.

    What falls in a closure or a pause is left out; what was moved by hand is where it was moved, even within one.
    Times called off are left out, unless ``cancelled`` asks for them. A change of a day that the rule does not give
    (any more) is no change of anything.
    """
    changed = {change.original: change for change in series.changes if change.original is not None}
    until = min(before, series.last) if series.last else before
    found = [
        _usual(series, day)
        for day in days_of(series.rule, series.first, until, after=after)
        if day not in changed and not series.skips(day)
    ]
    found += [
        one
        for change in series.changes
        if (one := changed_time(series, change)) is not None
        and after <= one.starts.date() <= before
        and (cancelled or not change.cancelled)
    ]
    return sorted(found)


def next_occurrences(
    many: Iterable[Series], moment: datetime, *, limit: int = 5, days: int = 400, cancelled: bool = False
) -> list[Occurrence]:
    """The nearest times of several series that have not ended yet at ``moment``, at most ``limit`` within ``days``."""
    today = moment.astimezone(ROME).date()
    lines = [_from(series, today, days, cancelled=cancelled) for series in many]
    return list(islice((one for one in merge(*lines) if one.ends > moment), limit))


def _from(series: Series, today: date, days: int, *, cancelled: bool) -> Iterator[Occurrence]:
    """In stretches of some weeks, so that who wants the next few does not pay for a year."""
    step, start, last = timedelta(days=45), today - timedelta(days=1), today + timedelta(days=days)
    while start <= last:
        end = min(start + step, last)
        yield from occurrences(series, start, end, cancelled=cancelled)
        start = end + timedelta(days=1)


def _usual(series: Series, day: date) -> Occurrence:
    starts, ends = span(day, series.starts, series.ends)
    return Occurrence(starts, ends, series, original=day, end_is_known=series.ends is not None)


def changed_time(series: Series, change: Change) -> Occurrence | None:
    """The time a change makes, as long as usual when only its beginning is said; None when it changes nothing."""
    day = change.day or change.original
    if day is None or (change.original is not None and not series.gives(change.original)):
        return None
    end = _end(series, change)
    starts, ends = span(day, change.starts or series.starts, end)
    return Occurrence(starts, ends, series, original=change.original, change=change, end_is_known=end is not None)


def _end(series: Series, change: Change) -> time | None:
    if change.ends or change.starts is None or change.starts == series.starts:
        return change.ends or series.ends
    if series.ends is None:
        return None
    length = datetime.combine(date.min, series.ends) - datetime.combine(date.min, series.starts)
    length %= timedelta(days=1)  # past midnight
    return (datetime.combine(date.min, change.starts) + length).time()


def span(day: date, starts: time, ends: time | None) -> tuple[datetime, datetime]:
    """Two instants in Europe/Rome; an end before its beginning is on the next day.

    An hour that the clocks skip (the last Sunday of March) becomes the one shown then: 02:30 is 03:30.
    """
    begin = _instant(day, starts)
    if ends is None:
        return begin, (begin.astimezone(UTC) + USUAL_LENGTH).astimezone(ROME)
    return begin, _instant(day if ends > starts else day + timedelta(days=1), ends)


def _instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ROME).astimezone(UTC).astimezone(ROME)
