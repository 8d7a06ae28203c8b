"""One appointment in the office: looked at, moved (dragged or not), called off, said how it went."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, AppointmentState, CallToMake, Visitor
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import reserve
from tests.factories.helpdesk import make_operator
from tests.factories.people import make_person
from tests.helpdesk.office_desk import CALENDAR, PHONE, booked, open_service, page_of, said
from tests.helpdesk.open_hours import at, make_rule, wednesday
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

At = Callable[[str], Browser]


@pytest.fixture
def served(app: Flask, alba: Standing) -> tuple[UUID, UUID]:
    """A service and who serves it."""
    return open_service(app, alba)


@pytest.fixture
def appointment(app: Flask, alba: Standing, served: tuple[UUID, UUID]) -> UUID:
    """An appointment at ten, of somebody who left a telephone."""
    return booked(app, alba, served)


def _now_at(app: Flask, alba: Standing, appointment_id: UUID) -> datetime:
    with desk(app, alba):
        return db.session.get_one(Appointment, appointment_id).starts_at


def _open_calls(app: Flask, alba: Standing) -> list[str]:
    with desk(app, alba):
        return list(db.session.scalars(select(CallToMake.why).where(CallToMake.done_at.is_(None))))


def _dropped(hour: int, person_id: UUID, **more: Any) -> dict[str, Any]:
    """What dragging sends: the wall clock's time and whose column it was."""
    return {"when": f"{wednesday()}T{hour:02}:00", "person_id": str(person_id), **more}


def test_it_says_who_and_how_to_reach_them_but_not_why(
    app: Flask, alba: Standing, secretary: Browser, appointment: UUID
) -> None:
    with desk(app, alba):
        db.session.scalars(select(Visitor)).one().reason = "Da quando è andata via non dormo"
    page = said(secretary.get(page_of(appointment)))
    shown = [words in page for words in ("Stella", "051 234567", "dalle 10:00 alle 10:50", "Rosa Prova", "non dormo")]
    assert shown == [True, True, True, True, False]


def test_the_time_it_has_now_is_not_offered(secretary: Browser, served: tuple[UUID, UUID], appointment: UUID) -> None:
    page = secretary.get(page_of(appointment, "/spostamento")).text
    times = re.findall(r'name="when" value="([^"]+)"', page)
    assert times[:3] == [at(hour).isoformat() for hour in (9, 11, 12)]


