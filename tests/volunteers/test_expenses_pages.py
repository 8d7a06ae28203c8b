"""The volunteer's and the office's pages of expenses, through the browser."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import ExpenseClaim, ExpenseItem, ExpenseRule, ExpenseType, Volunteer
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_volunteer
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.expenses_desk import (
    approved_claim,
    bus_rule,
    declared_item,
    make_resolution,
    paper_item,
    seen_on,
    sent_claim,
)

At = Callable[[str], Browser]
PDF = b"%PDF-1.4 scontrino inventato"


@pytest.fixture
def do(app: Flask, alba: Standing) -> Callable[[Callable[[], Any]], Any]:
    """Work in Alba and commit."""

    def run(work: Callable[[], Any]) -> Any:
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            return work()

    return run


@pytest.fixture
def bus(do: Callable[..., Any], alba: Standing) -> dict[str, str]:
    """Vito of the cast is a volunteer and the bus may be declared; what a form sends of it."""

    def begin() -> dict[str, str]:
        make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
        return {"type_id": str(bus_rule().id), "activity_id": str(make_activity().id)}

    return {**do(begin), "on_day": today().isoformat(), "form_key": str(uuid4())}


def _vito(alba: Standing) -> Person:
    return db.session.get_one(Person, player(alba, Role.VOLUNTEER).person_id)


def _other_claim() -> tuple[UUID, UUID]:
    """Somebody else's claim, sent, with a receipt on paper; and its expense."""
    claim = sent_claim(make_volunteer(make_person("Nora", "Altrui")).person, paper_item(_kind(), 800))
    return claim.id, claim.items[0].id


def test_volunteer_writes_sends_and_reads_a_claim(at: Callable[[Role], Browser], bus: dict[str, str]) -> None:
    vito = at(Role.VOLUNTEER)
    assert vito.submit("/my/spese/nuova/parola", {**bus, "amount": "3,20"}).status_code == 303
    photo = {**bus, "form_key": str(uuid4()), "amount": "12,50", "file": (io.BytesIO(PDF), "scontrino.pdf")}
    assert vito.submit("/my/spese/nuova/ricevuta", photo, content_type="multipart/form-data").status_code == 303
    assert "15,70" in vito.get("/my/spese").text
    assert (
        vito.submit(
            "/my/spese/invio", {**seen_on(vito, "/my/spese/invio"), "iban": "", "holder": "", "declared": "y"}
        ).status_code
        == 303
    )
    link = re.search(r"/my/spese/[0-9a-f-]{36}", vito.get("/my/spese").text)
    assert link is not None
    page = vito.get(link[0]).text
    assert ("Nota spese n. 1/" in page, "La segreteria la sta guardando" in page) == (True, True)
    assert vito.get(f"{link[0]}.pdf").data.startswith(b"%PDF")


def test_too_much_is_said_beside_the_amount_and_nothing_is_lost(
    at: Callable[[Role], Browser], bus: dict[str, str]
) -> None:
    answer = at(Role.VOLUNTEER).submit("/my/spese/nuova/parola", {**bus, "amount": "10,01", "words": "biglietto"})
    assert (answer.status_code, "restano 10,00" in answer.text.replace("\xa0", " "), "biglietto" in answer.text) == (
        422,
        True,
        True,
    )


@pytest.mark.parametrize(
    "typed",
    [
        lambda: {"amount": ""},
        lambda: {"amount": "molto"},
        lambda: {"amount": "-3"},
        lambda: {"amount": "0"},
        lambda: {"amount": "3", "type_id": "niente"},
        lambda: {"amount": "3", "activity_id": ""},
        lambda: {"amount": "3", "on_day": "mai"},
        lambda: {"amount": "3", "on_day": (today() + timedelta(days=2)).isoformat()},
    ],
)
def test_what_cannot_be_is_refused_in_words(
    at: Callable[[Role], Browser], bus: dict[str, str], typed: Callable[[], dict[str, str]]
) -> None:
    answer = at(Role.VOLUNTEER).submit("/my/spese/nuova/parola", {**bus, **typed()})
    assert (answer.status_code, "field-error" in answer.text) == (422, True)


def test_receipt_that_is_no_receipt_is_refused(at: Callable[[Role], Browser], bus: dict[str, str]) -> None:
    wrong = {**bus, "amount": "3", "file": (io.BytesIO(b"MZ programma"), "scontrino.pdf")}
    answer = at(Role.VOLUNTEER).submit("/my/spese/nuova/ricevuta", wrong, content_type="multipart/form-data")
    assert (answer.status_code, "Si possono tenere PDF" in answer.text) == (422, True)


def test_unknown_way_is_no_page(at: Callable[[Role], Browser], bus: dict[str, str]) -> None:
    assert at(Role.VOLUNTEER).get("/my/spese/nuova/forfait").status_code == 404


