"""The office's pages of invoices: who may, what is typed wrong, the other association, how much a list costs."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.bookkeeping.models import SupplierInvoice
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from tests.factories.bookkeeping import make_invoice
from tests.factories.fees import make_account
from tests.support.clients import Browser
from tests.support.days import dated
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[Role], Browser]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def treasurer(at: At) -> Browser:
    return at(Role.TREASURER)


@pytest.fixture
def invoice(app: Flask, alba: Standing) -> str:
    with desk(app, alba):
        make_account()
        return str(make_invoice(12_000, number="7/A", memo="Luce di gennaio", due_on=today()).id)


def _written(**values: Any) -> dict[str, Any]:
    facts = {"name": "Tipografia Inventata", "number": "15", "issued_on": today().isoformat(), "amount": "122,00"}
    return {"supplier": "", "tax_code": "", "item": "A.U2", "memo": "", "fund": "", **facts, **values}


def _paying(**values: Any) -> dict[str, Any]:
    facts = {"form_key": str(uuid4()), "amount": "120", "on": today().isoformat(), "way": "transfer"}
    return {"account_id": "", "reference": "", **facts, **values}


def _count(app: Flask, alba: Standing) -> int:
    with desk(app, alba):
        return db.session.scalar(select(func.count()).select_from(SupplierInvoice)) or 0


def _paid(app: Flask, alba: Standing, invoice: str) -> int:
    with desk(app, alba):
        return db.session.scalar(select(SupplierInvoice.paid_cents).where(SupplierInvoice.id == invoice)) or 0


def test_the_treasurer_writes_an_invoice_with_its_paper(app: Flask, alba: Standing, treasurer: Browser) -> None:
    data = _written(file=(BytesIO(PDF), "fattura.pdf"))
    sent = treasurer.submit("/manage/fatture/nuova", data, content_type="multipart/form-data")
    assert sent.status_code == 303
    page = treasurer.get(sent.location).get_data(as_text=True)
    assert "Fattura n. 15 di Tipografia Inventata" in page
    assert "fattura.pdf" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"number": ""},
        {"amount": "-5"},
        {"amount": "99999999999"},
        {"issued_on": "2026-02-31"},
        {"item": "A.E4"},
        {"tax_code": "123"},
        {"fund": str(uuid4())},
        {"supplier": str(uuid4())},
    ],
)
def test_what_is_typed_wrong_writes_nothing(
    app: Flask, alba: Standing, treasurer: Browser, wrong: dict[str, str]
) -> None:
    assert treasurer.submit("/manage/fatture/nuova", _written(**wrong)).status_code == 422
    assert _count(app, alba) == 0


def test_a_file_that_is_no_document_writes_nothing(app: Flask, alba: Standing, treasurer: Browser) -> None:
    data = _written(file=(BytesIO(b"MZ"), "fattura.exe"))
    assert treasurer.submit("/manage/fatture/nuova", data, content_type="multipart/form-data").status_code == 422
    assert _count(app, alba) == 0


def test_a_payment_is_noted_once(app: Flask, alba: Standing, treasurer: Browser, invoice: str) -> None:
    form = _paying(amount="50")
    for _again in range(2):
        assert treasurer.submit(f"/manage/fatture/{invoice}/pagamenti", form).status_code == 303
    assert _paid(app, alba, invoice) == 5_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "120,01"},
        {"amount": "0"},
        {"on": timedelta(days=1)},
        {"way": "magic"},
        {"account_id": str(uuid4())},
    ],
)
def test_a_wrong_payment_is_refused(
    app: Flask, alba: Standing, treasurer: Browser, invoice: str, wrong: dict[str, Any]
) -> None:
    assert treasurer.submit(f"/manage/fatture/{invoice}/pagamenti", _paying(**dated(wrong))).status_code == 422
    assert _paid(app, alba, invoice) == 0


def test_an_invoice_is_corrected_and_cancelled(treasurer: Browser, invoice: str) -> None:
    form = {**_written(number="7/B", amount="130", item="E.U2")}
    assert treasurer.submit(f"/manage/fatture/{invoice}/dati", form).status_code == 303
    assert treasurer.submit(f"/manage/fatture/{invoice}/annullamento").status_code == 303
    page = treasurer.get(f"/manage/fatture/{invoice}").get_data(as_text=True)
    assert "Fattura n. 7/B" in page
    assert "Annullata" in page


@pytest.mark.parametrize("role", [Role.BOARD, Role.CONTROL_BODY])
def test_who_checks_the_accounts_reads_and_does_not_write(at: At, invoice: str, role: Role) -> None:
    browser = at(role)
    assert browser.get(f"/manage/fatture/{invoice}").status_code == 200
    assert browser.submit(f"/manage/fatture/{invoice}/pagamenti", _paying()).status_code in (403, 404)
    assert browser.get("/manage/fatture/nuova").status_code in (403, 404)
    assert browser.get("/manage/fatture/elenco.csv").status_code in (403, 404)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EDITOR, Role.VOLUNTEER])
def test_others_do_not_see_invoices(at: At, invoice: str, role: Role) -> None:
    assert at(role).get("/manage/fatture").status_code in (403, 404)
    assert at(role).get(f"/manage/fatture/{invoice}").status_code in (403, 404)


def test_the_invoice_of_another_association_is_not_there(app: Flask, brig: Standing, treasurer: Browser) -> None:
    with desk(app, brig):
        theirs = make_invoice().id
    assert treasurer.get(f"/manage/fatture/{theirs}").status_code == 404
    assert treasurer.submit(f"/manage/fatture/{theirs}/pagamenti", _paying()).status_code == 404


def test_an_invoice_is_found_by_its_words(treasurer: Browser, invoice: str) -> None:
    assert "7/A" in treasurer.get("/manage/fatture?q=luce+gennaio").get_data(as_text=True)
    assert "7/A" not in treasurer.get("/manage/fatture?q=acqua").get_data(as_text=True)


def test_the_list_may_be_taken_away(treasurer: Browser, invoice: str) -> None:
    taken = treasurer.get("/manage/fatture/elenco.csv")
    assert "7/A" in taken.get_data(as_text=True)
    assert treasurer.get("/manage/fatture/elenco.xlsx").data[:2] == b"PK"


def test_a_longer_list_costs_the_same(app: Flask, alba: Standing, treasurer: Browser, invoice: str) -> None:
    treasurer.get("/manage/fatture")
    with count_queries() as before:
        treasurer.get("/manage/fatture")
    with desk(app, alba):
        for number in range(5):
            make_invoice(number=str(number))
    with count_queries() as after:
        treasurer.get("/manage/fatture")
    assert len(after) == len(before)
