"""Expenses written, decided and paid at once on real connections: the limits of the law hold, nothing is paid twice."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.volunteers.models import ExpenseClaim, ExpenseItem, ExpenseType
from ama_net.features.volunteers.operations.expense_claims import decide_claim
from ama_net.features.volunteers.operations.expense_items import add_item
from ama_net.features.volunteers.operations.expense_payments import Paid, make_payment_list, pay_claim
from ama_net.features.volunteers.queries_expenses import claim_by_id
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Payment, PaymentWay
from ama_net.kernel.people import Person
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.hands import at_once, desk
from tests.support.standing import Standing
from tests.volunteers.expenses_desk import approved_claim, bus_rule, declared_item, paper_item, sent_claim

HANDS = 8


def _claim(claim_id: UUID) -> ExpenseClaim:
    found = claim_by_id(claim_id)
    assert found is not None
    return found


@pytest.fixture
def volunteer(app: Flask, alba: Standing) -> tuple[UUID, UUID]:
    """A volunteer, and a type of expense that may be declared."""
    with desk(app, alba):
        return make_volunteer(make_person()).person_id, bus_rule().id


def test_limit_of_a_day_holds_whoever_writes_at_once(app: Flask, alba: Standing, volunteer: tuple[UUID, UUID]) -> None:
    person_id, type_id = volunteer

    def write(_number: int) -> str:
        kind = db.session.get_one(ExpenseType, type_id)
        add_item(db.session.get_one(Person, person_id), declared_item(kind, 300), by=SYSTEM)
        return "written"

    assert sorted(at_once(app, alba, write)) == ["amount"] * 5 + ["written"] * 3


def test_limit_of_a_month_holds_over_its_days(app: Flask, alba: Standing, volunteer: tuple[UUID, UUID]) -> None:
    person_id, type_id = volunteer
    first = (today().replace(day=1) - timedelta(days=1)).replace(day=1)

    def write(number: int) -> str:
        kind, person = db.session.get_one(ExpenseType, type_id), db.session.get_one(Person, person_id)
        for day in range(number * 3, number * 3 + 3):
            add_item(person, declared_item(kind, 1000, first + timedelta(days=day)), by=SYSTEM)
        return "written"

    results = at_once(app, alba, write)
    with desk(app, alba):
        declared = db.session.scalar(select(func.sum(ExpenseItem.amount_cents)))
    assert (sorted(results), declared) == (["amount"] * 3 + ["written"] * 5, 15_000)


def test_claim_is_decided_once(app: Flask, alba: Standing, volunteer: tuple[UUID, UUID]) -> None:
    with desk(app, alba):
        claim_id = sent_claim(db.session.get_one(Person, volunteer[0]), paper_item(_kind(volunteer), 500)).id

    def decide(_number: int) -> str:
        decide_claim(_claim(claim_id), {}, by=SYSTEM)
        return "decided"

    assert sorted(at_once(app, alba, decide)) == [""] * 7 + ["decided"]


def test_claim_is_paid_once(app: Flask, alba: Standing, volunteer: tuple[UUID, UUID]) -> None:
    with desk(app, alba):
        claim_id = approved_claim(db.session.get_one(Person, volunteer[0]), paper_item(_kind(volunteer), 500)).id
    at_once(
        app, alba, lambda _number: pay_claim(_claim(claim_id), Paid(today(), PaymentWay.CASH), by=SYSTEM) and "paid"
    )
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(Payment)) == 1


def test_claim_is_put_in_one_list(app: Flask, alba: Standing, volunteer: tuple[UUID, UUID]) -> None:
    with desk(app, alba):
        claim_id = approved_claim(db.session.get_one(Person, volunteer[0]), paper_item(_kind(volunteer), 500)).id
    results = at_once(app, alba, lambda _number: make_payment_list([claim_id], by=SYSTEM).number)
    assert sorted(map(str, results)) == ["1"] + ["claims"] * 7


def _kind(volunteer: tuple[UUID, UUID]) -> Any:
    return db.session.get_one(ExpenseType, volunteer[1])
