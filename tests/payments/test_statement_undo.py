"""A statement taken back whole: its movements and receipts, what was there before, closed years; lines set aside."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.donations.models import GiftState
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
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
    issue_receipt,
    record_payment,
    refund_payment,
)
from ama_net.kernel.payments.operations.recording_lines import free_line, link_written, record_certain
from ama_net.kernel.payments.operations.statement_lines import set_aside, undo_import, undo_some
from ama_net.kernel.payments.operations.statements import import_statement
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.donations import make_gift
from tests.factories.fees import make_account
from tests.factories.people import make_person
from tests.payments import statement_files as files
from tests.payments.test_recording_lines import make_statement
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing


@pytest.fixture
def statement(in_alba: None) -> StatementImport:
    return import_statement(make_account(), files.camt(), "a.xml", by=SYSTEM)


def _lines() -> list[StatementLine]:
    return list(db.session.scalars(select(StatementLine).order_by(StatementLine.position)))


def _recorded() -> Payment:
    line = _lines()[0]
    new = NewPayment(line.amount_cents, PaymentWay.TRANSFER, line.booked_on, PaymentKind.OTHER, line_id=line.id)
    line.state = LineState.RECORDED
    return record_payment(new, by=SYSTEM)


def test_undone_import_leaves_no_line_and_cancels_its_movements(statement: StatementImport) -> None:
    payment = _recorded()
    assert undo_import(statement, by=SYSTEM) == 1
    db.session.refresh(payment)
    assert (payment.state, payment.line_id, _lines()) == (PaymentState.CANCELLED, None, [])
    assert statement.undone_at is not None


def test_receipt_of_an_undone_movement_is_cancelled_with_it(statement: StatementImport) -> None:
    payment = _recorded()
    payment.person_id = make_person().id
    db.session.flush()
    db.session.expire(payment)
    issue_receipt(payment, series="donations", by=SYSTEM, wording="Prova")
    undo_import(statement, by=SYSTEM)
    assert db.session.scalars(select(Receipt)).one().is_cancelled


def test_movement_written_before_stays_when_the_import_is_undone(statement: StatementImport) -> None:
    line = _lines()[0]
    new = NewPayment(10_000, PaymentWay.TRANSFER, line.booked_on, PaymentKind.OTHER, account_id=line.account_id)
    payment = record_payment(new, by=SYSTEM)
    link_written(line, payment, by=SYSTEM)
    assert undo_import(statement, by=SYSTEM) == 0
    db.session.refresh(payment)
    assert (payment.state, payment.line_id) == (PaymentState.RECEIVED, None)


def test_import_with_movements_of_a_closed_year_is_not_undone(statement: StatementImport) -> None:
    _recorded()
    save_settings(PaymentsSettings(locked_through_year=2026), by=None)
    with pytest.raises(WrongFact) as refused:
        undo_import(statement, by=SYSTEM)
    assert str(refused.value) == "Ci sono movimenti di un anno chiuso (2026): non si annullano più."


def test_import_whose_movement_was_given_back_is_not_undone(statement: StatementImport) -> None:
    payment = _recorded()
    refund_payment(payment, on=payment.on_day, way=PaymentWay.TRANSFER, by=SYSTEM)
    with pytest.raises(WrongFact) as refused:
        undo_import(statement, by=SYSTEM)
    assert str(refused.value) == (
        "La riga del 02/03/2026 di 100,00 € non si può annullare: Questo movimento è già stato annullato o rimborsato."
    )


def test_import_is_undone_once_and_its_file_may_come_again(statement: StatementImport) -> None:
    undo_import(statement, by=SYSTEM)
    with pytest.raises(WrongFact, match="già stato annullato"):
        undo_import(statement, by=SYSTEM)
    again = import_statement(statement.account, files.camt(), "a.xml", by=SYSTEM)
    assert (again.lines_known, len(_lines())) == (0, 3)


def test_later_file_may_come_again_when_the_one_before_it_was_undone(in_alba: None) -> None:
    account, rows = (
        make_account(),
        ["02/03/2026;Bonifico;10,00", "03/03/2026;Bonifico;20,00", "04/03/2026;Canone;-1,00"],
    )
    first = import_statement(account, files.table(rows[:2]), "a.csv", by=SYSTEM)
    import_statement(account, files.table(rows[1:]), "b.csv", by=SYSTEM)
    undo_import(first, by=SYSTEM)
    assert import_statement(account, files.table(rows[1:]), "b.csv", by=SYSTEM).lines_known == 1


def test_line_is_set_aside_with_its_reason_and_taken_up_again(statement: StatementImport) -> None:
    line = _lines()[0]
    set_aside(line, why="elsewhere", by=SYSTEM)
    assert (line.state, line.ignored_why) == (LineState.IGNORED, "elsewhere")
    free_line(line, by=SYSTEM)
    assert (line.state, line.ignored_why, line.decided_at) == (LineState.TO_DO, "", None)


def test_line_that_is_a_movement_cannot_be_set_aside(statement: StatementImport) -> None:
    _recorded()
    with pytest.raises(WrongFact, match="già un movimento"):
        set_aside(_lines()[0], why="elsewhere", by=SYSTEM)


def test_undone_by_many_hands_it_happens_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        statement = import_statement(make_account(), files.camt(), "a.xml", by=SYSTEM)
        import_id = statement.id
        _recorded()

    def work(_number: int) -> str:
        undo_import(db.session.get_one(StatementImport, import_id), by=SYSTEM)
        return "undone"

    assert sorted(at_once(app, alba, work, hands=4)) == ["undo", "undo", "undo", "undone"]
    with desk(app, alba):
        assert _lines() == []
        assert {payment.state for payment in db.session.scalars(select(Payment))} == {PaymentState.CANCELLED}


def test_undone_in_steps_it_ends_with_the_last(in_alba: None) -> None:
    gifts = [make_gift(1000 + number) for number in range(3)]
    statement = make_statement(*((gift.reference, gift.amount_cents) for gift in gifts))
    record_certain(statement, by=SYSTEM)
    assert undo_some(statement, by=SYSTEM, most=2) == (2, 1)
    assert (statement.undone_at, len(_lines())) == (None, 3)
    assert undo_some(statement, by=SYSTEM, most=2, before=2) == (3, 0)
    assert (statement.undone_at is not None, _lines()) == (True, [])
    assert {gift.state for gift in gifts} == {GiftState.PENDING}


def test_what_forbids_it_is_seen_before_the_first_step(in_alba: None) -> None:
    gifts = [make_gift(1000 + number) for number in range(2)]
    statement = make_statement(*((gift.reference, gift.amount_cents) for gift in gifts))
    record_certain(statement, by=SYSTEM)
    last = db.session.scalars(select(Payment).where(Payment.line_id == _lines()[-1].id)).one()
    refund_payment(last, on=last.on_day, way=PaymentWay.TRANSFER, by=SYSTEM)
    with pytest.raises(WrongFact, match="non si può annullare"):
        undo_some(statement, by=SYSTEM, most=1)
    assert {line.state for line in _lines()} == {LineState.RECORDED}


def _long(app: Flask, alba: Standing) -> UUID:
    with desk(app, alba):
        gifts = [make_gift(1000 + number) for number in range(45)]
        statement = make_statement(*((gift.reference, gift.amount_cents) for gift in gifts))
        record_certain(statement, by=SYSTEM)
        return statement.id


def test_long_import_is_taken_back_by_itself(
    app: Flask, alba: Standing, at: Callable[[Part], Browser], run_jobs: Callable[[], Any]
) -> None:
    place = f"/manage/incassi/estratti/{_long(app, alba)}"
    treasurer = at(Role.TREASURER)
    sent = treasurer.submit(f"{place}/annullamento")
    assert (sent.status_code, "/manage/lavori/" in sent.location) == (303, True)
    run_jobs()
    assert "Movimenti annullati" in treasurer.get(sent.location).text
    assert "Caricamento annullato" in treasurer.get(place).text
    with desk(app, alba):
        assert _lines() == []
        assert {payment.state for payment in db.session.scalars(select(Payment))} == {PaymentState.CANCELLED}


def test_long_import_of_a_closed_year_is_refused_at_once(
    app: Flask, alba: Standing, at: Callable[[Part], Browser]
) -> None:
    import_id = _long(app, alba)
    with desk(app, alba):
        save_settings(PaymentsSettings(locked_through_year=today().year), by=None)
    sent = at(Role.TREASURER).submit(f"/manage/incassi/estratti/{import_id}/annullamento")
    assert (sent.status_code, "di un anno chiuso" in sent.text) == (422, True)
