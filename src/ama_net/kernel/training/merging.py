"""When two people are made one, their trainings are one person's: what both have is kept once, the further path holds.

The days they were at are carried; a day, a course or a path that both have stays once, and an undo gives the other back.
"""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.kernel.people.merging_rows import Kept, remove
from ama_net.kernel.people.operations.merging import make_room, say_in_the_way
from ama_net.kernel.training.models import CourseAnswer, Enrolment, Training, TrainingPath
from ama_net.kernel.training.queries import trainings_of
from ama_net.kernel.training.rules import ORDER

say_in_the_way("shadowings", _l("Una delle due è in affiancamento con l'altra: prima si toglie l'affiancamento."))


@make_room
def keep_once(kept_id: UUID, lost_id: UUID) -> dict[str, list[Kept]]:
    """Take away what both have."""
    both = {"kept": kept_id, "lost": lost_id}
    same_day = "EXISTS (SELECT FROM course_attendances k WHERE k.person_id = :kept AND k.day_id = t.day_id)"
    return {
        "training_paths": _shorter_path(kept_id, lost_id),
        "enrolments": _poorer_enrolments(kept_id, lost_id),
        "course_attendances": remove("course_attendances", f"t.person_id = :lost AND {same_day}", **both),
    }


def _shorter_path(kept_id: UUID, lost_id: UUID) -> list[Kept]:
    paths = trainings_of([kept_id, lost_id])
    if len(paths) < len({kept_id, lost_id}):
        return []
    further = max((kept_id, lost_id), key=lambda one: (_step(paths[one]), one == kept_id))
    other = lost_id if further == kept_id else kept_id
    return remove("training_paths", "t.person_id = :other", other=other)


def _step(path: TrainingPath) -> int:
    return ORDER.index(Training(path.status))


def _poorer_enrolments(kept_id: UUID, lost_id: UUID) -> list[Kept]:
    """Of two places in one course the one with the certificate stays, else the one that was answered, else the kept one's."""
    by_course: dict[UUID, list[Enrolment]] = {}
    for row in db.session.scalars(select(Enrolment).where(Enrolment.person_id.in_([kept_id, lost_id]))):
        by_course.setdefault(row.course_id, []).append(row)
    gone: list[Kept] = []
    for rows in by_course.values():
        rows.sort(key=lambda row: (row.certified_on is None, row.answer == CourseAnswer.NONE, row.person_id != kept_id))
        for row in rows[1:]:
            gone += remove("enrolments", "t.id = :id", id=row.id)
    return gone
