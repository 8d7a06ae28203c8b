"""Hands at the same time: one admission, one exit, nothing lost, no deadlock."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.members.models import EndReason, Membership
from ama_net.features.members.operations.memberships import (
    NewMember,
    admit_member,
    correct_entry,
    end_membership,
    enter_members,
)
from ama_net.features.members.register import REGISTER
from ama_net.features.members.register_check import check_register
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.members import ordinary
from tests.factories.people import make_person
from tests.support.hands import at_once
from tests.support.standing import Standing

DAY = date(2024, 3, 5)
WRITERS, EACH = 8, 4

Work = Callable[[], Any]


@pytest.fixture
def race(app: Flask, alba: Standing) -> Callable[[list[Work]], list[str]]:
    """Do things at once, each in a transaction of its own; what became of each: ``done`` or the refusal in Italian."""

    def run(works: list[Work]) -> list[str]:
        return sorted(at_once(app, alba, lambda number: _done(works[number]), hands=len(works), said=str))

    return run


def _done(work: Work) -> str:
    work()
    return "done"


@pytest.fixture
def ids(app: Flask, alba: Standing) -> dict[str, UUID]:
    """A person who is no member, and a membership."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        membership = admit_member(person=make_person("Gia"), category=ordinary(), admitted_on=DAY, by=SYSTEM)
        return {"person": make_person("Nuova").id, "membership": membership.id}


def _admit(person_id: UUID) -> None:
    person = db.session.get_one(Person, person_id)
    admit_member(person=person, category=ordinary(), admitted_on=DAY, by=SYSTEM)


def _end(membership_id: UUID) -> None:
    membership = db.session.get_one(Membership, membership_id)
    end_membership(membership, on=DAY, reason=EndReason.WITHDRAWAL, by=SYSTEM)


def _correct(membership_id: UUID) -> None:
    membership = db.session.get_one(Membership, membership_id)
    correct_entry(membership, why="Letto male", by=SYSTEM, admitted_on=date(2024, 3, 1))


def _kinds(app: Flask, alba: Standing) -> list[str]:
    with app.app_context(), tenant_scope(alba.id):
        assert check_register().is_whole
        ordered = REGISTER.entries().order_by(None).order_by(LedgerEntry.number)
        return [one.facts["kind"] for one in db.session.scalars(ordered)]


def test_two_admissions_of_one_person_make_one_membership(
    race: Callable[[list[Work]], list[str]], ids: dict[str, UUID], app: Flask, alba: Standing
) -> None:
    told = race([lambda: _admit(ids["person"])] * 4)
    assert told == ["done", *["È già nel libro soci in quel periodo."] * 3]
    assert _kinds(app, alba) == ["admission", "admission"]


def test_who_is_ended_twice_leaves_once(
    race: Callable[[list[Work]], list[str]], ids: dict[str, UUID], app: Flask, alba: Standing
) -> None:
    told = race([lambda: _end(ids["membership"])] * 3)
    assert told == ["Questo socio è già uscito: la data si cambia con una correzione del libro."] * 2 + ["done"]
    assert _kinds(app, alba) == ["admission", "exit"]


def test_a_correction_and_an_exit_at_once_are_both_written(
    race: Callable[[list[Work]], list[str]], ids: dict[str, UUID], app: Flask, alba: Standing
) -> None:
    assert race([lambda: _end(ids["membership"]), lambda: _correct(ids["membership"])]) == ["done", "done"]
    assert sorted(_kinds(app, alba)) == ["admission", "correction", "exit"]


def test_many_hands_write_without_a_deadlock_and_without_gaps(
    race: Callable[[list[Work]], list[str]], app: Flask, alba: Standing
) -> None:
    def some(hand: int) -> None:
        people = [make_person(f"Prova {hand} {turn}") for turn in range(EACH)]
        _admit(people[0].id)
        enter_members([NewMember(ordinary().id, DAY, person_id=one.id) for one in people[1:]], by=SYSTEM)

    assert race([lambda hand=hand: some(hand) for hand in range(WRITERS)]) == ["done"] * WRITERS  # type: ignore[misc]
    assert len(_kinds(app, alba)) == WRITERS * EACH
    with app.app_context(), tenant_scope(alba.id):
        numbers = list(db.session.scalars(select(Membership.number).order_by(Membership.number)))
    assert numbers == list(range(1, WRITERS * EACH + 1))
