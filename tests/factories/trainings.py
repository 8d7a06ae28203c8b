"""Trainings for tests: plainly invented."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.training import (
    Course,
    CourseAttendance,
    CourseDay,
    CourseKind,
    Enrolment,
    Training,
    TrainingPath,
)


def make_path(person_id: UUID | None, status: str = Training.BASE, on: date | None = None) -> TrainingPath:
    """How far somebody has come, as noted by hand; flushed."""
    assert person_id is not None
    path = TrainingPath(person_id=person_id, status=status, reached_on=on, noted=status, noted_on=on)
    db.session.add(path)
    db.session.flush()
    return path


def make_course(
    kind: str = CourseKind.INTERVISION,
    *starts: datetime,
    minutes: int = 120,
    people: Iterable[Person] = (),
    **values: Any,
) -> Course:
    """A course with its days (one, tomorrow, unless said), and who is asked to it; flushed."""
    begins = starts or (now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1),)
    facts = {"title": "Incontro inventato", "place": "Sede inventata", "kind": kind, **values}
    last = max(begins) + timedelta(minutes=minutes)
    course = Course(first_at=min(begins), last_at=last, **facts)
    db.session.add(course)
    db.session.flush()
    db.session.add_all(CourseDay(course_id=course.id, starts_at=at, minutes=minutes) for at in begins)
    db.session.add_all(Enrolment(course_id=course.id, person_id=person.id) for person in people)
    db.session.flush()
    return course


def were_there(course: Course, *people: Person) -> None:
    """They were at every day of it; nothing is settled."""
    for day in course.days:
        db.session.add_all(CourseAttendance(day_id=day.id, person_id=person.id) for person in people)
    db.session.flush()
