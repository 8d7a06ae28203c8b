"""The free times of a service: rules, exceptions, what is taken, notice and horizon, rooms, who may take one."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from ama_net.features.helpdesk.models import Mode, Service, ServiceRoom
from ama_net.features.helpdesk.settings_availability import AvailabilitySettings, usual_closures
from ama_net.features.helpdesk.slots import free_slots, next_free, next_free_of, operators_free, rooms_free
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.places import Room, Venue
from ama_net.kernel.scheduling import release, reserve, reserve_room
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_appointment, make_operator, make_service
from tests.factories.people import make_person
from tests.helpdesk.open_hours import at, make_exception, make_rule, wednesday
from tests.support.queries import count_queries
from tests.support.standing import Standing


def make_offer(**values: Any) -> tuple[Service, Person]:
    service, person = make_service(**values), make_person()
    make_operator(service, person)
    make_rule(person)
    return service, person


def hours(service: Service, **options: Any) -> list[int]:
    return [slot.starts_at.astimezone(ROME).hour for slot in free_slots(service, wednesday(), wednesday(), **options)]


def test_the_hours_of_a_weekday_are_offered(in_alba: Standing) -> None:
    service, _ = make_offer()
    slots = free_slots(service, wednesday() - timedelta(days=1), wednesday() + timedelta(days=1))
    assert [(slot.starts_at, slot.ends_at, slot.day) for slot in slots] == [
        (at(hour), at(hour, 50), wednesday()) for hour in (15, 16, 17)
    ]


def test_hours_that_end_at_midnight_are_offered_to_their_end(in_alba: Standing) -> None:
    service, person = make_service(minutes=60), make_person()
    make_operator(service, person)
    make_rule(person, starts=time(22), ends=time(0))
    make_exception(person, is_open=True, starts=time(19), ends=time(20))
    assert hours(service) == [19, 22, 23]
    make_exception(person, starts=time(23), ends=time(0))
    assert hours(service) == [19, 22]


def test_modes_are_those_of_both_the_service_and_the_hours(in_alba: Standing) -> None:
    service, person = make_service(phone=True), make_person()
    make_operator(service, person)
    make_rule(person, in_person=False)
    assert {slot.modes for slot in free_slots(service, wednesday(), wednesday())} == {(Mode.ONLINE, Mode.PHONE)}


def test_modes_of_several_operators_are_put_together(in_alba: Standing) -> None:
    service, one, other = make_service(), make_person(), make_person()
    for person in (one, other):
        make_operator(service, person)
    make_rule(one, online=False, ends=time(16))
    make_rule(other, in_person=False, ends=time(17))
    day = wednesday()
    found = [(slot.starts_at.astimezone(ROME).hour, slot.modes) for slot in free_slots(service, day, day)]
    assert found == [(15, (Mode.IN_PERSON, Mode.ONLINE)), (16, (Mode.ONLINE,))]


def test_only_one_way_of_meeting_may_be_asked_for(in_alba: Standing) -> None:
    service, person = make_service(), make_person()
    make_operator(service, person)
    make_rule(person, online=False)
    assert (hours(service, mode=Mode.ONLINE), hours(service, mode=Mode.IN_PERSON)) == ([], [15, 16, 17])


def test_hours_for_one_service_are_not_offered_for_another(in_alba: Standing) -> None:
    service, other, person = make_service(), make_service(), make_person()
    make_operator(service, person)
    make_operator(other, person)
    make_rule(person, service_id=other.id)
    assert (hours(service), hours(other)) == ([], [15, 16, 17])


def test_who_does_not_serve_any_more_is_not_offered(in_alba: Standing) -> None:
    service, person = make_service(), make_person()
    make_operator(service, person, last_day=wednesday() - timedelta(days=1))
    make_rule(person)
    assert hours(service) == []


def test_a_day_off_of_one_leaves_the_others(in_alba: Standing) -> None:
    service, person = make_offer()
    other = make_person()
    make_operator(service, other)
    make_rule(other, starts=time(16), ends=time(17))
    make_exception(person)
    assert hours(service) == [16]


def test_a_closure_of_the_helpdesk_is_everybodys(in_alba: Standing) -> None:
    service, _ = make_offer()
    make_exception(None, starts=time(15), ends=time(17))
    assert hours(service) == [17]


def test_extra_hours_are_offered(in_alba: Standing) -> None:
    service, person = make_offer()
    make_exception(person, is_open=True, starts=time(9), ends=time(10))
    assert hours(service) == [9, 15, 16, 17]


def test_holidays_are_closed_unless_opened(in_alba: Standing) -> None:
    service, person = make_service(), make_person()
    make_operator(service, person)
    christmas = date(today().year if today() < date(today().year, 12, 20) else today().year + 1, 12, 25)
    make_rule(person, weekday=christmas.weekday())
    closed = free_slots(service, christmas, christmas, office=True)
    make_exception(None, first_day=christmas, last_day=christmas, is_open=True, starts=time(16), ends=time(17))
    opened = free_slots(service, christmas, christmas, office=True)
    assert (closed, [slot.starts_at for slot in opened]) == ([], [at(16, day=christmas)])


def test_what_takes_the_operator_is_not_offered_nor_are_its_breaks(in_alba: Standing) -> None:
    service, person = make_offer(break_before=10, break_after=10)
    reserve(person.id, at(14), at(15), about=person)
    assert hours(service) == [16, 17]


def test_an_appointment_takes_its_time(in_alba: Standing) -> None:
    service, person = make_offer()
    make_appointment(service, person, at(16))
    assert hours(service) == [15, 17]


def test_what_is_moved_does_not_stand_in_its_own_way(in_alba: Standing) -> None:
    service, person = make_offer()
    appointment = make_appointment(service, person, at(16))
    assert hours(service, besides=appointment) == [15, 16, 17]


def test_what_is_held_is_offered_again_once_it_has_expired(in_alba: Standing) -> None:
    service, person = make_offer()
    reserve(person.id, at(15), at(16), about=service, until=now() + timedelta(minutes=5))
    reserve(person.id, at(16), at(17), about=person, until=now() - timedelta(seconds=1))
    assert hours(service) == [16, 17]


def test_notice_and_horizon_hold_for_the_public_alone(in_alba: Standing) -> None:
    far, _ = make_offer(horizon_days=5)
    near, _ = make_offer(notice_hours=720)
    assert (hours(far), hours(near)) == ([], [])
    assert (hours(far, office=True), hours(near, office=True)) == ([15, 16, 17], [15, 16, 17])


def test_a_closed_service_offers_nothing_to_the_public(in_alba: Standing) -> None:
    service, _ = make_offer(is_open=False)
    assert (hours(service), hours(service, office=True)) == ([], [15, 16, 17])


def test_the_past_is_offered_to_nobody(in_alba: Standing) -> None:
    service, person = make_offer()
    gone = wednesday() - timedelta(days=35)
    make_rule(person, weekday=gone.weekday())
    assert free_slots(service, gone - timedelta(days=7), gone, office=True) == []


def test_times_of_one_operator(in_alba: Standing) -> None:
    service, _ = make_offer()
    other = make_person()
    make_operator(service, other)
    assert (hours(service, person_id=other.id), hours(service, person_id=make_person().id)) == ([], [])


def test_the_nearest_times(in_alba: Standing) -> None:
    service, _ = make_offer()
    every = free_slots(service, today(), today() + timedelta(days=60))
    assert (next_free(service, limit=4), next_free_of([service], limit=2)) == (every[:4], {service.id: every[:2]})


def test_each_of_several_services_has_its_own_horizon(in_alba: Standing) -> None:
    near, person = make_offer(horizon_days=7)
    far, shut = make_service(), make_service(is_open=False)
    for service in (far, shut):
        make_operator(service, person)
    found = next_free_of([near, far, shut], limit=50)
    assert [len(found[one.id]) for one in (near, far, shut)] == [
        len(next_free(near, limit=50)),
        len(next_free(far, limit=50)),
        0,
    ]
    assert len(found[far.id]) > len(found[near.id])


def _give_room(service: Service) -> UUID:
    venue = Venue(name="Sede inventata")
    db.session.add(venue)
    db.session.flush()
    room = Room(venue_id=venue.id, name="Stanza gialla")
    db.session.add(room)
    db.session.flush()
    db.session.add(ServiceRoom(service_id=service.id, room_id=room.id))
    db.session.flush()
    return room.id


def test_without_a_room_one_meets_online_only(in_alba: Standing) -> None:
    service, person = make_offer()
    room_id = _give_room(service)
    reserve_room(room_id, at(15), at(16), about=person)
    found = [slot.modes for slot in free_slots(service, wednesday(), wednesday())]
    assert found == [(Mode.ONLINE,), (Mode.IN_PERSON, Mode.ONLINE), (Mode.IN_PERSON, Mode.ONLINE)]
    assert (rooms_free(service, at(15)), rooms_free(service, at(16))) == ([], [room_id])
    assert (operators_free(service, at(15), Mode.IN_PERSON), operators_free(service, at(15), Mode.ONLINE)) == (
        [],
        [person.id],
    )


def test_a_closed_room_is_not_given(in_alba: Standing) -> None:
    service, _ = make_offer()
    db.session.get_one(Room, _give_room(service)).is_open = False
    db.session.flush()
    assert (rooms_free(service, at(15)), hours(service, mode=Mode.IN_PERSON)) == ([], [])


def test_the_least_loaded_comes_first(in_alba: Standing) -> None:
    service, busy = make_offer()
    idle = make_person()
    make_operator(service, idle)
    make_rule(idle)
    make_appointment(service, busy, at(15, day=wednesday() - timedelta(days=7)))
    assert operators_free(service, at(15), Mode.ONLINE) == [idle.id, busy.id]


def test_of_two_equally_loaded_who_has_waited_longest_comes_first(in_alba: Standing) -> None:
    service, early = make_offer()
    late = make_person()
    make_operator(service, late)
    make_rule(late)
    make_appointment(service, late, at(15, day=wednesday() - timedelta(days=7)))
    make_appointment(service, early, at(16, day=wednesday() - timedelta(days=7)))
    assert operators_free(service, at(15), Mode.ONLINE) == [late.id, early.id]


def test_what_was_called_off_or_expired_is_no_load(in_alba: Standing) -> None:
    service, one = make_offer()
    other = make_person()
    make_operator(service, other)
    make_rule(other)
    week_before = wednesday() - timedelta(days=7)
    make_appointment(service, one, at(15, day=week_before), state="cancelled", cancelled_at=now())
    expired: dict[str, Any] = {"state": "held", "held_until": now() - timedelta(minutes=1), "confirmed_at": None}
    make_appointment(service, one, at(16, day=week_before), **expired)
    make_appointment(service, other, at(17, day=week_before))
    assert operators_free(service, at(15), Mode.ONLINE) == [one.id, other.id]


def test_only_a_time_on_offer_has_operators(in_alba: Standing) -> None:
    service, person = make_offer()
    wrong = [at(15, 30), at(15) + timedelta(seconds=1), at(14), at(18), at(15, day=wednesday() + timedelta(days=1))]
    assert [operators_free(service, moment, Mode.ONLINE) for moment in wrong] == [[]] * 5
    assert operators_free(service, at(15), Mode.ONLINE) == [person.id]
    assert operators_free(service, at(15), Mode.PHONE) == []
    assert operators_free(service, at(15, day=wednesday() - timedelta(days=70)), Mode.ONLINE, office=True) == []


def test_another_association_sees_none_of_it(in_alba: Standing, brig: Standing) -> None:
    service, _ = make_offer()
    db.session.expunge(service)
    db.session.commit()
    with tenant_scope(brig.id):
        assert free_slots(service, wednesday(), wednesday()) == []


def test_as_many_queries_for_one_as_for_many(in_alba: Standing) -> None:
    services = [make_service() for _ in range(3)]
    for service in services:
        for _ in range(4):
            person = make_person()
            make_operator(service, person)
            make_rule(person)
            make_rule(person, weekday=3)
            make_exception(person, starts=time(15), ends=time(16))
    free_slots(services[0], wednesday(), wednesday())  # who the association is, is known from here on
    counts = []
    for work in (
        lambda: free_slots(services[0], today(), wednesday()),
        lambda: next_free_of(services),
        lambda: operators_free(services[0], at(16), Mode.ONLINE),
    ):
        with count_queries() as queries:
            work()
        counts.append(len(queries))
    assert counts == [4, 4, 5]


def test_the_association_decides_which_feasts_it_keeps(in_alba: Standing) -> None:
    kept = usual_closures()
    save_settings(AvailabilitySettings(on_patron_saint=False, in_august=True), by=None)
    db.session.flush()
    chosen = usual_closures()
    patron, august = date(2027, 10, 4), date(2027, 8, 20)
    assert (kept.has(date(2027, 3, 29)), kept.province, kept.has(august)) == (True, "BO", False)
    assert (chosen.has(date(2027, 3, 29)), chosen.province, chosen.has(august)) == (True, "", True)
    assert kept.has(patron)


def test_what_was_taken_a_moment_ago_is_offered_no_more_and_what_was_given_back_is(in_alba: Standing) -> None:
    service, person = make_offer()
    before = hours(service)
    reserve(person.id, at(16), at(17), about=person)
    taken = hours(service)
    release(person)
    assert (before, taken, hours(service)) == ([15, 16, 17], [15, 17], [15, 16, 17])