def test_sending_needs_the_declaration(at: Callable[[Role], Browser], bus: dict[str, str]) -> None:
    vito = at(Role.VOLUNTEER)
    vito.submit("/my/spese/nuova/parola", {**bus, "amount": "3"})
    answer = vito.submit("/my/spese/invio", {**seen_on(vito, "/my/spese/invio"), "iban": "IT00X", "holder": ""})
    assert (answer.status_code, "Serve la tua dichiarazione" in answer.text) == (422, True)


def test_the_law_is_in_the_declaration_of_what_has_no_receipt(
    at: Callable[[Role], Browser], bus: dict[str, str]
) -> None:
    vito = at(Role.VOLUNTEER)
    vito.submit("/my/spese/nuova/parola", {**bus, "amount": "3"})
    assert "art. 46 del DPR 445/2000" in vito.get("/my/spese/invio").text


def test_expense_of_mine_may_be_taken_out(
    at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any]
) -> None:
    vito = at(Role.VOLUNTEER)
    vito.submit("/my/spese/nuova/parola", {**bus, "amount": "3"})
    item_id = do(lambda: db.session.scalars(select(ExpenseItem.id)).one())
    vito.submit(f"/my/spese/voci/{item_id}/rimozione")
    assert do(lambda: db.session.scalars(select(ExpenseItem.id)).all()) == []


def test_claims_of_others_are_not_there(
    at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any]
) -> None:
    claim_id, item_id = do(_other_claim)
    vito = at(Role.VOLUNTEER)
    answers = [
        vito.get(f"/my/spese/{claim_id}"),
        vito.get(f"/my/spese/{claim_id}.pdf"),
        vito.submit(f"/my/spese/{claim_id}/ripresa"),
        vito.submit(f"/my/spese/voci/{item_id}/rimozione"),
    ]
    assert [one.status_code for one in answers] == [404] * 4


PAGES = ("/manage/spese", "/manage/spese/distinte", "/manage/spese/regole")


@pytest.mark.parametrize("role", [Role.BOARD, Role.CONTROL_BODY, Role.TREASURER, Role.SECRETARY])
def test_who_governs_and_who_controls_reads_every_page(
    at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any], role: Role
) -> None:
    claim_id, _item = do(_other_claim)
    browser = at(role)
    assert [browser.get(page).status_code for page in (*PAGES, f"/manage/spese/{claim_id}")] == [200] * 4


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.MEMBER, Role.EDITOR, Role.HELPDESK_OPERATOR])
def test_others_find_no_page(at: Callable[[Role], Browser], role: Role) -> None:
    browser = at(role)
    assert {browser.get(page).status_code for page in PAGES} == {404}


def test_who_only_reads_sees_no_account_and_decides_nothing(
    at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any], alba: Standing
) -> None:
    iban = "IT60X0542811101000000123456"
    claim_id = do(lambda: sent_claim(_vito(alba), paper_item(_kind(), 800), iban=iban, holder="Vito").id)
    board = at(Role.BOARD)
    decided = board.submit(f"/manage/spese/{claim_id}/decisione").status_code
    assert (iban in board.get(f"/manage/spese/{claim_id}").text, decided) == (False, 404)


def test_claim_of_another_association_is_not_there(
    client: At, brig: Standing, bus: dict[str, str], do: Callable[..., Any]
) -> None:
    claim_id, _item = do(_other_claim)
    browser = sign_in(client("brig.localhost"), brig, Role.PRESIDENT)
    assert browser.get(f"/manage/spese/{claim_id}").status_code == 404


def test_treasurer_decides_and_pays(at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any]) -> None:
    claim_id, _item = do(_other_claim)
    treasurer = at(Role.TREASURER)
    seen = seen_on(treasurer, f"/manage/spese/{claim_id}")
    assert treasurer.submit(f"/manage/spese/{claim_id}/decisione", seen).status_code == 303
    paid = {"on": today().isoformat(), "way": "cash", "account_id": "", "reference": ""}
    assert treasurer.submit(f"/manage/spese/{claim_id}/pagamento", paid).status_code == 303
    assert do(lambda: db.session.get_one(ExpenseClaim, claim_id).state) == "paid"


def test_refused_without_a_why_is_asked_again(
    at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any]
) -> None:
    claim_id, item_id = do(_other_claim)
    treasurer = at(Role.TREASURER)
    typed = {**seen_on(treasurer, f"/manage/spese/{claim_id}"), "refused": str(item_id)}
    answer = treasurer.submit(f"/manage/spese/{claim_id}/decisione", typed)
    assert (answer.status_code, "va scritto il perché" in answer.text, "checked" in answer.text) == (422, True, True)


