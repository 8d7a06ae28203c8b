"""A series as iCalendar, read back by a library nobody here wrote: it must meet exactly when the series does."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from ama_net.kernel.scheduling import (
    ROME,
    Change,
    ClosedDays,
    EventTexts,
    Pause,
    Series,
    Window,
    events_of,
    italian_time_zone,
    occurrences,
)

TODAY = date(2026, 11, 22)
WINDOW = Window.around(TODAY)
TEXTS = EventTexts(
    uid="linea@alba.example",
    sequence=7,
    stamp=datetime(2026, 11, 20, 9, 30, 15, 999, tzinfo=UTC),
    summary="Incontro",
    cancelled="Annullato: Incontro",
    location="Casa, via delle Prove 1",
    description="Prima una telefonata",
    url="https://alba.example/gruppi/alfa",
)
WEDNESDAYS = "FREQ=WEEKLY;BYDAY=WE"


def _series(rule: str = WEDNESDAYS, **values: Any) -> Series:
    plain = {"key": "a", "first": date(2026, 1, 1), "starts": time(18), "ends": time(19, 30), "rule": rule}
    return Series(**{**plain, **values})


def _calendar(series: Series, texts: EventTexts = TEXTS) -> Calendar:
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//prove//IT\r\n"
    read = Calendar.from_ical(head + italian_time_zone() + events_of(series, texts, WINDOW) + b"END:VCALENDAR\r\n")
    assert isinstance(read, Calendar)
    return read


Told = tuple[str, str, bool]


def _expanded(series: Series) -> list[Told]:
    """What a calendar program shows in the window: beginnings, ends (the beginning when unsaid), whether called off."""
    found = recurring_ical_events.of(_calendar(series)).between(WINDOW.start, WINDOW.end + timedelta(days=1))
    return sorted((_said(one["DTSTART"].dt), _said(_end(one)), one["STATUS"] == "CANCELLED") for one in found)


def test_end_that_nobody_said_is_not_in_the_calendar() -> None:
    series = _series(ends=None, changes=(Change(None, day=date(2027, 1, 15), starts=time(9)),))
    assert [("DTSTART" in event, "DTEND" in event) for event in _calendar(series).events] == [(True, False)] * 2


def _end(event: Any) -> datetime:
    end: datetime = event["DTEND"].dt if "DTEND" in event else event["DTSTART"].dt
    return end


def _expected(series: Series) -> list[Told]:
    found = occurrences(series, WINDOW.start, WINDOW.end, cancelled=True)
    return sorted((_said(one.starts), _said(one.known_end or one.starts), one.cancelled) for one in found)


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


@pytest.mark.parametrize(
    "series",
    [
        _series(),
        _series("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", first=date(2025, 11, 6)),
        _series("FREQ=MONTHLY;BYDAY=3MO"),
        _series("FREQ=MONTHLY;BYDAY=-1FR"),
        _series("FREQ=MONTHLY;BYDAY=1MO,3MO"),
        _series("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH", first=date(2026, 1, 21)),
        _series("FREQ=MONTHLY;INTERVAL=2;BYDAY=2SA", first=date(2026, 1, 20)),
        _series("FREQ=WEEKLY;BYDAY=WE;COUNT=30"),
        _series("FREQ=WEEKLY;BYDAY=WE;COUNT=30", last=date(2026, 4, 1)),
        _series("FREQ=WEEKLY;BYDAY=WE;COUNT=5", last=date(2027, 4, 1)),
        _series("FREQ=WEEKLY;BYDAY=WE;UNTIL=20270331"),
        _series("FREQ=WEEKLY;BYDAY=WE;UNTIL=20270331T000000Z", last=date(2027, 3, 3)),
        _series("FREQ=MONTHLY;BYMONTHDAY=31"),
        _series("FREQ=YEARLY", first=date(2024, 2, 29)),
        _series(last=date(2027, 3, 28)),
        _series(last=date(2025, 1, 1)),
        _series("FREQ=WEEKLY;BYDAY=SU", starts=time(22), ends=time(23, 59)),
        _series("FREQ=WEEKLY;BYDAY=SA", starts=time(23), ends=time(0, 30)),
        _series(ends=None),
        _series("FREQ=DAILY", closed=ClosedDays(on_holidays=True, province="FI")),
        _series(closed=ClosedDays(in_august=True)),
        _series(pauses=(Pause(date(2026, 12, 20), date(2027, 1, 10)), Pause(date(2027, 7, 1), date(2027, 9, 1)))),
        _series(pauses=(Pause(date(2026, 12, 20), None),)),
        _series(pauses=(Pause(date(2020, 1, 1), None),)),
        _series(changes=(Change(date(2027, 1, 13), day=date(2027, 1, 14), starts=time(20)),)),
        _series(changes=(Change(date(2027, 1, 13), cancelled=True),)),
        _series(changes=(Change(date(2027, 1, 14), cancelled=True),)),
        _series(changes=(Change(None, day=date(2027, 1, 15), starts=time(9), ends=time(10)),)),
        _series("", changes=(Change(None, day=date(2027, 1, 15), starts=time(9)),)),
        _series(closed=ClosedDays(on_holidays=True), changes=(Change(date(2027, 1, 6), day=date(2027, 1, 7)),)),
        _series(pauses=(Pause(date(2027, 1, 1), None),), changes=(Change(date(2027, 1, 13), day=date(2027, 1, 15)),)),
        _series(pauses=(Pause(date(2020, 1, 1), None),), changes=(Change(date(2027, 1, 13), place="Altrove"),)),
    ],
)
def test_calendar_meets_exactly_when_the_series_does(series: Series) -> None:
    assert _expanded(series) == _expected(series)


RULES = st.sampled_from(
    [
        *(WEDNESDAYS, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "FREQ=MONTHLY;BYDAY=3MO", "FREQ=MONTHLY;BYDAY=-1FR"),
        *("FREQ=DAILY;INTERVAL=5", "FREQ=MONTHLY;BYDAY=1SU,3SU", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=WEEKLY;COUNT=40"),
        *(
            "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU",
            "FREQ=WEEKLY;BYDAY=WE;UNTIL=20271001",
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TH",
        ),
    ]
)
DAYS = st.dates(WINDOW.start, WINDOW.end)
HOURS = st.times(min_value=time(4), max_value=time(20)).map(lambda hour: hour.replace(second=0, microsecond=0))


@st.composite
def _timetables(draw: st.DrawFn) -> Series:
    plain = _series(
        draw(RULES), first=draw(st.dates(date(2024, 1, 1), date(2027, 6, 1))), starts=draw(HOURS), ends=None
    )
    pauses = tuple(
        Pause(first, first + timedelta(days=draw(st.integers(0, 60)))) for first in draw(st.lists(DAYS, max_size=2))
    )
    if draw(st.integers(0, 4)) == 0:
        pauses += (Pause(draw(DAYS), None),)
    series = _series(
        plain.rule,
        first=plain.first,
        starts=plain.starts,
        ends=draw(st.sampled_from([None, (datetime.combine(TODAY, plain.starts) + timedelta(minutes=95)).time()])),
        last=draw(st.none() | DAYS),
        closed=ClosedDays(draw(st.booleans()), draw(st.booleans()), draw(st.sampled_from(["", "BO", "FI"]))),
        pauses=pauses,
    )
    given_days = [one.original for one in occurrences(series, WINDOW.start, WINDOW.end)]
    chosen = draw(st.lists(st.sampled_from(given_days), unique=True, max_size=4)) if given_days else []
    changes = tuple(draw(_changes(day)) for day in chosen if day)
    extra = Change(None, day=draw(DAYS), starts=time(3, 7)) if draw(st.booleans()) else None
    return _series(**{**vars(series), "changes": (*changes, *filter(None, [extra]))})


@st.composite
def _changes(draw: st.DrawFn, day: date) -> Change:
    if draw(st.booleans()):
        return Change(day, cancelled=True)
    moved = draw(st.none() | st.integers(-5, 5).map(lambda days: day + timedelta(days=days)))
    inside = moved if moved and WINDOW.start <= moved <= WINDOW.end else None
    return Change(day, day=inside, starts=draw(st.none() | HOURS), place=draw(st.sampled_from(["", "Altrove"])))


@settings(max_examples=150, deadline=None)
@given(series=_timetables())
def test_whatever_the_timetable_the_calendar_meets_exactly_when_it_does(series: Series) -> None:
    assert _expanded(series) == _expected(series)


def test_equal_facts_give_equal_bytes() -> None:
    first = events_of(_series(), TEXTS, WINDOW)
    events_of.cache_clear()
    assert events_of(_series(), TEXTS, WINDOW) == first


def test_uid_is_the_lines_and_an_extra_time_has_its_own() -> None:
    changes = (Change(date(2027, 1, 13), cancelled=True), Change(None, day=date(2027, 1, 15), starts=time(9)))
    events = _calendar(_series(changes=changes)).events
    assert [str(event["UID"]) for event in events] == [
        "linea@alba.example", "linea@alba.example", "linea-20270115T0900@alba.example",
    ]  # fmt: skip
    assert {event["SEQUENCE"] for event in events} == {7}


def test_time_called_off_says_so_and_time_moved_says_where_from() -> None:
    moved = Change(date(2027, 1, 20), day=date(2027, 1, 21), place="Sala 2", note="Portare una sedia")
    _usual, off, elsewhere = _calendar(_series(changes=(Change(date(2027, 1, 13), cancelled=True), moved))).events
    assert (off["STATUS"], off["SUMMARY"]) == ("CANCELLED", "Annullato: Incontro")
    assert (elsewhere["LOCATION"], elsewhere["DESCRIPTION"]) == ("Sala 2", "Portare una sedia\nPrima una telefonata")
    assert elsewhere["RECURRENCE-ID"].dt == datetime(2027, 1, 20, 18, tzinfo=ROME)


def test_every_time_is_said_on_the_wall_clock_of_italy() -> None:
    series = _series(closed=ClosedDays(in_august=True), changes=(Change(date(2027, 1, 13), starts=time(19)),))
    text = events_of(series, TEXTS, WINDOW).decode()
    said = [
        line.partition(":")[0]
        for line in text.splitlines()
        if line.startswith(("DTSTART", "DTEND", "EXDATE", "RECURRENCE"))
    ]
    assert {line.partition(";")[2] for line in said} == {"TZID=Europe/Rome"}


def test_time_zone_is_that_of_italy() -> None:
    zone = Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + italian_time_zone() + b"END:VCALENDAR\r\n").timezones[0].to_tz()
    for month, day in ((1, 7), (3, 28), (7, 1), (10, 31), (12, 1)):
        wall = datetime(2027, month, day, 4, tzinfo=ROME)
        assert wall.replace(tzinfo=zone).utcoffset() == wall.utcoffset()


def test_window_is_of_whole_months() -> None:
    assert (WINDOW.start, WINDOW.end) == (date(2025, 11, 1), date(2028, 5, 31))
    assert Window.around(date(2026, 11, 1)) == WINDOW


def test_what_people_wrote_cannot_break_out_of_its_line() -> None:
    note = "Ciao; a tutti,\r\nEND:VEVENT\nBEGIN:VEVENT " + "à" * 200
    series = _series(changes=(Change(date(2027, 1, 13), note=note),))
    text = events_of(series, TEXTS, WINDOW)
    assert text.count(b"\r\nBEGIN:VEVENT") + text.startswith(b"BEGIN:VEVENT") == 2
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
