"""The list of volunteers: what it finds, what it exports, who may, how many queries it takes."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import (
    ConfidentialityLetter,
    HourEntry,
    LetterAcceptance,
    PolicyKind,
    ServiceEnd,
    ShiftSignup,
    Volunteer,
)
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.training import TrainingPath
from tests.factories.insurance import make_cover, make_policy
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_shift, make_volunteer
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing


def _enter(app: Flask, standing: Standing, **person: Any) -> UUID:
    names = ("ended_on", "end_reason", "started_on", "section")
    values = {name: person.pop(name) for name in names if name in person}
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return make_volunteer(make_person(**person), **values).id


def _page(browser: Browser, query: str = "") -> str:
    answer = browser.get(f"/manage/volontari{query}")
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def _names(page: str) -> list[str]:
    return [name for name in ("Alfa Uno", "Beta Due", "Gamma Tre") if name in page]


def _three(app: Flask, standing: Standing) -> list[UUID]:
    """One regular, one occasional, one who stopped."""
    stopped = {"ended_on": date(2025, 5, 1), "end_reason": ServiceEnd.STOPPED}
    return [
        _enter(app, standing, given_name="Uno", family_name="Alfa", email="uno@posta.example"),
        _enter(app, standing, given_name="Due", family_name="Beta", section="occasional", tax_code="RSSMRA80A01H501U"),
        _enter(app, standing, given_name="Tre", family_name="Gamma", **stopped),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Alfa Uno", "Beta Due"]),
        ("?state=", ["Alfa Uno", "Beta Due", "Gamma Tre"]),
        ("?state=ended", ["Gamma Tre"]),
        ("?state=without_email", ["Beta Due"]),
        ("?section=occasional", ["Beta Due"]),
        ("?q=alfa", ["Alfa Uno"]),
        ("?q=2", ["Beta Due"]),
        ("?q=rssmra80a01", ["Beta Due"]),
        ("?q=uno@posta", ["Alfa Uno"]),
        (
            "?state=x&section=x&activity=x&training=x&sort=x&page=99999&per_page=7",
            ["Alfa Uno", "Beta Due", "Gamma Tre"],
        ),
    ],
)
def test_the_list_finds_and_narrows(
    app: Flask, alba: Standing, secretary: Browser, query: str, found: list[str]
) -> None:
    _three(app, alba)
    assert _names(_page(secretary, query)) == found


def test_who_lacks_cover_or_letter_or_hours_is_found(app: Flask, alba: Standing, secretary: Browser) -> None:
    first, *_rest = _three(app, alba)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person = db.session.get_one(Volunteer, first).person
        make_policy(section="regular", first_on=today(), last_on=today())
        letter = ConfidentialityLetter(number=1, body="Lettera inventata")
        db.session.add(letter)
        db.session.flush()
        db.session.add(LetterAcceptance(person_id=person.id, letter_id=letter.id, way="paper", text_digest="x"))
        facts = {"on_day": today(), "minutes": 90, "state": "approved", "decided_at": now()}
        activity = make_activity()
        db.session.add(HourEntry(person_id=person.id, activity_id=activity.id, **facts))
        key = activity.id
    states = ("uncovered", "without_letter", "without_hours")
    assert [_names(_page(secretary, f"?state={one}")) for one in states] == [["Beta Due"]] * 3
    assert _names(_page(secretary, f"?activity={key}")) == ["Alfa Uno"]
    page = _page(secretary)
    assert [page.count(words) for words in ("1 h 30 min", ">accettata<", ">manca<")] == [1, 1, 2]


def test_who_changes_section_is_told_once_with_the_hours_of_each_stretch(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person = make_person("Uno", "Alfa")
        make_volunteer(person, section="occasional", ended_on=today(), end_reason=ServiceEnd.MOVED)
        make_volunteer(person, started_on=today())
        facts = {"on_day": today(), "state": "approved", "decided_at": now(), "activity_id": make_activity().id}
        db.session.add(HourEntry(person_id=person.id, minutes=90, **facts))
    assert _names(_page(secretary, "?state=ended")) == []
    everybody = _page(secretary, "?state=")
    assert (everybody.count("Alfa Uno"), everybody.count("1 h 30 min")) == (2, 1)


def test_a_named_policy_covers_nobody_else(app: Flask, alba: Standing, secretary: Browser) -> None:
    first, *_rest = _three(app, alba)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        policy = make_policy(kind=PolicyKind.NAMED, first_on=today(), last_on=today())
        make_cover(policy, db.session.get_one(Volunteer, first).person)
    assert _names(_page(secretary, "?state=uncovered")) == ["Beta Due"]


def test_how_far_training_came_narrows_for_who_may_read_it(
    app: Flask, alba: Standing, secretary: Browser, client: Callable[[str], Browser]
) -> None:
    first, *_rest = _three(app, alba)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person_id = db.session.get_one(Volunteer, first).person_id
        db.session.add(TrainingPath(person_id=person_id, status="base", noted="base", reached_on=today()))
    treasurer = sign_in(client(alba.host), alba, Role.TREASURER)
    assert _names(_page(secretary, "?training=base")) == ["Alfa Uno"]
    assert _names(_page(treasurer, "?training=base")) == ["Alfa Uno", "Beta Due"]


def test_the_next_shift_is_for_who_may_read_shifts(
    app: Flask, alba: Standing, secretary: Browser, client: Callable[[str], Browser]
) -> None:
    first, *_rest = _three(app, alba)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person_id = db.session.get_one(Volunteer, first).person_id
        db.session.add(ShiftSignup(shift_id=make_shift().id, person_id=person_id))
    treasurer = sign_in(client(alba.host), alba, Role.TREASURER)
    assert ["Turno</th>" in _page(browser) for browser in (secretary, treasurer)] == [True, False]


def test_the_page_takes_the_same_queries_for_one_and_for_many(app: Flask, alba: Standing, secretary: Browser) -> None:
    counted = []
    for many in (1, 4):
        for number in range(many):
            _enter(app, alba, given_name=f"N{number}", family_name=f"C{many}")
        _page(secretary)
        with count_queries() as queries:
            _page(secretary)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 12


def test_the_file_holds_everybody_asked_for_and_never_a_formula(app: Flask, alba: Standing, secretary: Browser) -> None:
    _enter(app, alba, given_name="X", family_name="=1+1", birth_date=date(1980, 5, 3), email="x@posta.example")
    answer = secretary.get("/manage/volontari/elenco.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert sheet is not None
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    row = dict(zip(rows[0], rows[1], strict=True))
    said = [row[name] for name in ("Cognome", "E-mail", "Sezione", "Assicurazione", "Lettera")]
    assert said == ["=1+1", "x@posta.example", "Non occasionale", "no", "no"]
    assert "'=1+1" in secretary.get("/manage/volontari/elenco.csv").get_data(as_text=True)


def test_taking_the_list_away_is_in_the_audit(app: Flask, alba: Standing, secretary: Browser) -> None:
    secretary.get("/manage/volontari/elenco.csv?state=ended&q=verdi").get_data()
    with app.app_context(), tenant_scope(alba.id):
        last = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number.desc())).first()
        assert last is not None
        assert (last.facts["verb"], last.facts["changes"]) == ("list.exported", {"state": ["ended"]})


@pytest.mark.parametrize(("role", "status"), [(Role.BOARD, 404), (Role.TREASURER, 404), (Role.PRESIDENT, 200)])
def test_only_who_may_takes_the_list_away(
    client: Callable[[str], Browser], alba: Standing, role: Role, status: int
) -> None:
    assert sign_in(client(alba.host), alba, role).get("/manage/volontari/elenco.xlsx").status_code == status


def test_the_office_counts_volunteers_and_finds_them(app: Flask, alba: Standing, secretary: Browser) -> None:
    _three(app, alba)
    home = secretary.get("/manage/").text
    assert 'href="/manage/volontari?state=uncovered"' in home
    found = secretary.get("/manage/cerca?q=gamma").text
    assert "Volontariato, n. 3, finito" in found


def test_another_associations_volunteers_are_nobody(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    volunteer = _enter(app, alba, given_name="Nicolò", family_name="Verdi")
    browser = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert "Verdi" not in _page(browser, "?state=")
    assert browser.get(f"/manage/volontari/{volunteer}").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HELPDESK_OPERATOR, Role.MEMBER, Role.VOLUNTEER])
def test_roles_without_the_books_see_no_volunteer(client: Callable[[str], Browser], alba: Standing, role: Role) -> None:
    browser = sign_in(client(alba.host), alba, role)
    pages = ("/manage/volontari", "/manage/volontari/quadro")
    assert [browser.get(page).status_code for page in pages] == [404, 404]