def test_list_of_payments_is_made_printed_and_paid(
    at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any], alba: Standing
) -> None:
    claim_id = do(lambda: approved_claim(_vito(alba), paper_item(_kind(), 800)).id)
    treasurer = at(Role.TREASURER)
    page = treasurer.submit("/manage/spese/distinte", {"selected": [str(claim_id), "niente"]}).headers["Location"]
    assert treasurer.get(f"{page}.pdf").data.startswith(b"%PDF")
    assert "8,00" in treasurer.get(f"{page}.csv").text
    paid = {"on": today().isoformat(), "way": "transfer", "account_id": "", "reference": ""}
    assert treasurer.submit(page, paid).status_code == 303
    assert do(lambda: db.session.get_one(ExpenseClaim, claim_id).state) == "paid"


def test_rule_is_written_from_a_resolution(at: Callable[[Role], Browser], do: Callable[..., Any]) -> None:
    def begin() -> tuple[str, str, str]:
        kind = ExpenseType(key="bus", label="Autobus")
        db.session.add(kind)
        db.session.flush()
        return kind.id.hex, str(make_resolution().id), str(make_activity().id)

    kind, resolution_id, activity = do(begin)
    typed = {
        "resolution_id": resolution_id,
        "from_day": today().isoformat(),
        "claim_days": "60",
        "km_rate": "",
        f"t{kind}-admitted": "y",
        f"t{kind}-limit": "20",
        f"t{kind}-declared": "y",
        "activities": [activity],
    }
    assert at(Role.TREASURER).submit("/manage/spese/regole/nuova", typed).status_code == 303
    assert do(lambda: db.session.scalars(select(ExpenseRule.claim_days)).one()) == 60


def test_wrong_rule_says_what_is_missing(at: Callable[[Role], Browser], do: Callable[..., Any]) -> None:
    do(lambda: db.session.add(ExpenseType(key="bus", label="Autobus")))
    answer = at(Role.TREASURER).submit("/manage/spese/regole/nuova", {"from_day": "ieri", "km_rate": "quasi"})
    assert (answer.status_code, "Scegliere la delibera" in answer.text, "per esempio 0,42" in answer.text) == (
        422,
        True,
        True,
    )


def test_office_writes_for_who_has_no_screen(
    at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any]
) -> None:
    volunteer_id = do(lambda: db.session.scalars(select(Volunteer.id)).one())
    page = f"/manage/volontari/{volunteer_id}/spese"
    secretary = at(Role.SECRETARY)
    assert secretary.submit(f"{page}/nuova/parola", {**bus, "amount": "3"}).status_code == 303
    assert (
        secretary.submit(
            f"{page}/invio", {**seen_on(secretary, f"{page}/invio"), "iban": "", "holder": "", "declared": "y"}
        ).status_code
        == 303
    )
    assert "Nota n. 1/" in secretary.get(page).text


def test_list_asks_the_same_queries_however_many_claims(
    at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any]
) -> None:
    do(_other_claim)
    treasurer = at(Role.TREASURER)
    treasurer.get("/manage/spese")
    with count_queries() as few:
        treasurer.get("/manage/spese")
    for _ in range(5):
        do(_other_claim)
    with count_queries() as many:
        treasurer.get("/manage/spese")
    assert len(many) == len(few)


def test_my_page_asks_the_same_queries_however_many_expenses(
    at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any], alba: Standing
) -> None:
    do(lambda: sent_claim(_vito(alba), paper_item(_kind(), 100)))
    vito = at(Role.VOLUNTEER)
    vito.get("/my/spese")
    with count_queries() as few:
        vito.get("/my/spese")
    for day in range(4):
        do(lambda day=day: sent_claim(_vito(alba), declared_item(_kind(), 100, today() - timedelta(days=day))))  # type: ignore[misc]
    with count_queries() as many:
        vito.get("/my/spese")
    assert len(many) == len(few)


def _kind() -> ExpenseType:
    return db.session.scalars(select(ExpenseType).where(ExpenseType.key == "bus")).one()


def test_decision_sent_twice_leads_to_what_was_decided(
    at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any]
) -> None:
    claim_id, _item = do(_other_claim)
    treasurer = at(Role.TREASURER)
    seen = re.search(r'name="seen" value="([^"]*)"', treasurer.get(f"/manage/spese/{claim_id}").text)
    assert seen is not None
    answers = [treasurer.submit(f"/manage/spese/{claim_id}/decisione", {"seen": seen[1]}) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]


def test_without_a_receipt_only_the_activities_of_the_resolution_are_offered(
    at: Callable[[Role], Browser], bus: dict[str, str], do: Callable[..., Any]
) -> None:
    do(lambda: make_activity("stalls", "Bancarelle"))
    volunteer = at(Role.VOLUNTEER)
    offered = ["Bancarelle" in volunteer.get(f"/my/spese/nuova/{word}").text for word in ("parola", "ricevuta")]
    assert offered == [False, True]
