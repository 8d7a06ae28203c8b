"""Figures for boards: what is counted, what is too small to be told, and the one-tap count of contacts."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ama_net.features.groups.models import Entry, Kind, SecretariatContact, Status
from ama_net.features.groups.models.facilitators import HeadCount
from ama_net.features.groups.operations.contacts_log import log_contact
from ama_net.features.groups.statistics import LEAST, figures_of, groups_matrix, hide_small, people_until
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.access.actor import SYSTEM
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import FERRARA, make_group, theme
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=12))
def test_hidden_cells_cannot_be_worked_out(cells: dict[int, int]) -> None:
    told = hide_small(cells)
    hidden = [cells[key] for key, count in told.items() if count is None]
    assert [key for key, count in told.items() if count is not None and 0 < count < LEAST] == []
    assert [key for key, count in told.items() if count is not None and count != cells[key]] == []
    if hidden:
        rest = [count for count in told.values() if count]
        assert (len(hidden) >= 2 and sum(hidden) >= LEAST) or rest == []


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"a": 12, "b": 7}, {"a": 12, "b": 7}),
        ({"a": 12, "b": 0}, {"a": 12, "b": 0}),
        ({"a": 12, "b": 7, "c": 1}, {"a": 12, "b": None, "c": None}),
        ({"a": 12, "b": 4, "c": 4}, {"a": 12, "b": None, "c": None}),
        ({"a": 12, "b": 1, "c": 1}, {"a": None, "b": None, "c": None}),
        ({}, {}),
    ],
)
def test_small_cells_are_hidden(cells: dict[str, int], told: dict[str, int | None]) -> None:
    assert hide_small(cells) == told


def _rows(fill: Any, key: str, year: int = 2026) -> list[tuple[str, int | None]]:
    def read() -> list[tuple[str, int | None]]:
        return next(figure.rows for figure in figures_of(year) if figure.key == key)

    return fill(read)  # type: ignore[no-any-return]


def test_only_real_groups_that_go_on_are_counted(fill: Any) -> None:
    def make() -> None:
        make_group("Uno", theme_id=theme().id)
        make_group("Due", theme_id=theme().id, status=Status.STARTING)
        make_group("Tre", theme_id=theme().id, status=Status.CLOSED)
        make_group("Quattro", theme_id=theme().id, is_example=True)
        make_group("Cinque", kind=Kind.SERVICE)

    fill(make)
    label = fill(lambda: theme().label)
    assert _rows(fill, "themes", today().year) == [(label, 2)]


def test_openings_and_closures_stand_under_their_year(fill: Any) -> None:
    def make() -> None:
        make_group("Uno", started_on=date(2024, 5, 1))
        make_group("Due", started_on=date(2024, 9, 1), ended_on=date(2026, 1, 31), status=Status.CLOSED)

    fill(make)
    told = [dict(_rows(fill, key)) for key in ("started", "ended")]
    assert [told[0]["2024"], told[0]["2026"], told[1]["2026"]] == [2, 0, 1]


def test_matrix_has_themes_and_districts(fill: Any) -> None:
    def make() -> None:
        make_group("Uno", theme_id=theme().id)
        make_group("Due", theme_id=theme("dipendenze").id, municipality_code=FERRARA)

    fill(make)
    matrix = fill(groups_matrix)
    assert (len(matrix.columns), [sum(counts) for _theme, counts in matrix.rows]) == (2, [1, 1])


def test_head_counts_are_told_by_month_when_nobody_can_be_guessed(fill: Any) -> None:
    def make() -> None:
        group = make_group()
        for day, present, newcomers in ((3, 9, 6), (10, 8, 5)):
            db.session.add(HeadCount(group_id=group.id, day=date(2026, 9, day), present=present, newcomers=newcomers))
        db.session.add(HeadCount(group_id=group.id, day=date(2026, 6, 3), present=3, newcomers=0))

    fill(make)
    months = [dict(_rows(fill, key)) for key in ("meetings", "present", "newcomers")]
    assert [month["set"] for month in months] == [2, None, 11]
    assert months[1]["giu"] is None


def test_contact_is_counted_with_one_tap(client: Client, alba: Standing, fill: Any) -> None:
    browser = client(alba.host)
    sign_in(browser, alba, Role.HELPDESK_OPERATOR)
    about = fill(lambda: str(theme().id))
    typed = {"channel": "phone", "district": "", "pointed_to": "group", "theme": about}
    assert browser.submit("/manage/contatti", typed).status_code == 303

    def read() -> list[tuple[Any, ...]]:
        found = db.session.scalars(select(SecretariatContact))
        return [(one.day, one.channel, str(one.theme_id), one.pointed_to) for one in found]

    assert fill(read) == [(today(), "phone", about, "group")]
    undo = re.search(r"/manage/undo/[0-9a-f-]{36}", browser.get("/manage/contatti").text)
    assert undo is not None
    browser.submit(undo[0])
    assert fill(read) == []


@pytest.mark.parametrize(
    "wrong", [{"channel": "piccione"}, {"theme": "x"}, {"district": "Atlantide"}, {"pointed_to": "via"}]
)
def test_contact_that_cannot_be_is_refused(client: Client, alba: Standing, fill: Any, wrong: dict[str, str]) -> None:
    browser = client(alba.host)
    sign_in(browser, alba, Role.SECRETARY)
    typed = {"channel": "phone", "district": "", "pointed_to": "group", "theme": "", **wrong}
    answer = browser.submit("/manage/contatti", typed)
    assert (answer.status_code, fill(lambda: db.session.scalars(select(SecretariatContact)).all())) == (422, [])


def test_small_counts_are_neither_on_the_page_nor_in_the_file(client: Client, alba: Standing, fill: Any) -> None:
    def make() -> None:
        for channel, times in (("phone", 11), ("visit", 3), ("email", 7)):
            for _ in range(times):
                contact = log_contact(channel=channel, theme_id=None, district="", pointed_to="group", by=SYSTEM)
                contact.day = date(2026, 9, 1)

    fill(make)
    browser = client(alba.host)
    sign_in(browser, alba, Role.BOARD)
    page = browser.get("/manage/gruppi/statistiche?anno=2026").text
    lines = [
        line
        for line in browser.get("/manage/gruppi/statistiche.csv?anno=2026").text.splitlines()
        if "per modo;" in line
    ]
    assert (
        "Non si dicono: E-mail, Di persona." in page,
        sorted(line.split(";", 2)[2] for line in lines if "segreteria" in line),
    ) == (
        True,
        ["Di persona;non si dice", "E-mail;non si dice", "Telefono;11"],
    )


@pytest.mark.parametrize(("typed", "status"), [("2026", 200), ("1990", 404), ("x", 404), ("", 200)])
def test_year_is_one_of_those_shown(client: Client, alba: Standing, typed: str, status: int) -> None:
    browser = client(alba.host)
    sign_in(browser, alba, Role.BOARD)
    assert browser.get(f"/manage/gruppi/statistiche?anno={typed}").status_code == status


def test_queries_do_not_grow_with_what_is_counted(app: Flask, fill: Any) -> None:
    def counted() -> int:
        db.session.expire_all()
        with count_queries() as queries:
            figures_of(2026)
        return len(queries)

    def make(start: int, count: int) -> None:
        for number in range(start, start + count):
            group = make_group(f"Gruppo {number}", theme_id=theme().id, entry=Entry.OPEN)
            db.session.add(HeadCount(group_id=group.id, day=date(2026, 3, 3), present=7))

    fill(lambda: make(0, 1))
    fill(counted)  # what is asked once per process
    few = fill(counted)
    fill(lambda: make(1, 12))
    assert fill(counted) == few


def test_other_association_is_not_counted(app: Flask, brig: Standing, fill: Any) -> None:
    with app.app_context(), tenant_scope(brig.id), unit_of_work():
        make_group("Gruppo di Brig", theme_id=theme().id)
    assert _rows(fill, "themes", today().year) == []


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (date(2026, 2, 3), None),
        (date(2026, 4, 1), date(2026, 3, 31)),
        (date(2026, 11, 22), date(2026, 9, 30)),
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2030, 5, 5), date(2026, 12, 31)),
    ],
)
def test_people_are_told_a_quarter_at_a_time(now: date, told: date | None) -> None:
    with time_machine.travel(datetime(now.year, now.month, now.day, 12, tzinfo=UTC), tick=False):
        assert people_until(2026) == told


def test_contact_of_today_is_in_no_figure_yet(fill: Any) -> None:
    def make() -> None:
        for _ in range(9):
            log_contact(channel="phone", theme_id=None, district="", pointed_to="group", by=SYSTEM)

    fill(make)
    assert _rows(fill, "contacts", today().year) == []


def test_contact_does_not_hold_its_hour(fill: Any) -> None:
    versions = fill(
        lambda: {
            log_contact(channel="phone", theme_id=None, district="", pointed_to="group", by=SYSTEM).id.version
            for _ in range(3)
        }
    )
    assert versions == {4}


def test_protected_group_is_counted_in_no_district(fill: Any) -> None:
    fill(lambda: make_group("Velato", theme_id=theme().id, municipality_code=FERRARA, hides_place=True).id)
    assert _rows(fill, "districts", today().year) == [("Luogo riservato", 1)]
    assert fill(groups_matrix).columns == ["Luogo riservato"]


def test_examples_are_in_no_figure_of_people(fill: Any) -> None:
    def make() -> None:
        group = make_group("Esempio", theme_id=theme().id, is_example=True)
        db.session.add(HeadCount(group_id=group.id, day=date(2026, 3, 3), present=9))

    fill(make)
    assert (_rows(fill, "present_themes"), dict(_rows(fill, "present"))["mar"]) == ([], 0)


def test_groups_of_today_are_not_told_as_those_of_another_year(fill: Any) -> None:
    fill(lambda: make_group("Uno", theme_id=theme().id).id)
    keys = [fill(lambda year=year: {figure.key for figure in figures_of(year)}) for year in (today().year, 2020)]
    assert ["themes" in keys[0], "themes" in keys[1]] == [True, False]
