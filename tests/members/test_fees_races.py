"""Clerks at work at once, on real connections: no cent is lost, no number skipped, nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.members.models import FeeReminder, MembershipFee
from ama_net.features.members.operations.fee_receipts import Collected, collect_fee, collect_fees
from ama_net.features.members.operations.fee_reminders import remind_now, send_reminders
from ama_net.features.members.operations.fees import ask_fees, correct_payment, note_payment
from ama_net.features.members.queries_fees import fee_by_id
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.payments import Payment, PaymentWay, Receipt
from tests.factories.fees import make_fee, make_rate
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

CASH = PaymentWay.CASH


class Interrupted(Exception):
    """Something stops before its commit."""


@pytest.fixture
def fees(app: Flask, alba: Standing) -> list[UUID]:
    """Eight fees of 25,00 €, due today."""
    with desk(app, alba):
        make_rate(year=today().year, due_on=today())
        people = [make_person(f"Socia {number}", email=f"socia{number}@alba.example") for number in range(8)]
        return [make_fee(make_membership(one), year=today().year).id for one in people]


def _fee(fee_id: UUID) -> MembershipFee:
    fee = fee_by_id(fee_id)
    assert fee is not None
    return fee


def test_two_payments_at_once_never_go_beyond_the_fee(app: Flask, alba: Standing, fees: list[UUID]) -> None:
    def pay(_number: int) -> str:
        note_payment(_fee(fees[0]), 700, on=today(), way=CASH, by=SYSTEM)
        return "paid"

    results = at_once(app, alba, pay)
    assert sorted(results) == ["amount"] * 5 + ["paid"] * 3
    with desk(app, alba):
        assert _fee(fees[0]).paid_cents == 2100


def test_same_form_sent_by_eight_clicks_is_one_payment_and_one_receipt(
    app: Flask, alba: Standing, fees: list[UUID]
) -> None:
    key = uuid4()

    def pay(_number: int) -> int:
        return collect_fee(_fee(fees[0]), Collected(2500, today(), CASH, form_key=key), by=SYSTEM).number

    assert set(at_once(app, alba, pay)) == {1}
    with desk(app, alba):
        counts = [db.session.scalar(select(func.count()).select_from(one)) for one in (Payment, Receipt, Message)]
        assert counts == [1, 1, 1]


def test_receipts_of_eight_writers_have_no_gap_though_some_are_undone(
    app: Flask, alba: Standing, fees: list[UUID]
) -> None:
    def collect(number: int, turn: int) -> None:
        with desk(app, alba):
            collect_fee(_fee(fees[number]), Collected(500 + turn, today(), CASH), by=SYSTEM)
            if (number + turn) % 3 == 0:
                raise Interrupted

    def pay(number: int) -> None:
        for turn in range(4):
            with suppress(Interrupted):
                collect(number, turn)

    gate = Barrier(8)

    def clerk(number: int) -> None:
        gate.wait(20)
        pay(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(clerk, range(8)))
    with desk(app, alba):
        numbers = sorted(db.session.scalars(select(Receipt.number)))
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) == 21


def test_several_fees_paid_by_two_clerks_in_opposite_order_are_paid_once(
    app: Flask, alba: Standing, fees: list[UUID]
) -> None:
    def pay(number: int) -> int:
        wanted = fees if number % 2 else fees[::-1]
        return len(collect_fees(wanted, on=today(), way=CASH, by=SYSTEM))

    assert sorted(at_once(app, alba, pay, 4)) == [0, 0, 0, 8]
    with desk(app, alba):
        assert sorted(db.session.scalars(select(Receipt.number))) == list(range(1, 9))


def test_payment_and_its_correction_at_once_leave_the_right_sum(app: Flask, alba: Standing, fees: list[UUID]) -> None:
    with desk(app, alba):
        first = note_payment(_fee(fees[0]), 1000, on=today(), way=CASH, by=SYSTEM).id

    def work(number: int) -> str:
        fee = _fee(fees[0])
        if number == 0:
            correct_payment(fee, db.session.get_one(Payment, first), why="sbaglio", by=SYSTEM)
        else:
            note_payment(fee, 100, on=today(), way=CASH, by=SYSTEM)
        return "done"

    assert set(at_once(app, alba, work)) == {"done"}
    with desk(app, alba):
        assert _fee(fees[0]).paid_cents == 700


def test_year_asked_by_eight_at_once_gives_each_member_one_fee(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        make_rate()
        for _ in range(5):
            make_membership()
    assert sorted(at_once(app, alba, lambda _number: ask_fees(2026, by=SYSTEM))) == [0] * 7 + [5]
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(MembershipFee)) == 5
        assert len(set(db.session.scalars(select(MembershipFee.reference)))) == 5


def test_reminders_sent_by_eight_robots_reach_each_member_once(app: Flask, alba: Standing, fees: list[UUID]) -> None:
    results = at_once(app, alba, lambda _number: send_reminders(by=SYSTEM))
    assert sorted(results) == [0] * 7 + [8]
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(FeeReminder)) == 8
        assert db.session.scalar(select(func.count()).select_from(Message)) == 8


def test_robot_killed_before_its_commit_has_sent_nothing_and_sends_once_when_it_begins_again(
    app: Flask, alba: Standing, fees: list[UUID]
) -> None:
    def be_killed() -> None:
        with desk(app, alba):
            assert send_reminders(by=SYSTEM) == 8
            raise Interrupted

    with pytest.raises(Interrupted):
        be_killed()
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(Message)) == 0
    sent = []
    for _round in range(3):
        with desk(app, alba):
            sent.append(send_reminders(by=SYSTEM))
    assert sent == [8, 0, 0]
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(Message)) == 8


def test_reminder_asked_by_hand_twice_the_same_day_leaves_once(app: Flask, alba: Standing, fees: list[UUID]) -> None:
    sent = []
    for _time in range(2):
        with desk(app, alba):
            sent.append(remind_now(list(db.session.scalars(select(MembershipFee))), by=SYSTEM))
    assert sent == [8, 0]
