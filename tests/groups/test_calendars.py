"""Calendars people subscribe to: which groups are in them, what they tell, when they change."""

import gzip
import html
import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
import recurring_ical_events
from icalendar import Calendar

from ama_net.features.groups.models import Frequency, Group, GroupPause, Kind, MeetingChange, Mode, Status
from ama_net.features.groups.timetable import series_of_group
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.scheduling import Window, occurrences
from tests.factories.groups import make_group, make_meeting, make_venue, theme
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]
OWN = "/gruppi/gruppo-alfa/calendario.ics"
DECEMBER = (date(2026, 12, 1), date(2026, 12, 31))


def _alfa(**values: Any) -> Group:
    group = make_group(venue_id=make_venue().id, **{"entry": "contact_first", "theme_id": theme().id, **values})
    make_meeting(group, ends=time(19, 30), starts_on=date(2026, 1, 1))
    return group


def _read(browser: Browser, address: str = OWN) -> Calendar:
    answer = browser.get(address)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    read = Calendar.from_ical(answer.data)
    assert isinstance(read, Calendar)
    return read


def _december(calendar: Calendar) -> list[tuple[str, str]]:
    found = recurring_ical_events.of(calendar).between(DECEMBER[0], DECEMBER[1])
    return sorted((f"{one['DTSTART'].dt:%d %H:%M}", str(one["SUMMARY"])) for one in found)


def _names(calendar: Calendar) -> list[str]:
    return sorted({str(event["SUMMARY"]) for event in calendar.events})


def test_group_has_a_calendar_of_its_meetings(fill: Fill, citizen: Browser) -> None:
    fill(_alfa)
    assert _december(_read(citizen)) == [(f"{day:02} 18:00", "Gruppo Alfa") for day in (2, 9, 16, 23, 30)]


def test_event_tells_where_and_how_to_get_in_and_nothing_of_the_theme(
    fill: Fill, citizen: Browser, alba: Standing
) -> None:
    meeting_id = fill(lambda: _alfa().meetings[0].id)
    event = _read(citizen).events[0]
    assert str(event["UID"]) == f"{meeting_id}@{alba.host}"
    assert str(event["LOCATION"]) == "Casa della comunità, via delle Prove 1, Bologna (BO)"
    page = str(event["URL"])
    assert page == f"http://{alba.host}:8000/gruppi/gruppo-alfa"
    assert str(event["DESCRIPTION"]).splitlines()[1:] == ["Come si entra: Prima una telefonata.", page]
    assert (event["SEQUENCE"], str(event["CLASS"]), "lutto" in event.to_ical().decode().lower()) == (
        0,
        "PRIVATE",
        False,
    )


def test_discreet_calendar_does_not_say_what_it_is_about(fill: Fill, citizen: Browser) -> None:
    def write() -> None:
        group = _alfa()
        change = MeetingChange(group_id=group.id, meeting_id=group.meetings[0].id, original_day=date(2026, 12, 9))
        change.cancelled, change.note = True, "Parole del gruppo"
        group.changes.append(change)

    fill(write)
    text = citizen.get(f"{OWN}?discreto=1").text
    assert "SUMMARY:Incontro\r\n" in text
    assert "SUMMARY:Annullato: Incontro\r\n" in text
    for word in ("Alfa", "alfa", "comunità", "DESCRIPTION", "URL", "Parole"):
        assert word not in text
    assert "via delle Prove 1" in text


def test_calendar_says_its_name_and_how_often_to_ask(fill: Fill, citizen: Browser) -> None:
    fill(_alfa)
    calendar = _read(citizen)
    assert (str(calendar["X-WR-CALNAME"]), calendar["REFRESH-INTERVAL"].to_ical()) == ("Gruppo Alfa", b"PT6H")
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Europe/Rome"]


