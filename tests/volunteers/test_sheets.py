"""Pre-stamped loose sheets: pages go on from a number, no side stays blank, the system remembers up to where it printed."""

from collections.abc import Callable
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from ama_net.features.volunteers.closing_papers import Layout
from ama_net.features.volunteers.models import SheetPrinting
from ama_net.features.volunteers.operations.closings import print_sheets
from ama_net.features.volunteers.queries_closings import next_sheet
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.documents import body_of
from ama_net.kernel.people import WrongFact
from ama_net.kernel.registers.paper import whose_book
from ama_net.kernel.tenancy import tenant_scope
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing
from tests.volunteers.register_desk import REGISTER_PAGE, begin, give_tax_code

SHEETS = f"{REGISTER_PAGE}/fogli"
VOIDED = "Pagina annullata"


@pytest.fixture
def secretary(app: Flask, client: Callable[[str], Browser], alba: Standing) -> Browser:
    """The secretary of Alba, whose register has forty entries: more than a page."""
    with app.app_context():
        give_tax_code(alba)
        begin(alba, *(f"Persona{number:02}" for number in range(40)))
    return sign_in(client(alba.host), alba, Role.SECRETARY)


def _print(alba: Standing, first: int, last: int, *, page: int, both: bool) -> list[str]:
    with tenant_scope(alba.id), unit_of_work():
        printing = print_sheets(first, last, Layout(page, both_sides=both), by=SYSTEM)
        pages = PdfReader(BytesIO(body_of(printing.document.versions[-1]))).pages
        assert printing.last_page - printing.first_page + 1 == len(pages)
        return [one.extract_text() for one in pages]


