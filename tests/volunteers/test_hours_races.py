"""Two hands at once on hours, on real connections: one entry, one decision, one number, no deadlock."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.volunteers.models import Activity, HourCertificate, HourEntry, Shift
from ama_net.features.volunteers.operations.hour_certificates import Period, issue_certificate
from ama_net.features.volunteers.operations.hours import approve_hours, log_hours, refuse_hours
from ama_net.features.volunteers.operations.hours_many import log_for_many
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_volunteer
from tests.support.hands import at_once, desk
from tests.support.standing import Standing
from tests.volunteers.hours_desk import make_hours, past_shift, three_days_ago

HANDS = 8


def _count(app: Flask, alba: Standing, model: Any = HourEntry) -> int:
    with desk(app, alba):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def ada(app: Flask, alba: Standing) -> UUID:
    with desk(app, alba):
        person = make_person("Ada", "Prova")
        make_volunteer(person)
        make_activity()
        return person.id


def _log(person_id: UUID, **values: Any) -> UUID:
    activity = db.session.scalars(select(Activity).where(Activity.key == "helpdesk")).one()
    return log_hours(
        db.session.get_one(Person, person_id),
        activity,
        **{"on": three_days_ago(), "minutes": 60, "by": SYSTEM, **values},
    ).id


def test_the_same_shift_posted_at_once_is_one_entry(app: Flask, alba: Standing, ada: UUID) -> None:
    with desk(app, alba):
        shift_id = past_shift().id
    ids = at_once(app, alba, lambda _n: _log(ada, shift=db.session.get_one(Shift, shift_id)))
    assert (len(set(ids)), _count(app, alba)) == (1, 1)


def test_the_same_form_posted_at_once_is_one_entry(app: Flask, alba: Standing, ada: UUID) -> None:
    key = uuid4()
    ids = at_once(app, alba, lambda _n: _log(ada, form_key=key))
    assert (len(set(ids)), _count(app, alba)) == (1, 1)


def test_nobody_gives_more_than_a_day_in_a_day(app: Flask, alba: Standing, ada: UUID) -> None:
    results = at_once(app, alba, lambda _n: isinstance(_log(ada, minutes=600), UUID))
    assert sorted(map(str, results)) == ["True"] * 2 + ["minutes"] * (HANDS - 2)


def test_two_who_approve_the_same_page_approve_each_entry_once(app: Flask, alba: Standing, ada: UUID) -> None:
    with desk(app, alba):
        ids = [_log(ada, on=three_days_ago() - timedelta(days=number)) for number in range(10)]

    def approve(number: int) -> int:
        order = HourEntry.id if number % 2 else HourEntry.id.desc()
        found = list(db.session.scalars(select(HourEntry).where(HourEntry.id.in_(ids)).order_by(order)))
        return len(approve_hours(found, by=SYSTEM))

    assert sorted(at_once(app, alba, approve)) == [0] * (HANDS - 1) + [10]


def test_one_of_two_decides(app: Flask, alba: Standing, ada: UUID) -> None:
    with desk(app, alba):
        entry_id = _log(ada)

    def refuse(_number: int) -> str:
        refuse_hours(db.session.get_one(HourEntry, entry_id), why="Sbagliato", by=SYSTEM)
        return "refused"

    assert sorted(at_once(app, alba, refuse)) == ["refused"] + ["why"] * (HANDS - 1)


def test_many_and_one_at_once_never_cross(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        people = [make_hours(_volunteer(number), on=today()).person_id for number in range(5)]
        activity_id = make_activity().id

    def log(number: int) -> int:
        ordered = people if number % 2 else people[::-1]
        activity = db.session.get_one(Activity, activity_id)
        return log_for_many(ordered, activity, on=three_days_ago(), minutes=600, by=SYSTEM).logged

    assert sorted(at_once(app, alba, log)) == [0] * (HANDS - 2) + [5, 5]


def _volunteer(number: int) -> Person:
    person = make_person(f"Persona {number}", "Prova")
    make_volunteer(person)
    return person


def test_a_certificate_asked_at_once_has_one_number(app: Flask, alba: Standing, ada: UUID) -> None:
    with desk(app, alba):
        _log(ada, approved=True)
    period = Period(three_days_ago(), today())

    def issue(_number: int) -> int:
        return issue_certificate(db.session.get_one(Person, ada), period, by_activity=False, by=SYSTEM).number

    assert (set(at_once(app, alba, issue, 3)), _count(app, alba, HourCertificate)) == ({1}, 1)
