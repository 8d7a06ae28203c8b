"""The deadlines: the arithmetic by itself, then the calendar in the office and the figures of a year."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from ama_net.features.members import queries_deadlines
from ama_net.features.members.deadlines import (
    Body,
    Figures,
    Limits,
    Term,
    deadlines_between,
    deposit_day,
    needs_control_body,
)
from ama_net.features.members.models import DeadlineMark, EndReason, MemberCategory, YearFigures
from ama_net.features.members.operations.memberships import admit_member, end_membership
from ama_net.features.members.runts import figures_at_end_of, warnings_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import Ledger
from ama_net.kernel.documents import OfficeTerm
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.tenant_models import LegalForm
from tests.factories.members import ordinary
from tests.factories.people import make_organisation, make_person
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

PAGE = "/manage/soci/scadenze"
RUNTS = "/manage/soci/dati-runts"
LIMITS = Limits(150_000_00, 300_000_00, 7)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (2024, 12, date(2025, 6, 30)),  # 29 June is a Sunday
        (2025, 12, date(2026, 6, 29)),
        (2026, 12, date(2027, 6, 29)),
        (2027, 12, date(2028, 6, 28)),  # a leap year in between
        (2026, 6, date(2026, 12, 28)),  # 27 December is a Sunday
        (2026, 8, date(2027, 2, 27)),  # a Saturday stays
    ],
)
def test_the_accounts_are_due_180_days_after_the_year_ends(year: int, month: int, day: date) -> None:
    assert deposit_day(year, month) == day


def _keys(
    form: LegalForm, first: date = date(2027, 1, 1), last: date = date(2027, 12, 31), **more: Any
) -> list[tuple[str, str]]:
    return [(one.key, one.due_on.isoformat()) for one in deadlines_between(Body(form, **more), first, last)]


def test_an_odv_has_its_year() -> None:
    assert _keys(LegalForm.ODV) == [
        ("five_per_mille.list", "2027-04-10"),
        ("accounts.approval", "2027-04-30"),
        ("runts.deposit", "2027-06-29"),
        ("contributions", "2027-06-30"),
        ("runts.figures", "2027-06-30"),
    ]


@pytest.mark.parametrize(
    ("form", "keys"),
    [
        (LegalForm.PUBLIC_BODY, []),
        (LegalForm.ASSOCIATION, ["accounts.approval", "contributions"]),
        (LegalForm.ETS, ["five_per_mille.list", "accounts.approval", "runts.deposit", "contributions"]),
    ],
)
def test_other_forms_have_less(form: LegalForm, keys: list[str]) -> None:
    assert [key for key, _day in _keys(form)] == keys


def test_contributions_known_to_be_small_ask_for_nothing() -> None:
    small, large = (Figures(contributions_cents=cents) for cents in (9_999_99, 10_000_00))
    assert "contributions" not in dict(_keys(LegalForm.ODV, figures={2026: small}))
    found = deadlines_between(Body(LegalForm.ODV, figures={2026: large}), date(2027, 6, 30), date(2027, 6, 30))
    assert [str(one.only_if) for one in found if one.key == "contributions"] == [""]


def test_the_five_per_mille_is_reported_within_a_year() -> None:
    received = Figures(five_per_mille_cents=120_000, five_per_mille_on=date(2024, 2, 29))
    found = _keys(LegalForm.ODV, date(2025, 1, 1), date(2025, 3, 1), figures={2024: received})
    assert found == [("five_per_mille.report", "2025-02-28")]


def test_a_large_body_has_more_to_publish() -> None:
    keys = dict(_keys(LegalForm.ETS, figures={2026: Figures(revenue_cents=1_000_001_00)}))
    assert (keys["social_report"], keys["pay_published"]) == ("2027-06-30", "2027-12-31")
    told = dict(_keys(LegalForm.ETS, figures={2025: Figures(revenue_cents=220_001_00)}))
    assert told["donations.told"] == "2027-03-16"


def test_offices_expire_and_changes_are_told_within_thirty_days() -> None:
    board = Term("board", "Consiglio", date(2027, 5, 20))
    found = [key for key, _day in _keys(LegalForm.ODV, terms=(board, board)) if key == "office.board"]
    assert found == ["office.board"]
    changes = _keys(LegalForm.ODV, date(2024, 6, 1), date(2024, 6, 25), untold=(date(2024, 5, 20), date(2024, 5, 20)))
    assert changes == [("runts.offices", "2024-06-19")]


@pytest.mark.parametrize(
    ("last", "before", "needed"),
    [
        (Figures(300_001_00, 150_001_00, 0), Figures(300_001_00, 0, 8), True),
        (Figures(300_001_00, 150_001_00, 0), Figures(300_001_00, 0, 7), False),
        (Figures(300_001_00, None, None), Figures(300_001_00, 150_001_00, 0), None),
        (Figures(1, 1, None), Figures(), False),
        (Figures(), Figures(), None),
    ],
)
def test_the_control_body_is_asked_after_two_years_over_two_limits(
    last: Figures, before: Figures, needed: bool | None
) -> None:
    assert needs_control_body(Body(LegalForm.ODV, figures={2026: last, 2025: before}), LIMITS, 2026) is needed


@pytest.fixture
def deposit() -> date:
    """The next day the accounts of Alba are due."""
    return next(day for year in (today().year - 1, today().year) if (day := deposit_day(year)) >= today())


@pytest.fixture
def expiring(app: Flask, alba: Standing) -> date:
    """A board of Alba whose term ends in ten days."""
    day = today() + timedelta(days=10)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        term = OfficeTerm(person_id=make_person().id, organ="board", kind="president", started_on=date(2022, 1, 1))
        term.expires_on = day
        db.session.add(term)
    return day


def test_a_deadline_is_marked_as_met_and_taken_back(
    secretary: Browser, deposit: date, app: Flask, alba: Standing
) -> None:
    mark = {"key": "runts.deposit", "due_on": deposit.isoformat(), "done_on": today().isoformat()}
    assert "Depositare il bilancio al RUNTS" in secretary.get(PAGE).text
    for _twice in range(2):
        assert secretary.submit(f"{PAGE}/adempimenti", mark).status_code == 303
    with app.app_context(), tenant_scope(alba.id):
        assert [(one.key, one.done_on) for one in db.session.scalars(select(DeadlineMark))] == [
            ("runts.deposit", today())
        ]
    assert "segnata da Sara di Alba" in secretary.get(PAGE).text
    assert secretary.submit(f"{PAGE}/riaperture", mark).status_code == 303
    assert "segnata da" not in secretary.get(PAGE).text


@pytest.mark.parametrize(
    "wrong", [{"key": "unknown"}, {"due_on": "2020-01-01"}, {"due_on": "ieri"}, {"due_on": ""}, {"key": ""}]
)
def test_what_the_calendar_does_not_have_is_not_marked(
    secretary: Browser, deposit: date, wrong: dict[str, str]
) -> None:
    mark = {"key": "runts.deposit", "due_on": deposit.isoformat(), **wrong}
    assert secretary.submit(f"{PAGE}/adempimenti", mark).status_code == 404


def test_a_mark_of_tomorrow_is_refused(secretary: Browser, deposit: date, app: Flask, alba: Standing) -> None:
    tomorrow = (today() + timedelta(days=1)).isoformat()
    mark = {"key": "runts.deposit", "due_on": deposit.isoformat(), "done_on": tomorrow}
    secretary.submit(f"{PAGE}/adempimenti", mark)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalars(select(DeadlineMark)).all() == []


def test_the_board_reads_the_calendar_and_marks_nothing(
    deposit: date, client: Callable[[str], Browser], alba: Standing
) -> None:
    board = sign_in(client(alba.host), alba, Role.BOARD)
    page = board.get(PAGE)
    assert (page.status_code, "Segna come fatta" in page.text) == (200, False)
    mark = {"key": "runts.deposit", "due_on": deposit.isoformat()}
    assert board.submit(f"{PAGE}/adempimenti", mark).status_code == 404


def test_what_the_offices_keep_is_not_marked_here(secretary: Browser, expiring: date) -> None:
    assert "Rinnovare: Consiglio direttivo" in secretary.get(PAGE).text
    mark = {"key": "office.board", "due_on": expiring.isoformat()}
    assert secretary.submit(f"{PAGE}/adempimenti", mark).status_code == 404


@time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC))  # no deadline of the law in the three months before
def test_what_passed_unmarked_is_late(in_alba: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    term = OfficeTerm(person_id=make_person().id, organ="board", kind="president", started_on=date(2022, 1, 1))
    term.expires_on = today() - timedelta(days=5)
    db.session.add(term)
    db.session.flush()
    assert queries_deadlines.calendar().late == []  # the association came here today
    monkeypatch.setattr(queries_deadlines, "_since", lambda: today() - timedelta(days=90))
    assert [one.deadline.key for one in queries_deadlines.calendar().late] == ["office.board"]


def _year(in_alba: Standing) -> None:
    """Two people (one admitted in December, one who left in the year) and a body; one supporting without a vote."""
    supporting = db.session.scalars(select(MemberCategory).where(MemberCategory.key == "supporting")).one()
    supporting.votes = 0
    for day, category in (
        (date(2020, 1, 1), ordinary()),
        (date(2025, 12, 1), ordinary()),
        (date(2020, 1, 1), supporting),
    ):
        admit_member(person=make_person(), category=category, admitted_on=day, by=SYSTEM)
    left = admit_member(person=make_person(), category=ordinary(), admitted_on=date(2020, 1, 1), by=SYSTEM)
    end_membership(left, on=date(2025, 12, 31), reason=EndReason.WITHDRAWAL, by=SYSTEM)
    body = make_organisation("Ente Inventato ODV", tax_code="97950860151")
    admit_member(organisation=body, category=ordinary(), admitted_on=date(2021, 1, 1), by=SYSTEM)


def test_the_figures_count_who_was_a_member_that_day_and_had_a_vote(in_alba: Standing) -> None:
    _year(in_alba)
    found = figures_at_end_of(2025, seniority_months=3)
    assert (found.people, found.people_voting, found.bodies_voting) == (3, 1, 1)
    assert [(one.name, one.tax_code) for one in found.bodies] == [("Ente Inventato ODV", "97950860151")]
    assert figures_at_end_of(2024, seniority_months=3).people == 3
    assert figures_at_end_of(2025, seniority_months=0).people_voting == 2


def test_the_figures_say_what_the_law_does_not_allow(in_alba: Standing) -> None:
    _year(in_alba)
    found = figures_at_end_of(2025, seniority_months=3)
    said = [str(words)[:34] for words in warnings_of(LegalForm.ODV, found, volunteers=3, employees=2)]
    assert said == [
        "Le persone socie sono meno di sett",
        "Tra i soci ci sono enti: quelli ch",
        "I lavoratori sono più della metà d",
    ]
    assert warnings_of(LegalForm.ETS, found, volunteers=3, employees=2) == []


def test_the_figures_of_a_year_are_written_by_hand(secretary: Browser, app: Flask, alba: Standing) -> None:
    typed = {"volunteers": "12", "employees": "0", "revenue": "15000", "five_per_mille": "", "five_per_mille_on": ""}
    wrong = secretary.submit(f"{RUNTS}?anno=2025", {**typed, "five_per_mille": "300"})
    assert (wrong.status_code, "vanno insieme" in wrong.text) == (422, True)
    assert secretary.submit(f"{RUNTS}?anno=2025", {**typed, "volunteers": "-1"}).status_code == 422
    assert secretary.submit(f"{RUNTS}?anno=2025", typed).status_code == 303
    with app.app_context(), tenant_scope(alba.id):
        columns = (YearFigures.year, YearFigures.volunteers, YearFigures.employees, YearFigures.revenue_cents)
        assert db.session.execute(select(*columns)).all() == [(2025, 12, 0, 1_500_000)]
    lines = secretary.get(f"{RUNTS}.csv?anno=2025").data.decode("utf-8-sig").splitlines()
    assert lines[-2:] == ["Volontari non occasionali;12", "Dipendenti e collaboratori;0"]


@pytest.mark.parametrize("rubbish", ["?anno=boh", "?anno=3000", "?anno=-5", ""])
def test_a_year_that_cannot_be_is_brought_back(secretary: Browser, rubbish: str) -> None:
    assert secretary.get(f"{RUNTS}{rubbish}").status_code == 200


def test_volunteers_are_counted_in_their_register_when_it_is_kept_here(
    secretary: Browser, app: Flask, alba: Standing
) -> None:
    secretary.submit(f"{RUNTS}?anno=2025", {"volunteers": "12", "employees": "0"})
    says = {"section": "regular", "started_on": "2024-03-01"}
    lines = [
        says,
        {**says, "section": "occasional"},
        {**says, "ended_on": "2026-01-01"},
        {**says, "ended_on": "2025-12-31"},
        {**says, "started_on": "2026-01-01"},
    ]
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        Ledger("volunteers").append([{"line": number, "says": line} for number, line in enumerate(lines, start=1)])
    assert 'name="volunteers"' not in secretary.get(f"{RUNTS}?anno=2025").text
    assert secretary.submit(f"{RUNTS}?anno=2025", {"employees": "1"}).status_code == 303
    figures = secretary.get(f"{RUNTS}.csv?anno=2025").data.decode("utf-8-sig").splitlines()
    assert figures[-2:] == ["Volontari non occasionali;2", "Dipendenti e collaboratori;1"]
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalars(select(YearFigures.volunteers)).one() == 12
