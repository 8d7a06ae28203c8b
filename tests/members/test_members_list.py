"""The list of members: what it finds, what it exports, who may, how many queries it takes."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.members.models import Membership, SavedFilter
from ama_net.features.members.operations.member_tags import tag_members
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.members import make_membership
from tests.factories.people import make_organisation, make_person
from tests.support.cast import actor, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

FORMULA = '=HYPERLINK("http://male.example","clic")'


def _enter(app: Flask, standing: Standing, **person: Any) -> UUID:
    values = {name: person.pop(name) for name in ("ended_on", "end_reason", "admitted_on") if name in person}
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return make_membership(make_person(**person), **values).id


def _page(browser: Browser, query: str = "") -> str:
    answer = browser.get(f"/manage/soci{query}")
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def _three(app: Flask, alba: Standing) -> None:
    _enter(app, alba, given_name="Nicolò", family_name="Verdi", email="nicolo@posta.example", phone="+390516584267")
    _enter(
        app, alba, given_name="Anna", family_name="Bianchi", tax_code="BNCNNA80A41A944K", birth_date=date(1980, 1, 1)
    )
    _enter(app, alba, given_name="Ugo", family_name="Neri", ended_on=date(2024, 1, 1), end_reason="withdrawal")


@pytest.mark.parametrize("typed", ["verdi nicolo", "NICOLÒ", "nicolo@posta", "051 6584267", "1"])
def test_search_finds_by_name_mail_phone_and_number(app: Flask, alba: Standing, secretary: Browser, typed: str) -> None:
    _three(app, alba)
    page = secretary.get("/manage/soci", query_string={"q": typed}).get_data(as_text=True)
    assert ("Verdi Nicolò" in page, "Bianchi Anna" in page) == (True, False)


def test_search_finds_by_tax_code(app: Flask, alba: Standing, secretary: Browser) -> None:
    _three(app, alba)
    assert "Bianchi Anna" in _page(secretary, "?q=BNCNNA80")


def test_who_left_is_shown_only_when_asked_for(app: Flask, alba: Standing, secretary: Browser) -> None:
    _three(app, alba)
    assert "Neri Ugo" not in _page(secretary)
    assert "Neri Ugo" in _page(secretary, "?state=ended")
    assert "Neri Ugo" in _page(secretary, "?state=")


def test_people_and_bodies_are_sorted_together_and_follow_their_name(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_membership(make_person(given_name="Zoe", family_name="Zeta"))
        body = make_organisation(name="Circolo Èrica")
        make_membership(organisation_id=body.id)
        body.name = "Alveare"
        db.session.flush()
        assert list(db.session.scalars(select(Membership.sort_name).order_by(Membership.sort_name))) == [
            "alveare",
            "zeta zoe",
        ]


def test_another_associations_members_are_nobody(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    membership = _enter(app, alba, given_name="Nicolò", family_name="Verdi")
    browser = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert "Verdi" not in _page(browser, "?state=")
    assert browser.get(f"/manage/soci/{membership}").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HELPDESK_OPERATOR, Role.MEMBER, Role.VOLUNTEER])
def test_roles_without_the_books_see_no_list(client: Callable[[str], Browser], alba: Standing, role: Role) -> None:
    assert sign_in(client(alba.host), alba, role).get("/manage/soci").status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.BOARD, 404), (Role.TREASURER, 404), (Role.PRESIDENT, 200)])
def test_only_who_may_takes_the_list_away(
    client: Callable[[str], Browser], alba: Standing, role: Role, status: int
) -> None:
    assert sign_in(client(alba.host), alba, role).get("/manage/soci/elenco.xlsx").status_code == status


def test_the_page_takes_the_same_queries_for_one_and_for_many(app: Flask, alba: Standing, secretary: Browser) -> None:
    counted = []
    for many in (1, 4):
        for number in range(many):
            membership = _enter(app, alba, given_name=f"N{number}", family_name=f"C{many}")
            with app.app_context(), tenant_scope(alba.id), unit_of_work():
                tag_members([membership], "banchetti", by=actor(alba, Role.SECRETARY))
        _page(secretary)
        with count_queries() as queries:
            _page(secretary)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 9


def _cells(answer: Any) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert sheet is not None
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_spreadsheet_never_holds_a_formula_and_dates_are_dates(app: Flask, alba: Standing, secretary: Browser) -> None:
    for family_name in (FORMULA, "+39", "@cmd", "-1"):
        _enter(app, alba, given_name="X", family_name=family_name, birth_date=date(1980, 5, 3))
    answer = secretary.get("/manage/soci/elenco.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n", "d"}
    assert {row[1] for row in _cells(answer)[1:]} == {FORMULA, "+39", "@cmd", "-1"}
    assert {row[4].date() for row in _cells(answer)[1:]} == {date(1980, 5, 3)}


def test_csv_never_holds_a_formula(app: Flask, alba: Standing, secretary: Browser) -> None:
    _enter(app, alba, given_name="X", family_name="@cmd")
    assert "'@cmd" in secretary.get("/manage/soci/elenco.csv").get_data(as_text=True)


def test_taking_the_list_away_is_in_the_audit(app: Flask, alba: Standing, secretary: Browser) -> None:
    secretary.get("/manage/soci/elenco.csv?state=ended&q=verdi").get_data()
    with app.app_context(), tenant_scope(alba.id):
        last = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number.desc())).first()
        assert last is not None
        assert (last.facts["verb"], last.facts["changes"]) == ("list.exported", {"state": ["ended"]})


def test_chosen_members_are_taken_away_alone(app: Flask, alba: Standing, secretary: Browser) -> None:
    first = _enter(app, alba, given_name="Uno", family_name="Alfa")
    _enter(app, alba, given_name="Due", family_name="Beta")
    answer = secretary.submit("/manage/soci/scelti", {"selected": [str(first)], "action": "xlsx"})
    assert [row[1] for row in _cells(answer)] == ["Cognome o denominazione", "Alfa"]


def test_chosen_members_get_a_tag_and_lose_it(app: Flask, alba: Standing, secretary: Browser) -> None:
    ids = [str(_enter(app, alba, given_name="Uno", family_name=name)) for name in ("Alfa", "Beta")]
    assert "Etichette di 2 soci" in secretary.submit(
        "/manage/soci/scelti", {"selected": ids, "action": "tag"}
    ).get_data(as_text=True)
    secretary.submit("/manage/soci/scelti/etichette", {"selected": ids, "name": "coro", "action": "give"})
    assert _page(secretary).count(">coro<") == 3  # the filter and two rows
    secretary.submit("/manage/soci/scelti/etichette", {"selected": ids, "name": "coro", "action": "remove"})
    assert ">coro<" not in _page(secretary)


def test_board_may_not_tag(client: Callable[[str], Browser], app: Flask, alba: Standing) -> None:
    membership = str(_enter(app, alba, given_name="Uno", family_name="Alfa"))
    board = sign_in(client(alba.host), alba, Role.BOARD)
    asked = {"selected": [membership], "name": "coro", "action": "give"}
    assert board.submit("/manage/soci/scelti/etichette", asked).status_code == 404
    assert board.submit("/manage/soci/scelti", {"selected": [membership], "action": "tag"}).status_code == 404


def test_a_filter_is_kept_without_the_words_and_only_for_its_owner(
    client: Callable[[str], Browser], app: Flask, alba: Standing, secretary: Browser
) -> None:
    secretary.submit("/manage/soci/filtri?state=minors&q=verdi", {"name": "Ragazzi"})
    assert "Ragazzi" in _page(secretary)
    president = sign_in(client(alba.host), alba, Role.PRESIDENT)
    assert "Ragazzi" not in _page(president)
    with app.app_context(), tenant_scope(alba.id):
        kept = db.session.scalars(select(SavedFilter)).one()
        filter_id, query = kept.id, kept.query
    assert query == "state=minors"
    assert president.submit(f"/manage/soci/filtri/{filter_id}/fine", {}).status_code == 404
    assert secretary.submit(f"/manage/soci/filtri/{filter_id}/fine", {}).status_code == 303


def test_a_shared_filter_is_everybodys(client: Callable[[str], Browser], alba: Standing, secretary: Browser) -> None:
    secretary.submit("/manage/soci/filtri?state=minors", {"name": "Ragazzi", "shared": "y"})
    assert "Ragazzi" in _page(sign_in(client(alba.host), alba, Role.BOARD))


def test_a_filter_of_nothing_is_refused(secretary: Browser) -> None:
    assert secretary.submit("/manage/soci/filtri?q=verdi", {"name": "Verdi"}).status_code == 422


def test_year_of_admission_narrows(app: Flask, alba: Standing, secretary: Browser) -> None:
    _enter(app, alba, given_name="Uno", family_name="Alfa", admitted_on=date(2019, 5, 3))
    _enter(app, alba, given_name="Due", family_name="Beta", admitted_on=date(today().year, 1, 2))
    page = _page(secretary, "?year=2019")
    assert ("Alfa Uno" in page, "Beta Due" in page) == (True, False)


def test_the_list_leads_to_writing_an_application(secretary: Browser) -> None:
    page = secretary.get("/manage/soci").text
    assert [url in page for url in ('href="/manage/soci/domande/nuova"', 'href="/manage/soci/importazioni"')] == [
        True,
        True,
    ]
