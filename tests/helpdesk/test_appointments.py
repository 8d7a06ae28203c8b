"""Holding, confirming, moving and calling off: the calendar holds whatever is asked of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, update

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    CancelledBy,
    Mode,
    Result,
    Service,
    ServiceRoom,
)
from ama_net.features.helpdesk.operations.appointments import (
    book,
    cancel,
    confirm,
    held_of,
    hold_slot,
    let_go,
    move,
)
from ama_net.features.helpdesk.operations.places import Wanted, hold_places, take_place
from ama_net.features.helpdesk.operations.results import note_result
from ama_net.features.helpdesk.refusals import HoldExpired, NotComing, NotYet, SlotGone, TooLate, TooMany
from ama_net.features.helpdesk.signals import appointment_changed, place_freed
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.places import Room, Venue
from ama_net.kernel.scheduling import Reservation, reservations_of, reserve
from tests.factories.helpdesk import make_operator, make_pathway, make_visitor
from tests.factories.people import make_person
from tests.helpdesk.offering import at, offer, open_mornings
from tests.support.standing import Standing

LATER = timedelta(minutes=11)


def _reserved() -> int:
    return db.session.scalar(select(func.count()).select_from(Reservation)) or 0


def _rooms(service: Service, *names: str) -> list[Room]:
    venue = Venue(name="Sede inventata")
    db.session.add(venue)
    db.session.flush()
    rooms = [Room(venue_id=venue.id, name=name) for name in names]
    db.session.add_all(rooms)
    db.session.flush()
    db.session.add_all([ServiceRoom(service_id=service.id, room_id=room.id) for room in rooms])
    db.session.flush()
    db.session.expire(service)
    return rooms


@pytest.fixture
def told() -> Any:
    heard: list[tuple[str, Any]] = []

    def changed(appointment: Appointment, *, what: str, **_: Any) -> None:
        heard.append((what, appointment.starts_at))

    def freed(_sender: object, *, starts_at: Any, **_: Any) -> None:
        heard.append(("freed", starts_at))

    with appointment_changed.connected_to(changed), place_freed.connected_to(freed):
        yield heard


def test_a_time_is_held_then_confirmed_for_who_said_who_they_are(in_alba: Standing, told: Any) -> None:
    service, [person] = offer()
    held, secret = hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
    assert (held.state, held.visitor_id, held_of(secret)) == (AppointmentState.HELD, None, held)
    visitor = make_visitor()
    done = confirm(held, visitor, by=PUBLIC)
    assert (done.state, done.visitor_id, done.person_id, done.held_until) == ("confirmed", visitor.id, person.id, None)
    assert [one.expires_at for one in reservations_of([person.id], at(10), at(11))] == [None]
    assert told == [("confirmed", at(10))]


def test_confirming_twice_is_confirming_once(in_alba: Standing, told: Any) -> None:
    service, _people = offer()
    held, _secret = hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
    visitor = make_visitor()
    assert confirm(held, visitor, by=PUBLIC) is confirm(held, visitor, by=PUBLIC)
    assert (len(told), _reserved()) == (1, 1)


def test_what_is_held_is_offered_to_nobody_else(in_alba: Standing) -> None:
    service, _people = offer()
    hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
    with pytest.raises(SlotGone):
        hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)


def test_an_expired_hold_is_free_for_others_and_lost_for_who_had_it(in_alba: Standing) -> None:
    service, _people = offer()
    ten = at(10)
    first, _secret = hold_slot(service, ten, Mode.ONLINE, by=PUBLIC)
    with time_machine.travel(now() + LATER, tick=False):
        second, _secret = hold_slot(service, ten, Mode.ONLINE, by=PUBLIC)
        with pytest.raises(HoldExpired):
            confirm(first, make_visitor(), by=PUBLIC)
        assert confirm(second, make_visitor(), by=PUBLIC).state == "confirmed"


def test_an_expired_hold_that_nobody_took_is_taken_again(in_alba: Standing) -> None:
    service, _people = offer()
    held, _secret = hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
    with time_machine.travel(now() + LATER, tick=False):
        assert confirm(held, make_visitor(), by=PUBLIC).state == "confirmed"
    assert _reserved() == 1


def test_an_expired_hold_goes_to_another_who_listens(in_alba: Standing) -> None:
    service, people = offer(2)
    held, _secret = hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
    first = held.person_id
    with time_machine.travel(now() + LATER, tick=False):
        reserve(first, held.starts_at, held.starts_at + timedelta(hours=1), about=service)
        done = confirm(held, make_visitor(), by=PUBLIC)
    assert {done.person_id, first} == {person.id for person in people}


@pytest.mark.parametrize(
    ("when", "mode"),
    [
        ({"hour": 9, "days": -1}, Mode.ONLINE),
        ({"hour": 8}, Mode.ONLINE),
        ({"hour": 13}, Mode.ONLINE),
        ({"hour": 10, "minute": 17}, Mode.ONLINE),
        ({"hour": 10, "days": 100}, Mode.ONLINE),
        ({"hour": 10}, Mode.PHONE),
    ],
    ids=["past", "before", "after", "off the step", "beyond the horizon", "no such mode"],
)
def test_what_is_outside_the_rules_is_refused(in_alba: Standing, when: dict[str, int], mode: Mode) -> None:
    service, _people = offer()
    with pytest.raises(SlotGone):
        hold_slot(service, at(**when), mode, by=PUBLIC)
    with pytest.raises(SlotGone):
        book(service, at(**when), mode, make_visitor(), by=PUBLIC)
    assert _reserved() == 0


def test_a_closed_service_is_not_booked(in_alba: Standing) -> None:
    service, _people = offer(is_open=False)
    with pytest.raises(SlotGone):
        hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)


def test_breaks_belong_to_who_listens(in_alba: Standing) -> None:
    service, [person] = offer(break_before=10, break_after=15, minutes=45)
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
    (reservation,) = reservations_of([person.id], at(9), at(12))
    assert (done.ends_at - done.starts_at, reservation.during.lower, reservation.during.upper) == (
        timedelta(minutes=45),
        at(10) - timedelta(minutes=10),
        at(11),
    )


def test_who_listens_takes_turns(in_alba: Standing) -> None:
    service, people = offer(3)
    given = [book(service, at(9 + turn), Mode.ONLINE, make_visitor(), by=PUBLIC).person_id for turn in range(3)]
    assert set(given) == {person.id for person in people}


def test_meetings_in_person_take_a_room(in_alba: Standing) -> None:
    service, _people = offer(3)
    rooms = _rooms(service, "Gialla", "Verde")
    one = book(service, at(10), Mode.IN_PERSON, make_visitor(), by=PUBLIC)
    two = book(service, at(10), Mode.IN_PERSON, make_visitor(), by=PUBLIC)
    assert {one.room_id, two.room_id} == {room.id for room in rooms}
    with pytest.raises(SlotGone):
        book(service, at(10), Mode.IN_PERSON, make_visitor(), by=PUBLIC)
    assert book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC).room_id is None


def test_a_contact_has_as_many_appointments_as_the_service_allows(in_alba: Standing) -> None:
    service, _people = offer(2, max_open=1)
    digest = b"d" * 32
    book(service, at(10), Mode.ONLINE, make_visitor(contact_digest=digest), by=PUBLIC)
    with pytest.raises(TooMany):
        book(service, at(11), Mode.ONLINE, make_visitor(contact_digest=digest), by=PUBLIC)
    held, _secret = hold_slot(service, at(11), Mode.ONLINE, by=PUBLIC)
    with pytest.raises(TooMany):
        confirm(held, make_visitor(contact_digest=digest), by=PUBLIC)
    assert book(service, at(12), Mode.ONLINE, make_visitor(contact_digest=b"e" * 32), by=PUBLIC).state == "confirmed"


def test_the_association_is_not_counted_by_the_limits(in_alba: Standing) -> None:
    service, _people = offer(max_open=1)
    visitor = make_visitor(contact_digest=b"d" * 32)
    book(service, at(10), Mode.ONLINE, visitor, by=SYSTEM, office=True)
    assert book(service, at(11), Mode.ONLINE, visitor, by=SYSTEM, office=True).state == "confirmed"


def test_meetings_of_ninety_days_are_counted(in_alba: Standing) -> None:
    service, _people = offer(max_open=5, max_in_90_days=1)
    digest = b"d" * 32
    with time_machine.travel(now() - timedelta(days=30), tick=False):
        book(service, at(10), Mode.ONLINE, make_visitor(contact_digest=digest), by=PUBLIC)
    with pytest.raises(TooMany):
        book(service, at(10), Mode.ONLINE, make_visitor(contact_digest=digest), by=PUBLIC)


def test_moving_keeps_the_uid_and_raises_the_sequence(in_alba: Standing, told: Any) -> None:
    service, [person] = offer()
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
    uid = done.uid
    moved = move(done, at(11), Mode.IN_PERSON, by=PUBLIC)
    assert (moved.uid, moved.sequence, moved.starts_at, moved.mode) == (uid, 1, at(11), "in_person")
    assert [one.during.lower for one in reservations_of([person.id], at(8), at(14))] == [at(11)]
    assert told == [("confirmed", at(10)), ("moved", at(11)), ("freed", at(10))]


def test_moving_to_where_it_is_changes_nothing(in_alba: Standing, told: Any) -> None:
    service, _people = offer()
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
    assert (move(done, at(10), Mode.ONLINE, by=PUBLIC).sequence, len(told)) == (0, 1)


def test_a_move_keeps_who_listens_if_they_can(in_alba: Standing) -> None:
    service, _people = offer(3)
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
    first = done.person_id
    assert move(done, at(12), Mode.ONLINE, by=PUBLIC).person_id == first
    reserve(first, at(9), at(10), about=service)
    assert move(done, at(9), Mode.ONLINE, by=PUBLIC).person_id != first


def test_a_move_may_overlap_its_own_old_time(in_alba: Standing) -> None:
    service, _people = offer(step_minutes=30, minutes=60)
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
    assert move(done, at(10, minute=30), Mode.ONLINE, by=PUBLIC).starts_at == at(10, minute=30)


def test_a_refused_move_leaves_everything_as_it_was(in_alba: Standing) -> None:
    service, _people = offer()
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
    book(service, at(11), Mode.ONLINE, make_visitor(), by=PUBLIC)
    with pytest.raises(SlotGone):
        move(done, at(11), Mode.ONLINE, by=PUBLIC)
    assert (done.starts_at, done.sequence, _reserved()) == (at(10), 0, 2)


def test_calling_off_frees_the_time_and_says_so_once(in_alba: Standing, told: Any) -> None:
    service, _people = offer()
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
    cancel(done, by=PUBLIC, who=CancelledBy.VISITOR)
    cancel(done, by=PUBLIC, who=CancelledBy.VISITOR)
    assert (done.state, done.cancelled_by, done.sequence, _reserved()) == ("cancelled", "visitor", 1, 0)
    assert told == [("confirmed", at(10)), ("cancelled", at(10)), ("freed", at(10))]
    assert book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC).state == "confirmed"


def test_the_visitor_may_change_until_some_hours_before_and_the_association_until_it_begins(in_alba: Standing) -> None:
    service, _people = offer(change_hours=12)
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
    with time_machine.travel(at(10) - timedelta(hours=12), tick=False):
        with pytest.raises(TooLate):
            cancel(done, by=PUBLIC, who=CancelledBy.VISITOR)
        with pytest.raises(TooLate):
            move(done, at(11), Mode.ONLINE, by=PUBLIC)
        assert move(done, at(12), Mode.ONLINE, by=SYSTEM, office=True).starts_at == at(12)
        assert cancel(done, by=SYSTEM, who=CancelledBy.OPERATOR).state == "cancelled"


def test_what_has_begun_is_neither_moved_nor_called_off(in_alba: Standing) -> None:
    service, _people = offer()
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
    with time_machine.travel(at(10), tick=False):
        with pytest.raises(NotComing):
            cancel(done, by=SYSTEM, who=CancelledBy.OFFICE)
        with pytest.raises(NotComing):
            move(done, at(12), Mode.ONLINE, by=SYSTEM, office=True)


def test_what_the_two_agreed_on_need_not_be_offered(in_alba: Standing) -> None:
    service, [person] = offer()
    done = book(service, at(18), Mode.ONLINE, make_visitor(), by=SYSTEM, person_id=person.id, agreed=True)
    assert done.starts_at == at(18)
    with pytest.raises(SlotGone):
        book(service, at(18), Mode.ONLINE, make_visitor(), by=SYSTEM, person_id=person.id, agreed=True)
    with pytest.raises(SlotGone):
        book(service, at(18, days=-1), Mode.ONLINE, make_visitor(), by=SYSTEM, person_id=person.id, agreed=True)


def test_what_became_of_it_is_said_after_it_began(in_alba: Standing) -> None:
    service, _people = offer()
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
    with pytest.raises(NotYet):
        note_result(done, Result.MET, by=SYSTEM)
    with time_machine.travel(at(10), tick=False):
        note_result(done, Result.VISITOR_ABSENT, by=SYSTEM)
        note_result(done, Result.MET, by=SYSTEM)
    assert done.result == "met"


def test_what_is_let_go_is_gone(in_alba: Standing) -> None:
    service, _people = offer()
    held, secret = hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
    let_go(held)
    assert (held_of(secret), _reserved()) == (None, 0)


def test_the_audit_says_what_was_done_and_not_to_whom(in_alba: Standing) -> None:
    service, _people = offer()
    done = book(service, at(10), Mode.ONLINE, make_visitor("Stella"), by=PUBLIC)
    move(done, at(11), Mode.ONLINE, by=PUBLIC)
    cancel(done, by=PUBLIC, who=CancelledBy.VISITOR)
    db.session.commit()
    entries = db.session.scalars(
        select(LedgerEntry.facts).where(LedgerEntry.ledger == "audit").order_by(LedgerEntry.number)
    )
    written = [(facts["verb"], str(facts)) for facts in entries if facts["verb"].startswith("appointment.")]
    assert [verb for verb, _facts in written] == [
        "appointment.confirmed",
        "appointment.moved",
        "appointment.cancelled",
    ]
    assert "Stella" not in str(written)


def test_who_became_free_while_others_were_held_is_left_for_the_next(in_alba: Standing) -> None:
    service, [person] = offer()
    later = make_person()
    held = hold_places(Wanted(service, at(10), Mode.ONLINE), [person.id])
    make_operator(service, later)
    open_mornings(later)
    reserve(person.id, at(10), at(11), about=service)
    with pytest.raises(SlotGone):
        take_place(Appointment(service_id=service.id), Wanted(service, at(10), Mode.ONLINE), held, until=None)


def test_a_meeting_of_a_pathway_does_not_go_back_to_who_handed_it_over(in_alba: Standing) -> None:
    service, [person] = offer(kind="pathway")
    other = make_person()
    pathway = make_pathway(service, person)
    meeting = book(service, at(10), Mode.ONLINE, make_visitor(), by=SYSTEM, person_id=person.id, pathway=pathway)
    handed = update(Appointment).where(Appointment.id == meeting.id).values(person_id=other.id)
    db.session.execute(handed, execution_options={"synchronize_session": False})
    with pytest.raises(SlotGone):
        move(meeting, at(11), Mode.ONLINE, by=PUBLIC)


def test_who_died_is_offered_to_nobody(in_alba: Standing) -> None:
    service, [person] = offer()
    person.deceased_on = at(10, days=-3).date()
    db.session.flush()
    with pytest.raises(SlotGone):
        hold_slot(service, at(10), Mode.ONLINE, by=PUBLIC)
