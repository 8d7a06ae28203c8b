"""Asking people to a course, reminding them, telling them of other days or that it will not be: by e-mail, or on paper for who has none.

What leaves says what kind of meeting it is, when and where: never the title, which the office writes as it likes.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, selectinload

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.correspondence import Channel, Direction, channel_of, open_entry, send_letter
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling.words import span_words
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings
from ama_net.kernel.training import Course, CourseAnswer, Enrolment
from ama_net.kernel.training.operations.courses import hold_course
from ama_net.kernel.training.settings import TrainingsSettings
from ama_net.kernel.training.words import COURSE_KINDS

AT_ONCE = 200
"""Letters of one transaction; what is left goes with the next."""


def invite_to_course(course: Course, *, by: Actor) -> int:
    """Write to who is enrolled and was not written to yet, so many at once; how many. Nobody twice, nor for what is over."""
    held = hold_course(course)
    if held.cancelled_at is not None or held.is_over:
        return 0
    asked = _enrolled(course, Enrolment.invited_at.is_(None))[:AT_ONCE]
    _write("volunteers/course_invitation", course, asked, by=by)
    for one in asked:
        one.invited_at = now()
    if asked:
        record(by=by, verb="course.invited", subject=course, changes={"people": len(asked)})
    return len(asked)


def to_tell(course: Course) -> list[Enrolment]:
    """Who expects a course: enrolled, invited or not, and has not said no."""
    enrolled = _enrolled(course, Enrolment.answer != CourseAnswer.NOT_COMING)
    return [one for one in enrolled if one.person.deceased_on is None]


def tell_called_off(course: Course, *, why: str = "", by: Actor) -> int:
    """Tell who expects it (``to_tell``) that it will not be, and why when that is said; how many."""
    return _write("volunteers/course_called_off", course, to_tell(course), by=by, why_not=why)


def change_days(course: Course, change: Callable[[], object], *, by: Actor) -> int:
    """Change the days of a course, and when those to come are others write to who knew of them; how many.

    Who had said no is written to as well: it was of other days. Who may: the office (TRAININGS_EDIT).

    Raises:
        WrongFact: what ``change`` does cannot be.
    """
    held, at = hold_course(course), now()
    before = _to_come(held, at)
    knew = _enrolled(held, or_(Enrolment.invited_at.is_not(None), Enrolment.reminded_at.is_not(None)))
    change()
    if held.cancelled_at is not None or _to_come(held, at) == before:
        return 0
    return _write("volunteers/course_changed", held, knew, by=by)


def remind_of_courses(*, by: Actor) -> int:
    """Remind by e-mail who is enrolled and has not said no of what begins soon; once each; how many.

    How many days before is a setting. Who has no e-mail address finds it in the area: paper would come too late.
    """
    days = read_settings(TrainingsSettings).reminder_days
    soon = (Course.first_at > now(), Course.first_at <= now() + timedelta(days=days), Course.cancelled_at.is_(None))
    found = (
        select(Enrolment).join(Course, Course.id == Enrolment.course_id).join(Person, Person.id == Enrolment.person_id)
    )
    found = found.where(*soon, Enrolment.reminded_at.is_(None), Enrolment.answer != CourseAnswer.NOT_COMING)
    with_course = contains_eager(Enrolment.course)
    found = found.options(
        with_course.selectinload(Course.days), with_course.joinedload(Course.venue), selectinload(Enrolment.person)
    )
    found = found.order_by(Enrolment.id).limit(AT_ONCE).with_for_update(of=Enrolment, skip_locked=True)
    waiting = list(db.session.scalars(found))
    for one in waiting:
        one.reminded_at = now()
    by_mail = [one for one in waiting if channel_of(one.person) == Channel.EMAIL]
    for course in {one.course_id: one.course for one in by_mail}.values():
        _write("volunteers/course_reminder", course, [one for one in by_mail if one.course_id == course.id], by=by)
    return len(waiting)


def _enrolled(course: Course, *conditions: Any) -> list[Enrolment]:
    found = select(Enrolment).where(Enrolment.course_id == course.id, *conditions)
    return list(db.session.scalars(found.options(selectinload(Enrolment.person)).order_by(Enrolment.id)))


def _to_come(course: Course, at: datetime) -> list[tuple[datetime, int]]:
    """When the days of a course that are not over begin, and how long they last."""
    db.session.expire(course, ["days"])
    return [(day.starts_at, day.minutes) for day in course.days if day.ends_at > at]


def _write(template: str, course: Course, to: Iterable[Enrolment], *, by: Actor, **more: str) -> int:
    """Write to some of who is enrolled; to how many."""
    living = [one for one in to if one.person.deceased_on is None]
    if not living:
        return 0
    entry = open_entry(Direction.OUT, subject=str(_("Formazione dei facilitatori")), by=by, kind="letter", about=course)
    facts = {**course_facts(course), **more}
    for one in living:
        paper = channel_of(one.person) != Channel.EMAIL
        said = {**facts, "name": one.person.given_name or one.person.name, "answer": one.answer, "paper": paper}
        send_letter(template, to=one.person, context=said, entry=entry, about=one, locale=one.person.preferred_language)
    return len(living)


def course_facts(course: Course) -> dict[str, Any]:
    """What a mail says of a course."""
    address = course.venue.in_one_line if course.venue else ""
    return {
        "kind": COURSE_KINDS[course.kind],
        "first_at": course.first_at,
        "next_at": course.next_at,
        "days": [LazyString(span_words, day.starts_at, day.ends_at) for day in course.days],
        "where": ", ".join(filter(None, (course.where, address))),
        "link": f"{current_tenant().base_url}/my/formazione",
    }
