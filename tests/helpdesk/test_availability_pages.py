"""The pages of hours: one's own in the personal area, everybody's in the office; who may, and what is refused."""

from collections.abc import Callable
from datetime import date, time, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import AvailabilityException, AvailabilityRule, Mode
from ama_net.features.helpdesk.settings_availability import AvailabilitySettings, next_closures
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import ClosedDays
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_appointment, make_operator, make_service
from tests.factories.people import make_person
from tests.helpdesk.open_hours import at as hour
from tests.helpdesk.open_hours import make_exception, make_rule, wednesday
from tests.support.cast import Part, player, sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

MINE, OFFICE = "/my/sportello/orari", "/manage/sportello/orari"
HOURS = {
    "weekday": "2",
    "starts": "15:00",
    "ends": "18:00",
    "modes": ["in_person", "online"],
    "service_id": "",
    "every_weeks": "1",
    "first_day": "2026-01-07",
    "last_day": "",
}


@pytest.fixture
def listener(app: Flask, alba: Standing, at: Callable[[Part], Browser]) -> Browser:
    """Who listens in a service of Alba."""
    with desk(app, alba):
        make_operator(
            make_service(name="Ascolto di prova"), db.session.get_one(Person, player(alba, Role.LISTENER).person_id)
        )
    return at(Role.LISTENER)


@pytest.fixture
def listener_id(app: Flask, alba: Standing, listener: Browser) -> UUID:
    with desk(app, alba):
        return player(alba, Role.LISTENER).person_id


def _rules(app: Flask, alba: Standing) -> list[tuple[int, time, time, tuple[Mode, ...]]]:
    with desk(app, alba):
        rows = db.session.scalars(select(AvailabilityRule).order_by(AvailabilityRule.weekday)).all()
        return [(row.weekday, row.starts, row.ends, row.modes) for row in rows]


def _days(app: Flask, alba: Standing) -> list[tuple[bool, bool, date, date, time | None]]:
    with desk(app, alba):
        rows = db.session.scalars(select(AvailabilityException).order_by(AvailabilityException.created_at)).all()
        return [(row.person_id is None, row.is_open, row.first_day, row.last_day, row.starts) for row in rows]


def _rule_of(app: Flask, alba: Standing, person_id: UUID) -> UUID:
    with desk(app, alba):
        return make_rule(db.session.get_one(Person, person_id)).id


def test_one_writes_ones_hours(app: Flask, alba: Standing, listener: Browser) -> None:
    answer = listener.submit(f"{MINE}/settimana", HOURS)
    assert (answer.status_code, answer.location) == (303, MINE)
    assert _rules(app, alba) == [(2, time(15), time(18), (Mode.IN_PERSON, Mode.ONLINE))]


def test_ones_page_shows_hours_days_and_weeks(app: Flask, alba: Standing, listener: Browser, listener_id: UUID) -> None:
    with desk(app, alba):
        person = db.session.get_one(Person, listener_id)
        make_rule(person)
        make_exception(person)
    page = listener.get(MINE).text
    assert all(
        words in page for words in ("Mercoledì, dalle 15:00 alle 18:00", "tutti", "Assenza", "15:00–18:00", "112")
    )


def test_who_has_no_hours_is_told_what_it_means(listener: Browser) -> None:
    assert "Non hai ancora orari: nessuno può prenotare con te." in listener.get(MINE).text


def test_who_serves_nothing_is_told_so_and_finds_no_form(at: Callable[[Part], Browser]) -> None:
    browser = at(Role.LISTENER)
    assert "Non ascolti in nessun servizio" in browser.get(MINE).text
    assert browser.get(f"{MINE}/settimana").status_code == 404


