"""Lines of a statement become movements: certain ones together, the others one by one, all of them taken back."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.donations.models import Gift, GiftState
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import (
    LineState,
    NewPayment,
    Payment,
    PaymentKind,
    PaymentState,
    PaymentWay,
    Receipt,
    StatementImport,
    StatementLine,
    record_payment,
)
from ama_net.kernel.payments.operations.recording_lines import (
    Part,
    all_payables,
    free_line,
    lines_to_do,
    link_written,
    parts_of,
    propose,
    record_certain,
    record_parts,
    recorded_elsewhere,
)
from ama_net.kernel.payments.purposes import purpose_named
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.donations import DONOR, give, make_account, make_gift, make_series
from tests.factories.fees import make_fee, make_rate
from tests.factories.people import make_person
from tests.support.hands import at_once
from tests.support.queries import count_queries
from tests.support.standing import Standing


def make_statement(*lines: tuple[str, int], day: date | None = None) -> StatementImport:
    """A statement of an account with these lines (words, cents), of today unless told otherwise."""
    account = make_account()
    statement = StatementImport(account_id=account.id, kind="csv", file_name="conto.csv", digest=b"x" * 32)
    db.session.add(statement)
    db.session.flush()
    for position, (words, cents) in enumerate(lines, 1):
        row = StatementLine(import_id=statement.id, account_id=account.id, position=position, amount_cents=cents)
        row.booked_on, row.digest, row.words = day or today(), position.to_bytes(32, "big"), words
        db.session.add(row)
    db.session.flush()
    return statement


def the_line(statement: StatementImport) -> StatementLine:
    return db.session.scalars(select(StatementLine).where(StatementLine.import_id == statement.id)).one()


def test_certain_lines_are_recorded_together(in_alba: Standing) -> None:
    one, other = make_gift(2000), make_gift(3000)
    statement = make_statement(
        (f"Erogazione liberale {one.reference}", 2000), (f"grazie {other.reference.lower()}", 3000), ("altro", 100)
    )
    assert record_certain(statement, by=SYSTEM) == (2, 0)
    assert [(gift.state, gift.paid_cents) for gift in (one, other)] == [
        (GiftState.RECEIVED, 2000),
        (GiftState.RECEIVED, 3000),
    ]
    assert len(lines_to_do(statement.id)) == 1


def test_recorded_in_steps_it_is_recorded_once(in_alba: Standing) -> None:
    gifts = [make_gift(1000 + number) for number in range(5)]
    statement = make_statement(*((gift.reference, gift.amount_cents) for gift in gifts))
    assert [record_certain(statement, by=SYSTEM, most=2) for _step in range(4)] == [(2, 3), (2, 1), (1, 0), (0, 0)]
    assert len(db.session.scalars(select(Payment)).all()) == 5


def test_fee_and_gift_are_matched_on_one_statement(in_alba: Standing) -> None:
    make_rate()
    fee, gift = make_fee(), make_gift(5000)
    statement = make_statement((fee.reference, fee.amount_cents), (gift.reference, 5000))
    assert record_certain(statement, by=SYSTEM) == (2, 0)
    kinds = {payment.about_kind: (payment.kind, payment.item) for payment in db.session.scalars(select(Payment))}
    assert kinds == {"membership_fees": ("fee", "A.E1"), "gifts": ("donation", "A.E4")}


def test_after_the_statement_who_gave_has_a_receipt(app: Flask, alba: Standing, run_jobs: Any) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        gift = make_gift(5000)
        record_certain(make_statement((gift.reference, 5000)), by=SYSTEM)
    run_jobs()
    with app.app_context(), tenant_scope(alba.id):
        receipt = db.session.scalars(select(Receipt)).one()
        assert (receipt.series, receipt.payer_facts["name"]) == ("donations", "Alcina Dellisola")


def test_fee_paid_by_transfer_has_its_receipt(app: Flask, alba: Standing, run_jobs: Any) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_rate()
        fee = make_fee()
        record_certain(make_statement((fee.reference, fee.amount_cents)), by=SYSTEM)
    run_jobs()
    with app.app_context(), tenant_scope(alba.id):
        assert [receipt.series for receipt in db.session.scalars(select(Receipt))] == ["fees"]


def test_standing_order_makes_a_gift_for_each_transfer(in_alba: Standing) -> None:
    series = make_series(1000, way=PaymentWay.TRANSFER)
    statement = make_statement((series.reference, 1000), (f"ordine permanente {series.reference}", 1000))
    assert record_certain(statement, by=SYSTEM) == (2, 0)
    gifts = db.session.scalars(select(Gift).where(Gift.recurring_id == series.id)).all()
    assert [(gift.state, gift.paid_cents) for gift in gifts] == [(GiftState.RECEIVED, 1000)] * 2


def test_instalment_written_by_hand_is_not_recorded_again(in_alba: Standing) -> None:
    series = make_series(1000, way=PaymentWay.TRANSFER)
    statement = make_statement((series.reference, 1000))
    row = purpose_named("recurring_gifts").instalment(series.id, 1000, today(), "hand:1")
    by_hand = NewPayment(
        1000, PaymentWay.TRANSFER, today(), PaymentKind.DONATION, about=row, account_id=statement.account_id
    )
    record_payment(by_hand, by=SYSTEM)
    assert record_certain(statement, by=SYSTEM) == (0, 0)


def test_gathered_transfers_of_one_line_are_not_recorded_alone(in_alba: Standing) -> None:
    gift = make_gift(5000)
    statement = make_statement((f"{gift.reference} quota Verdi", 5000))
    the_line(statement).is_gathered = True
    assert record_certain(statement, by=SYSTEM) == (0, 0)


def test_line_whose_parts_are_not_its_amount_is_refused(in_alba: Standing) -> None:
    gift = make_gift(5000)
    line = the_line(make_statement(("bonifico", 5000)))
    with pytest.raises(WrongFact):
        record_parts(line, [Part("gifts", gift.id, 4000, any_amount=True)], by=SYSTEM)


def test_fee_takes_no_more_than_is_left(in_alba: Standing) -> None:
    make_rate()
    fee = make_fee()
    line = the_line(make_statement(("bonifico", fee.amount_cents + 100)))
    with pytest.raises(WrongFact):
        record_parts(line, [Part("membership_fees", fee.id, fee.amount_cents + 100)], by=SYSTEM)


def test_line_is_decided_once(in_alba: Standing) -> None:
    gift = make_gift(5000)
    line = the_line(make_statement((gift.reference, 5000)))
    parts = parts_of(propose([line])[line.id][0])
    record_parts(line, parts, by=SYSTEM)
    with pytest.raises(WrongFact):
        record_parts(line, parts, by=SYSTEM)


def test_two_hands_on_one_line_write_one_movement(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        gifts = [make_gift(5000).id for _each in range(4)]
        line_id = the_line(make_statement(("bonifico", 5000))).id

    def choose(number: int) -> str:
        line = db.session.get_one(StatementLine, line_id)
        record_parts(line, [Part("gifts", gifts[number], 5000, any_amount=True)], by=SYSTEM)
        return "recorded"

    assert sorted(at_once(app, alba, choose, hands=4)) == ["line", "line", "line", "recorded"]
    with app.app_context(), tenant_scope(alba.id):
        assert len(db.session.scalars(select(Payment)).all()) == 1


def test_movement_written_before_is_not_written_again(in_alba: Standing) -> None:
    payment = give(make_gift(5000), 5000)
    line = the_line(make_statement(("versamento", 5000)))
    assert [proposal.written.id for proposal in propose([line])[line.id] if proposal.written] == [payment.id]
    link_written(line, payment, by=SYSTEM)
    assert (payment.line_id, payment.account_id, line.state) == (line.id, line.account_id, LineState.RECORDED)


def test_movement_of_another_amount_is_not_this_line(in_alba: Standing) -> None:
    payment = give(make_gift(5000), 4000)
    with pytest.raises(WrongFact):
        link_written(the_line(make_statement(("versamento", 5000))), payment, by=SYSTEM)


def test_movement_written_from_a_line_goes_with_it(in_alba: Standing) -> None:
    payment = give(make_gift(5000), 5000)
    line = the_line(make_statement(("versamento", 5000)))
    recorded_elsewhere(line, payment, by=SYSTEM)
    free_line(line, by=SYSTEM)
    assert (payment.state, line.state) == (PaymentState.CANCELLED, LineState.TO_DO)


def test_line_taken_back_cancels_its_movement_and_receipt(app: Flask, alba: Standing, run_jobs: Any) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        gift = make_gift(5000)
        record_certain(make_statement((gift.reference, 5000)), by=SYSTEM)
        gift_id = gift.id
    run_jobs()
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        line = db.session.scalars(select(StatementLine)).one()
        free_line(line, by=SYSTEM)
        assert line.state == LineState.TO_DO
        assert db.session.get_one(Gift, gift_id).state == GiftState.PENDING
        assert [payment.state for payment in db.session.scalars(select(Payment))] == [PaymentState.CANCELLED]
        assert [receipt.is_cancelled for receipt in db.session.scalars(select(Receipt))] == [True]


def test_movement_that_was_there_before_stays_when_its_line_is_freed(in_alba: Standing) -> None:
    payment = give(make_gift(5000), 5000)
    line = the_line(make_statement(("versamento", 5000)))
    link_written(line, payment, by=SYSTEM)
    free_line(line, by=SYSTEM)
    assert (payment.counts, payment.line_id, line.state) == (True, None, LineState.TO_DO)


def test_proposals_ask_the_same_whatever_the_number_of_lines(in_alba: Standing) -> None:
    one = make_statement((make_gift(1000).reference, 1000))
    with count_queries() as few:
        propose(lines_to_do(one.id))
    many = [make_gift(2000 + number) for number in range(20)]
    db.session.delete(the_line(one))
    for position, gift in enumerate(many, 2):
        row = StatementLine(import_id=one.id, account_id=one.account_id, position=position, amount_cents=2000)
        row.booked_on, row.digest, row.words = today(), position.to_bytes(32, "big"), gift.reference
        db.session.add(row)
    db.session.flush()
    with count_queries() as more:
        propose(lines_to_do(one.id))
    assert len(more) <= len(few)


def test_proposals_ask_the_same_whatever_was_written_by_hand(in_alba: Standing) -> None:
    statement = make_statement(("bonifico", 1000))

    def asked(more: int) -> int:
        for _each in range(more):
            new = NewPayment(1000, PaymentWay.TRANSFER, today(), PaymentKind.OTHER, payer=make_person())
            record_payment(new, by=SYSTEM)
        db.session.expire_all()
        lines = lines_to_do(statement.id)
        with count_queries() as queries:
            propose(lines)
        return len(queries)

    assert asked(2) == asked(20)


def test_only_what_is_open_may_be_paid(in_alba: Standing) -> None:
    gift = make_gift(5000)
    give(make_gift(1000), 1000)
    assert [payable.id for payable in all_payables()] == [gift.id]
    assert DONOR.name in all_payables()[0].names
