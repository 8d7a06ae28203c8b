"""Two rows of one human: their trainings become one's, nothing twice, and an undo gives everything back."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people.operations.merging import CannotMerge, merge_people, part_people
from ama_net.kernel.training import CourseKind, Enrolment, Shadowing, trainings_of
from ama_net.kernel.training.models import CourseAttendance
from tests.factories.people import make_person
from tests.factories.trainings import make_course, make_path, were_there

TABLES = ("training_paths", "enrolments", "course_attendances", "shadowings")
BEGIN = datetime(2026, 3, 3, 17, tzinfo=UTC)


def _rows() -> list[Any]:
    db.session.flush()
    every = [f"SELECT to_jsonb(t) FROM {table} t ORDER BY id" for table in TABLES]
    return [db.session.execute(text(one)).scalars().all() for one in every]


def test_what_both_have_is_kept_once_and_comes_back(in_alba: Any) -> None:
    kept, lost = make_person(), make_person("Ada")
    make_path(kept.id, "base", date(2025, 1, 1))
    make_path(lost.id, "qualified", date(2026, 1, 1))
    course = make_course(CourseKind.BASE, BEGIN, people=[kept, lost])
    were_there(course, kept, lost)
    were_there(make_course(CourseKind.BASE, BEGIN, people=[lost]), lost)
    before = _rows()
    payload = merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM)
    path = trainings_of([kept.id])[kept.id]
    counts = [len(db.session.scalars(select(model)).all()) for model in (Enrolment, CourseAttendance)]
    assert ((path.status, path.reached_on), counts) == (("qualified", date(2026, 1, 1)), [2, 2])
    part_people(payload, by=SYSTEM)
    assert _rows() == before


def test_who_goes_beside_the_other_is_not_the_other(in_alba: Any) -> None:
    kept, lost = make_person(), make_person("Ada")
    db.session.add(Shadowing(person_id=kept.id, with_person_id=lost.id, started_on=date(2026, 1, 1)))
    db.session.flush()
    with pytest.raises(CannotMerge, match="affiancamento"):
        merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM)
