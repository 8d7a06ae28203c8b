"""Many at once on one time, on real connections: one is given it, everybody else is told, and nothing is stuck."""

from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from ama_net.features.helpdesk.models import Appointment, CancelledBy, Mode, Service, Visitor
from ama_net.features.helpdesk.operations.appointments import book, cancel, confirm, held_of, hold_slot, move
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import WrongFact
from ama_net.kernel.scheduling import Reservation, release, reserve
from tests.factories.helpdesk import make_operator, make_visitor
from tests.helpdesk.offering import at, offer
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

HANDS = 10


def _kind(refused: WrongFact) -> str:
    return type(refused).__name__


def _offered(app: Flask, alba: Standing, people: int = 1, **values: Any) -> tuple[UUID, list[UUID]]:
    with desk(app, alba):
        service, serving = offer(people, **values)
        return service.id, [person.id for person in serving]


def _service(service_id: UUID) -> Service:
    return db.session.get_one(Service, service_id)


def _counted(app: Flask, alba: Standing, model: type) -> int:
    with desk(app, alba):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_one_time_is_held_once(app: Flask, alba: Standing) -> None:
    service, _people = _offered(app, alba)

    def hold(_number: int) -> str:
        hold_slot(_service(service), at(10), Mode.ONLINE, by=PUBLIC)
        return "held"

    told = at_once(app, alba, hold, HANDS, _kind)
    assert sorted(told) == ["SlotGone"] * (HANDS - 1) + ["held"]
    assert (_counted(app, alba, Appointment), _counted(app, alba, Reservation)) == (1, 1)


def test_three_who_listen_are_given_to_three(app: Flask, alba: Standing) -> None:
    service, people = _offered(app, alba, 3)

    def take(_number: int) -> UUID:
        return book(_service(service), at(10), Mode.ONLINE, make_visitor(), by=PUBLIC).person_id

    told = at_once(app, alba, take, HANDS, _kind)
    assert sorted(str(one) for one in told) == sorted(["SlotGone"] * (HANDS - 3) + [str(one) for one in people])


def test_two_services_with_the_same_people_do_not_get_stuck(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        one, people = offer(3)
        other, _none = offer(0)

        for person in reversed(people):
            make_operator(other, person)
        services = (one.id, other.id)

    def take(number: int) -> str:
        book(_service(services[number % 2]), at(9 + number % 3), Mode.ONLINE, make_visitor(), by=PUBLIC)
        return "taken"

    told = at_once(app, alba, take, HANDS, _kind)
    assert (told.count("taken"), told.count("SlotGone"), _counted(app, alba, Reservation)) == (9, HANDS - 9, 9)


def test_one_hold_is_confirmed_for_one(app: Flask, alba: Standing) -> None:
    service, _people = _offered(app, alba)
    with desk(app, alba):
        _held, secret = hold_slot(_service(service), at(10), Mode.ONLINE, by=PUBLIC)

    def finish(_number: int) -> str:
        held = held_of(secret)
        assert held is not None
        return confirm(held, make_visitor(), by=PUBLIC).state

    told = at_once(app, alba, finish, HANDS, _kind)
    assert sorted(told) == ["HoldExpired"] * (HANDS - 1) + ["confirmed"]


def test_one_contact_does_not_get_two_by_hurrying(app: Flask, alba: Standing) -> None:
    service, _people = _offered(app, alba, 3)

    def take(number: int) -> str:
        visitor = make_visitor(contact_digest=b"d" * 32)
        return book(_service(service), at(9 + number % 4), Mode.ONLINE, visitor, by=PUBLIC).state

    assert at_once(app, alba, take, HANDS, _kind).count("confirmed") == 1


def test_moves_to_each_other_s_times_end(app: Flask, alba: Standing) -> None:
    service, _people = _offered(app, alba, 2)
    with desk(app, alba):
        made = [
            book(_service(service), at(9 + number % 2), Mode.ONLINE, make_visitor(), by=PUBLIC).id
            for number in range(4)
        ]

    def change(number: int) -> str:
        row = db.session.get_one(Appointment, made[number % 4])
        if number % 3 == 2:
            return cancel(row, by=PUBLIC, who=CancelledBy.VISITOR).state
        return move(row, at(10 + number % 3), Mode.ONLINE, by=PUBLIC).state

    told = at_once(app, alba, change, HANDS, _kind)
    assert set(told) <= {"confirmed", "cancelled", "SlotGone", "NotComing"}
    with desk(app, alba):
        standing = db.session.scalars(select(Appointment.id).where(Appointment.state == "confirmed")).all()
        reserved = db.session.scalars(select(Reservation.about_id)).all()
        assert sorted(standing) == sorted(reserved)


def test_a_shift_and_an_appointment_do_not_get_the_same_hour(app: Flask, alba: Standing) -> None:
    service, [person] = _offered(app, alba)

    def take(number: int) -> str:
        if number % 2:
            reserve(person, at(10), at(12), about=("shifts", service))
            return "shift"
        book(_service(service), at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
        return "appointment"

    told = at_once(app, alba, take, HANDS, _kind)
    given = [one for one in told if one in ("shift", "appointment")]
    assert (len(given), _counted(app, alba, Reservation)) == (1, 1)
    with desk(app, alba):
        release(("shifts", service))
        assert len(db.session.scalars(select(Visitor)).all()) <= 1
