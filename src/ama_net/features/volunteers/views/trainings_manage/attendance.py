"""Who came, marked from a telephone at the door: one tap for each."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ama_net.features.volunteers.lists_trainings import choice_list
from ama_net.features.volunteers.queries_trainings import enrolments_of, people_for_trainings, who_was_there
from ama_net.features.volunteers.views.trainings_manage.door import (
    DONE,
    bp,
    course_or_404,
    day_or_404,
)
from ama_net.features.volunteers.views.trainings_manage.paths import learner
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.training import CourseDay
from ama_net.kernel.training.operations.enrolments import EARLY, mark_there, unmark_there

DOOR = "/formazione/corsi/<uuid:course_id>/giorni/<uuid:day_id>/presenze"
SHOWN = 20


@bp.get(DOOR)
@requires(Permission.TRAININGS_READ)
def door(course_id: UUID, day_id: UUID) -> str:
    """Who is enrolled, who is there; who came without being enrolled is looked for by name."""
    course = course_or_404(course_id)
    day = day_or_404(course, day_id)
    enrolled = enrolments_of(course)
    asked = {one.person_id for one in enrolled}
    words = request.args.get("q", "").replace("\x00", "").strip()[:100]
    return render_template(
        "volunteers/manage/course_door.html",
        course=course,
        day=day,
        enrolled=enrolled,
        there=who_was_there(course)[day.id],
        words=words,
        others=[one for one in _looked_for(words) if one.id not in asked],
        may_mark=_may_mark(day),
    )


@bp.post(f"{DOOR}/<uuid:person_id>")
@requires(Permission.TRAININGS_EDIT)
def come(course_id: UUID, day_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """They are there."""
    return _mark(course_id, day_id, person_id, there=True)


@bp.post(f"{DOOR}/<uuid:person_id>/cancellazione")
@requires(Permission.TRAININGS_EDIT)
def not_come(course_id: UUID, day_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """It was a mistake."""
    return _mark(course_id, day_id, person_id, there=False)


def _mark(course_id: UUID, day_id: UUID, person_id: UUID, *, there: bool) -> ResponseReturnValue:
    day, person = day_or_404(course_or_404(course_id), day_id), learner(person_id)
    try:
        (mark_there if there else unmark_there)(day, person, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "error")
    return redirect(url_for(".door", course_id=course_id, day_id=day_id), DONE)


def _looked_for(words: str) -> list[Person]:
    if not words:
        return []
    return list(db.session.scalars(choice_list().select(people_for_trainings(), request.args).limit(SHOWN)))


def _may_mark(day: CourseDay) -> bool:
    course = day.course
    early = now() < day.starts_at - EARLY
    return signed_in_actor().can(Permission.TRAININGS_EDIT) and course.cancelled_at is None and not early
