"""Hands at the same time: one start, one end, one closing; nothing lost, no deadlock."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.closing_papers import Layout
from ama_net.features.volunteers.models import RegisterClosing, Section, ServiceEnd, Volunteer
from ama_net.features.volunteers.operations.closings import close_register, print_sheets
from ama_net.features.volunteers.operations.register_variations import note_variations
from ama_net.features.volunteers.operations.volunteers import (
    NewVolunteer,
    correct_entry,
    end_service,
    enter_volunteers,
    move_section,
    start_service,
)
from ama_net.features.volunteers.register import REGISTER
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import Person
from ama_net.kernel.people.operations.merging import merge_people
from ama_net.kernel.registers import check
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.hands import at_once
from tests.support.standing import Standing
from tests.volunteers.register_desk import DAY, begin, give_tax_code, numbered

WRITERS, EACH = 8, 4

Work = Callable[[], Any]
Race = Callable[[list[Work]], list[str]]


@pytest.fixture
def race(app: Flask, alba: Standing) -> Race:
    """Do things at once, each in a transaction of its own; what became of each: ``done`` or the refusal in Italian."""

    def run(works: list[Work]) -> list[str]:
        return sorted(at_once(app, alba, lambda number: _done(works[number]), hands=len(works), said=str))

    return run


def _done(work: Work) -> str:
    work()
    return "done"


@pytest.fixture
def new_person(app: Flask, alba: Standing) -> UUID:
    """A person who is no volunteer, beside one who is."""
    with app.app_context():
        begin(alba, "Gia")
        with tenant_scope(alba.id), unit_of_work():
            return make_person("Nuova").id


def _start(person_id: UUID) -> None:
    start_service(db.session.get_one(Person, person_id), section=Section.REGULAR, on=DAY, by=SYSTEM)


def _kinds(app: Flask, alba: Standing) -> list[str]:
    with app.app_context(), tenant_scope(alba.id):
        assert check(REGISTER).is_whole
        ordered = REGISTER.entries().order_by(None).order_by(LedgerEntry.number)
        return [one.facts["kind"] for one in db.session.scalars(ordered)]


def test_two_clerks_starting_one_person_write_one_line(
    race: Race, new_person: UUID, app: Flask, alba: Standing
) -> None:
    told = race([lambda: _start(new_person)] * 4)
    assert told == ["done", *["È già nel registro dei volontari in quel periodo."] * 3]
    assert _kinds(app, alba) == ["start", "start"]


def test_an_end_and_a_move_at_once_are_one_of_the_two(race: Race, new_person: UUID, app: Flask, alba: Standing) -> None:
    def end() -> None:
        end_service(numbered(1), on=today(), reason=ServiceEnd.STOPPED, by=SYSTEM)

    def move() -> None:
        move_section(numbered(1), Section.OCCASIONAL, on=today(), by=SYSTEM)

    told = race([end, move, end])
    assert (told.count("done"), len(told)) == (1, 3)
    assert _kinds(app, alba)[1:] in (["end"], ["section", "section"])


def test_many_hands_write_without_a_deadlock_and_without_gaps(race: Race, app: Flask, alba: Standing) -> None:
    def some(hand: int) -> None:
        people = [make_person(f"Prova {hand} {turn}") for turn in range(EACH)]
        _start(people[0].id)
        enter_volunteers([NewVolunteer(one.id, DAY) for one in people[1:]], by=SYSTEM)

    assert race([lambda hand=hand: some(hand) for hand in range(WRITERS)]) == ["done"] * WRITERS  # type: ignore[misc]
    assert len(_kinds(app, alba)) == WRITERS * EACH
    with app.app_context(), tenant_scope(alba.id):
        numbers = list(db.session.scalars(select(Volunteer.number).order_by(Volunteer.number)))
    assert numbers == list(range(1, WRITERS * EACH + 1))


def test_a_closing_beside_writers_closes_what_is_there(
    race: Race, new_person: UUID, app: Flask, alba: Standing
) -> None:
    def correct() -> None:
        correct_entry(numbered(1), why="Letto male", by=SYSTEM, started_on=date(2024, 3, 1))

    with app.app_context():
        give_tax_code(alba)
    works: list[Work] = [
        lambda: _start(new_person),
        correct,
        lambda: close_register(today(), by=SYSTEM),
        lambda: note_variations(by=SYSTEM),
        lambda: print_sheets(1, 1, Layout(1, both_sides=True), by=SYSTEM),
    ]
    assert race(works) == ["done"] * 5
    with app.app_context(), tenant_scope(alba.id):
        assert check(REGISTER).is_whole
        closing = db.session.scalars(select(RegisterClosing)).one()
        assert closing.entry == closing.last_entry + 1


def test_making_one_of_two_people_beside_writers_waits_and_is_written(
    race: Race, new_person: UUID, app: Flask, alba: Standing
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        volunteer = numbered(1)
        kept_id, lost_id = make_person("Vera").id, volunteer.person_id

    def merge() -> None:
        merge_people(kept_id, lost_id, from_lost=set(), by=SYSTEM)

    def correct() -> None:
        correct_entry(numbered(1), why="Letto male", by=SYSTEM, started_on=date(2024, 3, 1))

    assert race([merge, correct, lambda: _start(new_person)]) == ["done"] * 3
    assert sorted(_kinds(app, alba)) == ["correction", "start", "start", "variation"]
    with app.app_context(), tenant_scope(alba.id):
        assert numbered(1).person_id == kept_id
