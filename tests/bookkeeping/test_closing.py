"""What keeps a year closed, and what keeps it from being closed."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from ama_net.across.office.settings.operations import change_settings
from ama_net.features.bookkeeping.first_note import account_balances, statement_of
from ama_net.features.bookkeeping.operations.years import CannotClose, close_year
from ama_net.features.bookkeeping.statement_paper import statement_pdf
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import BankAccount, MoneyDirection, NewPayment, PaymentKind, PaymentWay, record_payment
from ama_net.kernel.payments.settings import PaymentsSettings, is_locked
from ama_net.kernel.tenancy.settings import read_settings
from tests.factories.ledger import make_bank, make_box, moves, shifts
from tests.support.clients import Browser
from tests.support.days import last_year
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

At = Callable[[Role], Browser]


@pytest.fixture
def bank(in_alba: Standing) -> BankAccount:
    return make_bank()


def _close(year: int | None = None) -> None:
    close_year(year or last_year(), make_paper=statement_pdf, by=SYSTEM)


def test_a_closed_year_is_not_opened_from_the_settings(bank: BankAccount) -> None:
    _close()
    change_settings(PaymentsSettings, {"locked_through_year": 0, "president_on_receipts": False}, by=SYSTEM)
    settings = read_settings(PaymentsSettings)
    assert (settings.locked_through_year, settings.president_on_receipts) == (last_year(), False)


def test_the_page_of_the_settings_does_not_ask_for_the_closed_year(app: Flask, alba: Standing, at: At) -> None:
    with desk(app, alba):
        make_bank()
        _close()
    president, address = at(Role.PRESIDENT), "/manage/impostazioni/payments"
    assert "locked_through_year" not in president.get(address).text
    assert president.submit(address, {"locked_through_year": "0"}).status_code == 303
    with desk(app, alba):
        assert is_locked(last_year())


def test_settings_saved_while_a_year_is_closed_keep_it_closed(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        make_bank()

    def work(hand: int) -> str:
        if hand == 0:
            close_year(last_year(), make_paper=lambda _statement, _row: b"%PDF-prova", by=SYSTEM)
        else:
            change_settings(PaymentsSettings, {"president_on_receipts": bool(hand % 2)}, by=SYSTEM)
        return "done"

    at_once(app, alba, work)
    with desk(app, alba):
        assert is_locked(last_year())


def test_a_giroconto_into_an_account_that_has_not_begun_keeps_its_year_open(bank: BankAccount) -> None:
    shifts(bank, make_box(opening_cents=0, opened_on=date(last_year(), 7, 1)), 2_000)
    statement = statement_of(last_year())
    assert (statement.difference, statement.gaps.early.cents, statement.gaps.in_transit.cents) == (-2_000, 2_000, 0)
    with pytest.raises(CannotClose):
        _close()


def test_a_giroconto_between_accounts_that_begin_is_whole(bank: BankAccount) -> None:
    shifts(bank, make_box(), 2_000)
    assert statement_of(last_year()).gaps.is_whole


def test_half_a_giroconto_keeps_its_year_open(bank: BankAccount) -> None:
    day, out = date(last_year(), 6, 1), MoneyDirection.OUT
    record_payment(
        NewPayment(2_000, PaymentWay.TRANSFER, day, PaymentKind.INTERNAL, out, account_id=bank.id), by=SYSTEM
    )
    assert statement_of(last_year()).gaps.alone.cents == -2_000
    with pytest.raises(CannotClose):
        _close()


def test_an_account_that_begins_later_leaves_the_year_before_as_it_was(bank: BankAccount) -> None:
    moves(bank, 1_000, "A.E10")
    make_box(opening_cents=50_000, opened_on=date(last_year() + 1, 7, 1))
    assert (statement_of(last_year()).now.cash, statement_of(last_year()).balances) == (101_000, True)
    assert statement_of(last_year() + 1).gaps.opened.cents == 50_000
    assert ("Cassa", 0, 50_000) in account_balances(last_year() + 1)


def test_money_that_an_account_begins_with_later_keeps_its_year_open(bank: BankAccount) -> None:
    moves(bank, 1_000, "A.E10", on_day=date(last_year(), 2, 1))
    make_box(opening_cents=50_000, opened_on=date(last_year(), 7, 1))
    with pytest.raises(CannotClose):
        _close()


def test_accounts_that_begin_before_every_movement_were_there(in_alba: Standing) -> None:
    bank = make_bank(opening_cents=1_000)
    make_box(opening_cents=500, opened_on=date(last_year(), 2, 1))
    moves(bank, 100, "A.E10")
    assert (statement_of(last_year()).balances, statement_of(last_year()).before.cash) == (True, 1_500)


def test_the_page_says_what_keeps_a_year_open(app: Flask, alba: Standing, at: At) -> None:
    with desk(app, alba):
        moves(make_bank(), 1_000, "A.E10", on_day=date(last_year(), 2, 1))
        make_box(opening_cents=50_000, opened_on=date(last_year(), 7, 1))
    page = at(Role.TREASURER).get(f"/manage/conti/rendiconto/{last_year()}").text
    assert ("conti cominciati dopo gli altri" in page, "Differenza: 500,00" in page.replace("\xa0", " ")) == (
        True,
        True,
    )
