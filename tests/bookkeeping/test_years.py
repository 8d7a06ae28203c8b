"""Years of the accounts: closing, opening again, the budget, what is said beside the figures, the papers."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader

from ama_net.features.bookkeeping.first_note import statement_of, statement_shown
from ama_net.features.bookkeeping.operations.years import (
    CannotClose,
    YearWords,
    budget_of,
    close_year,
    describe_year,
    note_approval,
    reopen_year,
    save_budget,
)
from ama_net.features.bookkeeping.queries_years import closed_document, closed_paper, year_kept
from ama_net.features.bookkeeping.settings import BookkeepingSettings
from ama_net.features.bookkeeping.statement_paper import statement_pdf
from ama_net.features.bookkeeping.statement_sheet import statement_xlsx
from ama_net.features.bookkeeping.which_model import Model, model_due
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import is_accessible, is_for_archives
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import (
    BankAccount,
    CannotChangePayment,
    MoneyDirection,
    NewPayment,
    PaymentKind,
    PaymentWay,
    record_payment,
)
from ama_net.kernel.payments.settings import PaymentsSettings, is_locked
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import read_settings
from tests.factories.ledger import make_bank, make_box, moves, shifts
from tests.support.days import last_year
from tests.support.hands import at_once, desk
from tests.support.standing import Standing


@pytest.fixture
def bank(in_alba: Standing) -> BankAccount:
    return make_bank()


def _close(year: int | None = None) -> None:
    close_year(year or last_year(), make_paper=statement_pdf, by=SYSTEM)


def _text(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)


def test_a_closed_year_keeps_its_figures(bank: BankAccount) -> None:
    moves(bank, 50_000, "A.E8")
    _close()
    row = year_kept(last_year())
    assert row is not None
    assert row.figures == {"items": {"A.E8": 50_000}, "opening": {"bank": 100_000}, "closing": {"bank": 150_000}}


def test_a_closed_year_locks_its_movements(bank: BankAccount) -> None:
    _close()
    with pytest.raises(CannotChangePayment):
        moves(bank, 100, "A.U1")


def test_the_paper_of_a_closed_year_is_the_one_whose_print_is_kept(bank: BankAccount) -> None:
    _close()
    row = year_kept(last_year())
    assert row is not None
    assert hashlib.sha256(closed_paper(row) or b"").digest() == row.digest


def test_a_closed_year_is_shown_as_it_was(bank: BankAccount) -> None:
    moves(bank, 50_000, "A.E8")
    _close()
    make_box(opening_cents=7_000)
    assert statement_shown(last_year()).now.cash == 150_000


def test_a_balance_changed_since_is_told_in_the_next_year(bank: BankAccount) -> None:
    _close()
    make_box(opening_cents=7_000)
    assert statement_of(last_year() + 1).changed_since == 7_000


def test_a_year_that_is_not_over_stays_open(bank: BankAccount) -> None:
    with pytest.raises(CannotClose):
        _close(today().year)


def test_a_year_is_closed_once(bank: BankAccount) -> None:
    _close()
    with pytest.raises(CannotClose):
        _close()


def test_years_are_closed_in_order(bank: BankAccount) -> None:
    moves(bank, 100, "A.U1", on_day=date(last_year() - 1, 3, 1))
    with pytest.raises(CannotClose):
        _close()


def test_a_movement_without_line_keeps_its_year_open(bank: BankAccount) -> None:
    moves(bank, 100, "", direction=MoneyDirection.OUT)
    with pytest.raises(CannotClose):
        _close()


def test_a_movement_without_account_keeps_its_year_open(bank: BankAccount) -> None:
    record_payment(NewPayment(100, PaymentWay.CASH, date(last_year(), 2, 2), PaymentKind.FEE), by=SYSTEM)
    with pytest.raises(CannotClose):
        _close()


def test_money_on_its_way_at_the_end_of_a_year_does_not_keep_it_open(bank: BankAccount) -> None:
    shifts(make_box(), bank, 2_000, on_day=date(last_year(), 12, 31), arrived_on=date(last_year() + 1, 1, 1))
    _close()
    assert (is_locked(last_year()), statement_of(last_year() + 1).gaps.in_transit.cents) == (True, 2_000)


def test_a_year_that_is_opened_again_changes_again(bank: BankAccount) -> None:
    _close()
    reopen_year(last_year(), why="mancava una bolletta", by=SYSTEM)
    moves(bank, 100, "A.U2")
    assert read_settings(PaymentsSettings).locked_through_year == 0


def test_the_year_closed_before_stays_closed(bank: BankAccount) -> None:
    _close(last_year() - 2)
    _close()
    reopen_year(last_year(), why="mancava una bolletta", by=SYSTEM)
    assert read_settings(PaymentsSettings).locked_through_year == last_year() - 2


def test_the_paper_of_a_year_opened_again_is_out_of_use(bank: BankAccount) -> None:
    _close()
    row = year_kept(last_year())
    assert row is not None
    document = closed_document(row)
    assert document is not None
    reopen_year(last_year(), why="mancava una bolletta", by=SYSTEM)
    assert document.withdrawn_at is not None


def test_a_year_closed_again_has_its_new_paper(bank: BankAccount) -> None:
    _close()
    reopen_year(last_year(), why="mancava una bolletta", by=SYSTEM)
    moves(bank, 100, "A.U2")
    _close()
    row = year_kept(last_year())
    assert row is not None
    assert hashlib.sha256(closed_paper(row) or b"").digest() == row.digest


def test_a_year_is_opened_again_for_a_reason(bank: BankAccount) -> None:
    _close()
    with pytest.raises(WrongFact):
        reopen_year(last_year(), why="", by=SYSTEM)


def test_a_year_that_is_open_is_not_opened_again(bank: BankAccount) -> None:
    with pytest.raises(CannotClose):
        reopen_year(last_year(), why="prova", by=SYSTEM)


def test_a_year_is_closed_by_one_of_many(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        moves(make_bank(), 100, "A.U1")

    def close(_hand: int) -> str:
        close_year(last_year(), make_paper=lambda _statement, _row: b"%PDF-prova", by=SYSTEM)
        return "closed"

    assert sorted(at_once(app, alba, close, hands=4)) == ["closed", "year", "year", "year"]


def test_words_of_a_closed_year_stay(bank: BankAccount) -> None:
    _close()
    with pytest.raises(CannotClose):
        describe_year(last_year(), YearWords("altro"), by=SYSTEM)


def test_approval_is_written_of_a_closed_year_too(bank: BankAccount) -> None:
    _close()
    day = min(today(), date(last_year() + 1, 4, 20))
    assert note_approval(last_year(), on=day, resolution_id=None, by=SYSTEM).approved_on == day


@pytest.mark.parametrize("day", [lambda: date(last_year(), 12, 31), lambda: today() + timedelta(days=1)])
def test_approval_comes_after_the_year_and_not_tomorrow(bank: BankAccount, day: Callable[[], date]) -> None:
    with pytest.raises(WrongFact):
        note_approval(last_year(), on=day(), resolution_id=None, by=SYSTEM)


def test_a_budget_is_what_was_written_last(in_alba: Standing) -> None:
    save_budget(2027, {"A.E4": 100_000, "A.U2": 50_000}, by=SYSTEM)
    changed = save_budget(2027, {"A.E4": 120_000, "A.U2": 0, "A.U3": 0}, by=SYSTEM)
    assert (changed, budget_of(2027)) == (2, {"A.E4": 120_000})


@pytest.mark.parametrize("lines", [{"A.E99": 1}, {"A.E4": -1}])
def test_a_budget_of_what_cannot_be_is_refused(in_alba: Standing, lines: dict[str, int]) -> None:
    with pytest.raises(WrongFact):
        save_budget(2027, lines, by=SYSTEM)


def test_a_budget_is_written_by_many_at_once(app: Flask, alba: Standing) -> None:
    def write(hand: int) -> int:
        return save_budget(2027, {"A.E4": 100 + hand}, by=SYSTEM)

    assert len(at_once(app, alba, write)) == 8


@pytest.mark.parametrize("brief", [False, True])
def test_the_paper_is_accessible_and_for_archives(bank: BankAccount, brief: bool) -> None:
    moves(bank, 123_456, "A.E8")
    body = statement_pdf(statement_of(last_year()), None, brief=brief)
    assert (is_accessible(body), is_for_archives(body)) == (True, True)


def test_the_paper_says_what_the_decree_says(bank: BankAccount) -> None:
    moves(bank, 123_456, "A.E8")
    text = _text(statement_pdf(statement_of(last_year()), None))
    assert all(
        words in text for words in ("8) Contributi da enti pubblici", "1.234,56", "Avanzo/disavanzo complessivo")
    )


def test_the_brief_paper_has_no_lines(bank: BankAccount) -> None:
    moves(bank, 123_456, "A.E8")
    text = _text(statement_pdf(statement_of(last_year()), None, brief=True))
    assert ("Contributi da enti pubblici" in text, "1.234,56" in text) == (False, True)


def test_the_paper_says_what_is_written_beneath(bank: BankAccount) -> None:
    words = YearWords("Sono una piccola parte delle entrate.", {"costs_general": 250_000})
    row = describe_year(last_year(), words, by=SYSTEM)
    text = _text(statement_pdf(statement_of(last_year()), row))
    assert ("Sono una piccola parte delle entrate." in text, "2.500,00" in text) == (True, True)


def test_a_paper_of_an_open_year_is_a_draft(bank: BankAccount) -> None:
    assert "BOZZA" in _text(statement_pdf(statement_of(last_year()), None))


def test_the_spreadsheet_has_values_and_no_formula(bank: BankAccount) -> None:
    moves(bank, 123_456, "A.E8")
    book = load_workbook(BytesIO(statement_xlsx(statement_of(last_year()))))
    cells = {row[0].value: row[2].value for row in book["Modello D"].iter_rows() if row[0].value}
    assert (Decimal(str(cells["A.E8"])), book.sheetnames) == (Decimal("1234.56"), ["Modello D", "Modello E"])


@pytest.mark.parametrize(
    ("euros", "personality", "model"),
    [
        (60_000, False, Model.BRIEF),
        (60_000, True, Model.BRIEF),
        (60_001, False, Model.CASH),
        (60_001, True, Model.FULL),
        (299_999, False, Model.CASH),
        (300_000, False, Model.FULL),
    ],
)
def test_which_statement_the_income_asks_for(euros: int, personality: bool, model: Model) -> None:
    assert model_due(euros * 100, BookkeepingSettings(has_legal_personality=personality)) == model


def test_the_other_association_stays_open(app: Flask, alba: Standing, brig: Standing) -> None:
    with desk(app, alba):
        moves(make_bank(), 100, "A.U1")
        close_year(last_year(), make_paper=lambda _statement, _row: b"%PDF-prova", by=SYSTEM)
    with desk(app, brig):
        year = last_year()
        assert (is_locked(year), year_kept(year), db.session.get(BankAccount, brig.id)) == (False, None, None)
