"""Movements, giroconti and lines of the first note."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.bookkeeping.first_note import balances_after, cash_today, how_many_missing, statement_of
from ama_net.features.bookkeeping.operations.movements import (
    Note,
    attach_paper,
    code_movements,
    note_movement,
    put_in_account,
)
from ama_net.features.bookkeeping.operations.transfers import Transfer, cancel_transfer, move_between_accounts
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents.operations import File
from ama_net.kernel.documents.queries import documents_about
from ama_net.kernel.payments import (
    BankAccount,
    CannotChangePayment,
    MoneyDirection,
    NewPayment,
    Payment,
    PaymentKind,
    PaymentState,
    PaymentWay,
    cancel_payment,
    record_payment,
    refund_payment,
)
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.ledger import make_bank, make_box, moves, shifts
from tests.support.days import last_year
from tests.support.hands import at_once, desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

PAPER = File("bolletta.pdf", b"%PDF-1.7 prova")


@pytest.fixture
def bank(in_alba: Standing) -> BankAccount:
    return make_bank()


@pytest.fixture
def box(bank: BankAccount) -> BankAccount:
    return make_box()


def _lock(year: int) -> None:
    save_settings(PaymentsSettings(locked_through_year=year), by=None)


def test_the_line_says_whether_money_came_or_went(bank: BankAccount) -> None:
    assert [moves(bank, 100, item).direction for item in ("A.E8", "A.U2")] == ["in", "out"]


def test_what_a_supplier_gives_back_comes_in_on_the_line_it_went_on(bank: BankAccount) -> None:
    back = moves(bank, 100, "A.U2", given_back=True)
    assert (back.direction, back.item) == (MoneyDirection.IN, "A.U2")


def test_what_a_bank_keeps_is_a_charge(bank: BankAccount) -> None:
    assert moves(bank, 100, "D.U1").kind == PaymentKind.CHARGE


def test_a_movement_without_line_says_where_it_went(bank: BankAccount) -> None:
    later = moves(bank, 100, "", direction=MoneyDirection.OUT)
    assert (later.direction, later.item) == (MoneyDirection.OUT, "")


@pytest.mark.parametrize("item", ["", "A.E99", "T"])
def test_a_line_that_does_not_exist_is_refused(bank: BankAccount, item: str) -> None:
    with pytest.raises(WrongFact) as refused:
        moves(bank, 100, item)
    assert refused.value.field == "item"


@pytest.mark.parametrize("cents", [0, -100, 100_000_000])
def test_an_amount_that_cannot_be_is_refused(bank: BankAccount, cents: int) -> None:
    with pytest.raises(WrongFact) as refused:
        moves(bank, cents, "A.U2")
    assert refused.value.field == "amount"


def test_a_day_to_come_is_refused(bank: BankAccount) -> None:
    with pytest.raises(WrongFact) as refused:
        moves(bank, 100, "A.U2", on_day=today() + timedelta(days=1))
    assert refused.value.field == "on"


def test_nothing_is_written_in_a_closed_year(bank: BankAccount) -> None:
    _lock(last_year())
    with pytest.raises(CannotChangePayment):
        moves(bank, 100, "A.U2")


def test_the_same_form_is_one_movement(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        account_id = make_bank().id
    key = uuid4()

    def write(_hand: int) -> str:
        note = Note(100, today(), PaymentWay.CASH, "A.U1", account_id, form_key=key)
        return str(note_movement(note, by=SYSTEM).id)

    assert len(set(at_once(app, alba, write))) == 1


def test_a_paper_is_kept_beside_its_movement(bank: BankAccount) -> None:
    payment = moves(bank, 100, "A.U2", memo="Bolletta di maggio", paper=PAPER)
    assert [(one.title, one.kind) for one in documents_about(payment)] == [("Bolletta di maggio", "bill")]


def test_another_paper_comes_after(bank: BankAccount) -> None:
    payment = moves(bank, 100, "A.U2", paper=PAPER)
    attach_paper(payment, PAPER, by=SYSTEM)
    assert len(documents_about(payment)) == 2


def test_movements_are_put_on_a_line_together(bank: BankAccount) -> None:
    ids = [moves(bank, 100, "", direction=MoneyDirection.OUT).id for _ in range(3)]
    assert (code_movements(ids, "A.U2", by=SYSTEM), how_many_missing()) == (3, 0)


def test_what_is_on_the_line_already_does_not_change(bank: BankAccount) -> None:
    assert code_movements([moves(bank, 100, "A.U2").id], "A.U2", by=SYSTEM) == 0


def test_a_refund_follows_the_line_of_what_it_gives_back(bank: BankAccount) -> None:
    paid = moves(bank, 100, "A.E4")
    back = refund_payment(paid, on=paid.on_day, way=PaymentWay.TRANSFER, by=SYSTEM, amount_cents=40)
    code_movements([paid.id], "C.E1", by=SYSTEM)
    assert back.item == "C.E1"


def test_a_movement_of_a_closed_year_keeps_its_line(bank: BankAccount) -> None:
    payment = moves(bank, 100, "A.U2")
    _lock(last_year())
    with pytest.raises(CannotChangePayment):
        code_movements([payment.id], "A.U1", by=SYSTEM)


def test_a_line_that_does_not_exist_is_given_to_nothing(bank: BankAccount) -> None:
    with pytest.raises(WrongFact):
        code_movements([moves(bank, 100, "A.U2").id], "Z.U1", by=SYSTEM)


def test_money_in_no_account_is_put_in_one(bank: BankAccount) -> None:
    loose = record_payment(NewPayment(100, PaymentWay.CASH, today(), PaymentKind.FEE), by=SYSTEM)
    assert (put_in_account([loose.id], bank, by=SYSTEM), loose.account_id) == (1, bank.id)


def test_money_that_is_in_an_account_stays_there(bank: BankAccount, box: BankAccount) -> None:
    payment = moves(bank, 100, "A.U2")
    assert (put_in_account([payment.id], box, by=SYSTEM), payment.account_id) == (0, bank.id)


def test_a_giroconto_is_two_halves_that_know_one_another(bank: BankAccount, box: BankAccount) -> None:
    out, into = shifts(box, bank, 3_000)
    assert (out.twin_id, into.twin_id, out.item, into.kind) == (into.id, out.id, "", PaymentKind.INTERNAL)


def test_a_giroconto_has_no_line_to_be_put_on(bank: BankAccount, box: BankAccount) -> None:
    out, _into = shifts(box, bank, 3_000)
    assert code_movements([out.id], "A.U2", by=SYSTEM) == 0


def test_a_giroconto_changes_no_total(bank: BankAccount, box: BankAccount) -> None:
    before = cash_today()
    shifts(box, bank, 3_000)
    assert cash_today() == before


def test_a_giroconto_leaves_and_arrives_in_two_accounts(bank: BankAccount) -> None:
    with pytest.raises(WrongFact) as refused:
        shifts(bank, bank, 100)
    assert refused.value.field == "to_id"


def test_a_giroconto_does_not_arrive_before_it_leaves(bank: BankAccount, box: BankAccount) -> None:
    with pytest.raises(WrongFact) as refused:
        shifts(bank, box, 100, arrived_on=date(last_year(), 5, 31))
    assert refused.value.field == "arrived_on"


def test_a_giroconto_is_cancelled_whole(bank: BankAccount, box: BankAccount) -> None:
    out, into = shifts(box, bank, 3_000)
    cancel_transfer(into, why="scritto due volte", by=SYSTEM)
    assert {out.state, into.state} == {PaymentState.CANCELLED}


def test_half_of_a_giroconto_takes_the_other_half_with_it(bank: BankAccount, box: BankAccount) -> None:
    out, into = shifts(box, bank, 3_000)
    cancel_payment(out, why="scritto due volte", by=SYSTEM)
    assert (into.state, cash_today()) == (PaymentState.CANCELLED, 105_000)


def test_what_is_no_giroconto_is_not_cancelled_as_one(bank: BankAccount) -> None:
    with pytest.raises(CannotChangePayment):
        cancel_transfer(moves(bank, 100, "A.U2"), why="prova", by=SYSTEM)


def test_the_same_giroconto_sent_at_once_is_one(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        source, target = make_box().id, make_bank().id
    key = uuid4()

    def write(_hand: int) -> int:
        move_between_accounts(Transfer(100, today(), source, target, form_key=key), by=SYSTEM)
        return 1

    at_once(app, alba, write)
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).where(Payment.kind == PaymentKind.INTERNAL)) == 2


def test_the_same_giroconto_is_cancelled_by_one(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        halves = [half.id for half in shifts(make_box(), make_bank(), 100)]

    def undo(hand: int) -> str:
        cancel_transfer(db.session.get_one(Payment, halves[hand % 2]), why="prova", by=SYSTEM)
        return "done"

    assert sorted(at_once(app, alba, undo, hands=4)) == ["done", "why", "why", "why"]


def test_many_put_movements_on_lines_without_stopping_one_another(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        bank = make_bank()
        ids = [moves(bank, 100, "A.U1").id for _ in range(6)]

    def code(hand: int) -> int:
        return code_movements(ids if hand % 2 else ids[::-1], f"A.U{2 + hand % 3}", by=SYSTEM)

    assert len(at_once(app, alba, code, hands=6)) == 6


def test_the_balance_runs_account_by_account(bank: BankAccount, box: BankAccount) -> None:
    first = moves(bank, 1_000, "A.E8", on_day=date(last_year(), 2, 1))
    spent = moves(box, 200, "A.U1", on_day=date(last_year(), 2, 2))
    last = moves(bank, 300, "A.U2", on_day=date(last_year(), 2, 3))
    after = balances_after([first.id, spent.id, last.id])
    assert [after[one.id] for one in (first, spent, last)] == [101_000, 4_800, 100_700]


def test_a_cancelled_movement_is_in_no_balance(bank: BankAccount) -> None:
    gone = moves(bank, 1_000, "A.E8")
    cancel_payment(gone, why="prova", by=SYSTEM)
    assert (cash_today(), balances_after([gone.id])) == (100_000, {})


def test_the_statement_of_what_is_written_balances(bank: BankAccount, box: BankAccount) -> None:
    moves(bank, 50_000, "A.E8")
    moves(bank, 12_000, "A.U2")
    moves(box, 700, "A.U1")
    shifts(box, bank, 2_000)
    statement = statement_of(last_year())
    assert (statement.now.overall, statement.now.cash, statement.balances) == (37_300, 142_300, True)


def test_the_figures_of_the_statement_are_two_questions_however_much_moved(bank: BankAccount) -> None:
    moves(bank, 100, "A.U1")
    with count_queries() as few:
        statement_of(last_year())
    for number in range(1, 6):
        moves(bank, 100, f"A.U{number}")
    with count_queries() as many:
        statement_of(last_year())
    assert len(few) == len(many)


def test_the_other_association_has_its_own_first_note(app: Flask, alba: Standing, brig: Standing) -> None:
    with desk(app, alba):
        moves(make_bank(), 100, "A.U1")
    with desk(app, brig):
        assert (cash_today(), statement_of(last_year()).now.items) == (0, {})