def test_one_changes_and_takes_away_ones_hours(
    app: Flask, alba: Standing, listener: Browser, listener_id: UUID
) -> None:
    rule = _rule_of(app, alba, listener_id)
    assert 'value="15:00"' in listener.get(f"{MINE}/settimana/{rule}").text
    listener.submit(f"{MINE}/settimana/{rule}", {**HOURS, "starts": "16:00"})
    assert _rules(app, alba) == [(2, time(16), time(18), (Mode.IN_PERSON, Mode.ONLINE))]
    assert listener.submit(f"{MINE}/settimana/{rule}/cancellazione").location == MINE
    assert _rules(app, alba) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"ends": "14:00"}, "Le ore finiscono prima di cominciare."),
        ({"starts": "le tre"}, "Scrivi l'ora come 18:30."),
        ({"starts": ""}, "Manca l'ora."),
        ({"first_day": "ieri"}, "Scrivi la data"),
        ({"first_day": ""}, "Manca il giorno."),
        ({"last_day": "2026-01-01"}, "Finisce prima di cominciare."),
        ({"modes": []}, "Serve almeno un modo di incontrarsi."),
        ({"modes": ["telepathy"]}, "Serve almeno un modo di incontrarsi."),
        ({"weekday": "7"}, "Scegli una delle voci"),
        ({"weekday": "mercoledì"}, "Scegli una delle voci"),
        ({"every_weeks": "99"}, "Scegli una delle voci"),
        ({"service_id": "01234567-89ab-cdef-0123-456789abcdef"}, "Scegli una delle voci"),
        ({"service_id": "niente\x00"}, "Scegli una delle voci"),
    ],
)
def test_wrong_hours_are_refused_beside_the_field(
    app: Flask, alba: Standing, listener: Browser, typed: dict[str, Any], words: str
) -> None:
    answer = listener.submit(f"{MINE}/settimana", {**HOURS, **typed})
    assert (answer.status_code, words in unescape(answer.text), _rules(app, alba)) == (422, True, [])


def test_one_writes_and_takes_away_days_off(app: Flask, alba: Standing, listener: Browser) -> None:
    listener.submit(f"{MINE}/assenza", {"first_day": wednesday().isoformat(), "last_day": "", "starts": "", "ends": ""})
    assert _days(app, alba) == [(False, False, wednesday(), wednesday(), None)]
    with desk(app, alba):
        row = db.session.scalars(select(AvailabilityException.id)).one()
    assert listener.submit(f"{MINE}/giorni/{row}/cancellazione").location == MINE
    assert _days(app, alba) == []


def test_one_writes_extra_hours(app: Flask, alba: Standing, listener: Browser) -> None:
    extra = {"first_day": wednesday().isoformat(), "starts": "9:00", "ends": "10:00", "modes": ["online"]}
    assert listener.submit(f"{MINE}/ore-in-piu", extra).status_code == 303
    assert _days(app, alba) == [(False, True, wednesday(), wednesday(), time(9))]


def test_days_that_are_past_are_refused(app: Flask, alba: Standing, listener: Browser) -> None:
    answer = listener.submit(f"{MINE}/assenza", {"first_day": "2020-01-01"})
    assert (answer.status_code, "Sono giorni già passati." in answer.text, _days(app, alba)) == (422, True, [])


@pytest.mark.parametrize("typed", ["\x00", " ", "9999-12-31", "0001-01-01"])
def test_a_day_off_that_is_no_day_is_refused(app: Flask, alba: Standing, listener: Browser, typed: str) -> None:
    answer = listener.submit(f"{MINE}/assenza", {"first_day": typed})
    assert (answer.status_code, _days(app, alba)) == (422, [])


@pytest.mark.parametrize("typed", ["\x00", " ", "9999-12-31", "0001-01-01"])
def test_the_office_is_refused_a_day_that_is_none(
    app: Flask, alba: Standing, secretary: Browser, listener_id: UUID, typed: str
) -> None:
    addresses = [f"{OFFICE}/chiusura", f"{OFFICE}/persone/{listener_id}/assenza"]
    answers = [secretary.submit(address, {"first_day": typed, "is_open": ""}).status_code for address in addresses]
    assert (answers, _days(app, alba)) == ([422, 422], [])


def test_who_is_booked_on_a_day_off_is_told(app: Flask, alba: Standing, listener: Browser, listener_id: UUID) -> None:
    _rule_of(app, alba, listener_id)
    with desk(app, alba):
        person = db.session.get_one(Person, listener_id)
        make_appointment(make_service(), person, hour(15))
    listener.submit(f"{MINE}/assenza", {"first_day": wednesday().isoformat()})
    page = listener.get(MINE).text
    assert (page.count("Un appuntamento è fuori da questi orari"), "resta fuori" in page) == (1, False)


