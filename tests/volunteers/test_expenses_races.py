"""Expenses written, decided and paid at once on real connections: the limits of the law hold, nothing is paid twice."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.volunteers.models import ExpenseClaim, ExpenseItem, ExpenseType
from ama_net.features.volunteers.operations import expense_claims, expense_payments
from ama_net.features.volunteers.operations.expense_claims import decide_claim
from ama_net.features.volunteers.operations.expense_holding import hold_claimants
from ama_net.features.volunteers.operations.expense_items import add_item
from ama_net.features.volunteers.operations.expense_payments import Paid, make_payment_list, pay_claim
from ama_net.features.volunteers.queries_expenses import claim_by_id
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Payment, PaymentWay
from ama_net.kernel.people import Person
from ama_net.kernel.people.operations.merging import merge_people
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
        return make_volunteer(make_person(email="vera@alba.example")).person_id, bus_rule().id


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


def _decide(claim_id: UUID) -> None:
    decide_claim(_claim(claim_id), {}, by=SYSTEM)


def _pay(claim_id: UUID) -> None:
    pay_claim(_claim(claim_id), Paid(today(), PaymentWay.CASH), by=SYSTEM)


@pytest.mark.parametrize(
    ("module", "last", "begin", "work"),
    [(expense_claims, "_tell", sent_claim, _decide), (expense_payments, "record_payment", approved_claim, _pay)],
)
def test_who_makes_one_of_two_people_waits_for_their_expenses(
    app: Flask,
    alba: Standing,
    volunteer: tuple[UUID, UUID],
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    last: str,
    begin: Callable[..., ExpenseClaim],
    work: Callable[[UUID], None],
) -> None:
    """The claim is taken, then somebody makes one of its person and another, then what names the person is written."""
    with desk(app, alba):
        claim_id = begin(db.session.get_one(Person, volunteer[0]), paper_item(_kind(volunteer), 500)).id
        kept_id = make_person("Ada", "Due").id
    taken, real = Event(), getattr(module, last)

    def slowly(*given: Any, **named: Any) -> Any:
        taken.set()
        time.sleep(0.5)
        return real(*given, **named)

    monkeypatch.setattr(module, last, slowly)

    def hand(number: int) -> str:
        if number:
            taken.wait(20)
            merge_people(kept_id, volunteer[0], from_lost=set(), by=SYSTEM)
        else:
            work(claim_id)
        return "done"

    assert at_once(app, alba, hand, hands=2) == ["done", "done"]
    with desk(app, alba):
        assert _claim(claim_id).person_id == kept_id


def test_claim_of_a_person_made_one_meanwhile_is_read_anew(
    app: Flask, alba: Standing, volunteer: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(app, alba):
        claim_id = sent_claim(db.session.get_one(Person, volunteer[0]), paper_item(_kind(volunteer), 500)).id
        kept_id = make_person("Ada", "Due").id
    merged = Event()

    def late(ids: Any) -> None:
        merged.wait(20)
        hold_claimants(ids)

    monkeypatch.setattr(f"{decide_claim.__module__}.hold_claimants", late)

    def merge() -> None:
        with desk(app, alba):
            merge_people(kept_id, volunteer[0], from_lost=set(), by=SYSTEM)
        merged.set()

    def hand(number: int) -> str:
        if number:
            merge()
        else:
            _decide(claim_id)
        return "done"

    assert at_once(app, alba, hand, hands=2, said=str) == [
        "Nel frattempo la nota spese è cambiata: va riletta.",
        "done",
    ]


def _kind(volunteer: tuple[UUID, UUID]) -> Any:
    return db.session.get_one(ExpenseType, volunteer[1])