def test_the_back_of_each_sheet_is_voided(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context():
        pages = _print(alba, 1, 40, page=7, both=False)
    assert [VOIDED in page for page in pages] == [False, True] * (len(pages) // 2)
    assert [f"Pagina {number}" in page for number, page in enumerate(pages, start=7)] == [True] * len(pages)
    assert ["Persona00" in pages[0], "Persona39" in pages[-2]] == [True, True]


def test_on_both_sides_only_the_last_back_is_voided(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context():
        pages = _print(alba, 1, 5, page=3, both=True)
    assert [(VOIDED in page, f"Pagina {number}" in page) for number, page in enumerate(pages, start=3)] == [
        (False, True),
        (True, True),
    ]


def test_the_association_is_on_every_page(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context():
        pages = _print(alba, 1, 40, page=1, both=False)
        with tenant_scope(alba.id):
            about = whose_book()
    said = [about["association"], *about["about"]]
    assert [words in page for page in pages for words in said] == [True] * len(pages) * len(said)


def test_without_the_tax_code_nothing_is_printed(app: Flask, client: Callable[[str], Browser], alba: Standing) -> None:
    with app.app_context():
        begin(alba, "Persona")
    browser = sign_in(client(alba.host), alba, Role.PRESIDENT)
    assert "/manage/impostazioni/associazione" in browser.get(SHEETS).text
    typed = {"first_entry": "1", "last_entry": "1", "first_page": "1", "sides": "one"}
    refused = browser.submit(SHEETS, typed)
    words = "Prima si scrive il codice fiscale dell&#39;associazione"
    assert (refused.status_code, words in refused.text) == (422, True)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalars(select(SheetPrinting)).all() == []


def test_the_next_printing_goes_on(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context():
        _print(alba, 1, 10, page=1, both=True)
        with tenant_scope(alba.id):
            assert next_sheet() == (11, 3)
    page = secretary.get(SHEETS).text
    assert "30 registrazioni non sono ancora sui fogli." in page
    assert ('value="11"' in page, 'value="40"' in page, 'value="3"' in page) == (True, True, True)


def test_sheets_are_prepared_from_the_page(secretary: Browser, app: Flask, alba: Standing) -> None:
    trial = secretary.get(f"{SHEETS}/prova.pdf")
    assert (trial.status_code, trial.mimetype) == (200, "application/pdf")
    typed = {"first_entry": "1", "last_entry": "40", "first_page": "1", "sides": "one"}
    assert secretary.submit(SHEETS, typed).status_code == 303
    with app.app_context(), tenant_scope(alba.id):
        address = f"{SHEETS}/{db.session.scalars(select(SheetPrinting.id)).one()}.pdf"
    assert secretary.get(address).data[:5] == b"%PDF-"
    shown = secretary.get(SHEETS).text
    assert "I fogli sono in pari" in shown
    assert len(PdfReader(BytesIO(secretary.get(f"{SHEETS}/prova.pdf").data)).pages) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"last_entry": "41"},
        {"first_entry": "50", "last_entry": "60"},
        {"first_entry": "9", "last_entry": "3"},
        {"first_page": "0"},
    ],
)
def test_what_cannot_be_printed_is_said(secretary: Browser, wrong: dict[str, str]) -> None:
    typed = {"first_entry": "1", "last_entry": "40", "first_page": "1", "sides": "one"}
    assert secretary.submit(SHEETS, {**typed, **wrong}).status_code == 422


@pytest.mark.parametrize(
    ("first", "page", "field"), [(3, 2, "first_page"), (4, 3, "first_entry"), (1, 1, "first_page")]
)
def test_no_page_is_used_twice_and_no_entry_left_out(
    app: Flask, alba: Standing, secretary: Browser, first: int, page: int, field: str
) -> None:
    with app.app_context():
        _print(alba, 1, 2, page=1, both=False)
        with pytest.raises(WrongFact) as refused:
            _print(alba, first, 8, page=page, both=False)
    assert refused.value.field == field


def test_entries_are_left_out_only_when_it_is_meant(app: Flask, alba: Standing, secretary: Browser) -> None:
    typed = {"first_entry": "31", "last_entry": "40", "first_page": "1", "sides": "one"}
    refused = secretary.submit(SHEETS, typed)
    assert (refused.status_code, 'name="skipping"' in refused.text) == (422, True)
    assert secretary.submit(SHEETS, {**typed, "skipping": "y"}).status_code == 303
    with app.app_context(), tenant_scope(alba.id):
        assert next_sheet() == (41, 3)


def test_a_form_sent_twice_makes_one_printing(app: Flask, alba: Standing, secretary: Browser) -> None:
    typed = {"first_entry": "1", "last_entry": "5", "first_page": "1", "sides": "one", "form_key": str(uuid4())}
    assert [secretary.submit(SHEETS, typed).status_code for _turn in range(2)] == [303, 303]
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalars(select(SheetPrinting.last_entry)).all() == [5]


def test_a_spoiled_sheet_is_printed_again(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context():
        _print(alba, 1, 40, page=1, both=True)
        _print(alba, 1, 5, page=9, both=True)
        with tenant_scope(alba.id):
            assert next_sheet() == (41, 11)
        with tenant_scope(alba.id), pytest.raises(WrongFact):
            print_sheets(41, 41, Layout(1, both_sides=True), by=SYSTEM)


def test_who_reads_prints_nothing(
    secretary: Browser, app: Flask, alba: Standing, client: Callable[[str], Browser]
) -> None:
    board = sign_in(client(alba.host), alba, Role.BOARD)
    assert [board.get(one).status_code for one in (SHEETS, f"{SHEETS}/prova.pdf")] == [200, 404]
    assert board.submit(SHEETS, {}).status_code == 404


def test_sheets_that_have_their_heading_get_none(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        printing = print_sheets(1, 5, Layout(1, headed=True), by=SYSTEM)
        pages = PdfReader(BytesIO(body_of(printing.document.versions[-1]))).pages
        assert [("Pagina 1" in page.extract_text(), "Pagina 2" in page.extract_text()) for page in pages] == [
            (False, False),
            (False, False),
        ]


def test_blank_sheets_are_numbered_and_headed(secretary: Browser) -> None:
    answer = secretary.get(f"{SHEETS}/da-vidimare.pdf?dalla=3&alla=5")
    said = [page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages]
    assert [f"Pagina {number}" in page for number, page in enumerate(said, start=3)] == [True] * 3
    assert VOIDED not in "".join(said)


@pytest.mark.parametrize(
    ("asked", "pages"),
    [("", 1), ("?dalla=5&alla=3", 1), ("?dalla=0&alla=3", 3), ("?alla=900", 500), ("?dalla=x&alla=2", 2)],
)
def test_blank_sheets_that_cannot_be_are_brought_back(secretary: Browser, asked: str, pages: int) -> None:
    answer = secretary.get(f"{SHEETS}/da-vidimare.pdf{asked}")
    assert len(PdfReader(BytesIO(answer.data)).pages) == pages
