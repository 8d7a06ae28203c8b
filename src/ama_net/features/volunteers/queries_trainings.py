"""What is read of trainings by the people they are for, and by the office that prepares them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.queries import serving_on
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import SUSPENDED, Account
from ama_net.kernel.people import Person
from ama_net.kernel.training import (
    Course,
    CourseAttendance,
    CourseDay,
    CourseKind,
    Enrolment,
    Training,
    TrainingPath,
    has_training,
    keep_trainings_of,
)
from ama_net.kernel.training.operations.paths import KEPT


@keep_trainings_of
def who_is_remembered() -> Select[UUID]:
    """Whose training is still needed: who is a volunteer, or was until five years ago."""
    recent = or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > today() - KEPT)
    return select(Volunteer.person_id).where(recent)


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


def course_by_id(course_id: UUID) -> Course | None:
    """A course with its days and its place."""
    found = select(Course).where(Course.id == course_id).options(joinedload(Course.venue), selectinload(Course.days))
    return db.session.scalars(found).one_or_none()


def enrolments_of(course: Course) -> list[Enrolment]:
    """Who is asked to a course, by name."""
    found = select(Enrolment).join(Person, Person.id == Enrolment.person_id).where(Enrolment.course_id == course.id)
    found = found.options(contains_eager(Enrolment.person).selectinload(Person.contacts))
    return list(db.session.scalars(found.order_by(Person.sort_name, Person.id)))


def who_was_there(course: Course) -> dict[UUID, set[UUID]]:
    """The people of each day."""
    found = select(CourseAttendance.day_id, CourseAttendance.person_id)
    found = found.join(CourseDay, CourseDay.id == CourseAttendance.day_id).where(CourseDay.course_id == course.id)
    there: dict[UUID, set[UUID]] = {day.id: set() for day in course.days}
    for day_id, person_id in db.session.execute(found):
        there[day_id].add(person_id)
    return there


def has_role(*roles: Role) -> ColumnElement[bool]:
    """The condition that a person signs in with one of some roles (or may, having been invited)."""
    wanted = or_(*(Account.roles.contains([role.value]) for role in roles))
    return exists().where(Account.person_id == Person.id, Account.status != SUSPENDED, wanted)


def serves_now() -> ColumnElement[bool]:
    """The condition that a person is a volunteer today."""
    return exists().where(Volunteer.person_id == Person.id, serving_on(today()))


def is_on_a_path() -> ColumnElement[bool]:
    """The condition that something is known of a person's way to facilitating, or that they facilitate."""
    known = exists().where(TrainingPath.person_id == Person.id, TrainingPath.status != Training.NONE)
    base = exists().where(
        Enrolment.person_id == Person.id, Course.id == Enrolment.course_id, Course.kind == CourseKind.BASE
    )
    return or_(known, base, has_role(Role.FACILITATOR))


def people_for_trainings() -> Select[Person]:
    """Whom the office asks to a course without reading the register of people: volunteers, facilitators, who is learning.

    Their names and nothing else: neither the line of the register nor how to reach them.
    """
    asked = exists().where(Enrolment.person_id == Person.id)
    return select(Person).where(Person.deceased_on.is_(None), or_(serves_now(), is_on_a_path(), asked))


def facilitators_to_follow(besides: UUID) -> dict[UUID, str]:
    """Beside whom one may go: who facilitates or has finished their own training, by name."""
    known = or_(has_role(Role.FACILITATOR), has_training(Training.QUALIFIED))
    found = select(Person).where(known, Person.id != besides, Person.deceased_on.is_(None))
    return {one.id: one.name for one in db.session.scalars(found.order_by(Person.sort_name, Person.id).limit(500))}
