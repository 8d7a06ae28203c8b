"""The tables of the helpdesk hold what they must."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.places import Room, Venue
from ama_net.kernel.scheduling import (
    PersonTaken,
    RoomTaken,
    hold_people,
    release,
    reservations_of,
    reserve,
    reserve_room,
    settle,
)
from ama_net.kernel.scheduling.reservations import forget_past
from tests.factories.helpdesk import make_appointment, make_pathway, make_service, make_visitor
from tests.factories.people import make_person
from tests.support.standing import Standing


def _room() -> Room:
    venue = Venue(name="Sede inventata")
    db.session.add(venue)
    db.session.flush()
    room = Room(venue_id=venue.id, name="Stanza gialla")
    db.session.add(room)
    db.session.flush()
    return room


def test_an_appointment_reserves_its_operator_with_the_breaks(in_alba: Standing) -> None:
    service, person = make_service(break_before=5, break_after=10), make_person()
    appointment = make_appointment(service, person)
    found = reservations_of([person.id], appointment.starts_at, appointment.ends_at)
    assert [(one.during.lower, one.during.upper) for one in found] == [
        (appointment.starts_at - timedelta(minutes=5), appointment.ends_at + timedelta(minutes=10))
    ]


def test_nobody_is_booked_twice(in_alba: Standing) -> None:
    service, person = make_service(), make_person()
    make_appointment(service, person)
    with pytest.raises(PersonTaken):
        make_appointment(service, person)


def test_no_room_is_given_twice(in_alba: Standing) -> None:
    room, starts = _room(), now() + timedelta(days=1)
    reserve_room(room.id, starts, starts + timedelta(hours=1), about=room)
    with pytest.raises(RoomTaken):
        reserve_room(room.id, starts + timedelta(minutes=59), starts + timedelta(hours=2), about=room)


def test_what_is_only_held_holds_nothing_once_it_has_expired(in_alba: Standing) -> None:
    service, person, starts = make_service(), make_person(), now() + timedelta(days=1)
    reserve(person.id, starts, starts + timedelta(hours=1), about=service, until=now() - timedelta(seconds=1))
    assert reservations_of([person.id], starts, starts + timedelta(hours=1)) == []
    taken = reserve(person.id, starts, starts + timedelta(hours=1), about=person)
    assert (taken.expires_at, len(reservations_of([person.id], starts, starts + timedelta(hours=1)))) == (None, 1)


def test_what_is_held_is_settled_while_it_holds(in_alba: Standing) -> None:
    service, person, starts = make_service(), make_person(), now() + timedelta(days=1)
    reserve(person.id, starts, starts + timedelta(hours=1), about=service, until=now() + timedelta(minutes=10))
    hold_people([person.id])
    assert settle(service) == 1
    with pytest.raises(PersonTaken):
        reserve(person.id, starts, starts + timedelta(hours=1), about=person)
    assert release(service) == 1


def test_who_asks_is_sealed(in_alba: Standing) -> None:
    visitor = make_visitor("Stella", "stella@posta.example")
    db.session.expire(visitor)
    assert (visitor.nickname, b"Stella" in (visitor.nickname_sealed or b"")) == ("Stella", False)


def test_a_pathway_that_goes_on_has_an_operator(in_alba: Standing) -> None:
    with pytest.raises(IntegrityError):
        make_pathway(make_service(kind="pathway"), state="active")


def test_an_expired_hold_is_in_nobody_s_way_when_two_are_made_one(in_alba: Standing) -> None:
    kept, lost, starts = make_person(), make_person(), now() + timedelta(days=1)
    reserve(kept.id, starts, starts + timedelta(hours=1), about=kept)
    reserve(lost.id, starts, starts + timedelta(hours=1), about=lost, until=now() - timedelta(seconds=1))
    assert forget_past([kept.id, lost.id]) == 1
