"""Days of a course that change: who knew of the old ones is told of the new ones, and reminded of them."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from ama_net.features.volunteers.operations.course_mails import change_days, invite_to_course, remind_of_courses
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.training import Course, CourseKind, Enrolment
from ama_net.kernel.training.operations import courses
from tests.factories.people import make_person
from tests.factories.trainings import make_course
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing
from tests.volunteers.my_shift_acts import in_hours, mails

IDA = ["ida@alba.example"]


def _asked(*starts: datetime) -> Course:
    """A course that Ida is invited to; Olmo is enrolled, and knows nothing of it yet."""
    ida, olmo = (make_person(name, email=f"{name.lower()}@alba.example") for name in ("Ida", "Olmo"))
    course = make_course(CourseKind.BASE, *(starts or (in_hours(20),)), people=[ida])
    invite_to_course(course, by=SYSTEM)
    db.session.add(Enrolment(course_id=course.id, person_id=olmo.id))
    db.session.flush()
    return course


def _move(course: Course, number: int, hours: float, minutes: int = 120) -> int:
    day, facts = course.days[number], courses.DayFacts(in_hours(hours), minutes)
    return change_days(course, lambda: courses.move_day(day, facts, by=SYSTEM), by=SYSTEM)


@pytest.mark.usefixtures("in_alba")
def test_who_was_reminded_of_another_day_is_reminded_again() -> None:
    course = _asked()
    first = remind_of_courses(by=SYSTEM)
    courses.move_day(course.days[0], courses.DayFacts(in_hours(22), 120), by=SYSTEM)
    assert (first, remind_of_courses(by=SYSTEM), remind_of_courses(by=SYSTEM)) == (2, 2, 0)


@pytest.mark.usefixtures("in_alba")
def test_a_new_first_day_is_reminded_of() -> None:
    course = _asked()
    remind_of_courses(by=SYSTEM)
    courses.add_day(course, courses.DayFacts(in_hours(10), 60), by=SYSTEM)
    assert remind_of_courses(by=SYSTEM) == 2


@pytest.mark.usefixtures("in_alba")
def test_while_it_begins_as_before_nobody_is_reminded_again() -> None:
    course = _asked(in_hours(20), in_hours(190))
    remind_of_courses(by=SYSTEM)
    _move(course, 1, 200)
    assert remind_of_courses(by=SYSTEM) == 0


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize("number", [0, 1])
def test_who_was_invited_is_told_of_another_day(number: int) -> None:
    course = _asked(in_hours(20), in_hours(190))
    assert (_move(course, number, 300), mails("course_changed")) == (1, IDA)


@pytest.mark.usefixtures("in_alba")
def test_who_was_reminded_is_told_too() -> None:
    course = _asked()
    remind_of_courses(by=SYSTEM)
    assert (_move(course, 0, 300), mails("course_changed")) == (2, [*IDA, "olmo@alba.example"])


@pytest.mark.usefixtures("in_alba")
def test_a_day_more_or_less_is_told() -> None:
    course = _asked()
    later = courses.DayFacts(in_hours(190), 60)
    assert change_days(course, lambda: courses.add_day(course, later, by=SYSTEM), by=SYSTEM) == 1
    last = course.days[1]
    assert change_days(course, lambda: courses.remove_day(last, by=SYSTEM), by=SYSTEM) == 1


@pytest.mark.usefixtures("in_alba")
def test_what_is_past_or_as_before_is_told_to_nobody() -> None:
    course = _asked(in_hours(-50), in_hours(20))
    as_before = course.days[1].starts_at
    same = courses.DayFacts(as_before, course.days[1].minutes)
    told = change_days(course, lambda: courses.move_day(course.days[1], same, by=SYSTEM), by=SYSTEM)
    assert (_move(course, 0, -60), told, mails("course_changed")) == (0, 0, [])


@pytest.mark.usefixtures("in_alba")
def test_who_has_died_is_not_written_to() -> None:
    course = _asked()
    ida = db.session.query(Enrolment).filter(Enrolment.invited_at.is_not(None)).one().person
    ida.deceased_on = (in_hours(-48)).date()
    assert (_move(course, 0, 300), mails("course_changed")) == (0, [])


def test_the_office_moves_a_day_and_reads_how_many_were_told(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        course = _asked()
        path = f"/manage/formazione/corsi/{course.id}/giorni/{course.days[0].id}"
    day = (in_hours(0) + timedelta(days=30)).astimezone(ROME).date().isoformat()
    typed = {"day": day, "starts": "18:00", "ends": "20:00"}
    page = secretary.submit(path, typed, follow_redirects=True).text
    assert "Giorno spostato. Avvisata 1 persona." in page
    with desk(app, alba):
        assert mails("course_changed") == IDA
