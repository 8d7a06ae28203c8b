"""Where the association's money is: accounts with an IBAN, cash boxes, opening balances, balances by the books."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.payments import (
    AccountKind,
    AccountUse,
    BankAccount,
    MoneyDirection,
    NewPayment,
    PaymentKind,
    PaymentWay,
    record_payment,
)
from ama_net.kernel.payments.operations.accounts import set_opening
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.fees import make_account
from tests.support.cast import Part, sign_in
from tests.support.clients import Browser
from tests.support.days import dated
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

PLACE = "/manage/incassi/conti"
IBAN = "IT36T0867302802032000320838"
TYPED = {"label": "Posta", "kind": "post", "holder": "Associazione di Prova", "iban": IBAN, "used_for": "donations"}


@pytest.fixture
def treasurer(at: Callable[[Part], Browser]) -> Browser:
    return at(Role.TREASURER)


def _account(app: Flask, standing: Standing) -> BankAccount:
    with desk(app, standing):
        found = db.session.scalars(select(BankAccount)).one()
        db.session.expunge(found)
        return found


def test_post_office_account_is_written_with_its_opening_balance(
    app: Flask, alba: Standing, treasurer: Browser
) -> None:
    sent = treasurer.submit(f"{PLACE}/nuovo", {**TYPED, "opened_on": "2026-01-01", "opening": "1.234,56"})
    account = _account(app, alba)
    assert (sent.status_code, account.kind, account.iban, account.used_for) == (303, "post", IBAN, "donations")
    assert (account.opened_on, account.opening_cents) == (date(2026, 1, 1), 123_456)
    assert "1.234,56\N{NO-BREAK SPACE}€" in treasurer.get(PLACE).text


def test_cash_box_has_no_iban_and_nobody_is_asked_to_pay_there(app: Flask, alba: Standing, treasurer: Browser) -> None:
    treasurer.submit(f"{PLACE}/cassa", {"label": "Cassa", "opened_on": "2026-01-01", "opening": "50"})
    account = _account(app, alba)
    assert (account.kind, account.iban, account.used_for) == (AccountKind.CASH, None, AccountUse.NONE)
    assert account.opening_cents == 5_000
    assert "Cassa" in treasurer.get(PLACE).text


def test_box_stays_a_box_when_it_is_corrected(app: Flask, alba: Standing, treasurer: Browser) -> None:
    with desk(app, alba):
        box = make_account(kind=AccountKind.CASH, iban=None, used_for=AccountUse.NONE, label="Cassa").id
    assert "IBAN" not in treasurer.get(f"{PLACE}/{box}").text
    treasurer.submit(f"{PLACE}/{box}", {"label": "Cassetta", "iban": IBAN, "kind": "bank"})
    account = _account(app, alba)
    assert (account.label, account.kind, account.iban) == ("Cassetta", AccountKind.CASH, None)


def test_form_of_an_account_shows_what_is_written(app: Flask, alba: Standing, treasurer: Browser) -> None:
    with desk(app, alba):
        number = make_account(opened_on=date(2026, 1, 1), opening_cents=1_050).id
    page = treasurer.get(f"{PLACE}/{number}").text
    assert 'value="10,50"' in page
    assert 'value="2026-01-01"' in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"iban": "IT36T0867302802032000320839"}, "iban"),
        ({"holder": ""}, "holder"),
        ({"kind": "cash"}, "kind"),
        ({"opening": "12,00"}, "opening"),
        ({"opening": "-5", "opened_on": "2026-01-01"}, "opening"),
        ({"opening": "5", "opened_on": timedelta(days=1)}, "opened_on"),
        ({"opened_on": "boh", "opening": "5"}, "opened_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    app: Flask, alba: Standing, treasurer: Browser, typed: dict[str, Any], field: str
) -> None:
    answer = treasurer.submit(f"{PLACE}/nuovo", {**TYPED, **dated(typed)})
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    with desk(app, alba):
        assert db.session.scalars(select(BankAccount)).all() == []


def _change(app: Flask, standing: Standing, account_id: UUID, on: date | None, cents: int) -> str:
    try:
        with desk(app, standing):
            set_opening(db.session.get_one(BankAccount, account_id), on=on, cents=cents, by=SYSTEM)
    except WrongFact as refused:
        return refused.field
    return ""


def test_opening_balance_of_a_closed_year_does_not_change(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        account_id = make_account(opened_on=date(2024, 1, 1), opening_cents=1_000).id
        save_settings(PaymentsSettings(locked_through_year=2024), by=None)
    assert _change(app, alba, account_id, date(2024, 1, 1), 2_000) == "opening"
    assert _change(app, alba, account_id, date(2026, 1, 1), 1_000) == "opening"
    assert _change(app, alba, account_id, date(2024, 1, 1), 1_000) == ""


def test_no_money_is_found_in_an_account_after_a_year_was_closed(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        known, other = make_account(opening_cents=1_000).id, make_account(iban=IBAN).id
        save_settings(PaymentsSettings(locked_through_year=2025), by=None)
    assert _change(app, alba, known, None, 9_000) == "opening"
    assert _change(app, alba, other, date(2026, 1, 1), 9_000) == "opening"
    assert _change(app, alba, other, date(2026, 1, 1), 0) == ""


def test_account_with_movements_of_a_closed_year_does_not_begin_later(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        account = make_account()
        record_payment(_money(account, 2_500, date(2025, 2, 1)), by=SYSTEM)
        account_id = account.id
        save_settings(PaymentsSettings(locked_through_year=2025), by=None)
    assert _change(app, alba, account_id, date(2026, 1, 1), 0) == "opening"


def test_first_balance_is_said_though_years_before_the_first_movement_are_closed(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        account = make_account()
        record_payment(_money(account, 2_500, date(2026, 2, 1)), by=SYSTEM)
        account_id = account.id
        save_settings(PaymentsSettings(locked_through_year=2025), by=None)
    assert _change(app, alba, account_id, date(2026, 1, 1), 9_000) == ""


def test_change_of_the_opening_balance_is_in_the_audit(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        account_id = make_account().id
    assert _change(app, alba, account_id, date(2026, 1, 1), 2_000) == ""
    with desk(app, alba):
        facts = db.session.scalars(select(LedgerEntry.facts).order_by(LedgerEntry.number.desc()).limit(1)).one()
    assert (facts["verb"], facts["changes"]) == ("bank_account.changed", {"fields": ["opened_on", "opening_cents"]})


def _money(account: BankAccount, cents: int, day: date, **more: Any) -> NewPayment:
    return NewPayment(cents, PaymentWay.CASH, day, PaymentKind.OTHER, account_id=account.id, **more)


def _pay(account: BankAccount, cents: int, **more: Any) -> None:
    record_payment(_money(account, cents, date(2026, 2, 1), **more), by=SYSTEM)


def test_page_says_how_much_there_is_by_the_books(app: Flask, alba: Standing, treasurer: Browser) -> None:
    with desk(app, alba):
        account = make_account(opened_on=date(2026, 1, 1), opening_cents=10_000)
        _pay(account, 2_500)
        _pay(account, 400, direction=MoneyDirection.OUT)
    assert "121,00\N{NO-BREAK SPACE}€" in treasurer.get(PLACE).text


def test_page_asks_the_same_however_many_accounts(app: Flask, alba: Standing, treasurer: Browser) -> None:
    counts = []
    for iban in ("IT60X0542811101000000123456", IBAN):
        with desk(app, alba):
            make_account(iban=iban)
        treasurer.get(PLACE)
        with count_queries() as queries:
            treasurer.get(PLACE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_board_reads_accounts_and_changes_none(app: Flask, alba: Standing, at: Callable[[Part], Browser]) -> None:
    with desk(app, alba):
        number = make_account(label="Conto di prova").id
    board = at(Role.BOARD)
    assert "Conto di prova" in board.get(PLACE).text
    places = (f"{PLACE}/nuovo", f"{PLACE}/cassa", f"{PLACE}/{number}")
    assert {board.get(place).status_code for place in places} == {404}


def test_account_of_another_association_is_not_there(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    with desk(app, alba):
        number = make_account(label="Conto di prova").id
    other = sign_in(client(brig.host), brig, Role.TREASURER)
    assert "Conto di prova" not in other.get(PLACE).text
    assert other.submit(f"{PLACE}/{number}", TYPED).status_code == 404
