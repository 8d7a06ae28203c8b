"""What keeps a year closed, and what keeps it from being closed."""

from collections.abc import Callable

import pytest
from flask import Flask

from ama_net.across.office.settings.operations import change_settings
from ama_net.features.bookkeeping.operations.years import close_year
from ama_net.features.bookkeeping.statement_paper import statement_pdf
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import BankAccount
from ama_net.kernel.payments.settings import PaymentsSettings, is_locked
from ama_net.kernel.tenancy.settings import read_settings
from tests.factories.ledger import LAST_YEAR, make_bank
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

At = Callable[[Role], Browser]


@pytest.fixture
def bank(in_alba: Standing) -> BankAccount:
    return make_bank()


def _close(year: int = LAST_YEAR) -> None:
    close_year(year, make_paper=statement_pdf, by=SYSTEM)


def test_a_closed_year_is_not_opened_from_the_settings(bank: BankAccount) -> None:
    _close()
    change_settings(PaymentsSettings, {"locked_through_year": 0, "president_on_receipts": False}, by=SYSTEM)
    settings = read_settings(PaymentsSettings)
    assert (settings.locked_through_year, settings.president_on_receipts) == (LAST_YEAR, False)


def test_the_page_of_the_settings_does_not_ask_for_the_closed_year(app: Flask, alba: Standing, at: At) -> None:
    with desk(app, alba):
        make_bank()
        _close()
    president, address = at(Role.PRESIDENT), "/manage/impostazioni/payments"
    assert "locked_through_year" not in president.get(address).text
    assert president.submit(address, {"locked_through_year": "0"}).status_code == 303
    with desk(app, alba):
        assert is_locked(LAST_YEAR)


def test_settings_saved_while_a_year_is_closed_keep_it_closed(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        make_bank()

    def work(hand: int) -> str:
        if hand == 0:
            close_year(LAST_YEAR, make_paper=lambda _statement, _row: b"%PDF-prova", by=SYSTEM)
        else:
            change_settings(PaymentsSettings, {"president_on_receipts": bool(hand % 2)}, by=SYSTEM)
        return "done"

    at_once(app, alba, work)
    with desk(app, alba):
        assert is_locked(LAST_YEAR)
