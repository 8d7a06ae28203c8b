"""How far a person's training has come: what somebody notes or decides, and what courses and shadowing say."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, exists, func, or_, select

from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy.settings import read_settings
from ama_net.kernel.training.models import (
    CourseAttendance,
    CourseDay,
    Enrolment,
    Shadowing,
    Training,
    TrainingPath,
)
from ama_net.kernel.training.queries import progress_of, start_of
from ama_net.kernel.training.rules import Reached, furthest, reached_by_doing
from ama_net.kernel.training.settings import TrainingsSettings

KEPT = relativedelta(years=5)
"""After the last thing that happened, for who is no longer needed by any room."""

Who = Callable[[], Select[Any]]
"""The ids of people."""

_NEEDED: list[Who] = []


def keep_trainings_of(who: Who) -> Who:
    """A room says whose trainings it still needs: they are not forgotten. A decorator."""
    _NEEDED.append(who)
    return who


def note_training(person: Person, status: Training, reached_on: date | None, *, by: Actor) -> None:
    """Say by hand how far somebody's training has come; QUALIFIED is said only so, and may be taken back so.

    Who may: the office with TRAININGS_EDIT or FACILITATORS_EDIT.

    Raises:
        WrongFact: the day is yet to come.
    """
    if reached_on is not None and reached_on > today():
        raise WrongFact("reached_on", _l("È un giorno che deve ancora venire."))
    row = _held(person.id)
    if (row.status, row.reached_on) == (status, reached_on):
        return
    row.noted, row.noted_on, row.noted_at, row.noted_by = status, reached_on, now(), by.account_id
    _settle(row, by)


def settle_paths(person_ids: Iterable[UUID], *, by: Actor) -> None:
    """Take account of what courses and shadowing say now; called by whatever changes one of them."""
    for person_id in sorted(set(person_ids)):
        _settle(_held(person_id), by)


def forget_trainings() -> None:
    """Delete the trainings of who no room needs and to whom nothing happened for five years (GDPR art. 5.1.e)."""
    long_ago = today() - KEPT
    recent = or_(
        exists().where(TrainingPath.person_id == Person.id, TrainingPath.reached_on >= long_ago),
        exists().where(TrainingPath.person_id == Person.id, TrainingPath.noted_at >= start_of(long_ago)),
        exists().where(Enrolment.person_id == Person.id, Enrolment.created_at >= start_of(long_ago)),
        exists().where(Shadowing.person_id == Person.id, func.coalesce(Shadowing.ended_on, today()) >= long_ago),
        exists().where(
            CourseAttendance.person_id == Person.id,
            CourseDay.id == CourseAttendance.day_id,
            CourseDay.starts_at >= start_of(long_ago),
        ),
    )
    forgotten = select(Person.id).where(~recent, *(Person.id.not_in(who()) for who in _NEEDED))
    for table in (TrainingPath, Enrolment, CourseAttendance, Shadowing):
        gone = delete(table).where(table.person_id.in_(forgotten))
        db.session.execute(gone, execution_options={"synchronize_session": False})


def hold_person(person_id: UUID) -> None:
    """Hold the row of a person before what is written of them; taken after the course's."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def _held(person_id: UUID) -> TrainingPath:
    """The person's row, made where there is none; one at a time for each person."""
    hold_person(person_id)
    row = db.session.scalars(select(TrainingPath).where(TrainingPath.person_id == person_id)).one_or_none()
    if row is None:
        row = TrainingPath(person_id=person_id, status=Training.NONE, noted=Training.NONE)
        db.session.add(row)
        db.session.flush()
    return row


def _settle(row: TrainingPath, by: Actor) -> None:
    db.session.flush()
    noted = Reached(Training(row.noted), row.noted_on)
    done = reached_by_doing(progress_of([row.person_id])[row.person_id], read_settings(TrainingsSettings))
    holds, before = furthest(noted, done), Training(row.status)
    if (before, row.reached_on) == (holds.status, holds.on):
        return
    row.status, row.reached_on = holds.status, holds.on
    db.session.flush()
    subject = (Person.__tablename__, row.person_id)
    record(by=by, verb="facilitator.trained", subject=subject, changes={"training": [before, holds.status]})
