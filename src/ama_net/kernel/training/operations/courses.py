"""Courses and meetings of facilitators: planning, changing, their days, calling off. Who may: the office (TRAININGS_EDIT).

The course's row is held before its days; who was there is taken account of by ``paths``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact
from ama_net.kernel.training.models import Course, CourseAttendance, CourseDay, CourseKind, Enrolment
from ama_net.kernel.training.operations.paths import settle_paths

LONGEST_TITLE, LONGEST_TEACHER, LONGEST_PLACE, LONGEST_NOTES = 120, 200, 200, 2000
LONGEST_DAY = 12 * 60
MOST_DAYS = 60


@dataclass(frozen=True)
class CourseFacts:
    """What is said of a course. ``place`` is words, for what has no venue; ``notes`` are for who is enrolled."""

    kind: CourseKind
    title: str
    teacher: str = ""
    venue_id: UUID | None = None
    place: str = ""
    notes: str = ""


@dataclass(frozen=True)
class DayFacts:
    """When a day begins (aware) and how long it lasts."""

    starts_at: datetime
    minutes: int


def plan_course(facts: CourseFacts, days: Sequence[DayFacts], *, by: Actor) -> Course:
    """Put a course with its days in the calendar; one that is past may be written down too.

    Raises:
        WrongFact: there is no title, no day, the same day twice, or a day of impossible length.
    """
    _check(facts)
    if not days:
        raise WrongFact("day", _l("Serve almeno un giorno."))
    course = Course(**vars(facts), first_at=days[0].starts_at, last_at=days[0].starts_at, created_by=by.account_id)
    db.session.add(course)
    db.session.flush()
    for day in days:
        _add(course, day)
    _span(course)
    record(by=by, verb="course.planned", subject=course, changes={"kind": facts.kind, "days": len(days)})
    return course


def change_course(course: Course, facts: CourseFacts, *, by: Actor) -> list[str]:
    """Correct what is said of a course; the names of what changed are recorded.

    Raises:
        WrongFact: a fact cannot be.
    """
    _check(facts)
    hold_course(course)
    before = course.kind
    changed = [name for name, value in vars(facts).items() if getattr(course, name) != value]
    for name in changed:
        setattr(course, name, getattr(facts, name))
    if changed:
        record(by=by, verb="course.changed", subject=course, changes={"fields": changed})
    if before != course.kind:
        settle_paths(_who_was_there(course), by=by)
    return changed


def add_day(course: Course, day: DayFacts, *, by: Actor) -> CourseDay:
    """One more day.

    Raises:
        WrongFact: it is there already, its length cannot be, or the course was called off.
    """
    hold_course(course)
    if course.cancelled_at is not None:
        raise WrongFact("day", _l("Questo incontro è stato annullato."))
    row = _add(course, day)
    _span(course)
    record(by=by, verb="course.day_added", subject=course, changes={})
    return row


def move_day(day: CourseDay, facts: DayFacts, *, by: Actor) -> None:
    """Another hour, another day, another length.

    Raises:
        WrongFact: the course has that day already, or the length cannot be.
    """
    course = hold_course(day.course)
    _check_day(course, facts, except_id=day.id)
    day.starts_at, day.minutes = facts.starts_at, facts.minutes
    _span(course)
    record(by=by, verb="course.day_moved", subject=course, changes={})
    settle_paths(_who_was_there(course), by=by)


def remove_day(day: CourseDay, *, by: Actor) -> None:
    """Take a day away.

    Raises:
        WrongFact: it is the only one, or somebody is marked as having been there.
    """
    course = hold_course(day.course)
    there = select(CourseAttendance.id).where(CourseAttendance.day_id == day.id).limit(1)
    if db.session.scalar(there) is not None:
        raise WrongFact("day", _l("Qualcuno risulta presente: prima si tolgono le presenze."))
    if len(_days(course)) == 1:
        raise WrongFact("day", _l("È l'unico giorno: si può annullare l'incontro."))
    db.session.delete(day)
    _span(course)
    record(by=by, verb="course.day_removed", subject=course, changes={})


def call_off(course: Course, *, by: Actor) -> bool:
    """Say that a course will not be; whether it was still to be said.

    Raises:
        WrongFact: it is over.
    """
    hold_course(course)
    if course.cancelled_at is not None:
        return False
    if course.is_over:
        raise WrongFact("day", _l("È già passato: non si annulla più."))
    course.cancelled_at = now()
    record(by=by, verb="course.called_off", subject=course, changes={})
    return True


def hold_course(course: Course) -> Course:
    """The course as it is now, held until the transaction ends."""
    held = select(Course).where(Course.id == course.id).with_for_update()
    return db.session.scalars(held, execution_options={"populate_existing": True}).one()


def _check(facts: CourseFacts) -> None:
    if not facts.title or len(facts.title) > LONGEST_TITLE:
        raise WrongFact("title", _l("Serve un titolo, al massimo di 120 caratteri."))


def _check_day(course: Course, day: DayFacts, except_id: UUID | None = None) -> None:
    if not 1 <= day.minutes <= LONGEST_DAY:
        raise WrongFact("ends", _l("Un incontro dura al massimo dodici ore, e finisce dopo l'inizio."))
    days = _days(course)
    if any(one.starts_at == day.starts_at and one.id != except_id for one in days):
        raise WrongFact("day", _l("C'è già un incontro in questo giorno a quest'ora."))
    if except_id is None and len(days) >= MOST_DAYS:
        raise WrongFact("day", _l("Al massimo 60 giorni."))


def _add(course: Course, day: DayFacts) -> CourseDay:
    _check_day(course, day)
    row = CourseDay(course_id=course.id, starts_at=day.starts_at, minutes=day.minutes)
    db.session.add(row)
    db.session.flush()
    return row


def _days(course: Course) -> list[CourseDay]:
    found = select(CourseDay).where(CourseDay.course_id == course.id).order_by(CourseDay.starts_at)
    return list(db.session.scalars(found))


def _span(course: Course) -> None:
    """Keep beside the course when it begins and ends; who was reminded of another beginning is reminded again."""
    db.session.flush()
    days = _days(course)
    if course.first_at != days[0].starts_at:
        reminded = update(Enrolment).where(Enrolment.course_id == course.id, Enrolment.reminded_at.is_not(None))
        db.session.execute(reminded.values(reminded_at=None))
    course.first_at, course.last_at = days[0].starts_at, max(day.ends_at for day in days)
    db.session.flush()
    db.session.expire(course, ["days"])


def _who_was_there(course: Course) -> set[UUID]:
    found = select(CourseAttendance.person_id).join(CourseDay, CourseDay.id == CourseAttendance.day_id)
    return set(db.session.scalars(found.where(CourseDay.course_id == course.id)))
