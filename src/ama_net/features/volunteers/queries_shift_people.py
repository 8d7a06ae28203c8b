"""Who could come to a shift: volunteers of that day whom nothing else takes, with what the office should know first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.models import DayPart, Shift, ShiftSignup, SignupState, Volunteer
from ama_net.features.volunteers.queries import volunteers_on
from ama_net.features.volunteers.queries_insurance import day_of_shift, uncovered_among
from ama_net.features.volunteers.queries_letters import letter_in_force, letters_accepted
from ama_net.features.volunteers.queries_profiles import volunteers_free
from ama_net.features.volunteers.shift_rules import days_of
from ama_net.features.volunteers.volunteer_search import volunteers_called
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import Reservation
from ama_net.kernel.scheduling.reservations import range_of
from ama_net.kernel.training import Training, TrainingPath, trainings_of

GROUPS = "groups"
"""The activity for which one is trained: who facilitates has finished the path."""

MOST_OFFERED = 30
SHIFT_DAY: ColumnElement[date] = day_of_shift()
"""The day on which a shift begins, as the database reads it."""
PARTS = ((13, DayPart.MORNING), (18, DayPart.AFTERNOON), (24, DayPart.EVENING))
"""Until which hour each part of a day lasts."""


@dataclass(frozen=True)
class Candidate:
    """Somebody whom nothing takes; whether they said to be usually free then, and the ``WARNING_WORDS`` that hold of them."""

    person: Person
    usually_free: bool
    warnings: tuple[str, ...]


def candidates(shift: Shift, words: str = "") -> list[Candidate]:
    """Who is free for a shift and called so, at most thirty, first who said so; a constant number of queries."""
    usual = Volunteer.person_id.in_(_usually_free(shift))
    found = free_for(shift).add_columns(usual).options(joinedload(Volunteer.person))
    found = found.order_by(usual.desc(), Volunteer.sort_name, Volunteer.id).limit(MOST_OFFERED)
    if words:
        found = volunteers_called(found, words)
    people = [(volunteer.person, bool(said)) for volunteer, said in db.session.execute(found)]
    warned = warnings_of([person.id for person, _said in people], shift)
    return [Candidate(person, said, warned[person.id]) for person, said in people]


def _usually_free(shift: Shift) -> Select[UUID]:
    """Who said to be free in the part of that weekday in which the shift begins."""
    starts = shift.starts_at.astimezone(ROME)
    part = next(part for until, part in PARTS if starts.hour < until)
    return volunteers_free(starts.weekday(), part, starts.date())


def holder_comes() -> ColumnElement[bool]:
    """Whether who holds a place is alive and serves on the shift's day; the statement reads ``ShiftSignup`` and ``Shift``."""
    serves = volunteers_on(SHIFT_DAY).where(Volunteer.person_id == ShiftSignup.person_id).exists()
    died = exists().where(Person.id == ShiftSignup.person_id, Person.deceased_on.is_not(None))
    return serves & ~died


def free_for(shift: Shift) -> Select[Volunteer]:
    """The volunteers of that day who are not in the shift, and in nothing else in those hours."""
    busy = exists().where(
        Reservation.person_id == Volunteer.person_id,
        Reservation.during.op("&&")(range_of(shift.starts_at, shift.ends_at)),
    )
    inside = exists().where(
        ShiftSignup.shift_id == shift.id,
        ShiftSignup.person_id == Volunteer.person_id,
        ShiftSignup.state == SignupState.TAKEN,
    )
    return volunteers_on(days_of(shift)[0]).where(~busy, ~inside)


def warnings_of(person_ids: Iterable[UUID], shift: Shift) -> dict[UUID, tuple[str, ...]]:
    """What the office should know of people who come, or would come, to a shift."""
    ids = set(person_ids)
    if not ids:
        return {}
    signed = ids if letter_in_force() is None else letters_accepted(ids)
    uncovered = uncovered_among(ids, days_of(shift))
    trained = trainings_of(ids) if shift.activity.key == GROUPS else None
    return {one: tuple(_warnings(one, signed, uncovered, trained)) for one in ids}


def _warnings(
    person_id: UUID, signed: set[UUID], uncovered: set[UUID], trained: Mapping[UUID, TrainingPath] | None
) -> list[str]:
    path = trained.get(person_id) if trained is not None else None
    unfinished = trained is not None and (path is None or path.status != Training.QUALIFIED)
    said = {"letter": person_id not in signed, "cover": person_id in uncovered, "training": unfinished}
    return [name for name, holds in said.items() if holds]