def test_all_that_is_outside_the_hours_is_listed(
    app: Flask, alba: Standing, secretary: Browser, listener_id: UUID
) -> None:
    with desk(app, alba):
        person, service = db.session.get_one(Person, listener_id), make_service()
        ids = [make_appointment(service, person, hour(15) + timedelta(weeks=week)).id for week in range(12)]
        make_exception(None, last_day=wednesday() + timedelta(weeks=12))
    page = secretary.get(OFFICE).text
    assert ([str(one) in page for one in ids], "Restano" in page) == ([True] * 12, False)


def test_a_day_off_is_said_among_the_weeks_to_come(
    app: Flask, alba: Standing, listener: Browser, secretary: Browser, listener_id: UUID
) -> None:
    day = today() + timedelta(days=10)
    with desk(app, alba):
        person = db.session.get_one(Person, listener_id)
        save_settings(AvailabilitySettings(on_holidays=False), by=None)
        make_rule(person, weekday=day.weekday())
        make_exception(person, first_day=day - timedelta(days=2), last_day=day + timedelta(days=2))
    own, office = listener.get(MINE).text, secretary.get(f"{OFFICE}/persone/{listener_id}").text
    assert (own.count("non ci sei</li>"), unescape(office).count("non c'è</li>")) == (1, 1)


def test_hours_may_end_at_midnight(app: Flask, alba: Standing, listener: Browser) -> None:
    answer = listener.submit(f"{MINE}/settimana", {**HOURS, "starts": "22:00", "ends": "00:00"})
    listener.submit(f"{MINE}/assenza", {"first_day": wednesday().isoformat(), "starts": "23:00", "ends": "00:00"})
    page = listener.get(MINE).text
    assert (answer.status_code, len(_rules(app, alba)), len(_days(app, alba))) == (303, 1, 1)
    said = ("Mercoledì, dalle 22:00 alle 24:00", "dalle 23:00 alle 24:00", "22:00–24:00")
    assert [words in page for words in said] == [True] * 3


