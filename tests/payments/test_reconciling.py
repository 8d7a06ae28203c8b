"""The proof of the accounts: receipts, providers, giroconti, balances; what does not add up is told and nothing is changed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import (
    AccountKind,
    AccountUse,
    BankAccount,
    LineState,
    MoneyDirection,
    NewPayment,
    Payment,
    PaymentKind,
    PaymentWay,
    StatementLine,
    cancel_payment,
    issue_receipt,
    record_payment,
    refund_payment,
)
from ama_net.kernel.payments.models_online import Reconciliation
from ama_net.kernel.payments.operations.reconciling import reconcile
from ama_net.kernel.payments.operations.statement_lines import set_aside
from ama_net.kernel.payments.operations.statements import import_statement
from ama_net.kernel.payments.queries_reconciling import account_balances
from ama_net.kernel.payments.reconciling_tasks import reconcile_accounts
from tests.factories.fees import make_account
from tests.factories.people import make_person
from tests.payments import statement_files as files
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

DAY = date(2026, 3, 10)
IN, OUT = MoneyDirection.IN, MoneyDirection.OUT


def _moved(
    cents: int, kind: PaymentKind = PaymentKind.DONATION, direction: MoneyDirection = IN, **more: Any
) -> Payment:
    values = {"way": PaymentWay.TRANSFER, "on_day": DAY, **more}
    return record_payment(NewPayment(cents, kind=kind, direction=direction, **values), by=SYSTEM)


def _with_receipt(cents: int) -> Payment:
    payment = _moved(cents, payer=make_person())
    issue_receipt(payment, series="donations", wording="Prova", by=SYSTEM)
    return payment


def _kinds(found: Reconciliation) -> list[str]:
    return [one["kind"] for one in found.differences]


def _provider() -> BankAccount:
    return make_account(kind=AccountKind.PROVIDER, iban=None, label="Online", used_for=AccountUse.NONE)


def test_kept_money_is_receipts_and_what_has_none(in_alba: None) -> None:
    _with_receipt(5_000)
    back = _with_receipt(3_000)
    refund_payment(back, on=DAY, way=PaymentWay.TRANSFER, amount_cents=1_000, by=SYSTEM)
    cancel_payment(_with_receipt(900), why="prova", by=SYSTEM)
    _moved(700)
    found = reconcile(today())
    assert found.figures["settled"] == {
        "came": 8_700,
        "back": 1_000,
        "receipts": 7_000,
        "without": 700,
        "without_count": 1,
    }
    assert found.differences == []


def test_receipt_of_another_amount_is_told(in_alba: None) -> None:
    payment = _with_receipt(5_000)
    payment.amount_cents = 4_000
    db.session.flush()
    assert reconcile(today()).differences == [
        {"kind": "receipt", "cents": 1_000, "payment_id": str(payment.id), "account_id": "", "on": ""}
    ]


def test_provider_holds_what_came_less_fees_refunds_and_payouts(in_alba: None) -> None:
    place, bank = _provider(), make_account()
    gift = _moved(10_000, account_id=place.id)
    _moved(300, PaymentKind.CHARGE, OUT, account_id=place.id)
    refund_payment(gift, on=DAY, way=PaymentWay.CARD, amount_cents=2_000, by=SYSTEM)
    _giroconto(place, bank, 6_000)
    found = reconcile(today())
    sums = {"opening": 0, "came": 10_000, "charges": 300, "back": 2_000, "paid_out": 6_000, "held": 1_700}
    assert found.figures["providers"] == [{"account_id": str(place.id), **sums}]
    assert found.differences == []


def _giroconto(source: BankAccount, target: BankAccount, cents: int, on: date = DAY) -> tuple[Payment, Payment]:
    out = _moved(cents, PaymentKind.INTERNAL, OUT, account_id=source.id, on_day=on)
    into = _moved(cents, PaymentKind.INTERNAL, IN, account_id=target.id, on_day=on)
    out.twin_id, into.twin_id = into.id, out.id
    db.session.flush()
    return out, into


def test_provider_that_paid_out_too_much_is_told(in_alba: None) -> None:
    place, bank = _provider(), make_account()
    _moved(1_000, account_id=place.id)
    _giroconto(place, bank, 1_500)
    found = reconcile(today())
    assert [(one["kind"], one["cents"], one["account_id"]) for one in found.differences] == [
        ("provider", -500, str(place.id))
    ]


def test_giroconto_with_one_half_is_told(in_alba: None) -> None:
    first, second = make_account(), _provider()
    _moved(2_000, account_id=second.id)
    out, into = _giroconto(second, first, 1_000)
    into.amount_cents = 900
    db.session.flush()
    found = reconcile(today())
    assert {(one["kind"], one["payment_id"]) for one in found.differences} == {
        ("half", str(out.id)),
        ("half", str(into.id)),
    }


def test_payout_that_never_came_to_the_bank_is_told(in_alba: None) -> None:
    place, bank = _provider(), make_account()
    _moved(5_000, account_id=place.id)
    _out, into = _giroconto(place, bank, 1_000, date(2026, 3, 3))
    rows = ["01/03/2026;Altro;1,00", "20/03/2026;Altro;2,00"]
    import_statement(bank, files.table(rows), "a.csv", by=SYSTEM)
    found = reconcile(today())
    assert [(one["kind"], one["payment_id"]) for one in found.differences] == [("payout", str(into.id))]


def test_payout_is_not_missed_before_the_bank_was_read_past_it(in_alba: None) -> None:
    place, bank = _provider(), make_account()
    _moved(5_000, account_id=place.id)
    _giroconto(place, bank, 1_000, date(2026, 3, 3))
    import_statement(bank, files.table(["01/03/2026;Altro;1,00", "06/03/2026;Altro;2,00"]), "a.csv", by=SYSTEM)
    assert reconcile(today()).differences == []


def _read(**account: Any) -> BankAccount:
    place = make_account(**account)
    import_statement(place, files.camt(), "a.xml", by=SYSTEM)
    return place


def test_bank_agrees_with_opening_balance_movements_and_lines_to_do(in_alba: None) -> None:
    place = _read(opened_on=date(2026, 3, 1), opening_cents=50_000)
    _moved(20_000, on_day=date(2026, 2, 1), account_id=place.id)  # before the opening balance: it is in it
    found = reconcile(today())
    sums = {"bank": 201_824, "books": 50_000, "to_do": 151_824, "difference": 0}
    assert found.figures["banks"] == [{"account_id": str(place.id), "on": "2026-03-04", **sums}]
    assert found.differences == []


def test_line_set_aside_without_its_movement_shows_as_a_difference(in_alba: None) -> None:
    place = _read(opened_on=date(2026, 3, 1), opening_cents=50_000)
    line = db.session.scalars(select(StatementLine).where(StatementLine.amount_cents == 10_000)).one()
    set_aside(line, why="no_matter", by=SYSTEM)
    found = reconcile(today())
    assert [(one["kind"], one["cents"], one["on"]) for one in found.differences] == [("bank", 10_000, "2026-03-04")]
    assert line.state == LineState.IGNORED
    assert str(place.id) == found.differences[0]["account_id"]


def test_proof_of_the_same_day_takes_the_place_of_the_one_before(in_alba: None) -> None:
    _moved(100)
    first = reconcile(today())
    _moved(200)
    assert reconcile(today()).id == first.id
    assert db.session.scalars(select(Reconciliation)).one().figures["settled"]["without"] == 300


def test_balances_by_a_day(in_alba: None) -> None:
    place = make_account(opened_on=date(2026, 1, 1), opening_cents=1_000)
    _moved(500, account_id=place.id)
    days = [date(2025, 12, 31), DAY - timedelta(days=1), DAY, None]
    assert [account_balances(day)[place.id] for day in days] == [0, 1_000, 1_500, 1_500]


def test_proofs_made_at_once_are_one(app: Flask, alba: Standing) -> None:
    at_once(app, alba, lambda _number: str(reconcile(today()).id), hands=4)
    with desk(app, alba):
        assert db.session.scalar(select(func.count(Reconciliation.id))) == 1


def test_every_night_each_association_has_its_own_proof(app: Flask, alba: Standing, brig: Standing) -> None:
    with desk(app, alba):
        _moved(100, account_id=make_account().id)
    with app.app_context():
        reconcile_accounts()
    with desk(app, alba):
        assert db.session.scalars(select(Reconciliation.on_day)).all() == [today()]
    with desk(app, brig):
        assert db.session.scalars(select(Reconciliation)).all() == []


@pytest.fixture
def treasurer(at: Callable[[Part], Browser]) -> Browser:
    return at(Role.TREASURER)


def test_page_says_what_does_not_add_up_and_leads_there(app: Flask, alba: Standing, treasurer: Browser) -> None:
    with desk(app, alba):
        payment = _with_receipt(5_000)
        payment.amount_cents = 4_000
        number = payment.id
    assert "Ancora nessuna verifica" in treasurer.get("/manage/incassi/quadratura").text
    made = treasurer.submit("/manage/incassi/quadratura/calcolo")
    page = treasurer.get(made.location).text
    assert "Ricevuta di un altro importo" in page
    assert f"/manage/incassi/{number}" in page
    assert "Conti che non tornano" in treasurer.get("/manage/").text


def test_page_lists_what_has_no_receipt(app: Flask, alba: Standing, treasurer: Browser) -> None:
    with desk(app, alba):
        _moved(1_234, account_id=make_account().id)
    treasurer.submit("/manage/incassi/quadratura/calcolo")
    page = treasurer.get("/manage/incassi/quadratura").text
    assert "I conti tornano" in page
    assert "12,34" in page


def test_page_leads_to_all_that_has_no_receipt(
    app: Flask, alba: Standing, treasurer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ama_net.kernel.payments.views.reconciling_manage.SHOWN", 1)
    with desk(app, alba):
        account_id = make_account().id
        for cents in (1_234, 4_321):
            _moved(cents, account_id=account_id)
    treasurer.submit("/manage/incassi/quadratura/calcolo")
    pages = [treasurer.get(f"/manage/incassi/quadratura{tail}").text for tail in ("", "?tutti=1")]
    assert "2 movimenti sono senza ricevuta." in pages[0]
    assert ["I primi 1 di 2." in page for page in pages] == [True, False]
    assert [("12,34" in page) + ("43,21" in page) for page in pages] == [1, 2]


def test_page_asks_the_same_however_many_differences(app: Flask, alba: Standing, treasurer: Browser) -> None:
    counts = []
    for many in (1, 3):
        with desk(app, alba):
            for _number in range(many):
                payment = _with_receipt(5_000)
                payment.amount_cents = 4_000
        treasurer.submit("/manage/incassi/quadratura/calcolo")
        treasurer.get("/manage/incassi/quadratura")
        with count_queries() as queries:
            treasurer.get("/manage/incassi/quadratura")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_board_reads_the_proof_and_cannot_make_it(at: Callable[[Part], Browser]) -> None:
    board = at(Role.BOARD)
    assert board.get("/manage/incassi/quadratura").status_code == 200
    assert board.submit("/manage/incassi/quadratura/calcolo").status_code == 404


def test_proof_of_one_association_is_not_of_the_other(
    app: Flask, alba: Standing, brig: Standing, treasurer: Browser
) -> None:
    with desk(app, brig):
        _moved(9_999)
        reconcile(today())
    assert "Ancora nessuna verifica" in treasurer.get("/manage/incassi/quadratura").text
