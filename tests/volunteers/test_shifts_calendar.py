"""The calendar of a volunteer's shifts: what it tells, to whom, and for how long its address works."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from ama_net.features.volunteers.models import Shift, ShiftPreference
from ama_net.features.volunteers.operations.shift_preferences import choose, renew_calendar, revoke_calendar
from ama_net.features.volunteers.operations.shifts import cancel_shift
from ama_net.features.volunteers.operations.signups import hand_over, leave_place, take_place
from ama_net.features.volunteers.queries_shift_preferences import preferences_of
from ama_net.features.volunteers.shift_calendar import calendar_of
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.volunteers import make_shift, make_volunteer
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.my_shift_acts import in_hours, placed, rules, volunteer

At = Callable[[str], Browser]


@pytest.fixture
def gina(in_alba: Standing) -> Person:
    """A volunteer who may leave shifts until they begin."""
    rules(leave_hours=0)
    return volunteer("Gina")


def _events(person: Person, *, says_activity: bool = False) -> list[Any]:
    db.session.flush()
    db.session.expire_all()
    read = Calendar.from_ical(calendar_of(person.id, says_activity=says_activity))
    assert isinstance(read, Calendar)
    return read.events


def test_it_tells_when_and_where_and_nothing_else(gina: Person) -> None:
    place = placed(gina, make_shift(in_hours(50), title="Gruppo del lutto", notes="Chiavi da Maria", maximum=3))
    placed(volunteer("Ludovica"), place.shift)
    (event,) = _events(gina)
    assert (event["SUMMARY"], event["LOCATION"], event["STATUS"]) == (
        "Turno di volontariato",
        "Sede inventata",
        "CONFIRMED",
    )
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (place.shift.starts_at, place.shift.ends_at)
    text = calendar_of(gina.id, says_activity=True).decode()
    assert [word for word in ("lutto", "Maria", "Ludovica", "Gina") if word in text] == []


def test_it_names_the_activity_for_who_wishes(gina: Person) -> None:
    placed(gina)
    assert [event["SUMMARY"] for event in _events(gina, says_activity=True)] == ["Turno: Sportello"]


def test_the_hours_are_those_of_the_wall_clock_in_italy(gina: Person) -> None:
    summer = datetime(2027, 7, 1, 18, tzinfo=ROME)
    placed(gina, make_shift(summer))
    text = calendar_of(gina.id, says_activity=False).decode()
    assert "DTSTART;TZID=Europe/Rome:20270701T180000" in text
    assert text.count("BEGIN:VTIMEZONE") == 1


def test_the_night_the_clocks_go_back_keeps_its_length(gina: Person) -> None:
    starts = datetime(2027, 10, 31, 1, 30, tzinfo=ROME)
    shift = make_shift(starts, ends_at=datetime(2027, 10, 31, 2, 30, tzinfo=ROME, fold=1))
    placed(gina, shift)
    (event,) = _events(gina)
    assert event["DTEND"].dt - event["DTSTART"].dt.astimezone(event["DTEND"].dt.tzinfo) == timedelta(hours=2)


def test_what_was_left_stays_as_cancelled_with_a_higher_sequence(gina: Person) -> None:
    place = placed(gina)
    (before,) = _events(gina)
    leave_place(place, by=SYSTEM)
    (after,) = _events(gina)
    assert (after["UID"], after["STATUS"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], "CANCELLED", True)
    assert after["SUMMARY"] == "Annullato: Turno di volontariato"


def test_who_comes_back_to_it_has_one_event_with_a_higher_sequence_still(gina: Person) -> None:
    place = placed(gina)
    leave_place(place, by=SYSTEM)
    (left,) = _events(gina)
    take_place(place.shift, gina, by=SYSTEM)
    (again,) = _events(gina)
    assert (again["UID"], again["STATUS"], again["SEQUENCE"] > left["SEQUENCE"]) == (left["UID"], "CONFIRMED", True)


def test_a_shift_called_off_is_cancelled(gina: Person) -> None:
    place = placed(gina)
    (before,) = _events(gina)
    cancel_shift(place.shift, why="neve", by=SYSTEM)
    (after,) = _events(gina)
    assert (after["STATUS"], after["SEQUENCE"] > before["SEQUENCE"]) == ("CANCELLED", True)


def test_a_place_passed_on_is_in_the_other_calendar(gina: Person) -> None:
    other = volunteer("Olmo")
    hand_over(placed(gina), other, by=SYSTEM)
    assert [[event["STATUS"] for event in _events(one)] for one in (gina, other)] == [["CANCELLED"], ["CONFIRMED"]]


def test_shifts_over_for_more_than_a_month_are_left_out(gina: Person) -> None:
    for days, hour in ((-20, 9), (-40, 9)):
        place = placed(gina, hours=50 + days)
        place.shift.starts_at = in_hours(days * 24 + hour)
        place.shift.ends_at = place.shift.starts_at + timedelta(hours=2)
        db.session.flush()
    assert len(_events(gina)) == 1


def test_equal_facts_are_equal_bytes(gina: Person) -> None:
    placed(gina)
    assert calendar_of(gina.id, says_activity=False) == calendar_of(gina.id, says_activity=False)


def test_a_calendar_asks_as_much_for_one_shift_as_for_many(gina: Person) -> None:
    placed(gina, hours=50)
    calendar_of(gina.id, says_activity=False)
    db.session.expire_all()
    with count_queries() as few:
        calendar_of(gina.id, says_activity=False)
    for number in range(4):
        placed(gina, hours=60 + number * 5)
    db.session.expire_all()
    with count_queries() as many:
        calendar_of(gina.id, says_activity=False)
    assert len(many) == len(few)


def test_a_new_address_ends_the_old_one(gina: Person) -> None:
    first, second = renew_calendar(gina.id, by=SYSTEM), renew_calendar(gina.id, by=SYSTEM)
    row = preferences_of([gina.id])[gina.id]
    assert (first != second, row.token) == (True, second)


def test_of_two_rows_made_one_the_newest_holds_and_revoking_ends_both(gina: Person) -> None:
    renew_calendar(gina.id, by=SYSTEM)
    other = ShiftPreference(person_id=gina.id, wants_reminders=False)
    other.token, other.token_digest = "altro", b"altro"
    db.session.add(other)
    db.session.flush()
    revoke_calendar(gina.id, by=SYSTEM)
    assert [row.token_digest for row in db.session.query(ShiftPreference)] == [None, None]


@contextmanager
def _at_work(app: Flask, standing: Standing) -> Iterator[None]:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        yield


@pytest.fixture
def vito(app: Flask, alba: Standing, client: At) -> Browser:
    """The volunteer of the cast with a shift, signed in."""
    with _at_work(app, alba):
        rules()
        make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
        placed(db.session.get_one(Person, player(alba, Role.VOLUNTEER).person_id))
    return sign_in(client(alba.host), alba, Role.VOLUNTEER)


def _address(browser: Browser) -> str:
    """The secret address as the page shows it."""
    page = browser.get("/my/turni/calendario").text
    return page.partition("/turni/")[2] and "/turni/" + page.split("<code>")[1].split("/turni/")[1].split("</code>")[0]


def test_the_address_works_without_signing_in_and_is_kept_by_nobody(alba: Standing, vito: Browser, client: At) -> None:
    vito.submit("/my/turni/calendario/indirizzo")
    answer = client(alba.host).get(_address(vito))
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert (answer.headers["X-Robots-Tag"], answer.headers["Cache-Control"]) == ("noindex", "private, max-age=900")
    assert ("Access-Control-Allow-Origin" in answer.headers, "Set-Cookie" in answer.headers) == (False, False)
    assert answer.text.count("BEGIN:VEVENT") == 1


def test_who_has_it_already_is_told_so(alba: Standing, vito: Browser, client: At) -> None:
    vito.submit("/my/turni/calendario/indirizzo")
    browser, address = client(alba.host), _address(vito)
    tag = browser.get(address).headers["ETag"]
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_renewed_and_a_revoked_address_are_of_nobody(alba: Standing, vito: Browser, client: At) -> None:
    vito.submit("/my/turni/calendario/indirizzo")
    first = _address(vito)
    vito.submit("/my/turni/calendario/indirizzo")
    second = _address(vito)
    assert [client(alba.host).get(one).status_code for one in (first, second)] == [404, 200]
    vito.submit("/my/turni/calendario/indirizzo/annullamento")
    assert client(alba.host).get(second).status_code == 404


def test_an_address_is_of_its_association_alone(brig: Standing, alba: Standing, vito: Browser, client: At) -> None:
    vito.submit("/my/turni/calendario/indirizzo")
    assert client(brig.host).get(_address(vito)).status_code == 404


def test_an_invented_address_is_of_nobody(alba: Standing, client: At) -> None:
    for token in ("x", "x" * 300, "%00", "None"):
        assert client(alba.host).get(f"/turni/{token}.ics").status_code == 404


def test_what_one_chooses_is_kept(app: Flask, alba: Standing, vito: Browser) -> None:
    vito.submit("/my/turni/calendario", {"calendar_says_activity": "y"})
    with _at_work(app, alba):
        person_id = player(alba, Role.VOLUNTEER).person_id
        row = preferences_of([person_id])[person_id]
        assert (row.wants_reminders, row.wants_offers, row.calendar_says_activity) == (False, False, True)


def test_one_shift_is_put_in_a_calendar_by_who_has_it(app: Flask, alba: Standing, vito: Browser, client: At) -> None:
    with _at_work(app, alba):
        shift_id = db.session.query(Shift).one().id
        other_id = make_shift().id
        choose(player(alba, Role.VOLUNTEER).person_id, reminders=True, offers=True, says_activity=True, by=SYSTEM)
    answer = vito.get(f"/my/turni/{shift_id}/calendario.ics")
    assert ("SUMMARY:Turno: Sportello" in answer.text, answer.mimetype) == (True, "text/calendar")
    assert vito.get(f"/my/turni/{other_id}/calendario.ics").status_code == 404
