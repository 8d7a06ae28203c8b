"""Volunteers and clerks at once, on real connections: never one too many, nobody in two places, nobody waits for ever."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.volunteers.models import Shift, ShiftSignup, SignupState
from ama_net.features.volunteers.operations.shifts import cancel_shift, change_shift
from ama_net.features.volunteers.operations.signups import (
    exchange_places,
    hand_over,
    leave_place,
    remove_from_shift,
    take_place,
)
from ama_net.features.volunteers.shift_rules import plan_of
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.operations.merging import CannotMerge, merge_people
from ama_net.kernel.scheduling import Reservation
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.factories.volunteers import make_shift, make_volunteer
from tests.support.standing import Standing

HANDS = 8
TAKEN = ShiftSignup.state == SignupState.TAKEN


@contextmanager
def _desk(app: Flask, standing: Standing) -> Iterator[None]:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        yield


@pytest.fixture
def people(app: Flask, alba: Standing) -> list[UUID]:
    """Twenty-four volunteers."""
    with _desk(app, alba):
        return [make_volunteer(make_person(f"Volontaria {number}")).person_id for number in range(24)]


def _at_once(app: Flask, alba: Standing, work: Callable[[int], Any], turns: int = HANDS) -> Counter[str]:
    """How the turns of eight hands ended: done, or the kind of refusal. Anything else is an error of ours."""
    gate = Barrier(HANDS)

    def hand(number: int) -> list[str]:
        gate.wait(20)
        return [_turn(app, alba, work, turn) for turn in range(number, turns, HANDS)]

    with ThreadPoolExecutor(HANDS) as pool:
        return Counter(one for told in pool.map(hand, range(HANDS)) for one in told)


def _turn(app: Flask, alba: Standing, work: Callable[[int], Any], turn: int) -> str:
    try:
        with _desk(app, alba):
            work(turn)
    except (WrongFact, CannotMerge) as refused:
        return type(refused).__name__
    return "done"


def _shifts(app: Flask, alba: Standing, how_many: int = 1, *, apart: float = 0, **values: Any) -> list[UUID]:
    with _desk(app, alba):
        begin = now() + timedelta(days=3)
        return [make_shift(begin + timedelta(hours=apart * number), **values).id for number in range(how_many)]


def _take(shift_id: UUID, person_id: UUID) -> ShiftSignup:
    return take_place(db.session.get_one(Shift, shift_id), db.session.get_one(Person, person_id), by=SYSTEM)


def _places(app: Flask, alba: Standing) -> tuple[int, int]:
    """How many places are taken, and how many reservations there are."""
    with _desk(app, alba):
        taken = db.session.scalar(select(func.count()).select_from(ShiftSignup).where(TAKEN)) or 0
        return taken, db.session.scalar(select(func.count()).select_from(Reservation)) or 0


def test_a_shift_of_five_takes_five_of_twenty_four(app: Flask, alba: Standing, people: list[UUID]) -> None:
    [shift] = _shifts(app, alba, maximum=5)
    told = _at_once(app, alba, lambda turn: _take(shift, people[turn]), turns=24)
    assert (told, _places(app, alba)) == (Counter(ShiftFull=19, done=5), (5, 5))


def test_one_person_is_in_one_of_eight_shifts_of_the_same_hours(app: Flask, alba: Standing, people: list[UUID]) -> None:
    shifts = _shifts(app, alba, HANDS)
    told = _at_once(app, alba, lambda turn: _take(shifts[turn], people[0]))
    assert (told, _places(app, alba)) == (Counter(PersonTaken=7, done=1), (1, 1))


def test_one_place_is_handed_to_one_of_eight(app: Flask, alba: Standing, people: list[UUID]) -> None:
    [shift] = _shifts(app, alba)
    with _desk(app, alba):
        place = _take(shift, people[10]).id

    def pass_on(turn: int) -> None:
        hand_over(db.session.get_one(ShiftSignup, place), db.session.get_one(Person, people[turn]), by=SYSTEM)

    told = _at_once(app, alba, pass_on)
    assert (told, _places(app, alba)) == (Counter(NotInShift=7, done=1), (1, 1))


def test_exchanges_in_a_ring_lose_nobodys_place(app: Flask, alba: Standing, people: list[UUID]) -> None:
    shifts = _shifts(app, alba, HANDS, apart=1)
    with _desk(app, alba):
        places = [_take(shift, people[number]).id for number, shift in enumerate(shifts)]

    def exchange(turn: int) -> None:
        one, other = places[turn], places[(turn + 1) % HANDS]
        exchange_places(db.session.get_one(ShiftSignup, one), db.session.get_one(ShiftSignup, other), by=SYSTEM)

    told = _at_once(app, alba, exchange, turns=HANDS)
    assert told["done"] >= 1
    assert set(told) <= {"done", "NotInShift", "AlreadyIn", "PersonTaken"}
    assert _places(app, alba) == (HANDS, HANDS)


def test_taking_leaving_removing_and_moving_at_once_end_in_step(app: Flask, alba: Standing, people: list[UUID]) -> None:
    shifts = _shifts(app, alba, 3, apart=1, maximum=4)

    def act(turn: int) -> None:
        shift = db.session.get_one(Shift, shifts[turn % 3])
        place = db.session.scalars(select(ShiftSignup).where(ShiftSignup.shift_id == shift.id, TAKEN).limit(1)).first()
        if turn % 5 == 0:
            change_shift(
                shift, replace(plan_of(shift), ends_at=shift.ends_at + timedelta(minutes=5)), by=SYSTEM, leave_out=True
            )
        elif turn % 5 == 1 and place is not None:
            (leave_place if turn % 2 else remove_from_shift)(place, by=SYSTEM)
        else:
            _take(shift.id, people[turn % 6])

    told = _at_once(app, alba, act, turns=64)
    assert set(told) <= {"done", "ShiftFull", "AlreadyIn", "PersonTaken", "NotInShift"}
    taken, reserved = _places(app, alba)
    assert taken == reserved


def test_calling_off_while_people_sign_up_reserves_nobody(app: Flask, alba: Standing, people: list[UUID]) -> None:
    [shift] = _shifts(app, alba, maximum=24)

    def act(turn: int) -> None:
        if turn == 3:
            cancel_shift(db.session.get_one(Shift, shift), why="", by=SYSTEM)
        else:
            _take(shift, people[turn])

    told = _at_once(app, alba, act, turns=16)
    assert set(told) <= {"done", "ShiftOver"}
    assert _places(app, alba)[1] == 0


def test_people_made_one_while_both_sign_up_are_never_in_two_places(
    app: Flask, alba: Standing, people: list[UUID]
) -> None:
    shifts = _shifts(app, alba, 6, apart=1)

    def act(turn: int) -> None:
        if turn == 4:
            merge_people(people[0], people[1], from_lost=set(), by=SYSTEM)
        else:
            person = db.session.get(Person, people[turn % 2]) or db.session.get_one(Person, people[0])
            take_place(db.session.get_one(Shift, shifts[turn % 6]), person, by=SYSTEM)

    told = _at_once(app, alba, act, turns=16)
    assert set(told) <= {"done", "ShiftFull", "AlreadyIn", "PersonTaken", "PersonGone", "CannotMerge", "NotAVolunteer"}
    taken, reserved = _places(app, alba)
    assert taken == reserved
