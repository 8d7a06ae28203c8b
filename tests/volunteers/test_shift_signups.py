"""Places in a shift: taken, left, passed on; the person is reserved as long as the place is."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from ama_net.features.volunteers.models import Section, Shift, ShiftSignup, ShiftState, SignupState
from ama_net.features.volunteers.operations.letters import ensure_letter
from ama_net.features.volunteers.operations.shifts import cancel_shift
from ama_net.features.volunteers.operations.signups import (
    exchange_places,
    hand_over,
    leave_place,
    remove_from_shift,
    take_place,
)
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.features.volunteers.shift_refusals import (
    AlreadyIn,
    LetterNotAccepted,
    NotAVolunteer,
    NotCovered,
    NotInShift,
    ShiftFull,
    ShiftOver,
    TooLate,
)
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor, Role
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import PersonTaken, Reservation
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.people import make_person
from tests.factories.volunteers import make_shift, make_volunteer


def _person(name: str = "Ada") -> Person:
    return make_volunteer(make_person(name, "Prova")).person


def _own(person: Person) -> Actor:
    return Actor(account_id=uuid4(), person_id=person.id, roles=frozenset({Role.VOLUNTEER}))


def _reserved() -> int:
    return db.session.scalar(select(func.count()).select_from(Reservation)) or 0


def _yesterday(**values: Any) -> Shift:
    return make_shift(now() - timedelta(hours=26), **values)


def test_a_place_reserves_the_person_for_its_hours(in_alba: Any) -> None:
    shift, person = make_shift(), _person()
    signup = take_place(shift, person, by=_own(person))
    reservation = db.session.get_one(Reservation, signup.reservation_id)
    assert (reservation.person_id, reservation.about_kind, reservation.about_id) == (person.id, "shifts", shift.id)
    assert (reservation.during.lower, reservation.during.upper) == (shift.starts_at, shift.ends_at)


def test_the_maximum_is_hard(in_alba: Any) -> None:
    shift = make_shift(maximum=2)
    for name in ("Ada", "Bea"):
        take_place(shift, _person(name), by=SYSTEM)
    with pytest.raises(ShiftFull, match="Tutti i posti"):
        take_place(shift, _person("Cleo"), by=SYSTEM)


def test_nobody_is_in_two_shifts_at_once(in_alba: Any) -> None:
    person, shift = _person(), make_shift()
    take_place(shift, person, by=SYSTEM)
    other = make_shift(shift.starts_at + timedelta(hours=1))
    with pytest.raises(PersonTaken):
        take_place(other, person, by=SYSTEM)
    take_place(make_shift(shift.ends_at), person, by=SYSTEM)
    assert _reserved() == 2


def test_nobody_is_twice_in_a_shift(in_alba: Any) -> None:
    person, shift = _person(), make_shift(maximum=3)
    take_place(shift, person, by=SYSTEM)
    with pytest.raises(AlreadyIn):
        take_place(shift, person, by=SYSTEM)


def test_only_volunteers_of_that_day_come(in_alba: Any) -> None:
    with pytest.raises(NotAVolunteer):
        take_place(make_shift(), make_person(), by=SYSTEM)
    ended = make_volunteer(make_person(), ended_on=today(), end_reason="stopped").person
    with pytest.raises(NotAVolunteer):
        take_place(make_shift(), ended, by=SYSTEM)


def test_occasional_volunteers_come_too(in_alba: Any) -> None:
    person = make_volunteer(make_person(), section=Section.OCCASIONAL).person
    assert take_place(make_shift(), person, by=SYSTEM).state == SignupState.TAKEN


@pytest.mark.parametrize("state", [ShiftState.DRAFT, ShiftState.CANCELLED])
def test_volunteers_take_only_what_is_published(in_alba: Any, state: str) -> None:
    person = _person()
    with pytest.raises(ShiftOver):
        take_place(make_shift(state=state), person, by=_own(person))


def test_volunteers_take_nothing_that_has_begun_but_the_office_adds_who_came(in_alba: Any) -> None:
    person, shift = _person(), _yesterday()
    with pytest.raises(ShiftOver):
        take_place(shift, person, by=_own(person))
    signup = take_place(shift, person, by=SYSTEM)
    assert (signup.reservation_id, _reserved()) == (None, 0)


def test_cover_is_asked_for_when_the_association_says_so(in_alba: Any) -> None:
    save_settings(ShiftsSettings(cover_required=True), by=None)
    db.session.flush()
    with pytest.raises(NotCovered):
        take_place(make_shift(), _person(), by=SYSTEM)


def test_the_letter_is_asked_for_once_there_is_one(in_alba: Any) -> None:
    take_place(make_shift(), _person(), by=SYSTEM)
    ensure_letter(by=SYSTEM)
    with pytest.raises(LetterNotAccepted):
        take_place(make_shift(), _person("Bea"), by=SYSTEM)
    save_settings(ShiftsSettings(letter_required=False), by=None)
    db.session.flush()
    assert take_place(make_shift(), _person("Cleo"), by=SYSTEM).state == SignupState.TAKEN


def test_a_place_left_is_free_and_so_is_the_person(in_alba: Any) -> None:
    shift, person = make_shift(now() + timedelta(days=3)), _person()
    signup = take_place(shift, person, by=_own(person))
    leave_place(signup, by=_own(person))
    assert (signup.state, signup.reservation_id, _reserved()) == (SignupState.LEFT, None, 0)
    assert take_place(shift, _person("Bea"), by=SYSTEM).state == SignupState.TAKEN
    with pytest.raises(NotInShift):
        leave_place(signup, by=_own(person))


def test_who_left_may_come_back(in_alba: Any) -> None:
    shift, person = make_shift(now() + timedelta(days=3)), _person()
    leave_place(take_place(shift, person, by=SYSTEM), by=SYSTEM)
    take_place(shift, person, by=SYSTEM)
    states = select(ShiftSignup.state).where(ShiftSignup.shift_id == shift.id).order_by(ShiftSignup.created_at)
    assert list(db.session.scalars(states)) == ["left", "taken"]


def test_too_near_to_the_beginning_one_does_not_leave_alone_but_the_office_removes(in_alba: Any) -> None:
    signup = take_place(make_shift(now() + timedelta(hours=23)), _person(), by=SYSTEM)
    with pytest.raises(TooLate, match="troppo tardi"):
        leave_place(signup, by=SYSTEM)
    remove_from_shift(signup, by=SYSTEM)
    assert (signup.state, _reserved()) == (SignupState.REMOVED, 0)


def test_a_place_goes_from_one_to_another(in_alba: Any) -> None:
    shift, ada, bea = make_shift(), _person(), _person("Bea")
    signup = take_place(shift, ada, by=SYSTEM)
    new = hand_over(signup, bea, by=SYSTEM)
    assert (signup.state, new.state, new.person_id) == (SignupState.SWAPPED, SignupState.TAKEN, bea.id)
    assert list(db.session.scalars(select(Reservation.person_id))) == [bea.id]


def test_who_is_taken_cannot_be_handed_a_place_and_nobody_loses_it(in_alba: Any) -> None:
    shift, ada, bea = make_shift(), _person(), _person("Bea")
    signup = take_place(shift, ada, by=SYSTEM)
    take_place(make_shift(shift.starts_at), bea, by=SYSTEM)
    with pytest.raises(PersonTaken):
        hand_over(signup, bea, by=SYSTEM)
    assert (signup.state, _reserved()) == (SignupState.TAKEN, 2)


def test_two_people_exchange_places_in_shifts_that_overlap(in_alba: Any) -> None:
    ada, bea, first = _person(), _person("Bea"), make_shift()
    second = make_shift(first.starts_at + timedelta(hours=1))
    one, other = take_place(first, ada, by=SYSTEM), take_place(second, bea, by=SYSTEM)
    mine, theirs = exchange_places(one, other, by=SYSTEM)
    assert (mine.shift_id, mine.person_id) == (second.id, ada.id)
    assert (theirs.shift_id, theirs.person_id) == (first.id, bea.id)
    assert ({one.state, other.state}, _reserved()) == ({SignupState.SWAPPED}, 2)


def test_an_exchange_that_one_of_the_two_cannot_keep_changes_nothing(in_alba: Any) -> None:
    ada, bea, first = _person(), _person("Bea"), make_shift()
    second = make_shift(first.starts_at + timedelta(days=1))
    one, other = take_place(first, ada, by=SYSTEM), take_place(second, bea, by=SYSTEM)
    take_place(make_shift(second.starts_at), ada, by=SYSTEM)
    with pytest.raises(PersonTaken):
        exchange_places(one, other, by=SYSTEM)
    assert ({one.state, other.state}, _reserved()) == ({SignupState.TAKEN}, 3)


def test_a_cancelled_shift_frees_everybody_and_keeps_its_reason(in_alba: Any) -> None:
    shift = make_shift(maximum=2)
    for name in ("Ada", "Bea"):
        take_place(shift, _person(name), by=SYSTEM)
    gone = cancel_shift(shift, why=" Sede chiusa ", by=SYSTEM)
    assert (shift.state, shift.cancelled_why, len(gone), _reserved()) == (ShiftState.CANCELLED, "Sede chiusa", 2, 0)
    with pytest.raises(ShiftOver):
        cancel_shift(shift, why="", by=SYSTEM)
