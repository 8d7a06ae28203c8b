"""A series as iCalendar (RFC 5545): its rule with the days it skips, single times as exceptions of it, extra ones beside.

What happens once (a shift, a meeting) is ``single_event``; ``calendar_text`` is the frame around events of any kind.

A calendar cannot say "not on holidays": the days skipped are listed (EXDATE) from ``Window.start`` to ``Window.end``, and
listed anew at each reading. The hours are those of the wall clock in Italy (TZID), so they do not move with the season.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from ama_net.kernel.scheduling.recurrence import ROME, Change, Occurrence, Series, changed_time, span
from ama_net.kernel.scheduling.rules import days_of

MONTHS_BEHIND, MONTHS_AHEAD = 12, 18
FARTHEST = timedelta(days=4 * 366)
"""Where the first day of a rule is looked for: a fifth Monday of February may be years away."""


@dataclass(frozen=True)
class Window:
    """The days whose exceptions are listed. Whole months, so that a calendar is the same all month long."""

    start: date
    end: date

    @classmethod
    def around(cls, today: date) -> "Window":
        """From a year before the present month to a year and a half after it."""
        return cls(_month(today, -MONTHS_BEHIND), _month(today, MONTHS_AHEAD + 1) - timedelta(days=1))


@dataclass(frozen=True)
class EventTexts:
    """What the events of a series say. ``cancelled`` is the summary of a time called off; empty texts are left out.

    ``sequence`` counts the changes and ``stamp`` is when the last one was made: equal facts give equal bytes.
    """

    uid: str
    sequence: int
    stamp: datetime
    summary: str
    cancelled: str
    location: str = ""
    description: str = ""
    url: str = ""
    shows_notes: bool = True


@lru_cache(maxsize=8192)
def events_of(series: Series, texts: EventTexts, window: Window) -> bytes:
    """The VEVENTs of a series: first the one that comes back, then those unlike it. Those much asked for are kept."""
    last = _last_day(series)
    usual = _usual(series, texts, window, last)
    single = (_single(series, texts, change, last if usual else date.min) for change in series.changes)
    made: list[bytes] = [event.to_ical() for event in (usual, *single) if event is not None]
    return b"".join(made)


def single_event(texts: EventTexts, starts: datetime, ends: datetime, *, cancelled: bool = False) -> bytes:
    """The VEVENT of what happens once, between two instants. Called off it keeps its UID, and says so."""
    made: bytes = _event(texts, _shown(starts), _shown(ends), cancelled=cancelled).to_ical()
    return made


def calendar_text(
    title: str, events: Iterable[bytes], *, product: str, refresh: timedelta | None = None, method: str = "PUBLISH"
) -> bytes:
    """A whole calendar: its name, the time zone of its events, the events; ``refresh`` is how often to read it again."""
    calendar = Calendar()
    calendar.add("PRODID", f"-//ama-net//{product}//IT")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    # The name of RFC 7986, and the one that programs from before it read.
    for name in ("NAME", "X-WR-CALNAME"):
        calendar.add(name, title)
    calendar.add("X-WR-TIMEZONE", ROME.key)
    if refresh is not None:
        calendar.add("REFRESH-INTERVAL", refresh, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", f"PT{refresh // timedelta(hours=1)}H")
    made: bytes = calendar.to_ical()
    told = list(events)
    begun = made.removesuffix(b"END:VCALENDAR\r\n")
    return b"".join([begun, italian_time_zone() if told else b"", *told, b"END:VCALENDAR\r\n"])


@lru_cache(maxsize=1)
def italian_time_zone() -> bytes:
    """VTIMEZONE of Europe/Rome: the rule of the European Union since 1996 (directive 2000/84/EC)."""
    zone = Timezone()
    zone.add("TZID", ROME.key)
    for season, name, month, before, after in (
        (TimezoneDaylight(), "CEST", 3, 1, 2),
        (TimezoneStandard(), "CET", 10, 2, 1),
    ):
        first = {3: datetime(1996, 3, 31, 2), 10: datetime(1996, 10, 27, 3)}[month]  # noqa: DTZ001  # wall clock
        season.add("DTSTART", first)
        season.add("RRULE", vRecur.from_ical(f"FREQ=YEARLY;BYMONTH={month};BYDAY=-1SU"))
        season.add("TZNAME", name)
        season.add("TZOFFSETFROM", timedelta(hours=before))
        season.add("TZOFFSETTO", timedelta(hours=after))
        zone.add_component(season)
    made: bytes = zone.to_ical()
    return made


def _usual(series: Series, texts: EventTexts, window: Window, last: date) -> Event | None:
    """None when the rule gives no day: it has not begun before it stops."""
    given = days_of(series.rule, series.first, min(last, series.first + FARTHEST), limit=1)
    if not given:
        return None
    starts, ends = span(given[0], series.starts, series.ends)
    event = _event(texts, starts, ends if series.ends else None)
    event.add("RRULE", vRecur.from_ical(_rule_until(series, last)))
    changed = {change.original for change in series.changes}
    skipped = [
        day
        for day in _days_of_the_window(series, min(last, window.end), window.start)
        if day not in changed and series.skips(day)
    ]
    if skipped:
        event.add("EXDATE", [_wall(series, day) for day in skipped])
    return event


def _days_of_the_window(series: Series, until: date, start: date) -> list[date]:
    if not (series.pauses or series.closed.on_holidays or series.closed.in_august):
        return []  # nothing to look for
    return days_of(series.rule, series.first, until, after=start)


def _last_day(series: Series) -> date:
    """The last day the rule may give: said, or the eve of a pause that nobody knows the end of."""
    endless = (pause.first for pause in series.pauses if pause.last is None)
    paused = min(endless, default=date.max)
    return min(series.last or date.max, paused - timedelta(days=1) if paused != date.max else date.max)


def _rule_until(series: Series, last: date) -> str:
    """The rule with its end. A calendar takes a count or a last day, not both: whichever ends first is said."""
    parts = series.rule.split(";")
    said = next((part for part in parts if part.startswith("UNTIL=")), "")
    counted = next((part for part in parts if part.startswith("COUNT=")), "")
    if said:
        last = min(last, datetime.strptime(said[6:14], "%Y%m%d").date())  # noqa: DTZ007  # a day
    if last == date.max:
        return series.rule
    if counted and len(days_of(series.rule, series.first, last)) >= int(counted[6:]):
        return series.rule
    end = datetime.combine(last, time(23, 59, 59), ROME).astimezone(UTC)
    return ";".join([*(part for part in parts if part not in {said, counted}), f"UNTIL={end:%Y%m%dT%H%M%SZ}"])


def _single(series: Series, texts: EventTexts, change: Change, last: date) -> Event | None:
    """One time that is not as usual; an extra one, or one after the rule's ``last`` day, stands by itself."""
    told = changed_time(series, change)
    alone = change.original is None or change.original > last
    if told is None or (told.cancelled and alone):
        return None
    event = _event(texts, told.starts, told.known_end, told)
    if change.original is None or alone:
        event["UID"] = _extra_uid(texts.uid, told)
    else:
        event.add("RECURRENCE-ID", _wall(series, change.original))
    return event


