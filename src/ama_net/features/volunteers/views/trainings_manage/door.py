"""The blueprint of trainings in the office, and what its pages all need."""

from uuid import UUID

from flask import Blueprint, abort

from ama_net.features.volunteers.queries_trainings import course_by_id
from ama_net.foundation.database import db
from ama_net.kernel.training import Course, CourseDay, Enrolment

bp = Blueprint("trainings_manage", __name__)

DONE, REFUSED = 303, 422


def course_or_404(course_id: UUID) -> Course:
    """A course of this association."""
    return course_by_id(course_id) or abort(404)


def day_or_404(course: Course, day_id: UUID) -> CourseDay:
    """One of its days."""
    return next((day for day in course.days if day.id == day_id), None) or abort(404)


def enrolment_or_404(course: Course, enrolment_id: UUID) -> Enrolment:
    """Somebody's place in it."""
    found = db.session.get(Enrolment, enrolment_id)
    return found if found is not None and found.course_id == course.id else abort(404)
