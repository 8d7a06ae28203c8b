"""Expenses: what may be written, up to where, and what becomes of a claim."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from ama_net.features.volunteers.expense_arithmetic import km_cents, month_of
from ama_net.features.volunteers.models import ClaimState, ExpenseClaim, ExpenseItem, ExpenseWay
from ama_net.features.volunteers.operations.expense_claims import decide_claim, submit_claim, take_back_claim
from ama_net.features.volunteers.operations.expense_items import NewItem, add_item, remove_item
from ama_net.features.volunteers.operations.expense_payments import (
    Paid,
    leave_list,
    make_payment_list,
    pay_claim,
    pay_list,
)
from ama_net.features.volunteers.operations.expense_retention import forget_accounts
from ama_net.features.volunteers.operations.expense_rules import Admitted, NewRule, end_rule, write_rule
from ama_net.features.volunteers.queries_expenses import claims_in, declared_by, draft_of, rule_on
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.documents import File
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.payments import Payment, PaymentWay, cancel_payment
from ama_net.kernel.people import Person, WrongFact
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_volunteer
from tests.volunteers.expenses_desk import (
    again,
    approved_claim,
    bus_rule,
    declared_item,
    make_resolution,
    make_rule,
    make_type,
    paper_item,
    sent_claim,
)

pytestmark = pytest.mark.usefixtures("in_alba")


def _volunteer(**values: Any) -> Person:
    return make_volunteer(make_person(email="vera@alba.example"), **values).person


def _refused(work: Callable[[], Any]) -> str:
    with pytest.raises(WrongFact) as refused:
        work()
    return refused.value.field


@pytest.mark.parametrize(
    ("tenths", "rate", "cents"), [(125, 4200, 525), (1, 4200, 4), (10, 4235, 42), (340, 4200, 1428), (15, 3333, 50)]
)
def test_kilometres_become_cents(tenths: int, rate: int, cents: int) -> None:
    assert km_cents(tenths, rate) == cents


def test_month_of_a_day_ends_where_the_next_begins() -> None:
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))


def test_expense_with_its_receipt_is_written_in_a_new_claim() -> None:
    person, kind = _volunteer(), bus_rule()
    file = File("scontrino.pdf", b"%PDF-1.4 prova", "application/pdf")
    new = NewItem(ExpenseWay.DOCUMENTED, kind.id, make_activity().id, today(), amount_cents=4210, file=file)
    item = add_item(person, new, by=SYSTEM)
    assert (item.amount_cents, item.claim.state, item.document is not None) == (4210, ClaimState.DRAFT, True)


def test_same_form_twice_is_one_expense() -> None:
    person, kind, key = _volunteer(), bus_rule(), uuid4()
    first = add_item(person, declared_item(kind, 300, form_key=key), by=SYSTEM)
    assert add_item(person, declared_item(kind, 300, form_key=key), by=SYSTEM).id == first.id


def test_ten_euro_a_day_may_be_declared_and_not_a_cent_more() -> None:
    person, kind = _volunteer(), bus_rule()
    add_item(person, declared_item(kind, 600), by=SYSTEM)
    add_item(person, declared_item(kind, 400), by=SYSTEM)
    assert _refused(lambda: add_item(person, declared_item(kind, 1), by=SYSTEM)) == "amount"


def test_hundred_and_fifty_euro_a_month_may_be_declared_and_not_a_cent_more() -> None:
    person, kind = _volunteer(), bus_rule()
    last_month = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    for day in range(15):
        add_item(person, declared_item(kind, 1000, last_month + timedelta(days=day)), by=SYSTEM)
    after = last_month + timedelta(days=20)
    assert _refused(lambda: add_item(person, declared_item(kind, 1, after), by=SYSTEM)) == "amount"


def test_another_month_begins_again() -> None:
    person, kind = _volunteer(), bus_rule()
    first = today().replace(day=1)
    add_item(person, declared_item(kind, 1000, first - timedelta(days=1)), by=SYSTEM)
    add_item(person, declared_item(kind, 1000, first), by=SYSTEM)
    assert declared_by(person.id, first).month_cents == 1000


def test_the_database_holds_the_limits_whoever_writes() -> None:
    person, kind = _volunteer(), bus_rule()
    item = add_item(person, declared_item(kind, 1000), by=SYSTEM)
    again_that_day = text(
        "INSERT INTO expense_items (id, claim_id, person_id, rule_id, type_id, activity_id, on_day, way, amount_cents, created_at) "
        "SELECT :id, claim_id, person_id, rule_id, type_id, activity_id, on_day, way, 1, now() FROM expense_items WHERE id = :of"
    )
    with pytest.raises(IntegrityError, match="over the limit of a day"):
        db.session.execute(again_that_day, {"id": uuid4(), "of": item.id})


def test_what_was_refused_may_be_declared_again() -> None:
    person, kind = _volunteer(), bus_rule()
    claim = sent_claim(person, declared_item(kind, 1000))
    decide_claim(claim, {claim.items[0].id: "Quel giorno non c'era servizio."}, by=SYSTEM)
    assert declared_by(person.id, today()).day_left == 1000


def test_declaration_needs_type_and_activity_in_the_resolution() -> None:
    person, kind = _volunteer(), bus_rule()
    other = make_activity("events", "Eventi")
    new = NewItem(ExpenseWay.SELF_CERTIFIED, kind.id, other.id, today(), amount_cents=100)
    assert _refused(lambda: add_item(person, new, by=SYSTEM)) == "type_id"


def test_without_a_rule_nothing_is_given_back() -> None:
    person, kind = _volunteer(), make_type()
    assert _refused(lambda: add_item(person, paper_item(kind, 100), by=SYSTEM)) == "on_day"


def test_day_before_the_service_is_refused() -> None:
    person, kind = _volunteer(started_on=today()), bus_rule()
    assert _refused(lambda: add_item(person, paper_item(kind, 100, today() - timedelta(days=1)), by=SYSTEM)) == "on_day"


def test_day_after_the_service_is_refused() -> None:
    person, kind = _volunteer(ended_on=today() - timedelta(days=3), end_reason="stopped"), bus_rule()
    assert _refused(lambda: add_item(person, paper_item(kind, 100), by=SYSTEM)) == "on_day"


def test_day_to_come_is_refused() -> None:
    person, kind = _volunteer(), bus_rule()
    assert _refused(lambda: add_item(person, paper_item(kind, 100, today() + timedelta(days=1)), by=SYSTEM)) == "on_day"


def test_expense_too_old_for_the_rule_is_refused() -> None:
    person, kind = _volunteer(), bus_rule(claim_days=30)
    add_item(person, paper_item(kind, 100, today() - timedelta(days=30)), by=SYSTEM)
    old = paper_item(kind, 100, today() - timedelta(days=31))
    assert _refused(lambda: add_item(person, old, by=SYSTEM)) == "on_day"


def test_limit_of_a_type_holds_each_time() -> None:
    person, kind = _volunteer(), make_type()
    make_rule(Admitted(kind.id, limit_cents=2000))
    add_item(person, paper_item(kind, 2000), by=SYSTEM)
    assert _refused(lambda: add_item(person, paper_item(kind, 2001), by=SYSTEM)) == "amount"


def test_expense_without_proof_is_refused() -> None:
    person, kind = _volunteer(), bus_rule()
    new = NewItem(ExpenseWay.DOCUMENTED, kind.id, make_activity().id, today(), amount_cents=500)
    assert _refused(lambda: add_item(person, new, by=SYSTEM)) == "file"


def test_kilometres_are_given_back_at_the_rate_of_their_day() -> None:
    person, kind = _volunteer(), make_type("km", "Chilometri", by_kilometre=True)
    make_rule(Admitted(kind.id), km_rate=4200)
    make_rule(Admitted(kind.id), km_rate=5000, from_day=today())
    common = {"tenths_km": 100, "start": "Ferrara", "end": "Cento"}
    cents = [
        add_item(
            person, NewItem(ExpenseWay.KILOMETRES, kind.id, make_activity().id, day, **common), by=SYSTEM
        ).amount_cents
        for day in (today() - timedelta(days=1), today())
    ]
    assert cents == [420, 500]


def test_kilometres_without_a_route_are_refused() -> None:
    person, kind = _volunteer(), make_type("km", "Chilometri", by_kilometre=True)
    make_rule(Admitted(kind.id), km_rate=4200)
    new = NewItem(ExpenseWay.KILOMETRES, kind.id, make_activity().id, today(), tenths_km=100)
    assert _refused(lambda: add_item(person, new, by=SYSTEM)) == "start"


def test_rule_cannot_hold_before_its_resolution() -> None:
    kind, resolution = make_type(), make_resolution(today())
    new = NewRule(resolution, today() - timedelta(days=1), (Admitted(kind.id),))
    assert _refused(lambda: write_rule(new, by=SYSTEM)) == "from_day"


def test_rule_lists_both_types_and_activities_for_declarations() -> None:
    kind = make_type()
    new = NewRule(make_resolution(), today(), (Admitted(kind.id, self_certified=True),))
    assert _refused(lambda: write_rule(new, by=SYSTEM)) == "activities"


def test_rule_that_ended_holds_no_more_even_over_an_earlier_one() -> None:
    kind = make_type()
    make_rule(Admitted(kind.id))
    later = make_rule(Admitted(kind.id), from_day=today() - timedelta(days=10))
    end_rule(later, on=today(), by=SYSTEM)
    assert rule_on(today()) is None


def test_sent_claim_has_the_next_number_of_the_year() -> None:
    kind = bus_rule()
    numbers = [sent_claim(_volunteer(), paper_item(kind, 100)).number for _ in range(2)]
    assert numbers == [1, 2]


def test_sent_claim_takes_no_more_expenses() -> None:
    person, kind = _volunteer(), bus_rule()
    first = sent_claim(person, paper_item(kind, 100))
    item = add_item(person, paper_item(kind, 200), by=SYSTEM)
    assert item.claim_id != first.id


def test_empty_claim_is_not_sent() -> None:
    person, kind = _volunteer(), bus_rule()
    item = add_item(person, paper_item(kind, 100), by=SYSTEM)
    remove_item(item, by=SYSTEM)
    claim = draft_of(person.id)
    assert claim is not None
    assert _refused(lambda: submit_claim(claim, by=SYSTEM)) == ""


def test_claim_taken_back_keeps_its_number() -> None:
    person, kind = _volunteer(), bus_rule()
    claim = sent_claim(person, paper_item(kind, 100))
    take_back_claim(claim, by=SYSTEM)
    submit_claim(claim, by=SYSTEM)
    assert claim.number == 1


def test_account_is_sealed() -> None:
    claim = sent_claim(_volunteer(), paper_item(bus_rule(), 100), iban="IT60X0542811101000000123456", holder="Vera")
    raw = db.session.scalar(select(ExpenseClaim.payee_sealed).where(ExpenseClaim.id == claim.id))
    assert (claim.payee_facts["holder"], b"IT60" in (raw or b"")) == ("Vera", False)


def test_part_of_a_claim_may_be_refused() -> None:
    claim = sent_claim(_volunteer(), paper_item(kind := bus_rule(), 100), paper_item(kind, 250))
    decide_claim(claim, {claim.items[0].id: "Manca la ricevuta."}, by=SYSTEM)
    claim = again(claim)
    assert (claim.state, claim.accepted_cents, claim.items[0].refused_why) == ("approved", 250, "Manca la ricevuta.")


def test_refusal_says_why() -> None:
    claim = sent_claim(_volunteer(), paper_item(bus_rule(), 100))
    assert _refused(lambda: decide_claim(claim, {claim.items[0].id: " "}, by=SYSTEM)) == ""


def test_nobody_decides_on_their_own_expenses() -> None:
    claim = sent_claim(_volunteer(), paper_item(bus_rule(), 100))
    own = Actor(account_id=uuid4(), person_id=claim.person_id)
    assert _refused(lambda: decide_claim(claim, {}, by=own)) == ""


def test_decision_is_told_without_saying_what_for() -> None:
    approved_claim(_volunteer(), paper_item(bus_rule(), 1250))
    mail = db.session.scalars(select(Message)).one()
    assert ("12,50" in (mail.text or ""), "Autobus" in (mail.text or "")) == (True, False)


def test_paying_a_list_writes_a_movement_out_for_each_claim() -> None:
    kind = bus_rule()
    claims = [approved_claim(_volunteer(), paper_item(kind, cents)) for cents in (100, 250)]
    made = make_payment_list([one.id for one in claims], by=SYSTEM)
    assert pay_list(made, Paid(today(), PaymentWay.TRANSFER), by=SYSTEM) == 2
    movements = db.session.execute(select(Payment.direction, Payment.kind, Payment.amount_cents)).all()
    assert sorted(movements) == [("out", "expense", 100), ("out", "expense", 250)]
    assert {again(one).state for one in claims} == {"paid"}


def test_claim_is_in_one_list_at_most() -> None:
    claim = approved_claim(_volunteer(), paper_item(bus_rule(), 100))
    make_payment_list([claim.id], by=SYSTEM)
    assert _refused(lambda: make_payment_list([claim.id], by=SYSTEM)) == "claims"


def test_claim_out_of_a_list_waits_for_another() -> None:
    claim = approved_claim(_volunteer(), paper_item(bus_rule(), 100))
    made = make_payment_list([claim.id], by=SYSTEM)
    leave_list(claim, by=SYSTEM)
    assert (claims_in(made), make_payment_list([claim.id], by=SYSTEM).number) == ([], 2)


def test_movement_cancelled_opens_the_claim_to_payment_again() -> None:
    claim = approved_claim(_volunteer(), paper_item(bus_rule(), 100))
    payment = pay_claim(claim, Paid(today(), PaymentWay.CASH), by=SYSTEM)
    assert payment is not None
    cancel_payment(payment, why="Non era stato dato.", by=SYSTEM)
    assert again(claim).state == ClaimState.APPROVED


def test_paid_claim_is_paid_once() -> None:
    claim = approved_claim(_volunteer(), paper_item(bus_rule(), 100))
    pay_claim(claim, Paid(today(), PaymentWay.CASH), by=SYSTEM)
    assert pay_claim(claim, Paid(today(), PaymentWay.CASH), by=SYSTEM) is None


def test_removed_expense_is_gone_and_its_receipt_out_of_use() -> None:
    person, kind = _volunteer(), bus_rule()
    file = File("scontrino.pdf", b"%PDF-1.4 prova", "application/pdf")
    new = NewItem(ExpenseWay.DOCUMENTED, kind.id, make_activity().id, today(), amount_cents=100, file=file)
    item = add_item(person, new, by=SYSTEM)
    document = item.document
    remove_item(item, by=SYSTEM)
    assert document is not None
    assert (db.session.get(ExpenseItem, item.id), document.withdrawn_at is not None) == (None, True)


def test_account_is_forgotten_a_year_after_the_payment() -> None:
    kind = bus_rule()
    iban = "IT60X0542811101000000123456"
    old, recent = (approved_claim(_volunteer(), paper_item(kind, 100), iban=iban, holder="Vera") for _ in range(2))
    for claim, days in ((old, 366), (recent, 364)):
        claim.state, claim.paid_on = ClaimState.PAID, today() - timedelta(days=days)
    db.session.flush()
    assert forget_accounts() == 1
    assert (again(old).payee, again(recent).payee is None) == (None, False)


def test_two_rows_of_one_person_keep_what_each_had_declared() -> None:
    kind = bus_rule()
    kept, lost = _volunteer(), _volunteer()
    for person in (kept, lost):
        add_item(person, declared_item(kind, 800), by=SYSTEM)
    db.session.execute(text("UPDATE expense_items SET person_id = :kept"), {"kept": kept.id})
    assert declared_by(kept.id, today()).day_left == 0
