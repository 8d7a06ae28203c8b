"""The office's calendar, through the browser."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    Mode,
    Result,
    WaitingEntry,
    WaitingOffer,
    WaitingState,
)
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import reserve
from tests.helpdesk.office_desk import CALENDAR, booked, open_service, page_of, said
from tests.helpdesk.open_hours import at, wednesday
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[str], Browser]


def _week() -> str:
    return f"{CALENDAR}?giorno={wednesday()}"


def _one_day() -> str:
    return f"{_week()}&vista=giorno"


@pytest.fixture
def served(app: Flask, alba: Standing) -> tuple[UUID, UUID]:
    """A service and who serves it."""
    return open_service(app, alba)


def _busy(app: Flask, alba: Standing, person_id: UUID) -> None:
    with desk(app, alba):
        person = db.session.get_one(Person, person_id)
        reserve(person_id, at(12), at(13), about=person)


def test_the_week_shows_who_comes_when_and_with_whom(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    appointment = booked(app, alba, served)
    page = secretary.get(_week())
    assert [words in said(page) for words in ("10:00–10:50", "Stella", "con Rosa", page_of(appointment))] == [True] * 4


def test_a_day_shows_what_else_one_does_without_saying_what(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    booked(app, alba, served)
    _busy(app, alba, served[1])
    page = said(secretary.get(_one_day()))
    assert [words in page for words in ("Altro impegno", "12:00–13:00", "Rosa Prova", "Stella")] == [True] * 4


def test_the_week_of_everybody_shows_appointments_only(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    _busy(app, alba, served[1])
    page = said(secretary.get(_week()))
    assert ("Altro impegno" in page, "Nessun appuntamento in questa settimana" in page) == (False, True)


def test_the_week_of_one_person_shows_their_hours(secretary: Browser, served: tuple[UUID, UUID]) -> None:
    page = secretary.get(f"{_week()}&chi={served[1]}").text
    assert (page.count("open-hours"), f'data-day="{wednesday()}"' in page) == (4, True)


def test_only_what_is_still_to_come_may_be_dragged(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    coming = booked(app, alba, served)
    booked(app, alba, served, now() - timedelta(days=1))
    yesterday = (now() - timedelta(days=1)).date()
    pages = [secretary.get(f"{CALENDAR}?vista=giorno&giorno={day}").text for day in (wednesday(), yesterday)]
    assert [page.count("data-move=") for page in pages] == [1, 0]
    assert f'data-move="{page_of(coming, "/spostamento")}"' in pages[0]


def test_what_is_only_held_says_of_nobody(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    booked(app, alba, served, state=AppointmentState.HELD, held_until=now() + timedelta(minutes=5), confirmed_at=None)
    page = said(secretary.get(_one_day()))
    assert ("Tenuto per chi sta prenotando" in page, "Stella" in page) == (True, False)


def test_a_time_offered_to_who_waits_leads_to_their_place(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    until = now() + timedelta(hours=20)
    held = booked(app, alba, served, state=AppointmentState.HELD, held_until=until, confirmed_at=None)
    with desk(app, alba):
        visitor = db.session.get_one(Appointment, held).visitor_id
        entry = WaitingEntry(service_id=served[0], visitor_id=visitor, state=WaitingState.OFFERED)
        db.session.add(entry)
        db.session.flush()
        offer = {"entry_id": entry.id, "appointment_id": held, "mode": Mode.ONLINE, "starts_at": at(10)}
        db.session.add(WaitingOffer(**offer, until=until))
        place = f'href="/manage/sportello/attesa/{entry.id}"'
    pages = [said(secretary.get(address)) for address in (_week(), _one_day())]
    words = ("Proposto a chi aspetta", place, "Tenuto per chi", "Stella")
    assert [[word in page for word in words] for page in pages] == [[True, True, False, False]] * 2


def test_in_the_week_of_everybody_what_is_held_looks_otherwise(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    booked(app, alba, served)
    held = {"state": AppointmentState.HELD, "held_until": now() + timedelta(minutes=5), "confirmed_at": None}
    booked(app, alba, served, at(11), **held)
    page = secretary.get(_week()).text
    assert page.count('<li class="is-held">') == 1
    assert "Per spostare con il mouse: scegliere un giorno o una persona." in page


def test_what_is_called_off_or_was_let_go_is_not_shown(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    booked(app, alba, served, state=AppointmentState.CANCELLED, cancelled_at=now())
    booked(app, alba, served, at(11), state=AppointmentState.HELD, held_until=now(), confirmed_at=None)
    page = said(secretary.get(_one_day()))
    assert ("Stella" in page, "Tenuto" in page) == (False, False)


def test_a_meeting_that_is_over_asks_how_it_went(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    past = now() - timedelta(days=1)
    appointment = booked(app, alba, served, past)
    address = f"{CALENDAR}?giorno={past.date()}"
    asked = "com'è andata?" in said(secretary.get(address))
    with desk(app, alba):
        db.session.get_one(Appointment, appointment).result = Result.MET
    assert (asked, "com'è andata?" in said(secretary.get(address))) == (True, False)


@pytest.mark.parametrize("rubbish", ["giorno=boh", "giorno=9999-12-31", "giorno=0001-01-01", "chi=x&vista=y"])
def test_rubbish_in_the_address_is_ignored(secretary: Browser, served: tuple[UUID, UUID], rubbish: str) -> None:
    assert secretary.get(f"{CALENDAR}?{rubbish}").status_code == 200


@pytest.mark.parametrize("role", [Role.BOARD, Role.EDITOR, Role.TREASURER, Role.LISTENER, Role.VOLUNTEER])
def test_others_do_not_see_it(at: At, role: Role) -> None:
    assert at(role).get(CALENDAR).status_code == 404


def test_another_association_sees_nothing_of_it(
    app: Flask, alba: Standing, brig: Standing, client: At, served: tuple[UUID, UUID]
) -> None:
    appointment = booked(app, alba, served)
    browser = sign_in(client(brig.host), brig, Role.SECRETARY)
    answers = [browser.get(page_of(appointment)).status_code, "Stella" in browser.get(_week()).text]
    assert answers == [404, False]


def test_it_leaves_no_copy_behind(secretary: Browser) -> None:
    assert secretary.get(CALENDAR).headers["Cache-Control"] == "no-store"


def test_more_appointments_ask_no_more_questions(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    booked(app, alba, served, at(9))
    secretary.get(_one_day())
    with count_queries() as few:
        secretary.get(_one_day())
    for hour in (10, 11, 12):
        booked(app, alba, served, at(hour))
    with count_queries() as many:
        secretary.get(_one_day())
    assert len(many) == len(few)


def test_the_dashboard_says_what_is_to_be_done(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    booked(app, alba, served, now() - timedelta(days=1))
    page = said(secretary.get("/manage/"))
    with desk(app, alba):
        assert db.session.scalar(select(Appointment.result)) is None
    assert ["Incontri passati di cui manca com'è andata" in page, "Telefonate da fare" in page] == [True, True]
