"""Who serves a service: from when, until when, the role that follows, what is refused, and two at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.helpdesk.models import Mode, Pathway, Service, ServiceOperator
from ama_net.features.helpdesk.operations.appointments import hold_slot
from ama_net.features.helpdesk.operations.services import (
    StillExpected,
    assign_operator,
    end_operator,
    suit_all_listeners,
)
from ama_net.features.helpdesk.queries_services import operators_by_service, operators_of, serves, services_served
from ama_net.features.helpdesk.services_tasks import suit_every_listener
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.helpdesk import make_appointment, make_operator, make_pathway, make_service
from tests.factories.people import make_person
from tests.helpdesk.offering import at, offer
from tests.support.cast import player
from tests.support.hands import at_once, desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

DAY = timedelta(days=1)


def _volunteer(alba: Standing) -> Person:
    return db.session.get_one(Person, player(alba, Role.VOLUNTEER).person_id)


def _roles(person: Person) -> list[str]:
    return db.session.scalars(select(Account.roles).where(Account.person_id == person.id)).one()


def test_who_serves_gets_the_area_and_keeps_their_other_roles(in_alba: Standing) -> None:
    person = _volunteer(in_alba)
    operator = assign_operator(make_service(), person, by=SYSTEM)
    assert (operator.first_day, operator.last_day, serves(person.id)) == (today(), None, True)
    assert _roles(person) == ["listener", "volunteer"]


def test_who_has_no_account_serves_too(in_alba: Standing) -> None:
    person = make_person()
    assign_operator(make_service(), person, by=SYSTEM)
    assert serves(person.id)


def test_who_begins_later_gets_the_area_that_day(in_alba: Standing) -> None:
    person, service = _volunteer(in_alba), make_service()
    operator = assign_operator(service, person, first_day=today() + DAY, by=SYSTEM)
    assert (_roles(person), serves(person.id), operators_of(service)) == (["volunteer"], False, [operator])
    operator.first_day = today()
    suit_all_listeners(by=SYSTEM)
    assert _roles(person) == ["listener", "volunteer"]


def test_nobody_serves_twice(in_alba: Standing) -> None:
    person, service = make_person(), make_service()
    assign_operator(service, person, by=SYSTEM)
    with pytest.raises(WrongFact) as refused:
        assign_operator(service, person, first_day=today() + DAY, by=SYSTEM)
    assert refused.value.field == "person_id"


def test_who_has_died_does_not_serve(in_alba: Standing) -> None:
    with pytest.raises(WrongFact, match="morta"):
        assign_operator(make_service(), make_person(deceased_on=today()), by=SYSTEM)


def test_the_area_goes_with_the_last_service(in_alba: Standing) -> None:
    person = _volunteer(in_alba)
    first, second = (assign_operator(make_service(), person, first_day=today() - DAY, by=SYSTEM) for _ in range(2))
    end_operator(first, by=SYSTEM)
    assert (first.last_day, _roles(person)) == (today() - DAY, ["listener", "volunteer"])
    end_operator(second, by=SYSTEM)
    assert (_roles(person), serves(person.id)) == (["volunteer"], False)


def test_the_last_day_is_a_day_of_service(in_alba: Standing) -> None:
    operator = make_operator(make_service())
    end_operator(operator, last_day=today(), by=SYSTEM)
    assert (serves(operator.person_id), serves(operator.person_id, today() + DAY)) == (True, False)


def test_who_never_began_is_taken_out(in_alba: Standing) -> None:
    service = make_service()
    end_operator(assign_operator(service, make_person(), by=SYSTEM), by=SYSTEM)
    assert (operators_of(service), db.session.scalar(select(func.count(ServiceOperator.id)))) == ([], 0)


def test_a_last_day_before_the_first_is_a_slip(in_alba: Standing) -> None:
    operator = make_operator(make_service())
    with pytest.raises(WrongFact) as refused:
        end_operator(operator, last_day=operator.first_day - DAY, by=SYSTEM)
    assert (refused.value.field, operator.last_day) == ("last_day", None)


def test_who_is_expected_cannot_go_and_is_told_when(in_alba: Standing) -> None:
    service, person = make_service(), make_person()
    operator = make_operator(service, person)
    appointment = make_appointment(service, person)
    with pytest.raises(StillExpected) as refused:
        end_operator(operator, by=SYSTEM)
    assert (list(refused.value.appointments), operator.last_day) == ([appointment], None)


@pytest.mark.parametrize(
    "values",
    [
        lambda: {"state": "cancelled", "cancelled_at": now()},
        lambda: {"starts_at": now() - DAY},
        lambda: {"state": "held", "held_until": now() - DAY, "visitor_id": None, "confirmed_at": None},
    ],
)
def test_what_will_not_be_keeps_nobody(in_alba: Standing, values: Callable[[], dict[str, Any]]) -> None:
    service, person = make_service(), make_person()
    operator = make_operator(service, person)
    make_appointment(service, person, **values())
    end_operator(operator, by=SYSTEM)
    assert operator.last_day == today() - DAY


def test_a_time_held_for_who_is_booking_keeps_them(in_alba: Standing) -> None:
    service, person = make_service(), make_person()
    operator = make_operator(service, person)
    make_appointment(service, person, state="held", held_until=now() + DAY, confirmed_at=None)
    with pytest.raises(StillExpected):
        end_operator(operator, by=SYSTEM)


def test_appointments_until_the_last_day_are_kept(in_alba: Standing) -> None:
    service, person = make_service(), make_person()
    operator = make_operator(service, person)
    make_appointment(service, person)
    end_operator(operator, last_day=today() + 2 * DAY, by=SYSTEM)
    assert operator.last_day == today() + 2 * DAY


def test_an_appointment_of_another_service_keeps_nobody(in_alba: Standing) -> None:
    person = make_person()
    operator = make_operator(make_service(), person)
    make_appointment(make_service(), person)
    end_operator(operator, by=SYSTEM)
    assert not serves(person.id)


def test_who_follows_a_pathway_hands_it_over_first(in_alba: Standing) -> None:
    service, person = make_service(kind="pathway"), make_person()
    operator = make_operator(service, person)
    pathway: Pathway = make_pathway(service, person)
    with pytest.raises(StillExpected, match="percorsi"):
        end_operator(operator, by=SYSTEM)
    pathway.state, pathway.closed_at, pathway.outcome = "closed", now(), "completed"
    end_operator(operator, by=SYSTEM)
    assert not serves(person.id)


def test_who_ended_serves_again_from_another_day(in_alba: Standing) -> None:
    service, person = make_service(), make_person()
    end_operator(make_operator(service, person), by=SYSTEM)
    again = assign_operator(service, person, by=SYSTEM)
    assert operators_of(service) == [again]


def test_who_serves_in_some_days_is_read_by_days(in_alba: Standing) -> None:
    service = make_service()
    past = make_operator(service, last_day=today() - DAY)
    still = make_operator(service)
    later = make_operator(service, first_day=today() + 5 * DAY)
    assert operators_of(service) == [still, later]
    assert operators_of(service, today() - DAY, today()) == [past, still]


def test_who_serves_is_read_at_once_for_all_services(in_alba: Standing) -> None:
    services = [make_service(), make_service()]
    operators = [make_operator(service) for service in services for _ in range(3)]
    with count_queries() as queries:
        read = operators_by_service(services)
        assert [len(one.person.name) > 0 for mine in read.values() for one in mine] == [True] * 6
    assert ([one for mine in read.values() for one in mine], len(queries)) == (operators, 1)


def test_what_somebody_serves_is_known(in_alba: Standing) -> None:
    person, service = make_person(), make_service()
    make_operator(service, person)
    make_operator(make_service(), person, last_day=today() - DAY)
    assert [one.service for one in services_served(person.id)] == [service]


def test_a_role_given_by_hand_goes_at_night(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_operator(make_service(), _volunteer(alba))
    suit_every_listener()
    for standing, role, expected in (
        (alba, Role.VOLUNTEER, ["listener", "volunteer"]),
        (alba, Role.LISTENER, []),
        (brig, Role.VOLUNTEER, ["volunteer"]),
    ):
        with app.app_context(), tenant_scope(standing.id):
            assert _roles(db.session.get_one(Person, player(standing, role).person_id)) == expected


def test_many_at_once_assign_somebody_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        service_id, person_id = make_service().id, player(alba, Role.VOLUNTEER).person_id

    def assign(_number: int) -> str:
        service, person = db.session.get_one(Service, service_id), db.session.get_one(Person, person_id)
        assign_operator(service, person, by=SYSTEM)
        return "done"

    assert sorted(at_once(app, alba, assign)) == ["done"] + ["person_id"] * 7


def test_many_at_once_end_somebody_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        operator_id = make_operator(make_service(), _volunteer(alba)).id
    at_once(app, alba, lambda _number: end_operator(db.session.get_one(ServiceOperator, operator_id), by=SYSTEM), 4)
    with desk(app, alba):
        assert db.session.get_one(ServiceOperator, operator_id).last_day == today() - DAY


def test_nobody_is_booked_with_who_ends_at_that_moment(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        service, _people = offer()
        service_id, operator_id = service.id, operators_of(service)[0].id
    moment = at(10)

    def work(number: int) -> str:
        if number == 0:
            end_operator(db.session.get_one(ServiceOperator, operator_id), by=SYSTEM)
            return "ended"
        hold_slot(db.session.get_one(Service, service_id), moment, Mode.ONLINE, by=SYSTEM)
        return "held"

    said = at_once(app, alba, work, 6, lambda refused: type(refused).__name__)
    assert sorted(said) in (
        sorted(["ended"] + ["SlotGone"] * 5),
        sorted(["StillExpected", "held"] + ["SlotGone"] * 4),
    )
