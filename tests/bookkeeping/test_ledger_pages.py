"""The office's pages of the first note, of the statement, of the budget and of the years, through the browser."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from ama_net.features.bookkeeping.first_note import LEDGER, first_note
from ama_net.features.bookkeeping.operations.years import budget_of, close_year
from ama_net.features.bookkeeping.queries_years import year_kept
from ama_net.features.bookkeeping.statement_paper import statement_pdf
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.documents.queries import documents_about
from ama_net.kernel.payments import MoneyDirection, Payment
from tests.factories.donations import give, make_account, make_gift
from tests.factories.ledger import make_bank, make_box, moves, shifts
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.days import last_year
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[Role], Browser]
NEW = "/manage/conti/nuovo"


@pytest.fixture
def treasurer(at: At) -> Browser:
    return at(Role.TREASURER)


@pytest.fixture
def desk_of_alba(app: Flask, alba: Standing) -> dict[str, str]:
    """A bank account and a cash box, a movement with its line and one without, a giroconto."""
    with desk(app, alba):
        bank, box = make_bank(), make_box()
        loose = moves(bank, 1_500, "", direction=MoneyDirection.OUT, memo="Spesa da capire")
        good = moves(bank, 30_000, "A.E8", memo="Contributo del Comune")
        out, _into = shifts(box, bank, 2_000)
        named = {"bank": bank, "box": box, "loose": loose, "good": good, "out": out}
        return {name: str(one.id) for name, one in named.items()}


def _typed(desk_of_alba: dict[str, str], **values: Any) -> dict[str, Any]:
    facts = {
        "form_key": str(uuid4()),
        "amount": "45,50",
        "on": today().isoformat(),
        "memo": "Cancelleria",
        "item": "A.U1",
    }
    return {
        **facts,
        "account_id": desk_of_alba["bank"],
        "way": "transfer",
        "who": "",
        "name": "",
        "fund_id": "",
        **values,
    }


def _words(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())


def _of_now(page: str) -> str:
    return page.format(this=today().year, last=last_year())


PAGES = (
    "/manage/conti",
    "/manage/conti/nuovo",
    "/manage/conti/nuovo/entrata",
    "/manage/conti/nuovo/giroconto",
    "/manage/conti/rendiconto/{last}",
    "/manage/conti/rendiconto/{last}?modello=e",
    "/manage/conti/rendiconto/{last}.pdf",
    "/manage/conti/rendiconto/{last}.xlsx",
    "/manage/conti/preventivo/{last}",
    "/manage/conti/preventivo/{last}?scrivi=1",
    "/manage/conti/anni",
    "/manage/conti/anni/{last}",
    "/manage/conti/anni/{this}",
)


@pytest.mark.parametrize("page", PAGES)
def test_the_treasurer_opens_every_page(treasurer: Browser, desk_of_alba: dict[str, str], page: str) -> None:
    assert treasurer.get(_of_now(page)).status_code == 200


@pytest.mark.parametrize("page", [PAGES[0], *PAGES[4:9], *PAGES[10:]])
def test_the_board_reads(at: At, desk_of_alba: dict[str, str], page: str) -> None:
    assert at(Role.BOARD).get(_of_now(page)).status_code == 200


@pytest.mark.parametrize("page", ["/manage/conti/nuovo", "/manage/conti/elenco.csv", "/manage/conti/voci"])
def test_the_board_does_not_write(at: At, desk_of_alba: dict[str, str], page: str) -> None:
    assert at(Role.BOARD).get(page).status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HELPDESK_OPERATOR])
def test_who_has_no_part_in_the_money_sees_nothing(at: At, role: Role) -> None:
    assert at(role).get("/manage/conti").status_code == 404


def test_what_has_no_line_comes_first(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    text = _words(treasurer.get("/manage/conti"))
    assert text.index("Spesa da capire") < text.index("Contributo del Comune")


def test_the_list_says_how_many_are_to_put_right(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    assert "Un movimento da mettere a posto" in _words(treasurer.get("/manage/conti"))


@pytest.mark.parametrize(
    ("query", "found"),
    [("missing=item", 1), ("kind=internal", 2), ("item=A.E8", 1), ("q=comune", 1), ("year={before}", 4)],
)
def test_the_list_is_narrowed(treasurer: Browser, desk_of_alba: dict[str, str], query: str, found: int) -> None:
    assert treasurer.get(f"/manage/conti?{query.format(before=last_year() - 5)}").text.count('name="selected"') == found


def test_the_list_asks_as_much_for_one_as_for_many(
    app: Flask, alba: Standing, treasurer: Browser, desk_of_alba: dict[str, str]
) -> None:
    treasurer.get("/manage/conti")
    with count_queries() as few:
        treasurer.get("/manage/conti")
    with desk(app, alba):
        account = db.session.get_one(Payment, desk_of_alba["good"]).account
        assert account is not None
        for number in range(1, 6):
            moves(account, 100, f"A.U{number}")
    with count_queries() as many:
        treasurer.get("/manage/conti")
    assert len(few) == len(many)


def test_the_file_has_the_line_and_the_balance(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    rows = treasurer.get("/manage/conti/elenco.csv?item=A.E8").text.splitlines()
    assert rows[1].split(";")[1:7] == [
        "Contributo del Comune",
        "",
        "Banca",
        "A.E8",
        "Contributi da enti pubblici",
        "300,00",
    ]


def test_a_spending_is_written_with_its_paper(
    app: Flask, alba: Standing, treasurer: Browser, desk_of_alba: dict[str, str]
) -> None:
    paper = {"file": (BytesIO(b"%PDF-1.7 prova"), "scontrino.pdf")}
    answer = treasurer.submit(NEW, _typed(desk_of_alba, **paper))
    assert answer.status_code == 303
    with desk(app, alba):
        payment = db.session.get_one(Payment, answer.location.rsplit("/", 1)[1])
        assert (payment.amount_cents, payment.direction, payment.item) == (4_550, "out", "A.U1")
        assert [one.title for one in documents_about(payment)] == ["Cancelleria"]


def test_an_income_of_a_body_not_known_yet(
    app: Flask, alba: Standing, treasurer: Browser, desk_of_alba: dict[str, str]
) -> None:
    answer = treasurer.submit(f"{NEW}/entrata", _typed(desk_of_alba, item="A.E6", name="Fondazione Pantalone"))
    with desk(app, alba):
        payment = db.session.get_one(Payment, answer.location.rsplit("/", 1)[1])
        assert payment.organisation is not None
        assert (payment.direction, payment.organisation.name) == ("in", "Fondazione Pantalone")


def test_who_does_not_know_the_line_writes_all_the_same(
    app: Flask, alba: Standing, treasurer: Browser, desk_of_alba: dict[str, str]
) -> None:
    answer = treasurer.submit(NEW, _typed(desk_of_alba, item="later"))
    with desk(app, alba):
        payment = db.session.get_one(Payment, answer.location.rsplit("/", 1)[1])
        assert (payment.item, payment.direction) == ("", "out")


def test_what_a_supplier_gives_back_is_chosen_among_what_was_spent(
    app: Flask, alba: Standing, treasurer: Browser, desk_of_alba: dict[str, str]
) -> None:
    answer = treasurer.submit(f"{NEW}/entrata", _typed(desk_of_alba, item="A.U2"))
    with desk(app, alba):
        payment = db.session.get_one(Payment, answer.location.rsplit("/", 1)[1])
        assert (payment.item, payment.direction) == ("A.U2", "in")


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "-5"},
        {"amount": "0"},
        {"amount": "9999999"},
        {"item": ""},
        {"item": "Z.U9"},
        {"account_id": ""},
        {"account_id": "00000000-0000-0000-0000-000000000001"},
        {"on": "2999-01-01"},
        {"memo": ""},
        {"way": "gold"},
        {"who": "x"},
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    treasurer: Browser, desk_of_alba: dict[str, str], wrong: dict[str, str]
) -> None:
    answer = treasurer.submit(NEW, _typed(desk_of_alba, **wrong))
    assert (answer.status_code, "Cancelleria" in answer.text or "memo" in wrong) == (422, True)


def test_a_program_is_no_paper(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    paper = {"file": (BytesIO(b"MZ\x90"), "fattura.exe")}
    assert treasurer.submit(NEW, _typed(desk_of_alba, **paper)).status_code == 422


def test_a_giroconto_is_written(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    typed = {"form_key": str(uuid4()), "amount": "10", "on": today().isoformat(), "memo": "Versamento"}
    sides = {"from_id": desk_of_alba["box"], "to_id": desk_of_alba["bank"], "arrived_on": ""}
    answer = treasurer.submit(f"{NEW}/giroconto", {**typed, **sides})
    assert "L'altra metà" in _words(treasurer.get(answer.location))


def test_a_giroconto_begins_without_accounts(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    page = treasurer.get(f"{NEW}/giroconto").text
    chosen = re.findall(r"<option[^>]*\bselected\b[^>]*>([^<]*)", page)
    assert [words.strip() for words in chosen] == ["Scegliere il conto"] * 2


def test_a_giroconto_without_accounts_is_refused(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    typed = {"form_key": str(uuid4()), "amount": "10", "on": today().isoformat(), "arrived_on": "", "memo": ""}
    answer = treasurer.submit(f"{NEW}/giroconto", {**typed, "from_id": "", "to_id": desk_of_alba["bank"]})
    assert (answer.status_code, "Scegliere il conto." in _words(answer)) == (422, True)


def test_a_giroconto_came_in_no_way(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    assert "Modo" not in _words(treasurer.get(f"/manage/conti/movimenti/{desk_of_alba['out']}")).split()


def test_a_giroconto_in_one_account_is_refused(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    typed = {"form_key": str(uuid4()), "amount": "10", "on": today().isoformat(), "arrived_on": "", "memo": ""}
    same = {"from_id": desk_of_alba["bank"], "to_id": desk_of_alba["bank"]}
    assert treasurer.submit(f"{NEW}/giroconto", {**typed, **same}).status_code == 422


def test_a_giroconto_is_cancelled_with_both_halves(
    app: Flask, alba: Standing, treasurer: Browser, desk_of_alba: dict[str, str]
) -> None:
    address = f"/manage/conti/movimenti/{desk_of_alba['out']}"
    assert treasurer.submit(f"{address}/annullamento", {"why": "scritto due volte"}).status_code == 303
    with desk(app, alba):
        states = db.session.scalars(select(Payment.state).where(Payment.kind == "internal"))
        assert set(states) == {"cancelled"}


def test_a_line_is_chosen_from_the_page_of_the_movement(
    app: Flask, alba: Standing, treasurer: Browser, desk_of_alba: dict[str, str]
) -> None:
    address = f"/manage/conti/movimenti/{desk_of_alba['loose']}"
    typed = {"item": "A.U3", "account_id": "", "fund_id": ""}
    assert treasurer.submit(f"{address}/voce", typed).status_code == 303
    with desk(app, alba):
        assert db.session.get_one(Payment, desk_of_alba["loose"]).item == "A.U3"


def test_several_are_put_on_a_line_together(
    app: Flask, alba: Standing, treasurer: Browser, desk_of_alba: dict[str, str]
) -> None:
    ids = [desk_of_alba["loose"], desk_of_alba["good"]]
    asked = treasurer.submit("/manage/conti/voci", {"selected": ids, "action": "code"})
    assert (asked.status_code, "La voce di 2 movimenti" in _words(treasurer.get(asked.location))) == (303, True)
    typed = {"selected": ids, "item": "A.E10", "account_id": "", "fund_id": ""}
    assert treasurer.submit("/manage/conti/voci", typed).status_code == 303
    with desk(app, alba):
        items = db.session.scalars(select(Payment.item).where(Payment.id.in_(ids)))
        assert set(items) == {"A.E10"}


def test_nothing_chosen_leads_back(treasurer: Browser) -> None:
    assert treasurer.get("/manage/conti/voci?selected=rubbish").location == "/manage/conti"


def test_the_movement_of_another_association_is_not_there(
    client: Callable[[str], Browser], brig: Standing, desk_of_alba: dict[str, str]
) -> None:
    browser = sign_in(client(brig.host), brig, Role.TREASURER)
    assert browser.get(f"/manage/conti/movimenti/{desk_of_alba['good']}").status_code == 404


def test_the_statement_says_what_is_missing(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    text = _words(treasurer.get(f"/manage/conti/rendiconto/{last_year()}"))
    assert "Differenza: -15,00\N{NO-BREAK SPACE}€" in text.replace("−", "-") or "Differenza: -15,00 €" in text


def test_every_figure_of_the_statement_opens_its_movements(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    page = unescape(treasurer.get(f"/manage/conti/rendiconto/{last_year()}").text)
    assert f"/manage/conti?item=A.E8&year={last_year()}" in page


@pytest.mark.parametrize("year", ["1999", "3000", "abc", "99999999999999999999"])
def test_a_year_that_cannot_be_is_not_there(treasurer: Browser, year: str) -> None:
    assert treasurer.get(f"/manage/conti/rendiconto/{year}").status_code == 404


def test_what_is_said_beneath_is_kept(app: Flask, alba: Standing, treasurer: Browser) -> None:
    typed = {"secondary_note": "Sono poca cosa.", "costs_general": "2.500", "costs_other": "", "income_general": ""}
    assert treasurer.submit(f"/manage/conti/rendiconto/{last_year()}/testi", typed).status_code == 303
    with desk(app, alba):
        row = year_kept(last_year())
        assert row is not None
        assert (row.secondary_note, row.figurative) == ("Sono poca cosa.", {"costs_general": 250_000})


def test_a_budget_is_written(app: Flask, alba: Standing, treasurer: Browser) -> None:
    assert treasurer.submit("/manage/conti/preventivo/2026", {"A.E4-amount": "1.000"}).status_code == 303
    with desk(app, alba):
        assert budget_of(2026) == {"A.E4": 100_000}


def test_a_budget_that_is_no_number_is_refused(app: Flask, alba: Standing, treasurer: Browser) -> None:
    answer = treasurer.submit("/manage/conti/preventivo/2026", {"A.E4-amount": "mille", "A.U1-amount": "5"})
    with desk(app, alba):
        assert (answer.status_code, budget_of(2026)) == (422, {})


def _closed(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        moves(make_bank(), 30_000, "A.E8")
        close_year(last_year(), make_paper=statement_pdf, by=SYSTEM)


def test_a_year_is_closed_from_its_page(app: Flask, alba: Standing, treasurer: Browser) -> None:
    with desk(app, alba):
        moves(make_bank(), 30_000, "A.E8")
    treasurer.submit(f"/manage/conti/anni/{last_year()}/chiusura", {"sure": "y"})
    assert "Impronta del PDF" in _words(treasurer.get(f"/manage/conti/anni/{last_year()}"))


def test_a_year_with_something_missing_is_not_closed(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    assert treasurer.submit(f"/manage/conti/anni/{last_year()}/chiusura", {"sure": "y"}).status_code == 422


def test_who_did_not_tick_the_box_closes_nothing(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    assert treasurer.submit(f"/manage/conti/anni/{last_year()}/chiusura", {}).status_code == 422


def test_the_paper_of_a_closed_year_never_changes(app: Flask, alba: Standing, treasurer: Browser) -> None:
    _closed(app, alba)
    first = treasurer.get(f"/manage/conti/rendiconto/{last_year()}.pdf").data
    with desk(app, alba):
        make_box(opening_cents=9_000)
    assert treasurer.get(f"/manage/conti/rendiconto/{last_year()}.pdf").data == first


def test_what_changed_after_the_closing_is_told(app: Flask, alba: Standing, treasurer: Browser) -> None:
    _closed(app, alba)
    with desk(app, alba):
        make_box(opening_cents=9_000)
    assert "qualcosa è cambiato dopo la chiusura" in _words(treasurer.get(f"/manage/conti/rendiconto/{last_year()}"))


def test_the_treasurer_does_not_open_a_year_again(app: Flask, alba: Standing, treasurer: Browser) -> None:
    _closed(app, alba)
    answer = treasurer.submit(f"/manage/conti/anni/{last_year()}/riapertura", {"why": "prova"})
    assert answer.status_code == 404


def test_the_president_opens_a_year_again_and_the_audit_says_why(app: Flask, alba: Standing, at: At) -> None:
    _closed(app, alba)
    answer = at(Role.PRESIDENT).submit(f"/manage/conti/anni/{last_year()}/riapertura", {"why": "mancava una bolletta"})
    assert answer.status_code == 303
    with desk(app, alba):
        last = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number.desc()).limit(1)).one()
        assert last.facts["changes"] == {"year": last_year(), "why": "mancava una bolletta"}


def test_the_office_says_what_is_there(treasurer: Browser, desk_of_alba: dict[str, str]) -> None:
    text = _words(treasurer.get("/manage/"))
    assert ("In cassa e in banca" in text, "Movimenti da mettere a posto" in text) == (True, True)


def test_balances_go_down_the_page_as_the_rows_do(app: Flask, in_alba: Standing) -> None:
    bank = make_account(label="Banca", opened_on=today() - timedelta(days=9), opening_cents=1000)
    for cents in (500, 200, 300):
        give(make_gift(cents), cents, account_id=bank.id)
    with app.test_request_context():
        shown = LEDGER.page(first_note(), MultiDict()).rows
    assert [row.balance_cents for row in shown] == [2000, 1700, 1500]