def test_it_is_moved_to_a_free_time(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    form = {"when": at(12).isoformat(), "mode": "in_person", "person_id": str(served[1])}
    answer = secretary.submit(page_of(appointment, "/spostamento"), form)
    assert (answer.status_code, answer.headers["Location"]) == (303, page_of(appointment))
    assert _now_at(app, alba, appointment) == at(12)


def test_dragging_sends_the_same_form_and_leads_back_to_the_calendar(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    back = f"{CALENDAR}?vista=giorno&giorno={wednesday()}"
    answer = secretary.submit(page_of(appointment, "/spostamento"), _dropped(11, served[1], back=back))
    assert (answer.headers["Location"], _now_at(app, alba, appointment)) == (back, at(11))


@pytest.mark.parametrize("back", ["https://altrove.example/manage/sportello", "//altrove.example", "/manage/", "x:y"])
def test_one_is_never_led_elsewhere(
    secretary: Browser, served: tuple[UUID, UUID], appointment: UUID, back: str
) -> None:
    answer = secretary.submit(page_of(appointment, "/spostamento"), _dropped(11, served[1], back=back))
    assert answer.headers["Location"] == page_of(appointment)


def test_nothing_moves_by_looking(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    looked = secretary.get(page_of(appointment, f"/spostamento?when={wednesday()}T11:00&person_id={served[1]}"))
    assert (looked.status_code, _now_at(app, alba, appointment)) == (200, at(10))


def test_it_is_moved_to_somebody_else(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    other = _second(app, alba, served)
    secretary.submit(page_of(appointment, "/spostamento"), _dropped(10, other))
    with desk(app, alba):
        assert db.session.get_one(Appointment, appointment).person_id == other


def _second(app: Flask, alba: Standing, served: tuple[UUID, UUID], **rule: Any) -> UUID:
    from datetime import time

    from ama_net.features.helpdesk.models import Service

    with desk(app, alba):
        person = make_person("Lino", "Prova")
        make_operator(db.session.get_one(Service, served[0]), person)
        make_rule(person, **{"starts": time(9), "ends": time(13), **rule})
        return person.id


def _refusal(browser: Browser, appointment: UUID, form: dict[str, Any]) -> str:
    answer = browser.submit(page_of(appointment, "/spostamento"), form)
    assert answer.status_code == 422
    page = said(answer)
    return page[page.index("Non è stato spostato") :][:400]


def test_a_refused_move_says_what_is_in_the_way(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    booked(app, alba, served, at(11))
    said_of = _refusal(secretary, appointment, _dropped(11, served[1]))
    assert ("Rosa Prova ha già un impegno" in said_of, _now_at(app, alba, appointment)) == (True, at(10))


def test_a_refused_move_says_that_the_time_is_past(
    secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    form = {"when": "2026-01-07T10:00", "person_id": str(served[1])}
    assert "È un orario già passato." in _refusal(secretary, appointment, form)


def test_a_refused_move_says_that_nobody_is_there_at_that_hour(
    secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    assert "non comincia nessuno dei suoi orari" in _refusal(secretary, appointment, _dropped(16, served[1]))


def test_a_refused_move_says_that_one_does_not_serve_it(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    with desk(app, alba):
        stranger = make_person("Nora", "Prova").id
    assert "Nora Prova non segue questo servizio" in _refusal(secretary, appointment, _dropped(10, stranger))


def test_a_refused_move_says_how_one_may_meet_then(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    other = _second(app, alba, served, in_person=False)
    assert "si può solo così: online" in _refusal(secretary, appointment, _dropped(10, other))


def test_a_refused_move_names_a_shift_as_a_commitment_only(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    with desk(app, alba):
        reserve(served[1], at(12), at(13), about=db.session.get_one(Person, served[1]))
    words = _refusal(secretary, appointment, _dropped(12, served[1]))
    assert "ha già un impegno: " in words


def test_outside_the_hours_it_is_moved_if_who_listens_agreed(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    secretary.submit(page_of(appointment, "/spostamento"), _dropped(16, served[1], agreed="y"))
    assert _now_at(app, alba, appointment) == at(16)


def test_who_left_only_an_address_is_not_met_on_the_telephone(app: Flask, alba: Standing, secretary: Browser) -> None:
    served = open_service(app, alba, "Lina", phone=True)
    written = booked(app, alba, served, contact="stella@posta.example")
    called = booked(app, alba, served, at(11))
    pages = [secretary.get(page_of(one, "/spostamento")).text for one in (written, called)]
    secretary.submit(page_of(written, "/spostamento"), _dropped(12, served[1], mode="phone"))
    with desk(app, alba):
        mode = db.session.get_one(Appointment, written).mode
    assert (['<option value="phone"' in page for page in pages], mode) == ([False, True], "in_person")


def test_a_move_without_a_time_is_refused(secretary: Browser, appointment: UUID) -> None:
    answer = secretary.submit(page_of(appointment, "/spostamento"), {})
    assert (answer.status_code, "Scegliere un orario." in said(answer)) == (422, True)


def test_the_calendar_is_told_where_it_may_be_dragged(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    booked(app, alba, served, at(11))
    day = wednesday()
    answer = secretary.get(page_of(appointment, f"/orari-liberi?dal={day}&al={day}"))
    places = answer.get_json()["places"]
    assert places == [{"person": str(served[1]), "day": str(day), "hour": hour} for hour in ("09:00", "10:00", "12:00")]


def test_at_most_a_week_is_told(secretary: Browser, served: tuple[UUID, UUID], appointment: UUID) -> None:
    answer = secretary.get(page_of(appointment, f"/orari-liberi?dal={wednesday()}&al=2199-01-01"))
    assert {place["day"] for place in answer.get_json()["places"]} == {str(wednesday())}


def test_who_left_a_telephone_is_to_be_called_about_the_change(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    secretary.submit(page_of(appointment, "/spostamento"), _dropped(11, served[1]))
    assert _open_calls(app, alba) == ["moved"]


def test_who_knows_already_is_not_called(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    secretary.submit(page_of(appointment, "/spostamento"), _dropped(11, served[1], told="y"))
    assert _open_calls(app, alba) == []


@pytest.mark.parametrize(
    ("contact", "words"), [("stella@posta.example", "Chi viene riceve una e-mail."), (PHONE, "una telefonata da fare")]
)
def test_one_reads_how_who_comes_is_told(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], contact: str, words: str
) -> None:
    appointment = booked(app, alba, served, contact=contact)
    secretary.submit(page_of(appointment, "/disdetta"))
    assert words in said(secretary.get(page_of(appointment)))


def test_it_is_called_off_only_when_asked(app: Flask, alba: Standing, secretary: Browser, appointment: UUID) -> None:
    looked = secretary.get(page_of(appointment, "/disdetta")).status_code
    before = _state(app, alba, appointment)
    answer = secretary.submit(page_of(appointment, "/disdetta"))
    after = _state(app, alba, appointment)
    assert (looked, before, answer.status_code, after) == (
        200,
        (AppointmentState.CONFIRMED, ""),
        303,
        (AppointmentState.CANCELLED, "office"),
    )
    assert _open_calls(app, alba) == ["cancelled"]


def _state(app: Flask, alba: Standing, appointment: UUID) -> tuple[str, str]:
    with desk(app, alba):
        row = db.session.get_one(Appointment, appointment)
        return row.state, row.cancelled_by


def test_what_has_begun_is_not_called_off(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    past = booked(app, alba, served, now() - timedelta(hours=2))
    answer = secretary.submit(page_of(past, "/disdetta"))
    assert (answer.status_code, "Non si può disdire" in said(answer)) == (422, True)


def test_how_it_went_is_said_afterwards(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    past = booked(app, alba, served, now() - timedelta(hours=2))
    answer = secretary.submit(page_of(past, "/esito"), {"result": "visitor_absent"})
    with desk(app, alba):
        result = db.session.get_one(Appointment, past).result
    assert (answer.status_code, result) == (303, "visitor_absent")
    assert "Non è venuto nessuno" in said(secretary.get(page_of(past)))


@pytest.mark.parametrize("typed", [{}, {"result": "boh"}])
def test_a_result_that_is_none_is_refused(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], typed: dict[str, str]
) -> None:
    past = booked(app, alba, served, now() - timedelta(hours=2))
    assert secretary.submit(page_of(past, "/esito"), typed).status_code == 422


def test_what_has_not_begun_has_no_result(secretary: Browser, appointment: UUID) -> None:
    answer = secretary.submit(page_of(appointment, "/esito"), {"result": "met"})
    assert (answer.status_code, "solo dopo l'inizio" in said(answer)) == (422, True)


def test_of_who_was_forgotten_only_the_appointment_is_left(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    past = booked(app, alba, served, now() - timedelta(days=200))
    with desk(app, alba):
        visitor = db.session.scalars(select(Visitor)).one()
        visitor.nickname = visitor.contact = None
        visitor.emptied_at = now()
    pages = [secretary.get(page_of(past)), secretary.get(page_of(past, "/disdetta"))]
    day = (now() - timedelta(days=200)).astimezone(ROME).date()
    calendar = secretary.get(f"{CALENDAR}?giorno={day}")
    assert [page.status_code for page in pages] == [200, 200]
    assert ("Dati cancellati" in said(pages[0]), "Cancellato" in said(calendar)) == (True, True)


@pytest.mark.parametrize("rest", ["", "/spostamento", "/disdetta", "/orari-liberi"])
@pytest.mark.parametrize("role", [Role.BOARD, Role.LISTENER, Role.CONTROL_BODY])
def test_others_do_not_see_who_comes(at: At, appointment: UUID, role: Role, rest: str) -> None:
    assert at(role).get(page_of(appointment, rest)).status_code == 404


def test_an_appointment_that_is_not_there_is_not_found(secretary: Browser) -> None:
    assert secretary.get(page_of(uuid4())).status_code == 404