def test_hours_of_somebody_else_are_not_there(app: Flask, alba: Standing, listener: Browser) -> None:
    with desk(app, alba):
        other = make_person()
        make_operator(make_service(), other)
        rule, row, house = make_rule(other).id, make_exception(other).id, make_exception(None).id
    answers = [
        listener.get(f"{MINE}/settimana/{rule}"),
        listener.submit(f"{MINE}/settimana/{rule}", HOURS),
        listener.submit(f"{MINE}/settimana/{rule}/cancellazione"),
        listener.submit(f"{MINE}/giorni/{row}/cancellazione"),
        listener.submit(f"{MINE}/giorni/{house}/cancellazione"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert (len(_rules(app, alba)), len(_days(app, alba))) == (1, 2)


@pytest.mark.parametrize("part", [Role.MEMBER, Role.VOLUNTEER, Role.SECRETARY])
def test_who_does_not_listen_has_no_such_page(at: Callable[[Part], Browser], part: Role) -> None:
    assert at(part).get(MINE).status_code == 404


@pytest.mark.parametrize("part", [Role.HELPDESK_OPERATOR, Role.BOARD, Role.LISTENER, Role.TREASURER])
def test_the_office_pages_are_for_who_sets_the_helpdesk_up(at: Callable[[Part], Browser], part: Role) -> None:
    browser = at(part)
    answers = [browser.get(OFFICE), browser.get(f"{OFFICE}/chiusura"), browser.submit(f"{OFFICE}/chiusura", {})]
    assert {answer.status_code for answer in answers} <= {403, 404}


def test_the_office_sees_the_week_of_everybody(
    app: Flask, alba: Standing, secretary: Browser, listener_id: UUID
) -> None:
    _rule_of(app, alba, listener_id)
    page = secretary.get(f"{OFFICE}?giorno={wednesday().isoformat()}").text
    assert ("15:00–18:00" in page, "Ascolto di prova" in page, "mercoledì 15:00–18:00" in page) == (True,) * 3


def test_an_address_with_rubbish_shows_this_week(secretary: Browser) -> None:
    assert secretary.get(f"{OFFICE}?giorno=%00").status_code == 200


def test_the_office_writes_hours_and_days_of_somebody(
    app: Flask, alba: Standing, secretary: Browser, listener_id: UUID
) -> None:
    theirs = f"{OFFICE}/persone/{listener_id}"
    answer = secretary.submit(f"{theirs}/settimana", HOURS)
    day = wednesday()
    secretary.submit(f"{theirs}/assenza", {"first_day": day.isoformat()})
    secretary.submit(
        f"{theirs}/ore-in-piu", {"first_day": day.isoformat(), "starts": "9:00", "ends": "10:00", "modes": ["online"]}
    )
    assert (answer.status_code, answer.location) == (303, theirs)
    assert (len(_rules(app, alba)), _days(app, alba)) == (
        1,
        [(False, False, day, day, None), (False, True, day, day, time(9))],
    )
    page = secretary.get(theirs).text
    assert all(words in page for words in ("Assenza", "Ore in più", "Mercoledì, dalle 15:00 alle 18:00"))


def test_the_office_changes_and_takes_away(app: Flask, alba: Standing, secretary: Browser, listener_id: UUID) -> None:
    rule = _rule_of(app, alba, listener_id)
    assert secretary.submit(f"{OFFICE}/settimana/{rule}", {**HOURS, "weekday": "4"}).status_code == 303
    assert [row[0] for row in _rules(app, alba)] == [4]
    secretary.submit(f"{OFFICE}/settimana/{rule}/cancellazione")
    assert _rules(app, alba) == []


def test_the_office_closes_and_opens_the_helpdesk(app: Flask, alba: Standing, secretary: Browser) -> None:
    day, later = wednesday(), wednesday() + timedelta(days=3)
    closed = {"is_open": "", "first_day": day.isoformat(), "last_day": later.isoformat()}
    opened = {"is_open": "open", "first_day": day.isoformat(), "starts": "9:00", "ends": "12:00"}
    answers = [secretary.submit(f"{OFFICE}/chiusura", typed) for typed in (closed, opened, closed)]
    assert [answer.status_code for answer in answers] == [303, 303, 422]
    assert _days(app, alba) == [(True, False, day, later, None), (True, True, day, day, time(9))]
    with desk(app, alba):
        row = db.session.scalars(select(AvailabilityException.id)).first()
    assert secretary.submit(f"{OFFICE}/giorni/{row}/cancellazione").location == OFFICE
    assert len(_days(app, alba)) == 1


def test_who_is_not_there_has_no_page(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        stranger = make_person().id
    nobody = "01234567-89ab-cdef-0123-456789abcdef"
    addresses = [
        f"{OFFICE}/persone/{stranger}",
        f"{OFFICE}/persone/{nobody}",
        f"{OFFICE}/persone/{stranger}/settimana",
        f"{OFFICE}/persone/{nobody}/assenza",
        f"{OFFICE}/settimana/{nobody}",
    ]
    assert [secretary.get(address).status_code for address in addresses] == [404] * 5


def test_the_other_association_sees_and_changes_nothing(
    app: Flask, alba: Standing, brig: Standing, client: Any, listener_id: UUID
) -> None:
    rule = _rule_of(app, alba, listener_id)
    theirs = sign_in(client(brig.host), brig, Role.SECRETARY)
    answers = [
        theirs.get(f"{OFFICE}/persone/{listener_id}"),
        theirs.get(f"{OFFICE}/settimana/{rule}"),
        theirs.submit(f"{OFFICE}/settimana/{rule}/cancellazione"),
    ]
    assert ([answer.status_code for answer in answers], len(_rules(app, alba))) == ([404] * 3, 1)


def test_feasts_are_named_as_long_as_they_are_kept(app: Flask, alba: Standing, secretary: Browser) -> None:
    assert "Nelle feste è chiuso da sé." in secretary.get(OFFICE).text
    with desk(app, alba):
        save_settings(AvailabilitySettings(on_holidays=False), by=None)
    assert "Nelle feste resta aperto." in secretary.get(OFFICE).text


def test_the_nearest_feasts_are_those_to_come() -> None:
    found = next_closures(ClosedDays(on_holidays=True))
    assert (len(found), min(found) >= today(), found == sorted(found)) == (4, True, True)


def test_a_week_of_many_takes_as_many_queries(app: Flask, alba: Standing, secretary: Browser) -> None:
    def load(people: int) -> int:
        with desk(app, alba):
            service = make_service()
            for _ in range(people):
                person = make_person()
                make_operator(service, person)
                make_rule(person)
                make_exception(person, is_open=True, starts=time(9), ends=time(10))
        with count_queries() as queries:
            secretary.get(f"{OFFICE}?giorno={wednesday().isoformat()}")
        return len(queries)

    load(1)
    assert load(1) == load(6)
