"""Hands at work at the same moment on the waiting list: one offer, one appointment, and no deadlock."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    CancelledBy,
    LeftBecause,
    Mode,
    Service,
    WaitingEntry,
    WaitingOffer,
    WaitingState,
)
from ama_net.features.helpdesk.operations.appointments import book, cancel
from ama_net.features.helpdesk.operations.offers import accept_offer, decline_offer, expire_offer, offer_next
from ama_net.features.helpdesk.operations.waiting import leave_list
from ama_net.features.helpdesk.waiting_tasks import keep_lists
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.scheduling import Reservation
from tests.factories.helpdesk import make_visitor
from tests.helpdesk.offering import at, offer
from tests.helpdesk.waiting_room import wait_for
from tests.support.hands import at_once, desk
from tests.support.standing import Standing


@pytest.fixture(autouse=True)
def _by_day() -> Iterator[None]:
    with time_machine.travel(at(10, days=0)):
        yield


def _prepare(app: Flask, alba: Standing, *, waiting: int = 3, free: int = 1) -> tuple[UUID, list[UUID]]:
    """A service with so many free times, on one day, and so many people who wait for it."""
    with desk(app, alba):
        service, _people = offer(horizon_days=1, notice_hours=20)
        for hour in (9, 10, 11, 12)[: 4 - free]:
            book(service, at(hour, days=1), Mode.ONLINE, make_visitor(), by=SYSTEM)
        return service.id, [wait_for(service, f"Stella{number}").id for number in range(waiting)]


def _offered(app: Flask, alba: Standing, **values: int) -> UUID:
    """The one offer of a list."""
    service_id, _entries = _prepare(app, alba, **values)
    with desk(app, alba):
        offer_next(service_id)
        return db.session.scalars(select(WaitingOffer.id)).one()


def _count(app: Flask, alba: Standing, model: Any, *which: Any) -> int:
    with desk(app, alba):
        return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0


def test_two_people_who_accept_the_same_offer_have_one_appointment(app: Flask, alba: Standing) -> None:
    offer_id = _offered(app, alba)
    found = at_once(app, alba, lambda _: accept_offer(db.session.get_one(WaitingOffer, offer_id), by=PUBLIC).id)
    booked = _count(app, alba, WaitingEntry, WaitingEntry.state == WaitingState.BOOKED)
    assert (len(set(found)), booked, _count(app, alba, Reservation)) == (1, 1, 4)


def test_a_place_freed_twice_is_offered_once(app: Flask, alba: Standing) -> None:
    service_id, _entries = _prepare(app, alba)
    found = at_once(app, alba, lambda _: offer_next(service_id))
    assert (sorted(found), _count(app, alba, WaitingOffer)) == ([False] * 7 + [True], 1)


def test_jobs_at_once_give_each_place_to_another_person(app: Flask, alba: Standing) -> None:
    service_id, _entries = _prepare(app, alba, waiting=6, free=4)
    found = at_once(app, alba, lambda _: offer_next(service_id))
    with desk(app, alba):
        offers = db.session.execute(select(WaitingOffer.entry_id, WaitingOffer.starts_at)).all()
    assert (sum(found), len({one for one, _ in offers}), len({time for _, time in offers})) == (4, 4, 4)


def test_an_offer_that_expires_while_it_is_accepted_is_one_or_the_other(app: Flask, alba: Standing) -> None:
    offer_id = _offered(app, alba)
    with desk(app, alba):
        offer = db.session.get_one(WaitingOffer, offer_id)
        offer.until = now() + timedelta(milliseconds=150)

    def work(number: int) -> Any:
        found = db.session.get_one(WaitingOffer, offer_id)
        return "accepted" if number % 2 and accept_offer(found, by=PUBLIC) else expire_offer(offer_id)

    for _round in range(4):
        at_once(app, alba, work)
    with desk(app, alba):
        offer = db.session.get_one(WaitingOffer, offer_id)
        taken = offer.appointment.state if offer.appointment else None
        found = (offer.answer, taken, offer.entry.state, offer.entry.missed)
    assert found in [("accepted", AppointmentState.CONFIRMED, "booked", 0), ("expired", None, "waiting", 1)]


def test_yes_no_and_leaving_at_once_are_one_of_them(app: Flask, alba: Standing) -> None:
    offer_id = _offered(app, alba, waiting=1)

    def work(number: int) -> Any:
        found = db.session.get_one(WaitingOffer, offer_id)
        acts = (
            lambda: accept_offer(found, by=PUBLIC),
            lambda: decline_offer(found, by=PUBLIC),
            lambda: leave_list(found.entry, by=PUBLIC, because=LeftBecause.VISITOR),
        )
        acts[number % 3]()

    at_once(app, alba, work, hands=9)
    with desk(app, alba):
        offer = db.session.get_one(WaitingOffer, offer_id)
        found = (offer.answer, offer.entry.state)
    kept = _count(app, alba, Appointment, Appointment.starts_at == at(12, days=1))
    assert (*found, kept) in [
        ("accepted", "booked", 1),
        ("declined", "left", 0),
        ("declined", "waiting", 0),
        ("withdrawn", "left", 0),
    ]


def test_booking_calling_off_and_offering_at_once_never_stick(app: Flask, alba: Standing) -> None:
    service_id, _entries = _prepare(app, alba, waiting=4, free=2)
    with desk(app, alba):
        taken = db.session.scalars(select(Appointment.id)).all()

    def work(number: int) -> Any:
        if number % 3 == 0:
            cancel(db.session.get_one(Appointment, taken[number % 2]), by=SYSTEM, who=CancelledBy.OFFICE)
        elif number % 3 == 1:
            service = db.session.get_one(Service, service_id)
            book(service, at(11 + number % 2, days=1), Mode.ONLINE, make_visitor(), by=SYSTEM)
        else:
            offer_next(service_id)

    at_once(app, alba, work, hands=9)
    with desk(app, alba):
        live = db.session.execute(
            select(Appointment.starts_at).where(Appointment.state != AppointmentState.CANCELLED)
        ).all()
    assert len({time for (time,) in live}) == len(live)


def test_the_job_can_be_begun_again_at_any_point(app: Flask, alba: Standing) -> None:
    _prepare(app, alba, waiting=3, free=2)
    with app.app_context():
        for _again in range(3):
            keep_lists()
    assert _count(app, alba, WaitingOffer) == 2
