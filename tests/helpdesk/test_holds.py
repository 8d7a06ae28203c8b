"""What was held and never confirmed is swept; what may still be confirmed, or is offered to somebody, stays."""

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.helpdesk.models import Appointment, Mode
from ama_net.features.helpdesk.operations.appointments import confirm, hold_slot
from ama_net.features.helpdesk.operations.holds import sweep_holds
from ama_net.features.helpdesk.operations.offers import offer_next
from ama_net.features.helpdesk.waiting_tasks import sweep
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.scheduling import Reservation
from tests.factories.helpdesk import make_visitor
from tests.helpdesk.offering import at, offer
from tests.helpdesk.waiting_room import wait_for
from tests.support.hands import at_once, desk
from tests.support.standing import Standing


def _left() -> tuple[int, int]:
    def count(model: type) -> int:
        return db.session.scalar(select(func.count()).select_from(model)) or 0

    return count(Appointment), count(Reservation)


def test_a_hold_that_expired_a_while_ago_is_swept_with_its_reservation(in_alba: Standing) -> None:
    service, _people = offer()
    hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
    with time_machine.travel(now() + timedelta(minutes=71)):
        assert (sweep_holds(), _left(), sweep_holds()) == (1, (0, 0), 0)


def test_who_is_slow_with_the_form_may_still_confirm(in_alba: Standing) -> None:
    service, _people = offer()
    held, _secret = hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
    with time_machine.travel(now() + timedelta(minutes=60)):
        swept = sweep_holds()
        assert (swept, confirm(held, make_visitor(), by=PUBLIC).state) == (0, "confirmed")


def test_an_offer_is_not_swept(in_alba: Standing) -> None:
    with time_machine.travel(at(10, days=0), tick=False):
        service, _people = offer()
        wait_for(service)
        offer_next(service.id)
    with time_machine.travel(at(10, days=2), tick=False):
        assert (sweep_holds(), _left()[0]) == (0, 1)


def test_sweeping_and_confirming_at_once_is_one_or_the_other(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        service, _people = offer()
        held, _secret = hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
        held.held_until = now() - timedelta(hours=2)
        held_id = held.id

    def work(number: int) -> str:
        found = db.session.get(Appointment, held_id)
        if number % 2 or found is None:
            return f"swept {sweep_holds()}"
        return confirm(found, make_visitor(), by=PUBLIC).state

    at_once(app, alba, work)
    with desk(app, alba):
        appointments, reservations = _left()
    assert appointments == reservations


def test_each_association_sweeps_its_own(app: Flask, alba: Standing, brig: Standing) -> None:
    for standing in (alba, brig):
        with desk(app, standing):
            service, _people = offer()
            held, _secret = hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
            held.held_until = now() - timedelta(hours=2)
    with app.app_context():
        sweep()
    left = []
    for standing in (alba, brig):
        with desk(app, standing):
            left.append(_left()[0])
    assert left == [0, 0]


def test_choosing_another_time_lets_the_first_go(in_alba: Standing) -> None:
    service, _people = offer(break_after=10)
    first, _secret = hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
    second, _other = hold_slot(service, at(11), Mode.ONLINE, by=PUBLIC, instead_of=first)
    assert (second.starts_at, _left()) == (at(11), (1, 1))


def test_what_became_somebodys_is_not_let_go(in_alba: Standing) -> None:
    service, _people = offer()
    first, _secret = hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
    first.visitor_id = make_visitor().id  # it waits for a mailed link
    hold_slot(service, at(11), Mode.ONLINE, by=PUBLIC, instead_of=first)
    assert _left() == (2, 2)


def test_two_who_exchange_their_times_at_once_wait_for_nobody_for_ever(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        service, _people = offer(4)
        own = [hold_slot(service, at(9 + number % 4), Mode.ONLINE, by=PUBLIC)[0].id for number in range(8)]

    def work(number: int) -> str:
        mine = db.session.get_one(Appointment, own[number])
        return hold_slot(mine.service, at(12 - number % 4), Mode.ONLINE, by=PUBLIC, instead_of=mine)[0].state

    at_once(app, alba, work)
    with desk(app, alba):
        assert _left() == (8, 8)
