"""The list of calls to make, through the browser; what writes calls by itself."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk import calls_tasks
from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    CallReason,
    CallToMake,
    CancelledBy,
    Mode,
    Visitor,
)
from ama_net.features.helpdesk.operations.appointments import cancel, move
from ama_net.features.helpdesk.operations.calls import call_to_make
from ama_net.features.helpdesk.operations.forgetting import empty_visitors
from ama_net.features.helpdesk.operations.services import close_service
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import SYSTEM, Actor, Role
from ama_net.kernel.access.actor import PUBLIC
from tests.helpdesk.offering import offer
from tests.helpdesk.office_desk import CALLS, booked, open_service, said
from tests.helpdesk.open_hours import at as wednesday
from tests.helpdesk.waiting_room import wait_for
from tests.support.cast import actor, sign_in
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[str], Browser]


@pytest.fixture
def served(app: Flask, alba: Standing) -> tuple[UUID, UUID]:
    """A service and who serves it."""
    return open_service(app, alba)


def _to_call(app: Flask, alba: Standing, appointment_id: UUID, why: CallReason = CallReason.REMINDER) -> UUID:
    with desk(app, alba):
        call = call_to_make(db.session.get_one(Appointment, appointment_id), why)
        assert call is not None
        return call.id


def _call(app: Flask, alba: Standing, call_id: UUID) -> tuple[bool, int]:
    with desk(app, alba):
        call = db.session.get_one(CallToMake, call_id)
        return call.done_at is not None, call.tries


def _whys(app: Flask, alba: Standing) -> list[str]:
    with desk(app, alba):
        return list(db.session.scalars(select(CallToMake.why).where(CallToMake.done_at.is_(None))))


def test_the_list_says_whom_to_call_and_what_to_say(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    _to_call(app, alba, booked(app, alba, served))
    page = said(secretary.get(CALLS))
    words = ("Stella", "051 234567", "Ricordare l'appuntamento", "non dire né chi chiama né perché")
    assert [one in page for one in words] == [True] * 4


def test_the_most_pressing_comes_first(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    for hour in (12, 9):
        _to_call(app, alba, booked(app, alba, served, wednesday(hour)))
    page = said(secretary.get(CALLS))
    assert page.index("ore 09:00") < page.index("ore 12:00")


def test_a_call_is_ticked_and_put_back(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    call = _to_call(app, alba, booked(app, alba, served))
    secretary.submit(f"{CALLS}/{call}/fatta")
    made = _call(app, alba, call)
    page = said(secretary.get(CALLS))
    secretary.submit(f"{CALLS}/{call}/ripresa")
    assert (made, _call(app, alba, call)) == ((True, 0), (False, 0))
    assert ("Nessuna telefonata da fare" in page, "Rimetti fra quelle da fare" in page) == (True, True)


def test_nobody_answering_leaves_it_in_the_list(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    call = _to_call(app, alba, booked(app, alba, served))
    secretary.submit(f"{CALLS}/{call}/senza-risposta")
    assert (_call(app, alba, call), "uno, " in said(secretary.get(CALLS))) == ((False, 1), True)


@pytest.mark.parametrize("state", ["past", "cancelled", "forgotten"])
def test_what_no_longer_matters_is_not_shown(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], state: str
) -> None:
    appointment = booked(app, alba, served)
    _to_call(app, alba, appointment)
    with desk(app, alba):
        row = db.session.get_one(Appointment, appointment)
        if state == "past":
            row.starts_at, row.ends_at = now() - timedelta(hours=2), now() - timedelta(hours=1)
        if state == "cancelled":
            row.state, row.cancelled_at = AppointmentState.CANCELLED, now()
        if state == "forgotten":
            db.session.scalars(select(Visitor)).one().contact = None
    assert "Nessuna telefonata da fare" in said(secretary.get(CALLS))


def test_who_changed_it_by_themselves_is_not_called(app: Flask, alba: Standing, served: tuple[UUID, UUID]) -> None:
    appointment = booked(app, alba, served)
    _to_call(app, alba, appointment)
    with desk(app, alba):
        move(db.session.get_one(Appointment, appointment), wednesday(11), Mode.IN_PERSON, by=PUBLIC)
    assert _whys(app, alba) == []


def test_who_is_called_off_by_who_listens_is_called(app: Flask, alba: Standing, served: tuple[UUID, UUID]) -> None:
    appointment = booked(app, alba, served)
    _to_call(app, alba, appointment)
    with desk(app, alba):
        listener = actor(alba, Role.LISTENER)
        cancel(db.session.get_one(Appointment, appointment), by=listener, who=CancelledBy.OPERATOR)
    assert _whys(app, alba) == ["cancelled"]


def test_who_can_be_written_to_is_not_called(app: Flask, alba: Standing, served: tuple[UUID, UUID]) -> None:
    appointment = booked(app, alba, served, contact="stella@posta.example")
    with desk(app, alba):
        cancel(db.session.get_one(Appointment, appointment), by=actor(alba, Role.SECRETARY), who=CancelledBy.OFFICE)
    assert _whys(app, alba) == []


def test_who_waits_no_more_is_in_the_list_ticked_and_put_back(app: Flask, alba: Standing, at: At) -> None:
    with desk(app, alba):
        service, _people = offer()
        wait_for(service, "Luna", contact="+39 051 000001")
        close_service(service, by=SYSTEM)
        call = db.session.scalars(select(CallToMake.id)).one()
    browser = at(Role.SECRETARY)
    page = browser.get(CALLS).text
    browser.submit(f"{CALLS}/{call}/fatta")
    made = (_call(app, alba, call), "Luna" in browser.get(CALLS).text)
    browser.submit(f"{CALLS}/{call}/ripresa")
    assert ("Luna" in page, "Il servizio è stato chiuso" in page, made) == (True, True, ((True, 0), True))
    assert _call(app, alba, call) == (False, 0)


def test_a_call_about_a_list_goes_with_what_they_confided(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        service, _people = offer()
        visitor = wait_for(service, "Luna", contact="+39 051 000001").visitor_id
        close_service(service, by=SYSTEM)
        empty_visitors([visitor])
        assert list(db.session.scalars(select(CallToMake.id))) == []


def test_two_hands_tick_one_call_once(app: Flask, alba: Standing, served: tuple[UUID, UUID]) -> None:
    from ama_net.features.helpdesk.operations.calls import tick_call

    call = _to_call(app, alba, booked(app, alba, served))

    def tick(number: int) -> Actor:
        by = actor(alba, Role.SECRETARY if number % 2 else Role.PRESIDENT)
        tick_call(db.session.get_one(CallToMake, call), by=by)
        return by

    at_once(app, alba, tick, hands=6)
    assert _call(app, alba, call) == (True, 0)


def test_a_month_later_nothing_is_left(
    app: Flask, alba: Standing, served: tuple[UUID, UUID], run_jobs: Callable[[], int]
) -> None:
    call = _to_call(app, alba, booked(app, alba, served))
    with desk(app, alba):
        db.session.get_one(CallToMake, call).done_at = now() - timedelta(days=31)
    with desk(app, alba):
        enqueue(calls_tasks.drop_old)
    run_jobs()
    with desk(app, alba):
        assert db.session.get(CallToMake, call) is None


@pytest.mark.parametrize("role", [Role.BOARD, Role.LISTENER, Role.EDITOR])
def test_others_see_no_numbers(at: At, role: Role) -> None:
    assert at(role).get(CALLS).status_code == 404


def test_a_call_of_another_association_is_not_found(
    app: Flask, alba: Standing, brig: Standing, client: At, served: tuple[UUID, UUID]
) -> None:
    call = _to_call(app, alba, booked(app, alba, served))
    browser = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert (browser.submit(f"{CALLS}/{call}/fatta").status_code, _call(app, alba, call)) == (404, (False, 0))


def test_more_calls_ask_no_more_questions(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    _to_call(app, alba, booked(app, alba, served, wednesday(9)))
    secretary.get(CALLS)
    with count_queries() as few:
        secretary.get(CALLS)
    for hour in (10, 11, 12):
        _to_call(app, alba, booked(app, alba, served, wednesday(hour)))
    with count_queries() as many:
        secretary.get(CALLS)
    assert len(many) == len(few)
