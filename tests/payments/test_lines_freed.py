"""A bank's line whose movement is cancelled waits again; a line is written once, from whatever page."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.bookkeeping.operations.transfers import cancel_transfer
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import LineState, Payment, PaymentState, StatementLine, cancel_payment
from ama_net.kernel.payments.operations.recording_lines import (
    Part,
    free_line,
    lines_to_do,
    link_written,
    record_certain,
    record_parts,
)
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.donations import give, make_gift
from tests.factories.ledger import make_bank, make_box, moves, shifts
from tests.payments.test_recording_lines import make_statement, the_line
from tests.support.days import last_year
from tests.support.hands import at_once, desk
from tests.support.standing import Standing


def test_line_whose_movement_is_cancelled_waits_again(in_alba: Standing) -> None:
    gift = make_gift(5000)
    statement = make_statement((gift.reference, 5000))
    record_certain(statement, by=SYSTEM)
    payment = db.session.scalars(select(Payment)).one()
    cancel_payment(payment, why="sbaglio", by=SYSTEM)
    line = the_line(statement)
    assert (line.state, line.decided_at, payment.line_id) == (LineState.TO_DO, None, None)
    assert record_certain(statement, by=SYSTEM) == (1, 0)


def test_line_that_still_pays_something_stays_recorded(in_alba: Standing) -> None:
    gifts = [make_gift(2000), make_gift(3000)]
    statement = make_statement(("due doni", 5000))
    parts = [Part("gifts", gift.id, gift.amount_cents, any_amount=True) for gift in gifts]
    one, other = record_parts(the_line(statement), parts, by=SYSTEM)
    cancel_payment(one, why="sbaglio", by=SYSTEM)
    assert the_line(statement).state == LineState.RECORDED
    cancel_payment(other, why="sbaglio", by=SYSTEM)
    assert [line.state for line in lines_to_do(statement.id)] == [LineState.TO_DO]


def test_line_of_a_movement_written_before_waits_again_when_it_is_cancelled(in_alba: Standing) -> None:
    payment = give(make_gift(5000), 5000)
    line = the_line(make_statement(("versamento", 5000)))
    link_written(line, payment, by=SYSTEM)
    cancel_payment(payment, why="sbaglio", by=SYSTEM)
    assert (line.state, line.is_linked, payment.line_id) == (LineState.TO_DO, False, None)


def test_giroconto_cancelled_frees_the_line_of_its_other_half(in_alba: Standing) -> None:
    statement = make_statement(("versamento della cassa", 2000))
    line = the_line(statement)
    out, into = shifts(make_box(), line.account, 2000, on_day=today())
    link_written(line, into, by=SYSTEM)
    cancel_transfer(out, why="sbaglio", by=SYSTEM)
    assert (line.state, into.state) == (LineState.TO_DO, PaymentState.CANCELLED)


def test_hands_that_cancel_and_free_one_line_wait_for_one_another(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        gifts = [make_gift(2000 + number) for number in range(3)]
        line = the_line(make_statement(("tre doni", sum(gift.amount_cents for gift in gifts))))
        parts = [Part("gifts", gift.id, gift.amount_cents, any_amount=True) for gift in gifts]
        ids = [payment.id for payment in record_parts(line, parts, by=SYSTEM)]
        line_id = line.id

    def work(number: int) -> str:
        if number < 3:
            cancel_payment(db.session.get_one(Payment, ids[number]), why="sbaglio", by=SYSTEM)
        else:
            free_line(db.session.get_one(StatementLine, line_id), by=SYSTEM)
        return "done"

    at_once(app, alba, work, hands=4)
    with desk(app, alba):
        assert db.session.get_one(StatementLine, line_id).state == LineState.TO_DO
        assert [one.line_id for one in db.session.scalars(select(Payment))] == [None] * 3


def test_two_who_cancel_the_last_movements_of_a_line_leave_it_waiting(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        gifts = [make_gift(2000 + number) for number in range(4)]
        line = the_line(make_statement(("quattro doni", sum(gift.amount_cents for gift in gifts))))
        parts = [Part("gifts", gift.id, gift.amount_cents, any_amount=True) for gift in gifts]
        ids = [payment.id for payment in record_parts(line, parts, by=SYSTEM)]

    def cancel(number: int) -> None:
        cancel_payment(db.session.get_one(Payment, ids[number]), why="sbaglio", by=SYSTEM)

    at_once(app, alba, cancel, hands=4)
    with desk(app, alba):
        assert db.session.scalars(select(StatementLine)).one().state == LineState.TO_DO


def test_movement_without_account_enters_none_in_a_closed_year(in_alba: Standing) -> None:
    payment = give(make_gift(5000), on=date(last_year(), 12, 30))
    line = the_line(make_statement(("versamento", 5000), day=date(last_year(), 12, 31)))
    save_settings(PaymentsSettings(locked_through_year=last_year()), by=None)
    db.session.flush()
    with pytest.raises(WrongFact):
        link_written(line, payment, by=SYSTEM)
    assert (payment.account_id, line.state) == (None, LineState.TO_DO)


def test_movement_of_a_closed_year_that_has_its_account_is_found_in_the_statement(in_alba: Standing) -> None:
    line = the_line(make_statement(("versamento", 5000), day=date(last_year(), 12, 31)))
    payment = moves(line.account, 5000, "A.E10", on_day=date(last_year(), 12, 30))
    save_settings(PaymentsSettings(locked_through_year=last_year()), by=None)
    db.session.flush()
    link_written(line, payment, by=SYSTEM)
    assert line.state == LineState.RECORDED


def _bill(app: Flask, alba: Standing) -> tuple[UUID, dict[str, str]]:
    """A line that went out, and what is typed of it in the first note."""
    with desk(app, alba):
        line = the_line(make_statement(("bolletta", -4550)))
        typed = {
            "amount": "45,50",
            "on": today().isoformat(),
            "way": "transfer",
            "account_id": str(line.account_id),
            "memo": "Bolletta",
            "item": "A.U2",
        }
        return line.id, typed


def test_line_written_from_two_pages_is_written_once(app: Flask, alba: Standing, at: Any) -> None:
    line_id, typed = _bill(app, alba)
    browser, address = at(Role.TREASURER), f"/manage/conti/nuovo?riga={line_id}"
    first, second = (browser.submit(address, {**typed, "form_key": str(uuid4())}) for _tab in range(2))
    assert (first.status_code, second.status_code) == (303, 422)
    assert "Di questa riga si è già deciso." in second.text
    with desk(app, alba):
        assert [payment.line_id for payment in db.session.scalars(select(Payment))] == [line_id]


def test_form_of_a_line_sent_twice_is_taken_once_and_not_refused(app: Flask, alba: Standing, at: Any) -> None:
    line_id, typed = _bill(app, alba)
    browser, address = at(Role.TREASURER), f"/manage/conti/nuovo?riga={line_id}"
    form_key = str(uuid4())
    answers = [browser.submit(address, {**typed, "form_key": form_key}) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with desk(app, alba):
        assert [payment.line_id for payment in db.session.scalars(select(Payment))] == [line_id]


def test_line_written_as_a_giroconto_from_two_pages_is_written_once(app: Flask, alba: Standing, at: Any) -> None:
    with desk(app, alba):
        line = the_line(make_statement(("prelievo", -5000)))
        typed = {"amount": "50,00", "on": today().isoformat(), "memo": ""}
        typed |= {"from_id": str(line.account_id), "to_id": str(make_box().id)}
        address = f"/manage/conti/nuovo/giroconto?riga={line.id}"
    browser = at(Role.TREASURER)
    answers = [browser.submit(address, {**typed, "form_key": str(uuid4())}) for _tab in range(2)]
    assert [answer.status_code for answer in answers] == [303, 422]
    with desk(app, alba):
        assert len(db.session.scalars(select(Payment)).all()) == 2


def test_line_written_as_a_gift_from_two_pages_is_written_once(app: Flask, alba: Standing, at: Any) -> None:
    with desk(app, alba):
        address = f"/manage/donazioni/nuova?riga={the_line(make_statement(('dono', 5000))).id}"
    typed = {"amount": "50,00", "on": today().isoformat(), "way": "transfer", "is_anonymous": "y"}
    browser = at(Role.TREASURER)
    answers = [browser.submit(address, {**typed, "form_key": str(uuid4())}) for _tab in range(2)]
    assert [answer.status_code for answer in answers] == [303, 422]
    assert "Di questa riga si è già deciso." in answers[1].text
    with desk(app, alba):
        assert len(db.session.scalars(select(Payment)).all()) == 1


def test_page_to_write_a_line_that_was_decided_leads_to_what_it_is(app: Flask, alba: Standing, at: Any) -> None:
    line_id, typed = _bill(app, alba)
    browser, address = at(Role.TREASURER), f"/manage/conti/nuovo?riga={line_id}"
    browser.submit(address, {**typed, "form_key": str(uuid4())})
    answer = browser.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/manage/incassi/righe/{line_id}")


def test_line_that_is_no_more_is_not_written(app: Flask, alba: Standing, at: Any) -> None:
    with desk(app, alba):
        bank = make_bank()
        typed = {"amount": "45,50", "on": today().isoformat(), "way": "transfer", "account_id": str(bank.id)}
    answer = at(Role.TREASURER).submit(
        f"/manage/conti/nuovo?riga={uuid4()}", {**typed, "memo": "Bolletta", "item": "A.U2"}
    )
    assert answer.status_code == 404
