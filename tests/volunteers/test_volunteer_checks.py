"""The checks with the article: what each finds, on its boundary, and what it does not."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers import checks as volunteer_checks
from ama_net.features.volunteers.check_rows import Row, is_frequent, is_idle, is_minor_on, volunteers_found
from ama_net.features.volunteers.checks import Weight, checks
from ama_net.features.volunteers.models import HourEntry, Section, ShiftState, Volunteer
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.audit import Ledger
from ama_net.kernel.people import PaidWork, PostalAddress
from ama_net.kernel.registers.members import Members, members_in_register
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.tenant_models import LegalForm
from tests.factories.insurance import make_paid_work, make_policy
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_shift, make_volunteer
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.support_insurance import sign_up

DAY = timedelta(days=1)
ROOT = "/manage/volontari/controlli"
PAID = "/manage/volontari/retribuiti"


def _found(row: Row) -> list[Volunteer]:
    return list(db.session.scalars(volunteers_found(row)))


def _where(condition: object) -> list[Volunteer]:
    return list(db.session.scalars(select(Volunteer).where(condition)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ended_on", "rows"),
    [
        (lambda: None, [Row.PAID]),
        (lambda: today() + DAY, [Row.PAID]),
        (today, [Row.PAID_BEFORE]),
        (lambda: date(2024, 1, 11), [Row.PAID_BEFORE]),
        (lambda: date(2024, 1, 10), []),
    ],
)
def test_who_is_paid_and_serves_is_found(in_alba: object, ended_on: Callable[[], date | None], rows: list[Row]) -> None:
    served, _free = make_volunteer(started_on=date(2024, 1, 10)), make_volunteer()
    make_paid_work(served.person, started_on=date(2023, 1, 1), ended_on=ended_on())
    assert [row for row in (Row.PAID, Row.PAID_BEFORE) if _found(row) == [served]] == rows


def test_who_will_be_paid_while_serving_is_found(in_alba: object) -> None:
    volunteer = make_volunteer(ended_on=today() + 5 * DAY, end_reason="stopped")
    make_paid_work(volunteer.person, started_on=today() + 4 * DAY)
    assert _found(Row.PAID) == [volunteer]


def test_who_stopped_serving_is_found_by_no_check(in_alba: object) -> None:
    stopped = make_volunteer(ended_on=today(), end_reason="stopped")
    make_paid_work(stopped.person)
    assert [row for row in Row if _found(row)] == []


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, True),
        ({"tax_code": "ZTEDAA80A41A944F"}, False),
        ({"birth_date": date(1980, 1, 1)}, True),
        ({"birth_date": date(1980, 1, 1), "birth_place": "Ferrara"}, False),
    ],
)
def test_the_register_wants_the_tax_code_or_day_and_place_of_birth(
    in_alba: object, facts: dict[str, Any], found: bool
) -> None:
    volunteer = make_volunteer(make_person(**facts))
    assert _found(Row.IDENTITY) == ([volunteer] if found else [])


@pytest.mark.parametrize(("kind", "found"), [("residence", False), ("domicile", False), ("mail", True)])
def test_the_register_wants_residence_or_domicile(in_alba: object, kind: str, found: bool) -> None:
    volunteer = make_volunteer()
    db.session.add(PostalAddress(person_id=volunteer.person_id, kind=kind, municipality="Ferrara"))
    db.session.flush()
    assert _found(Row.RESIDENCE) == ([volunteer] if found else [])


def test_who_is_not_insured_is_found(in_alba: object) -> None:
    volunteer = make_volunteer()
    assert _found(Row.UNCOVERED) == [volunteer]
    make_policy(first_on=today(), last_on=today())
    assert _found(Row.UNCOVERED) == []


@pytest.mark.parametrize(
    ("born", "minor"), [(date(2008, 3, 11), True), (date(2008, 3, 10), False), (date(2008, 3, 9), False)]
)
def test_a_minor_comes_of_age_on_the_birthday(in_alba: object, born: date, minor: bool) -> None:
    volunteer = make_volunteer(make_person(birth_date=born))
    assert _where(is_minor_on(date(2026, 3, 10))) == ([volunteer] if minor else [])


def _give_hours(volunteer: Volunteer, day: date, **values: object) -> None:
    entry = HourEntry(person_id=volunteer.person_id, activity_id=make_activity().id, on_day=day, minutes=60)
    for name, value in values.items():
        setattr(entry, name, value)
    db.session.add(entry)
    db.session.flush()


SINCE = date(2026, 1, 1)


@pytest.mark.parametrize(("day", "idle"), [(SINCE, False), (SINCE - DAY, True)])
def test_who_gave_no_hours_for_long_is_found(in_alba: object, day: date, idle: bool) -> None:
    volunteer = make_volunteer(started_on=date(2024, 1, 1))
    _give_hours(volunteer, day)
    assert _where(is_idle(SINCE)) == ([volunteer] if idle else [])


def test_who_began_later_or_is_occasional_may_have_no_hours(in_alba: object) -> None:
    make_volunteer(started_on=SINCE)
    make_volunteer(section=Section.OCCASIONAL)
    assert _where(is_idle(SINCE)) == []


@pytest.mark.parametrize(("more_than", "found"), [(2, True), (3, False)])
def test_an_occasional_volunteer_of_many_days_is_found(in_alba: object, more_than: int, found: bool) -> None:
    volunteer = make_volunteer(section=Section.OCCASIONAL)
    for days in (1, 1, 2):
        _give_hours(volunteer, today() - days * DAY)
    shift = make_shift()
    shift.starts_at, shift.ends_at = shift.starts_at - 5 * DAY, shift.ends_at - 5 * DAY
    sign_up(shift, volunteer)
    assert _where(is_frequent(today() - 30 * DAY, more_than)) == ([volunteer] if found else [])


@pytest.mark.parametrize(("state", "came"), [(ShiftState.CANCELLED, None), (ShiftState.PUBLISHED, False)])
def test_a_shift_not_held_or_missed_is_no_day_of_an_occasional_volunteer(
    in_alba: object, state: ShiftState, came: bool | None
) -> None:
    volunteer = make_volunteer(section=Section.OCCASIONAL)
    shift = make_shift(now() - 5 * DAY, state=state)
    sign_up(shift, volunteer).came = came
    db.session.flush()
    assert _where(is_frequent(today() - 30 * DAY, 0)) == []


def test_many_days_are_no_matter_for_who_is_not_occasional(in_alba: object) -> None:
    volunteer = make_volunteer()
    _give_hours(volunteer, today())
    assert _where(is_frequent(today() - DAY, 0)) == []


def test_members_are_counted_as_the_book_holds_on_the_day(in_alba: object) -> None:
    assert members_in_register(today()) is None
    book = Ledger("members")
    lines = [
        {"surname": "Alfa", "admitted_on": "2024-01-01"},
        {"surname": "Beta", "admitted_on": "2024-01-01", "ended_on": "2026-02-01"},
        {"body": "Ente", "admitted_on": "2025-06-01"},
    ]
    book.append([{"line": number, "says": says} for number, says in enumerate(lines, start=1)])
    db.session.flush()
    days = (date(2024, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
    assert [members_in_register(day) for day in days] == [Members(2, 0), Members(2, 1), Members(1, 1)]


@pytest.mark.parametrize(("form", "weight"), [(LegalForm.APS, Weight.WARN), (LegalForm.ODV, Weight.DANGER)])
def test_without_the_libro_soci_an_aps_is_told_what_is_not_known(
    in_alba: object, monkeypatch: pytest.MonkeyPatch, form: LegalForm, weight: Weight
) -> None:
    tenant = SimpleNamespace(identity=SimpleNamespace(legal_form=form))
    monkeypatch.setattr(volunteer_checks, "current_tenant", lambda: tenant)
    make_volunteer()
    make_paid_work()
    said = [one.weight for one in checks() if "lavora per l'associazione" in str(one.found)]
    assert said == [weight]


def test_the_gravest_is_said_first(in_alba: object) -> None:
    make_volunteer(make_person(birth_date=today() - 15 * 365 * DAY))
    make_policy(first_on=today() - 30 * DAY, last_on=today() - DAY)
    weights = [one.weight for one in checks()]
    assert weights == sorted(weights, key=["danger", "warn", "info"].index)
    assert len(weights) >= 3


def _get(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def _enter(app: Flask, standing: Standing, *names: str) -> list[UUID]:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return [make_volunteer(make_person(name, "Alfa")).person_id for name in names]


def test_each_check_leads_to_whom_it_finds(app: Flask, alba: Standing, secretary: Browser) -> None:
    _enter(app, alba, "Uno")
    page = _get(secretary, ROOT)
    assert f'href="{ROOT}/senza-dati"' in page
    assert "Alfa Uno" in _get(secretary, f"{ROOT}/senza-dati")
    assert "Alfa Uno" not in _get(secretary, f"{ROOT}/minorenni")


def test_a_check_there_is_not_is_no_page(secretary: Browser) -> None:
    assert secretary.get(f"{ROOT}/altro").status_code == 404


def test_the_volunteers_of_another_association_are_not_found(
    app: Flask, client: Callable[[str], Browser], alba: Standing, brig: Standing
) -> None:
    _enter(app, alba, "Uno")
    other = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert "Alfa Uno" not in _get(other, f"{ROOT}/senza-dati")


@pytest.mark.parametrize("path", [ROOT, f"{ROOT}/senza-dati", PAID])
def test_who_has_no_business_with_it_finds_no_page(client: Callable[[str], Browser], alba: Standing, path: str) -> None:
    assert sign_in(client(alba.host), alba, Role.MEMBER).get(path).status_code == 404


@pytest.mark.parametrize("path", [ROOT, f"{ROOT}/senza-dati"])
def test_a_page_takes_as_many_queries_for_many_volunteers(
    app: Flask, alba: Standing, secretary: Browser, path: str
) -> None:
    _enter(app, alba, "Uno")
    _get(secretary, path)
    with count_queries() as few:
        _get(secretary, path)
    _enter(app, alba, "Due", "Tre", "Quattro")
    with count_queries() as many:
        _get(secretary, path)
    assert len(many) == len(few)


def _paid(app: Flask, standing: Standing) -> list[PaidWork]:
    with app.app_context(), tenant_scope(standing.id):
        found = list(db.session.scalars(select(PaidWork)))
        db.session.expunge_all()
        db.session.rollback()
        return found


def test_paying_a_volunteer_takes_a_confirmation(app: Flask, alba: Standing, secretary: Browser) -> None:
    (person_id,) = _enter(app, alba, "Uno")
    typed = {"kind": "employee", "first_day": "2026-03-01"}
    refused = secretary.submit(f"{PAID}/nuovo/{person_id}", typed)
    assert (refused.status_code, "art. 17" in refused.get_data(as_text=True)) == (422, True)
    assert _paid(app, alba) == []
    assert secretary.submit(f"{PAID}/nuovo/{person_id}", {**typed, "confirmed": "y"}).status_code == 303
    assert "negli stessi giorni fa volontariato" in _get(secretary, PAID)


def test_paid_work_is_corrected_and_taken_away(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        work_id = make_paid_work().id
    typed = {"kind": "self_employed", "first_day": "01/03/2026", "last_day": "2026-02-01"}
    assert secretary.submit(f"{PAID}/{work_id}", typed).status_code == 422
    assert secretary.submit(f"{PAID}/{work_id}", {**typed, "last_day": "2026-06-30"}).status_code == 303
    assert [(one.kind, one.ended_on) for one in _paid(app, alba)] == [("self_employed", date(2026, 7, 1))]
    secretary.submit(f"{PAID}/{work_id}/eliminazione")
    assert _paid(app, alba) == []


def test_who_is_paid_is_looked_for_by_name(app: Flask, alba: Standing, secretary: Browser) -> None:
    (person_id,) = _enter(app, alba, "Uno")
    assert f"{PAID}/nuovo/{person_id}" in _get(secretary, f"{PAID}/nuovo?q=alfa")


def test_the_paid_of_another_association_are_not_there(
    app: Flask, client: Callable[[str], Browser], alba: Standing, brig: Standing
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        work_id = make_paid_work().id
    other = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert other.get(f"{PAID}/{work_id}").status_code == 404


def test_nobody_is_paid_by_who_only_reads(app: Flask, client: Callable[[str], Browser], alba: Standing) -> None:
    (person_id,) = _enter(app, alba, "Uno")
    reader = sign_in(client(alba.host), alba, Role.CONTROL_BODY)
    assert reader.get(PAID).status_code == 200
    typed = {"kind": "employee", "first_day": "2026-03-01", "confirmed": "y"}
    assert reader.submit(f"{PAID}/nuovo/{person_id}", typed).status_code == 404