def test_calendar_meets_exactly_when_the_group_does(fill: Fill, citizen: Browser) -> None:
    """Written in the database, published by its triggers, read by a library nobody here wrote."""
    window = Window.around(today())

    def write() -> list[str]:
        group = make_group()
        make_meeting(group, off_holidays=True, off_august=True, starts_on=date(2026, 1, 1), ends=time(20))
        make_meeting(
            group, weekday=5, frequency=Frequency.MONTHLY, month_week=5, starts=time(21), starts_on=date(2026, 1, 1)
        )
        make_meeting(
            group,
            weekday=None,
            frequency=Frequency.CUSTOM,
            rule="FREQ=WEEKLY;INTERVAL=3;BYDAY=SU",
            starts_on=date(2026, 3, 2),
        )
        make_meeting(group, frequency=Frequency.BIWEEKLY)  # nobody knows which weeks
        group.pauses.append(GroupPause(group_id=group.id, first_day=date(2027, 4, 1), last_day=date(2027, 5, 2)))
        moved = {"original_day": date(2026, 12, 2), "day": date(2026, 12, 3), "starts": time(17)}
        extra = {"original_day": None, "day": date(2026, 12, 4), "starts": time(10), "ends": time(12)}
        for values in (moved, extra):
            group.changes.append(MeetingChange(group_id=group.id, meeting_id=group.meetings[0].id, **values))
        db.session.flush()
        found = [one for series in series_of_group(group) for one in occurrences(series, window.start, window.end)]
        return sorted(f"{one.starts.isoformat()} {(one.known_end or one.starts).isoformat()}" for one in found)

    expected = fill(write)
    calendar = _read(citizen)
    found = recurring_ical_events.of(calendar).between(window.start, window.end.replace(month=window.end.month))
    # What reads calendars gives an event without an end its beginning as the end.
    met = sorted(f"{one['DTSTART'].dt.isoformat()} {one.get('DTEND', one['DTSTART']).dt.isoformat()}" for one in found)
    assert len(met) > 100
    assert met == [one for one in expected if one[:10] < window.end.isoformat()]


@pytest.mark.parametrize(
    "values",
    [
        {"is_example": True},
        {"published": False},
        {"confirmed_on": None},
        {"status": Status.UNCONFIRMED, "confirmed_on": None},
        {"kind": Kind.SERVICE},
        {"kind": Kind.RELATED_SERVICE},
    ],
)
def test_group_that_may_not_be_told_has_no_calendar_and_is_in_none(
    fill: Fill, citizen: Browser, values: dict[str, Any]
) -> None:
    fill(lambda: _alfa(**values))
    assert citizen.get(OWN).status_code == 404
    for address in ("/gruppi.ics", "/gruppi/calendario.ics?q=alfa", "/gruppi/calendario.ics"):
        assert _read(citizen, address).events == []


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.CLOSED])
def test_group_that_has_stopped_has_an_empty_calendar(fill: Fill, citizen: Browser, status: Status) -> None:
    """A telephone that gets no answer keeps the old dates; one that gets none to keep forgets them."""
    fill(lambda: _alfa(status=status))
    assert _read(citizen).events == []


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.CLOSED])
def test_protected_group_has_an_empty_calendar(fill: Fill, citizen: Browser, status: Status) -> None:
    """Who subscribed before it was protected keeps no dates of it."""
    fill(lambda: _alfa(status=status, hides_place=True))
    assert _read(citizen).events == []


def test_calendar_of_nobody_is_not_there(fill: Fill, citizen: Browser) -> None:
    assert citizen.get("/gruppi/nessuno/calendario.ics").status_code == 404


def test_everybodys_calendar_has_the_groups_of_this_association_only(
    fill: Fill, client: Callable[[str], Browser], alba: Standing, brig: Standing
) -> None:
    fill(lambda: (_alfa(), make_meeting(make_group("Gruppo Beta"))))
    assert _names(_read(client(alba.host), "/gruppi.ics")) == ["Gruppo Alfa", "Gruppo Beta"]
    assert _names(_read(client(brig.host), "/gruppi.ics")) == []
    assert client(brig.host).get(OWN).status_code == 404


def test_calendar_of_a_search_has_what_the_finder_finds(fill: Fill, citizen: Browser) -> None:
    def write() -> None:
        _alfa()
        make_meeting(make_group("Gruppo Beta", mode=Mode.ONLINE), weekday=1)
        make_meeting(make_group("Gruppo Gamma", municipality_code="038008"), weekday=1)

    fill(write)
    for query, names in {
        "tema=lutto": ["Gruppo Alfa"],
        "q=gama": ["Gruppo Gamma"],
        "giorno=1": ["Gruppo Beta", "Gruppo Gamma"],
        "modo=online&giorno=1": ["Gruppo Beta"],
        "comune=999999": [],
        "page=7": ["Gruppo Alfa", "Gruppo Beta", "Gruppo Gamma"],
        "giorno=x&page=-1&tipo=%00": ["Gruppo Alfa", "Gruppo Beta", "Gruppo Gamma"],
    }.items():
        assert _names(_read(citizen, f"/gruppi/calendario.ics?{query}")) == names, query


