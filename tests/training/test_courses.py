"""Courses: planning, who was there, certificates; and what they make of a path."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy.settings import save_settings
from ama_net.kernel.training import (
    CourseAnswer,
    CourseKind,
    Enrolment,
    Training,
    forget_trainings,
    note_training,
    progress_of,
    trainings_of,
)
from ama_net.kernel.training.models import CourseAttendance
from ama_net.kernel.training.operations import courses, enrolments
from ama_net.kernel.training.operations.shadowings import ShadowingFacts, begin_shadowing, remove_shadowing
from ama_net.kernel.training.settings import TrainingsSettings
from tests.factories.people import make_person
from tests.factories.trainings import make_course, make_path, were_there

BEGIN = datetime(2026, 3, 3, 17, tzinfo=UTC)
FACTS = courses.CourseFacts(CourseKind.BASE, "Corso inventato")


def _days(*minutes: int) -> list[courses.DayFacts]:
    return [courses.DayFacts(BEGIN + timedelta(days=7 * week), long) for week, long in enumerate(minutes)]


def _status(person: Person) -> tuple[str, date | None] | None:
    path = trainings_of([person.id]).get(person.id)
    return (path.status, path.reached_on) if path else None


def test_a_course_knows_when_it_begins_and_ends(in_alba: Any) -> None:
    course = courses.plan_course(FACTS, _days(120, 90), by=SYSTEM)
    assert (course.first_at, course.last_at) == (BEGIN, BEGIN + timedelta(days=7, minutes=90))


def test_of_a_course_that_has_begun_the_next_day_counts(in_alba: Any) -> None:
    course = make_course(CourseKind.BASE, now() - timedelta(days=6), now() + timedelta(days=1))
    assert course.next_at == course.days[1].starts_at


@pytest.mark.parametrize("days", [[], _days(0), _days(721), [_days(60)[0]] * 2])
def test_days_that_cannot_be_are_refused(in_alba: Any, days: list[courses.DayFacts]) -> None:
    with pytest.raises(WrongFact):
        courses.plan_course(FACTS, days, by=SYSTEM)


def test_the_base_course_brings_to_the_base_step_on_the_day_it_is_whole(in_alba: Any) -> None:
    save_settings(TrainingsSettings(base_hours=3), by=None)
    person, course = make_person(), courses.plan_course(FACTS, _days(120, 60), by=SYSTEM)
    enrolments.mark_there(course.days[0], person, by=SYSTEM)
    before = _status(person)
    enrolments.mark_there(course.days[1], person, by=SYSTEM)
    assert (before, _status(person)) == ((Training.NONE, None), (Training.BASE, date(2026, 3, 10)))


def test_what_was_marked_by_mistake_is_taken_back_from_the_path_too(in_alba: Any) -> None:
    save_settings(TrainingsSettings(base_hours=2), by=None)
    person, course = make_person(), courses.plan_course(FACTS, _days(120), by=SYSTEM)
    enrolments.mark_there(course.days[0], person, by=SYSTEM)
    assert enrolments.unmark_there(course.days[0], person, by=SYSTEM)
    assert _status(person) == (Training.NONE, None)


def test_what_somebody_noted_stays_whatever_the_courses_say(in_alba: Any) -> None:
    person = make_person()
    note_training(person, Training.QUALIFIED, date(2024, 5, 1), by=SYSTEM)
    enrolments.mark_there(courses.plan_course(FACTS, _days(120), by=SYSTEM).days[0], person, by=SYSTEM)
    assert _status(person) == (Training.QUALIFIED, date(2024, 5, 1))


def test_shadowing_brings_to_its_step_and_back_when_it_was_a_mistake(in_alba: Any) -> None:
    person, other = make_person(), make_person("Olga")
    row = begin_shadowing(person, ShadowingFacts(other, date(2026, 1, 10)), by=SYSTEM)
    during = _status(person)
    remove_shadowing(row, by=SYSTEM)
    assert (during, _status(person)) == ((Training.SHADOWING, date(2026, 1, 10)), (Training.NONE, None))


def test_nobody_goes_beside_themselves(in_alba: Any) -> None:
    person = make_person()
    with pytest.raises(WrongFact):
        begin_shadowing(person, ShadowingFacts(person, today()), by=SYSTEM)


def test_people_are_asked_once_and_who_died_is_not(in_alba: Any) -> None:
    person, gone = make_person(), make_person("Gino", deceased_on=date(2026, 1, 1))
    course = make_course(people=[person])
    assert enrolments.enrol(course, [person, gone, make_person("Nuova")], by=SYSTEM) == 1


def test_nobody_is_marked_before_the_day(in_alba: Any) -> None:
    with pytest.raises(WrongFact):
        enrolments.mark_there(make_course().days[0], make_person(), by=SYSTEM)


def test_who_is_there_twice_is_there_once(in_alba: Any) -> None:
    person, course = make_person(), make_course(CourseKind.INTERVISION, BEGIN)
    told = [enrolments.mark_there(course.days[0], person, by=SYSTEM) for _ in range(2)]
    assert (told, db.session.scalar(select(func.count()).select_from(CourseAttendance))) == ([True, False], 1)


def test_intervisions_count_for_twelve_months(in_alba: Any) -> None:
    person = make_person()
    for months in (0, 11, 13):
        were_there(make_course(CourseKind.INTERVISION, now() - timedelta(days=30 * months)), person)
    assert progress_of([person.id])[person.id].intervisions == 2


def test_the_certificate_is_for_who_was_there_long_enough(in_alba: Any) -> None:
    there, little = make_person(), make_person("Poca")
    course = make_course(CourseKind.BASE, BEGIN, BEGIN + timedelta(days=7), people=[there, little])
    were_there(course, there)
    db.session.add(CourseAttendance(day_id=course.days[0].id, person_id=little.id))
    db.session.flush()
    assert [enrolments.certify(course, by=SYSTEM) for _ in range(2)] == [1, 0]
    rows = db.session.scalars(select(Enrolment).where(Enrolment.certified_on.is_not(None))).all()
    assert [(row.person_id, row.certified_minutes) for row in rows] == [(there.id, 240)]


def test_who_has_the_certificate_was_there(in_alba: Any) -> None:
    person = make_person()
    course = make_course(CourseKind.BASE, BEGIN, people=[person])
    were_there(course, person)
    enrolments.certify(course, by=SYSTEM)
    with pytest.raises(WrongFact):
        enrolments.unmark_there(course.days[0], person, by=SYSTEM)


def test_no_answer_to_what_is_over(in_alba: Any) -> None:
    course = make_course(CourseKind.BASE, BEGIN, people=[make_person()])
    with pytest.raises(WrongFact):
        enrolments.answer(db.session.scalars(select(Enrolment)).one(), CourseAnswer.COMING, by=SYSTEM)
    assert course.is_over


def test_what_is_past_is_not_called_off(in_alba: Any) -> None:
    with pytest.raises(WrongFact):
        courses.call_off(make_course(CourseKind.BASE, BEGIN), by=SYSTEM)


def test_trainings_of_who_nobody_needs_are_forgotten_after_five_years(in_alba: Any) -> None:
    old, recent = make_person(), make_person("Nuova")
    make_path(old.id, "base", date(2021, 1, 1))
    make_path(recent.id, "base", today())
    forget_trainings()
    assert [_status(old), _status(recent)] == [None, (Training.BASE, today())]
