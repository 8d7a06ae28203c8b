"""Who is asked to a course, what they answer, who was there, and the certificate.

Who may: the office (TRAININGS_EDIT); one answers for oneself. Each thing may be said twice and is true once: the rows are
unique, and written so that who comes second finds them there.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy.settings import read_settings
from ama_net.kernel.training.models import Course, CourseAnswer, CourseAttendance, CourseDay, Enrolment
from ama_net.kernel.training.operations.courses import hold_course
from ama_net.kernel.training.operations.paths import hold_person, settle_paths
from ama_net.kernel.training.settings import TrainingsSettings

EARLY = timedelta(hours=12)
"""How long before it begins who comes may be marked: the door opens before."""


def enrol(course: Course, people: Iterable[Person], *, by: Actor) -> int:
    """Ask people to a course; how many were not asked yet. Who has died is left out.

    Raises:
        WrongFact: the course was called off.
    """
    if hold_course(course).cancelled_at is not None:
        raise WrongFact("people", _l("Questo incontro è stato annullato."))
    rows = [
        {
            "id": uuid7(),
            "course_id": course.id,
            "person_id": person.id,
            "created_by": by.account_id,
            "created_at": now(),
        }
        for person in sorted(people, key=lambda one: one.id)
        if person.deceased_on is None
    ]
    if not rows:
        return 0
    written = insert(Enrolment).values(rows).on_conflict_do_nothing().returning(Enrolment.id)
    count = len(db.session.scalars(written).all())
    if count:
        record(by=by, verb="course.enrolled", subject=course, changes={"people": count})
    return count


def take_off(enrolment: Enrolment, *, by: Actor) -> None:
    """Ask somebody no longer.

    Raises:
        WrongFact: they were there, or have the certificate: it stays as it was.
    """
    course = hold_course(enrolment.course)
    if enrolment.certified_on is not None or minutes_by_person(course).get(enrolment.person_id):
        raise WrongFact("people", _l("Risulta presente, o ha già l'attestato: prima si tolgono le presenze."))
    db.session.delete(enrolment)
    db.session.flush()
    record(by=by, verb="course.taken_off", subject=course, changes={})


def answer(enrolment: Enrolment, said: CourseAnswer, *, by: Actor) -> None:
    """Say whether one comes; the last answer holds, until the course is over.

    Raises:
        WrongFact: it is over, or was called off.
    """
    course = hold_course(enrolment.course)
    if course.cancelled_at is not None or course.is_over:
        raise WrongFact("answer", _l("È già passato o è stato annullato: non serve più rispondere."))
    db.session.refresh(enrolment)
    if enrolment.answer != said:
        enrolment.answer, enrolment.answered_at = said, now()
        record(by=by, verb="course.answered", subject=course, changes={"answer": said})


def mark_there(day: CourseDay, person: Person, *, by: Actor) -> bool:
    """Somebody is there, whether they were asked or not; whether it was still to be said.

    Raises:
        WrongFact: it is not yet the day, or the course was called off.
    """
    course = hold_course(day.course)
    if course.cancelled_at is not None or now() < day.starts_at - EARLY:
        raise WrongFact("day", _l("Le presenze si segnano dal giorno dell'incontro."))
    hold_person(person.id)
    asked = {"course_id": course.id, "person_id": person.id, "created_by": by.account_id, "created_at": now()}
    db.session.execute(insert(Enrolment).values(id=uuid7(), **asked).on_conflict_do_nothing())
    there = {"day_id": day.id, "person_id": person.id, "noted_by": by.account_id, "noted_at": now()}
    written = insert(CourseAttendance).values(id=uuid7(), **there).on_conflict_do_nothing()
    if db.session.scalar(written.returning(CourseAttendance.id)) is None:
        return False
    record(by=by, verb="course.attended", subject=course, changes={})
    settle_paths([person.id], by=by)
    return True


def unmark_there(day: CourseDay, person: Person, *, by: Actor) -> bool:
    """It was a mistake: they were not there. Whether it had been said.

    Raises:
        WrongFact: they have the certificate of it.
    """
    course = hold_course(day.course)
    certified = select(Enrolment.id).where(
        Enrolment.course_id == course.id, Enrolment.person_id == person.id, Enrolment.certified_on.is_not(None)
    )
    if db.session.scalar(certified) is not None:
        raise WrongFact("day", _l("Ha già l'attestato: le presenze restano come sono."))
    there = delete(CourseAttendance).where(CourseAttendance.day_id == day.id, CourseAttendance.person_id == person.id)
    if db.session.scalar(there.returning(CourseAttendance.id)) is None:
        return False
    record(by=by, verb="course.unattended", subject=course, changes={})
    settle_paths([person.id], by=by)
    return True


def certify(course: Course, *, by: Actor) -> int:
    """Give the certificate to who was there long enough and has none; how many.

    How long is long enough is a setting; what the certificate says of it does not change afterwards.

    Raises:
        WrongFact: the course is not over.
    """
    if not hold_course(course).is_over or course.cancelled_at is not None:
        raise WrongFact("certificates", _l("Gli attestati si preparano quando il corso è finito."))
    needed = whole_minutes(course) * read_settings(TrainingsSettings).certificate_percent
    there = minutes_by_person(course)
    without = select(Enrolment).where(Enrolment.course_id == course.id, Enrolment.certified_on.is_(None))
    given = [one for one in db.session.scalars(without) if there.get(one.person_id, 0) * 100 >= needed]
    for one in given:
        one.certified_on, one.certified_minutes = today(), there[one.person_id]
    if given:
        record(by=by, verb="course.certified", subject=course, changes={"people": len(given)})
    return len(given)


def whole_minutes(course: Course) -> int:
    """How long the whole course lasts."""
    return int(db.session.scalar(select(func.sum(CourseDay.minutes)).where(CourseDay.course_id == course.id)) or 0)


def minutes_by_person(course: Course) -> dict[UUID, int]:
    """How long each was there."""
    found = select(CourseAttendance.person_id, func.sum(CourseDay.minutes))
    found = found.join(CourseDay, CourseDay.id == CourseAttendance.day_id).where(CourseDay.course_id == course.id)
    return {
        person_id: int(minutes) for person_id, minutes in db.session.execute(found.group_by(CourseAttendance.person_id))
    }
