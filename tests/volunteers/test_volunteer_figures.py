"""The figures of the volunteers: what they count, what they do not tell, who may, how many queries they take."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import HourEntry, HoursState, ServiceEnd
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.features.volunteers.volunteer_report import (
    ages,
    hours_of_activities,
    hours_of_months,
    moves,
    moves_by_year,
    report,
    year_ends,
)
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_volunteer
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing


def _last_year() -> int:
    return today().year - 1


def _hours(person: Person, minutes: int, on: date, *, activity: str = "helpdesk", state: str = "approved") -> None:
    decided = None if state == HoursState.LOGGED else now()
    facts = {"activity_id": make_activity(activity, activity.title()).id, "on_day": on, "state": state}
    db.session.add(HourEntry(person_id=person.id, minutes=minutes, decided_at=decided, **facts))
    db.session.flush()


def _row(rows: tuple[tuple[str, tuple[int | None, ...]], ...], label: str) -> tuple[int | None, ...]:
    return next(numbers for one, numbers in rows if one == label)


def test_the_end_of_a_year_counts_each_section_and_who_moved_once(in_alba: Standing) -> None:
    moved = make_person()
    make_volunteer(
        moved,
        section="occasional",
        started_on=date(_last_year(), 2, 1),
        ended_on=date(_last_year(), 6, 1),
        end_reason=ServiceEnd.MOVED,
    )
    make_volunteer(moved, started_on=date(_last_year(), 6, 1))
    make_volunteer(section="occasional", started_on=date(_last_year() - 1, 1, 1))
    make_volunteer(
        started_on=date(_last_year() - 1, 1, 1), ended_on=date(_last_year(), 12, 31), end_reason=ServiceEnd.STOPPED
    )
    assert _row(year_ends().rows, str(_last_year())) == (2, 1, 1)
    assert _row(moves_by_year().rows, str(_last_year())) == (1, 1)


def test_who_moved_on_the_day_they_began_began_once(in_alba: Standing) -> None:
    person, day = make_person(), date(_last_year(), 3, 1)
    make_volunteer(person, section="occasional", started_on=day, ended_on=day, end_reason=ServiceEnd.MOVED)
    make_volunteer(person, started_on=day)
    assert moves(_last_year()).total == (1, 0)


def test_a_mistake_neither_begins_nor_stops(in_alba: Standing) -> None:
    day = date(_last_year(), 3, 1)
    make_volunteer(started_on=day, ended_on=day, end_reason=ServiceEnd.MISTAKE)
    assert moves(_last_year()).total == (0, 0)


def test_who_begins_and_who_stops_is_told_by_month(in_alba: Standing) -> None:
    make_volunteer(started_on=date(_last_year(), 3, 9))
    make_volunteer(
        started_on=date(_last_year(), 3, 1), ended_on=date(_last_year(), 10, 1), end_reason=ServiceEnd.STOPPED
    )
    told = [numbers for _label, numbers in moves(_last_year()).rows]
    assert (told[2], told[9], moves(_last_year()).total) == ((2, 0), (0, 1), (2, 1))


def test_only_approved_hours_count_and_each_activity_has_its_value(in_alba: Standing) -> None:
    person, day = make_person(), date(_last_year(), 5, 4)
    save_settings(HoursSettings(hourly_value="10", value_source="Delibera 3"), by=None)
    make_activity("stalls", "Banchetti", hourly_value_cents=2000)
    _hours(person, 90, day)
    _hours(person, 60, day, activity="stalls")
    _hours(person, 600, day, state="logged")
    _hours(person, 600, day, state="refused")
    table = hours_of_activities(_last_year())
    assert sorted(numbers for _label, numbers in table.rows) == [(60, 2000, 2000), (90, 1000, 1500)]
    assert (table.total, table.note) == ((150, None, 3500), "Delibera 3")


def test_hours_without_a_value_are_counted_and_not_valued(in_alba: Standing) -> None:
    _hours(make_person(), 90, date(_last_year(), 5, 4))
    assert hours_of_activities(_last_year()).total == (90,)


def test_hours_are_told_by_month(in_alba: Standing) -> None:
    _hours(make_person(), 45, date(_last_year(), 12, 31))
    table = hours_of_months(_last_year())
    assert (table.rows[11][1], table.total) == ((45,), (45,))


def test_a_band_of_few_ages_is_not_told_nor_worked_out(in_alba: Standing) -> None:
    for born in (*[1990] * 2, *[1970] * 6, *[1955] * 7):
        make_volunteer(make_person(birth_date=date(born, 1, 1)))
    assert [numbers[0] for _label, numbers in ages(_last_year()).rows] == [None, None, 7]


@pytest.fixture
def board(client: Callable[[str], Browser], alba: Standing) -> Browser:
    return sign_in(client(alba.host), alba, Role.BOARD)


def _fill(app: Flask, standing: Standing, people: int) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        for _one in range(people):
            person = make_person()
            make_volunteer(person)
            _hours(person, 75, date(_last_year(), 5, 4))


def test_the_page_shows_a_year_and_each_table_as_a_file(app: Flask, alba: Standing, board: Browser) -> None:
    _fill(app, alba, 2)
    page = board.get(f"/manage/volontari/quadro?anno={_last_year()}").text
    assert "2 h 30 min" in page
    assert ">2,5</text>" in page
    address = f"/manage/volontari/quadro/ore-per-attivita.csv?anno={_last_year()}"
    assert f'href="{address}"' in page
    lines = board.get(address).get_data(as_text=True).splitlines()
    assert lines[1:] == ["Sportello;2,50", "In tutto;2,50"]


def test_taking_a_table_away_is_in_the_audit(app: Flask, alba: Standing, board: Browser) -> None:
    board.get("/manage/volontari/quadro/eta.csv").get_data()
    with app.app_context(), tenant_scope(alba.id):
        last = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number.desc())).first()
        assert last is not None
        assert (last.facts["verb"], last.facts["changes"]) == ("list.exported", {"year": today().year})


@pytest.mark.parametrize("address", ["quadro?anno=1492", "quadro?anno=x", "quadro/altro.csv", "quadro/eta.csv?anno=-1"])
def test_years_and_tables_that_are_not_there(board: Browser, address: str) -> None:
    assert board.get(f"/manage/volontari/{address}").status_code == 404


def test_another_associations_hours_are_not_counted(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    _fill(app, alba, 1)
    with app.app_context(), tenant_scope(brig.id):
        assert (hours_of_months(_last_year()).total, year_ends().is_empty) == ((0,), True)


def test_the_figures_take_the_same_queries_for_one_and_for_many(app: Flask, alba: Standing) -> None:
    counted = []
    for many in (1, 5):
        _fill(app, alba, many)
        with app.app_context(), tenant_scope(alba.id), count_queries() as queries:
            report(_last_year())
        counted.append(len(queries))
    assert counted == [9, 9]