@pytest.mark.parametrize("address", [OWN, "/gruppi.ics", "/gruppi/calendario.ics?q=alfa"])
def test_unchanged_calendar_is_not_sent_again(fill: Fill, citizen: Browser, address: str) -> None:
    group_id = fill(lambda: _alfa().id)
    first = citizen.get(address)
    tag = first.headers["ETag"]
    again = citizen.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert first.headers["Cache-Control"] == "public, max-age=900"
    assert first.last_modified is not None
    fill(lambda: setattr(db.session.get(Group, group_id), "name", "Gruppo Alfa e Omega"))
    changed = citizen.get(address, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["ETag"] != tag) == (200, True)


def test_withdrawn_group_leaves_the_calendar_whoever_had_it(fill: Fill, citizen: Browser) -> None:
    group_id = fill(lambda: _alfa().id)
    first = citizen.get("/gruppi.ics")
    fill(lambda: setattr(db.session.get(Group, group_id), "hides_place", True))
    known = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    assert Calendar.from_ical(citizen.get("/gruppi.ics", headers=known).data).events == []


def test_discreet_and_english_calendars_are_others(fill: Fill, citizen: Browser) -> None:
    fill(_alfa)
    addresses = (OWN, f"{OWN}?discreto=1", f"/en{OWN}", "/gruppi.ics", "/gruppi.ics?discreto=1", "/en/gruppi.ics")
    assert len({citizen.get(address).headers["ETag"] for address in addresses}) == len(addresses)


def test_long_calendar_travels_packed_to_who_can_open_it(fill: Fill, citizen: Browser) -> None:
    fill(lambda: [make_meeting(make_group(f"Gruppo {n}")) for n in range(12)])
    plain = citizen.get("/gruppi.ics", headers={"Accept-Encoding": "identity"})
    packed = citizen.get("/gruppi.ics", headers={"Accept-Encoding": "gzip"})
    assert (packed.content_encoding, gzip.decompress(packed.data) == plain.data) == ("gzip", True)
    assert (plain.content_encoding, packed.headers["ETag"]) == (None, plain.headers["ETag"])


def test_equal_facts_give_equal_bytes(fill: Fill, citizen: Browser) -> None:
    fill(_alfa)
    assert citizen.get("/gruppi.ics").data == citizen.get("/gruppi.ics").data


@pytest.mark.parametrize("address", ["/gruppi.ics", "/gruppi/calendario.ics?q=gruppo", OWN])
def test_as_many_questions_for_many_groups_as_for_one(fill: Fill, citizen: Browser, address: str) -> None:
    fill(_alfa)
    citizen.get(address)
    with count_queries() as one:
        citizen.get(address)
    fill(lambda: [make_meeting(make_group(f"Gruppo {n}")) for n in range(12)])
    citizen.get(address)
    with count_queries() as many:
        citizen.get(address)
    assert len(many) == len(one)


def test_page_of_a_group_offers_its_calendar_the_discreet_one_first(fill: Fill, citizen: Browser) -> None:
    fill(_alfa)
    links = re.findall(r'href="(webcal:[^"]*)"', citizen.get("/gruppi/gruppo-alfa").text)
    assert links == [f"webcal://alba.localhost:8000{OWN}?discreto=1", f"webcal://alba.localhost:8000{OWN}"]


def test_page_of_a_protected_group_offers_none(fill: Fill, citizen: Browser) -> None:
    fill(lambda: _alfa(hides_place=True))
    page = citizen.get("/gruppi/gruppo-alfa").text
    assert ("webcal:" in page, "calendario.ics" in page, "prossimi incontri" in page) == (False, False, False)


def test_finder_offers_the_calendar_of_its_own_search(fill: Fill, citizen: Browser) -> None:
    fill(_alfa)
    query = "giorno=3&q=%22%3E%3Ci%3Ealfa"
    links = [html.unescape(link) for link in re.findall(r'href="(webcal:[^"]*)"', citizen.get(f"/gruppi?{query}").text)]
    assert links == [f"webcal://alba.localhost:8000/gruppi/calendario.ics?{query}{end}" for end in ("&discreto=1", "")]


@pytest.mark.parametrize("address", [OWN, "/gruppi.ics", "/gruppi/calendario.ics"])
def test_calendar_is_asked_so_often_and_no_more(fill: Fill, citizen: Browser, address: str) -> None:
    fill(_alfa)
    assert [citizen.get(address).status_code for _time in range(31)] == [200] * 30 + [429]
