"""A volunteer is not paid by the same body: who is both is warned of, for the days that are both (art. 17 c. 5)."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.queries_paid import paid_warning, paid_while_serving, service_warning
from ama_net.foundation.database import db
from ama_net.kernel.people import WorkKind, employees_on
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.insurance import make_paid_work
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.standing import Standing

STARTED, ENDED = date(2026, 2, 1), date(2026, 6, 1)


@pytest.mark.parametrize(("on", "warned"), [(date(2026, 1, 1), True), (date(2026, 5, 31), True), (ENDED, False)])
def test_who_is_paid_then_or_later_is_warned_of_before_serving(in_alba: object, on: date, warned: bool) -> None:
    work = make_paid_work(started_on=STARTED, ended_on=ENDED)
    assert ("art. 17" in paid_warning(work.person_id, on)) is warned


def test_who_is_not_paid_begins_without_a_warning(in_alba: object) -> None:
    make_paid_work(started_on=STARTED)
    assert paid_warning(make_person().id, STARTED) == ""


@pytest.mark.parametrize(
    ("first", "last", "warned"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), False),
        (date(2026, 1, 1), STARTED, True),
        (date(2026, 5, 31), None, True),
        (ENDED, None, False),
    ],
)
def test_who_serves_on_one_of_the_days_is_warned_of_before_being_paid(
    in_alba: object, first: date, last: date | None, warned: bool
) -> None:
    volunteer = make_volunteer(started_on=STARTED, ended_on=ENDED, end_reason="stopped")
    assert (service_warning(volunteer.person_id, first, last) != "") is warned


@pytest.mark.parametrize(
    ("started", "ended", "both"),
    [
        (date(2026, 1, 1), STARTED, False),
        (date(2026, 1, 1), date(2026, 2, 2), True),
        (date(2026, 5, 31), None, True),
        (ENDED, None, False),
    ],
)
def test_service_and_pay_meet_when_they_share_a_day(
    in_alba: object, started: date, ended: date | None, both: bool
) -> None:
    volunteer = make_volunteer(started_on=STARTED, ended_on=ENDED, end_reason="stopped")
    make_paid_work(volunteer.person, started_on=started, ended_on=ended, kind=WorkKind.SELF_EMPLOYED)
    found = db.session.scalars(select(Volunteer).where(paid_while_serving(STARTED))).all()
    assert found == ([volunteer] if both else [])


def test_workers_are_counted_as_people_and_only_employees(in_alba: object) -> None:
    person = make_person()
    make_paid_work(person, started_on=STARTED)
    make_paid_work(person, started_on=STARTED)
    make_paid_work(started_on=STARTED, kind=WorkKind.SELF_EMPLOYED)
    make_paid_work(started_on=STARTED, ended_on=ENDED)
    assert [employees_on(day) for day in (date(2026, 1, 31), STARTED, ENDED)] == [0, 2, 1]


def test_work_in_another_association_is_no_matter_here(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        with tenant_scope(brig.id):
            make_paid_work(started_on=STARTED)
            db.session.commit()
        with tenant_scope(alba.id):
            assert employees_on(STARTED) is None
