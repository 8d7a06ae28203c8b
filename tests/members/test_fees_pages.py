"""The office's and the member's pages of fees, through the browser."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.members.models import MembershipFee
from ama_net.features.members.operations.fee_receipts import Collected, collect_fee
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import Payment, PaymentWay, Receipt
from tests.factories.fees import make_fee
from tests.factories.members import make_membership
from tests.members.fees_desk import in_alba, write_fee, year
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[str], Browser]


@pytest.fixture
def treasurer(at: Callable[[Role], Browser]) -> Browser:
    return at(Role.TREASURER)


@pytest.fixture
def fee(app: Flask, alba: Standing) -> str:
    return write_fee(app, alba)


def _typed(**values: Any) -> dict[str, Any]:
    facts = {"form_key": str(uuid4()), "amount": "25", "on": today().isoformat(), "way": "transfer", "account_id": ""}
    return {**facts, "reference": "", "send": "y", **values}


def _paid(app: Flask, alba: Standing, fee: str) -> int:
    return int(
        in_alba(app, alba, lambda: db.session.scalar(select(MembershipFee.paid_cents).where(MembershipFee.id == fee)))
    )


PAGES = (
    "/manage/quote",
    "/manage/quote/importi",
    "/manage/quote/solleciti",
    "/manage/quote/decadenze",
    "/manage/incassi",
    "/manage/ricevute",
    "/manage/incassi/conti",
)


@pytest.mark.parametrize("role", [Role.TREASURER, Role.BOARD, Role.CONTROL_BODY, Role.PRESIDENT])
def test_who_governs_and_who_controls_reads_every_page(at: Callable[[Role], Browser], fee: str, role: Role) -> None:
    browser = at(role)
    assert [browser.get(path).status_code for path in (*PAGES, f"/manage/quote/{fee}")] == [200] * 8


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VOLUNTEER, Role.EDITOR])
def test_others_find_no_page(at: Callable[[Role], Browser], fee: str, role: Role) -> None:
    browser = at(role)
    assert [browser.get(path).status_code for path in (*PAGES, f"/manage/quote/{fee}")] == [404] * 8


@pytest.mark.parametrize("role", [Role.BOARD, Role.CONTROL_BODY, Role.MEMBER])
def test_who_only_reads_changes_nothing(
    app: Flask, alba: Standing, at: Callable[[Role], Browser], fee: str, role: Role
) -> None:
    browser = at(role)
    changes = (
        f"/manage/quote/{fee}/pagamenti",
        f"/manage/quote/{fee}/condono",
        "/manage/quote/importi",
        "/manage/quote/pagamenti",
    )
    assert [browser.submit(path, _typed()).status_code for path in changes] == [404] * 4
    assert _paid(app, alba, fee) == 0


def test_fee_of_another_association_is_not_there(client: At, brig: Standing, fee: str) -> None:
    browser = sign_in(client("brig.localhost"), brig, Role.TREASURER)
    assert browser.get(f"/manage/quote/{fee}").status_code == 404
    assert browser.submit(f"/manage/quote/{fee}/pagamenti", _typed()).status_code == 404


def test_treasurer_notes_a_payment_and_the_receipt_leaves(
    app: Flask, alba: Standing, treasurer: Browser, fee: str
) -> None:
    answer = treasurer.submit(f"/manage/quote/{fee}/pagamenti", _typed(amount="12,50"), follow_redirects=True)
    assert "ricevuta n. 1/" in answer.text
    assert _paid(app, alba, fee) == 1250
    receipt = in_alba(app, alba, lambda: str(db.session.scalar(select(Receipt.id))))
    paper = treasurer.get(f"/manage/ricevute/{receipt}.pdf")
    assert (paper.status_code, paper.mimetype, paper.data[:4]) == (200, "application/pdf", b"%PDF")


def test_same_form_sent_again_changes_nothing(app: Flask, alba: Standing, treasurer: Browser, fee: str) -> None:
    form = _typed(amount="10")
    for _time in range(2):
        assert treasurer.submit(f"/manage/quote/{fee}/pagamenti", form).status_code == 303
    assert _paid(app, alba, fee) == 1000


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (lambda: {"amount": "1.000,5"}, "restano 25,00\N{NO-BREAK SPACE}€"),
        (lambda: {"amount": "-5"}, "con le cifre"),
        (lambda: {"amount": "venti"}, "con le cifre"),
        (lambda: {"amount": ""}, "Scrivere l'importo"),
        (lambda: {"amount": "0"}, "maggiore di zero"),
        (lambda: {"on": (today() + timedelta(days=1)).isoformat()}, "data futura"),
        (lambda: {"on": "mai"}, "Scrivi la data"),
    ],
)
def test_wrong_payment_is_refused_beside_its_field_and_keeps_what_was_typed(
    app: Flask, alba: Standing, treasurer: Browser, fee: str, typed: Callable[[], dict[str, str]], said: str
) -> None:
    answer = treasurer.submit(f"/manage/quote/{fee}/pagamenti", _typed(reference="TRN 123", **typed()))
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert "TRN 123" in answer.text
    assert _paid(app, alba, fee) == 0


def test_several_fees_are_noted_as_paid_at_once(app: Flask, alba: Standing, treasurer: Browser, fee: str) -> None:
    ids = [str(one) for one in in_alba(app, alba, lambda: list(db.session.scalars(select(MembershipFee.id))))]
    page = treasurer.submit("/manage/quote/scelte", {"selected": ids, "action": "pay"})
    assert "50,00\N{NO-BREAK SPACE}€ in tutto" in page.text
    answer = treasurer.submit(
        "/manage/quote/pagamenti", {"selected": ids, "on": today().isoformat(), "way": "cash"}, follow_redirects=True
    )
    assert "2 pagamenti annotati" in answer.text
    assert in_alba(app, alba, lambda: sorted(db.session.scalars(select(Receipt.number)))) == [1, 2]


def test_chosen_fees_are_asked_again_at_once(treasurer: Browser, fee: str) -> None:
    answer = treasurer.submit("/manage/quote/scelte", {"selected": [fee], "action": "remind"}, follow_redirects=True)
    assert "Un sollecito preparato" in answer.text


def test_nothing_chosen_says_so(treasurer: Browser, fee: str) -> None:
    answer = treasurer.submit("/manage/quote/scelte", {"action": "pay"}, follow_redirects=True)
    assert "Nessuna quota scelta" in answer.text


def test_dry_run_names_who_would_be_reminded(treasurer: Browser, fee: str) -> None:
    page = treasurer.get("/manage/quote/solleciti").text
    assert "2 persone, la prossima volta" in page
    assert "Altrui Ugo" in page
    assert "15 giorni prima della scadenza, poi 10 e 45 giorni dopo, al massimo 3 volte." in page


def test_list_adds_up_and_follows_its_filters(app: Flask, alba: Standing, treasurer: Browser, fee: str) -> None:
    treasurer.submit(f"/manage/quote/{fee}/pagamenti", _typed(amount="25"))
    page = treasurer.get("/manage/quote").text
    assert (
        "50,00\N{NO-BREAK SPACE}€" in page,
        page.count('<span class="figure-value">25,00\N{NO-BREAK SPACE}€</span>'),
    ) == (True, 2)
    late = treasurer.get(f"/manage/quote?year={year()}&state=overdue").text
    assert ("Altrui Ugo" in late, "di Alba Mara" in late) == (True, False)


def test_code_of_a_transfer_finds_its_fee(app: Flask, alba: Standing, treasurer: Browser, fee: str) -> None:
    code = in_alba(app, alba, lambda: db.session.get_one(MembershipFee, fee).reference)
    page = treasurer.get("/manage/quote", query_string={"q": code.lower().replace("-", " ")}).text
    assert ("di Alba Mara" in page, "Altrui Ugo" in page) == (True, False)


def test_list_costs_the_same_whatever_its_rows(app: Flask, alba: Standing, treasurer: Browser, fee: str) -> None:
    def asked() -> int:
        with count_queries() as queries:
            treasurer.get("/manage/quote")
            treasurer.get("/manage/incassi")
        return len(queries)

    def more() -> None:
        for _one in range(3):
            other = make_fee(make_membership(), year=year())
            collect_fee(other, Collected(500, today(), PaymentWay.CASH, send=False), by=SYSTEM)

    in_alba(app, alba, more)
    asked()
    first = asked()
    in_alba(app, alba, more)
    assert asked() == first


def test_csv_writes_amounts_as_spreadsheets_read_them(treasurer: Browser, fee: str) -> None:
    lines = treasurer.get(f"/manage/quote/elenco.csv?year={year()}").text.splitlines()
    assert len(lines) == 3
    assert ";25,00;0,00;25,00;" in lines[1]


LISTS = (
    "/manage/quote/elenco.csv",
    "/manage/incassi/elenco.csv",
    "/manage/ricevute/elenco.csv",
    "/manage/lettere/elenco.csv",
    "/manage/lettere/protocollo/elenco.csv",
)


def _files() -> tuple[str, ...]:
    return (*LISTS, f"/manage/lettere/protocollo/{year()}.pdf")


@pytest.mark.parametrize("role", [Role.BOARD, Role.CONTROL_BODY, Role.MEMBER, Role.EDITOR])
def test_who_only_reads_takes_no_file_of_everybody_away(at: Callable[[Role], Browser], fee: str, role: Role) -> None:
    browser = at(role)
    assert [browser.get(path).status_code for path in _files()] == [404] * 6


@pytest.mark.parametrize("role", [Role.BOARD, Role.CONTROL_BODY])
def test_who_only_reads_is_offered_no_file(at: Callable[[Role], Browser], fee: str, role: Role) -> None:
    browser = at(role)
    lists = {path.rpartition("/")[0] for path in _files()}
    assert [
        path for path in sorted(lists) if "elenco.csv" in browser.get(path).text or ".pdf" in browser.get(path).text
    ] == []


def test_treasurer_takes_away_what_the_accounts_need(at: Callable[[Role], Browser], fee: str) -> None:
    browser, status = at(Role.TREASURER), []
    for path in LISTS:
        answer = browser.get(path)
        answer.get_data()  # a file is made while it is read
        status.append(answer.status_code)
    assert status == [200] * 5


def test_rates_are_set_for_a_year_and_asked_of_everybody(
    app: Flask, alba: Standing, treasurer: Browser, fee: str, run_jobs: Callable[[], int]
) -> None:
    page = treasurer.get(f"/manage/quote/importi?year={year() + 1}").text
    found = re.search(r'name="(c[0-9a-f]{32}-)full"', page)
    assert found is not None
    prefix = found[1]
    typed = {"due_on": f"{year() + 1}-03-31", "resolution_ref": "Assemblea, delibera 3", "resolution_id": ""}
    refused = treasurer.submit(
        f"/manage/quote/importi?year={year() + 1}", {**typed, f"{prefix}full": "10", f"{prefix}reduced": "20"}
    )
    assert (refused.status_code, "più alta di quella intera" in refused.text) == (422, True)
    saved = treasurer.submit(
        f"/manage/quote/importi?year={year() + 1}", {**typed, f"{prefix}full": "30", f"{prefix}reduced": "15,50"}
    )
    assert saved.status_code == 303
    assert treasurer.submit(f"/manage/quote/anni/{year() + 1}/richiesta").status_code == 303
    run_jobs()
    of_next_year = select(MembershipFee.amount_cents).where(MembershipFee.year == year() + 1)
    assert in_alba(app, alba, lambda: list(db.session.scalars(of_next_year))) == [3000, 3000]


def test_fee_is_forgiven_only_with_a_decision(app: Flask, alba: Standing, treasurer: Browser, fee: str) -> None:
    typed = {"resolution_id": "", "resolution_ref": "", "why": "difficoltà"}
    refused = treasurer.submit(f"/manage/quote/{fee}/condono", typed)
    assert (refused.status_code, "Scrivere la delibera" in refused.text) == (422, True)
    typed["resolution_ref"] = "Direttivo, delibera 4"
    page = treasurer.submit(f"/manage/quote/{fee}/condono", typed, follow_redirects=True).text
    assert ("Direttivo, delibera 4" in page, "difficoltà" in page) == (True, True)
    assert treasurer.submit(f"/manage/quote/{fee}/condono/fine").status_code == 303


def test_member_pays_less_from_a_year_on(app: Flask, alba: Standing, treasurer: Browser, fee: str) -> None:
    membership = in_alba(app, alba, lambda: str(db.session.get_one(MembershipFee, fee).membership_id))
    page = f"/manage/soci/{membership}/quote"
    assert treasurer.get(page).status_code == 200
    typed = {"kind": "reduced", "from_year": str(year()), "until_year": str(year() - 1)}
    assert treasurer.submit(page, typed).status_code == 422
    answer = treasurer.submit(page, {**typed, "until_year": ""}, follow_redirects=True)
    assert f"Paga la quota ridotta dal {year()}" in answer.text


def test_wrong_movement_is_cancelled_from_the_list_of_movements(
    app: Flask, alba: Standing, treasurer: Browser, fee: str
) -> None:
    treasurer.submit(f"/manage/quote/{fee}/pagamenti", _typed())
    payment = in_alba(app, alba, lambda: str(db.session.scalar(select(Payment.id))))
    assert treasurer.submit(f"/manage/incassi/{payment}/annullamento", {"why": ""}).status_code == 422
    page = treasurer.submit(
        f"/manage/incassi/{payment}/annullamento", {"why": "scritto due volte"}, follow_redirects=True
    )
    assert ("scritto due volte" in page.text, _paid(app, alba, fee)) == (True, 0)


def test_money_is_given_back_in_part(app: Flask, alba: Standing, treasurer: Browser, fee: str) -> None:
    treasurer.submit(f"/manage/quote/{fee}/pagamenti", _typed())
    payment = in_alba(app, alba, lambda: str(db.session.scalar(select(Payment.id))))
    typed = {"amount": "30", "on": today().isoformat(), "way": "cash", "why": ""}
    assert treasurer.submit(f"/manage/incassi/{payment}/rimborso", typed).status_code == 422
    assert treasurer.submit(f"/manage/incassi/{payment}/rimborso", {**typed, "amount": "5"}).status_code == 303
    assert _paid(app, alba, fee) == 2000
