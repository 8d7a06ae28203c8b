"""What is read of trainings. Other rooms ask ``trainings_of`` by person, never the tables."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from ama_net.foundation.clock import ROME, day_of, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.training.models import (
    Course,
    CourseAttendance,
    CourseDay,
    CourseKind,
    Shadowing,
    Training,
    TrainingPath,
)
from ama_net.kernel.training.rules import Progress, Stay

YEAR = relativedelta(years=1)

Key = InstrumentedAttribute[UUID] | ColumnElement[UUID]


def trainings_of(person_ids: Iterable[UUID]) -> dict[UUID, TrainingPath]:
    """How far each person's training has come; who is not there has none that is known."""
    rows = db.session.scalars(select(TrainingPath).where(TrainingPath.person_id.in_(set(person_ids))))
    return {row.person_id: row for row in rows}


def has_training(value: str, person_id: Key = Person.id) -> ColumnElement[bool]:
    """The condition that a person's training has come as far as ``value``; NONE: nothing is known of it."""
    known = exists().where(TrainingPath.person_id == person_id)
    if value == Training.NONE:
        return ~known.where(TrainingPath.status != Training.NONE)
    return known.where(TrainingPath.status == value)


def start_of(day: date) -> datetime:
    """The first instant of a day in Italy."""
    return datetime.combine(day, time(), ROME)


def attended(*kinds: CourseKind) -> Select[UUID, datetime, int, str]:
    """The days of courses of some kinds at which people were, whether the course was called off afterwards or not."""
    found = select(CourseAttendance.person_id, CourseDay.starts_at, CourseDay.minutes, Course.kind)
    found = found.join(CourseDay, CourseDay.id == CourseAttendance.day_id).join(
        Course, Course.id == CourseDay.course_id
    )
    return found.where(Course.kind.in_(kinds))


def progress_of(person_ids: Sequence[UUID], on: date | None = None) -> dict[UUID, Progress]:
    """What courses and shadowing say of each person on a day (today): two queries, however many they are."""
    day = on or today()
    until, since = start_of(day + relativedelta(days=1)), start_of(day - YEAR + relativedelta(days=1))
    base: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    shared: dict[tuple[UUID, str], int] = defaultdict(int)
    rows = attended(CourseKind.BASE, CourseKind.INTERVISION, CourseKind.SUPERVISION)
    rows = rows.where(CourseAttendance.person_id.in_(person_ids), CourseDay.starts_at < until)
    for person_id, starts_at, minutes, kind in db.session.execute(rows.order_by(CourseDay.starts_at)):
        if kind == CourseKind.BASE:
            base[person_id].append((day_of(starts_at), minutes))
        elif starts_at >= since:
            shared[person_id, kind] += 1
    stays: dict[UUID, list[Stay]] = defaultdict(list)
    beside = select(Shadowing).where(Shadowing.person_id.in_(person_ids)).order_by(Shadowing.started_on)
    for row in db.session.scalars(beside):
        stays[row.person_id].append(Stay(row.started_on, row.ended_on, row.meetings))
    return {
        person_id: Progress(
            day=day,
            base_minutes=sum(minutes for _, minutes in base[person_id]),
            base_days=tuple(base[person_id]),
            stays=tuple(stays[person_id]),
            intervisions=shared[person_id, CourseKind.INTERVISION],
            supervisions=shared[person_id, CourseKind.SUPERVISION],
        )
        for person_id in person_ids
    }


def intervisions_since(since: date, person_id: Key = Person.id) -> ColumnElement[int]:
    """How many intervisions a person was at since a day, for conditions."""
    rows = attended(CourseKind.INTERVISION).where(
        CourseAttendance.person_id == person_id, CourseDay.starts_at >= start_of(since)
    )
    return rows.with_only_columns(func.count()).correlate(Person).scalar_subquery()


def shadowings_of(person_id: UUID) -> list[Shadowing]:
    """Whom somebody went beside, the latest first."""
    found = select(Shadowing).where(Shadowing.person_id == person_id).options(joinedload(Shadowing.with_person))
    return list(db.session.scalars(found.order_by(Shadowing.started_on.desc(), Shadowing.id)))