def _wall(series: Series, day: date) -> datetime:
    """As the rule gives it: also an hour that the clocks skip that day."""
    return datetime.combine(day, series.starts, ROME)


def _extra_uid(uid: str, told: Occurrence) -> str:
    """An extra time is known by its line and its beginning: ``<line>-20270114T1800@host``."""
    line, _, host = uid.partition("@")
    return f"{line}-{told.starts:%Y%m%dT%H%M}@{host}"


def _shown(moment: datetime) -> datetime:
    """On the wall clock in Italy; the hour that comes twice is told in UTC the second time, for a TZID means the first."""
    local = moment.astimezone(ROME)
    return moment.astimezone(UTC) if local.fold else local


def _event(
    texts: EventTexts,
    starts: datetime,
    ends: datetime | None,
    told: Occurrence | None = None,
    *,
    cancelled: bool = False,
) -> Event:
    """Without an end that somebody said there is no DTEND (RFC 5545, 3.6.1: the event then ends as it starts)."""
    event = Event()
    cancelled = cancelled or (told is not None and told.cancelled)
    event.add("UID", texts.uid)
    event.add("SEQUENCE", texts.sequence)
    event.add("DTSTAMP", texts.stamp)
    event.add("LAST-MODIFIED", texts.stamp)
    event.add("DTSTART", starts)
    if ends is not None:
        event.add("DTEND", ends)
    event.add("SUMMARY", texts.cancelled if cancelled else texts.summary)
    event.add("STATUS", "CANCELLED" if cancelled else "CONFIRMED")
    # Who shares a calendar with family or colleagues shows them when one is busy, not where one goes.
    event.add("CLASS", "PRIVATE")
    note = told.change.note if told and told.change and texts.shows_notes else ""
    place = told.change.place if told and told.change else ""
    told_texts = {
        "LOCATION": place or texts.location,
        "DESCRIPTION": "\n".join(filter(None, (note, texts.description))),
        "URL": texts.url,
    }
    for name, text in told_texts.items():
        if text:
            event.add(name, text)
    return event


def _month(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
