"""What is read of trainings by the people they are for, and by the office that prepares them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.training import Course, CourseAttendance, CourseDay, Enrolment


def _mine(person_id: UUID) -> Select[Enrolment]:
    found = select(Enrolment).join(Course, Course.id == Enrolment.course_id).where(Enrolment.person_id == person_id)
    with_course = contains_eager(Enrolment.course)
    return found.options(with_course.joinedload(Course.venue), with_course.selectinload(Course.days))


def coming_enrolments(person_id: UUID) -> list[Enrolment]:
    """The courses somebody is asked to that are not over, the nearest first; what was called off is left out."""
    found = _mine(person_id).where(Course.last_at > now(), Course.cancelled_at.is_(None))
    return list(db.session.scalars(found.order_by(Course.first_at, Enrolment.id)))


def past_enrolments(person_id: UUID) -> list[Enrolment]:
    """The courses somebody was asked to that are over, the latest first."""
    found = _mine(person_id).where(Course.last_at <= now(), Course.cancelled_at.is_(None))
    return list(db.session.scalars(found.order_by(Course.first_at.desc(), Enrolment.id)))


def minutes_there(person_id: UUID, course_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many minutes somebody was at each of some courses."""
    there = select(CourseAttendance).where(CourseAttendance.person_id == person_id)
    there = there.join(CourseDay, CourseDay.id == CourseAttendance.day_id).where(CourseDay.course_id.in_(course_ids))
    found = dict.fromkeys(course_ids, 0)
    for row in db.session.scalars(there.options(joinedload(CourseAttendance.day))):
        found[row.day.course_id] += row.day.minutes
    return found


def own_enrolment(enrolment_id: UUID, person_id: UUID | None) -> Enrolment | None:
    """One of somebody's own; None for any other, whether it exists or not."""
    if person_id is None:
        return None
    found = select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.person_id == person_id)
    return db.session.scalars(found.options(joinedload(Enrolment.course).selectinload(Course.days))).one_or_none()
