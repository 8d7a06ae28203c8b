"""Fees: asked, paid in parts, corrected, forgiven; never a cent more or less."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from ama_net.features.members.fee_rules import fee_state, step_due
from ama_net.features.members.models import FeeKind, MembershipFee
from ama_net.features.members.operations.fee_decisions import give_term, take_back_waiver, waive_fee
from ama_net.features.members.operations.fees import NoRate, ask_fee, ask_fees, correct_payment, note_payment
from ama_net.features.members.queries_fees import fee_of, in_state
from ama_net.features.members.settings_fees import FeesSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import (
    PaymentState,
    PaymentWay,
    cancel_payment,
    find_references,
    issue_receipt,
    refund_payment,
)
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.fees import make_fee, make_rate
from tests.factories.members import make_membership
from tests.support.standing import Standing

CASH = PaymentWay.CASH


def _later() -> date:
    return today() + timedelta(days=60)


def _paid(fee: MembershipFee, cents: int) -> None:
    note_payment(fee, cents, on=today(), way=CASH, by=SYSTEM)


def test_fee_is_asked_once_with_its_own_reference(in_alba: Standing) -> None:
    make_rate()
    membership = make_membership()
    fee = ask_fee(membership, 2026, by=SYSTEM)
    assert fee is not None
    assert (fee.amount_cents, fee.kind, fee.due_on) == (2500, FeeKind.FULL, date(2026, 3, 31))
    assert find_references(fee.reference) == [fee.reference]
    assert ask_fee(membership, 2026, by=SYSTEM) is fee
    assert fee_of(membership.id, 2026) is fee


def test_fee_without_a_rate_is_refused(in_alba: Standing) -> None:
    with pytest.raises(NoRate):
        ask_fee(make_membership(), 2026, by=SYSTEM)


def test_year_is_asked_of_members_of_today_only_once(in_alba: Standing) -> None:
    make_rate()
    make_membership()
    make_membership()
    make_membership(ended_on=date(2021, 1, 1), end_reason="withdrawal")
    seen: list[int] = []
    assert ask_fees(2026, by=SYSTEM, step=seen.append) == 2
    assert (ask_fees(2026, by=SYSTEM), seen) == (0, [2])


def test_reduced_and_free_members_are_asked_less(in_alba: Standing) -> None:
    make_rate(2025)
    make_rate(2026)
    reduced, free = make_membership(), make_membership()
    give_term(reduced, FeeKind.REDUCED, from_year=2026, by=SYSTEM)
    give_term(free, FeeKind.FREE, from_year=2026, until_year=2026, by=SYSTEM)
    asked = [ask_fee(one, year, by=SYSTEM) for one in (reduced, free) for year in (2025, 2026)]
    assert [(fee.kind, fee.amount_cents) for fee in asked if fee] == [
        ("full", 2500),
        ("reduced", 1000),
        ("full", 2500),
        ("free", 0),
    ]
    assert asked[3] is not None
    assert fee_state(asked[3]) == "free"


def test_category_that_pays_nothing_is_free(in_alba: Standing) -> None:
    make_rate(full_cents=0, reduced_cents=None)
    assert fee_state(make_fee()) == "free"


def test_who_comes_during_the_year_has_their_own_days_to_pay(in_alba: Standing) -> None:
    make_rate()
    admitted = date(2026, 9, 10)
    assert make_fee(make_membership(admitted_on=admitted)).due_on == admitted + timedelta(days=30)


def test_who_comes_too_late_in_the_year_is_not_asked(in_alba: Standing) -> None:
    make_rate()
    save_settings(FeesSettings(last_month_asked=9), by=None)
    assert ask_fee(make_membership(admitted_on=date(2026, 10, 1)), 2026, by=SYSTEM) is None


def test_states_follow_what_was_paid_and_the_day(in_alba: Standing) -> None:
    make_rate(due_on=_later())
    fee = make_fee()
    states = [fee_state(fee)]
    _paid(fee, 1000)
    states.append(fee_state(fee))
    _paid(fee, 1500)
    states.append(fee_state(fee))
    assert states == ["due", "partial", "paid"]
    assert (fee.paid_cents, fee.paid_on) == (2500, today())


def test_database_says_the_same_states(in_alba: Standing) -> None:
    make_rate()
    free, paid, partial, due, overdue, late_part, waived = (make_fee() for _ in range(7))
    free.amount_cents = 0
    waived.waived_on = today()
    for fee in (paid, partial, due):
        fee.due_on = _later()
    db.session.flush()
    _paid(paid, 2500)
    _paid(partial, 1)
    _paid(late_part, 2499)
    fees = [free, paid, partial, due, overdue, late_part, waived]
    told = [fee_state(fee) for fee in fees]
    assert told == ["free", "paid", "partial", "due", "overdue", "overdue", "free"]
    for state in set(told):
        found = set(db.session.scalars(select(MembershipFee.id).where(in_state(state))))
        assert found == {fee.id for fee, one in zip(fees, told, strict=True) if one == state}


@pytest.mark.parametrize("cents", [0, -500, 2501])
def test_wrong_amount_is_refused(in_alba: Standing, cents: int) -> None:
    make_rate()
    fee = make_fee()
    with pytest.raises(WrongFact) as refused:
        _paid(fee, cents)
    assert (refused.value.field, fee.paid_cents) == ("amount", 0)


def test_paying_more_than_is_left_says_to_split_it(in_alba: Standing) -> None:
    make_rate()
    fee = make_fee()
    _paid(fee, 2000)
    with pytest.raises(WrongFact, match=r"restano 5,00\N{NO-BREAK SPACE}€"):
        _paid(fee, 501)


def test_day_to_come_is_refused(in_alba: Standing) -> None:
    make_rate()
    with pytest.raises(WrongFact) as refused:
        note_payment(make_fee(), 100, on=today() + timedelta(days=1), way=CASH, by=SYSTEM)
    assert refused.value.field == "on"


def test_closed_year_takes_no_movement_and_gives_none_back(in_alba: Standing) -> None:
    make_rate()
    fee = make_fee()
    payment = note_payment(fee, 500, on=date(2025, 12, 31), way=CASH, by=SYSTEM)
    save_settings(PaymentsSettings(locked_through_year=2025), by=None)
    with pytest.raises(WrongFact):
        note_payment(fee, 500, on=date(2025, 12, 31), way=CASH, by=SYSTEM)
    with pytest.raises(WrongFact):
        correct_payment(fee, payment, why="sbaglio", by=SYSTEM)
    assert note_payment(fee, 500, on=date(2026, 1, 1), way=CASH, by=SYSTEM).amount_cents == 500


def test_same_form_sent_twice_is_one_payment(in_alba: Standing) -> None:
    make_rate()
    fee, key = make_fee(), uuid4()
    first = note_payment(fee, 2500, on=today(), way=CASH, by=SYSTEM, form_key=key)
    assert note_payment(fee, 2500, on=today(), way=CASH, by=SYSTEM, form_key=key) is first
    assert fee.paid_cents == 2500


def test_wrong_payment_is_cancelled_with_its_receipt_and_stays(in_alba: Standing) -> None:
    make_rate()
    fee = make_fee()
    payment = note_payment(fee, 2500, on=today(), way=CASH, by=SYSTEM)
    receipt = issue_receipt(payment, series="fees", by=SYSTEM, wording="quota")
    correct_payment(fee, payment, why="era di un altro socio", by=SYSTEM)
    assert (fee.paid_cents, fee.paid_on, payment.state) == (0, None, PaymentState.CANCELLED)
    assert (receipt.is_cancelled, receipt.cancelled_why) == (True, "era di un altro socio")
    with pytest.raises(WrongFact):
        correct_payment(fee, payment, why="di nuovo", by=SYSTEM)


def test_payment_of_another_fee_is_not_corrected_here(in_alba: Standing) -> None:
    make_rate()
    fee, other = make_fee(), make_fee()
    payment = note_payment(other, 500, on=today(), way=CASH, by=SYSTEM)
    with pytest.raises(WrongFact):
        correct_payment(fee, payment, why="sbaglio", by=SYSTEM)


def test_what_is_given_back_is_owed_again(in_alba: Standing) -> None:
    make_rate()
    fee = make_fee()
    payment = note_payment(fee, 2500, on=today(), way=CASH, by=SYSTEM)
    refund_payment(payment, on=today(), way=CASH, amount_cents=500, by=SYSTEM)
    assert (fee.paid_cents, payment.state) == (2000, PaymentState.RECEIVED)
    refund_payment(payment, on=today(), way=CASH, by=SYSTEM)
    assert (fee.paid_cents, payment.state) == (0, PaymentState.REFUNDED)
    with pytest.raises(WrongFact):
        refund_payment(payment, on=today(), way=CASH, amount_cents=1, by=SYSTEM)


def test_refund_stays_once_the_fee_was_paid_again(in_alba: Standing) -> None:
    make_rate()
    fee = make_fee()
    payment = note_payment(fee, 2500, on=today(), way=CASH, by=SYSTEM)
    refund = refund_payment(payment, on=today(), way=CASH, by=SYSTEM)
    again = note_payment(fee, 2500, on=today(), way=CASH, by=SYSTEM)
    with pytest.raises(WrongFact):
        cancel_payment(refund, why="sbaglio", by=SYSTEM)
    assert (fee.paid_cents, payment.state) == (2500, PaymentState.REFUNDED)
    cancel_payment(again, why="sbaglio", by=SYSTEM)
    cancel_payment(refund, why="sbaglio", by=SYSTEM)
    assert (fee.paid_cents, payment.state) == (2500, PaymentState.RECEIVED)


def test_fee_is_forgiven_by_a_decision_and_asked_again_when_it_was_a_mistake(in_alba: Standing) -> None:
    make_rate()
    fee = make_fee()
    with pytest.raises(WrongFact):
        waive_fee(fee, why="difficoltà", by=SYSTEM)
    waive_fee(fee, why="difficoltà", resolution_ref="Direttivo, delibera 3/2026", by=SYSTEM)
    assert (fee_state(fee), fee.left_cents) == ("free", 0)
    with pytest.raises(WrongFact):
        _paid(fee, 100)
    take_back_waiver(fee, by=SYSTEM)
    assert (fee_state(fee), fee.left_cents) == ("overdue", 2500)


STEPS = (-15, 10, 45)
DUE = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("after", "sent", "step"),
    [
        (-16, set(), None),
        (-15, set(), -15),
        (-3, set(), -15),
        (0, set(), -15),
        (1, set(), None),
        (9, {-15}, None),
        (10, {-15}, 10),
        (11, {-15, 10}, None),
        (44, set(), None),
        (45, set(), 45),
        (45, {-15, 10, 20}, None),
        (80, set(), None),
    ],
)
def test_reminder_is_the_latest_step_reached_and_never_twice(after: int, sent: set[int], step: int | None) -> None:
    assert step_due(DUE, DUE + timedelta(days=after), STEPS, sent, 3) == step
