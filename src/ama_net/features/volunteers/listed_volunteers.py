"""A volunteer as the list shows it: what stands in other tables is read for a whole page (or part of a file) together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from ama_net.features.volunteers.models import (
    HourEntry,
    HoursState,
    Shift,
    ShiftSignup,
    ShiftState,
    SignupState,
    Volunteer,
)
from ama_net.features.volunteers.queries import serving_on
from ama_net.features.volunteers.queries_hours import in_year
from ama_net.features.volunteers.queries_insurance import uncovered_on
from ama_net.features.volunteers.queries_letters import letters_accepted
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.people.reach import Reach, reach_of


@dataclass
class ListedVolunteer:
    """A row of the list. Cover and letter are told of who is a volunteer today; ``reach`` is read for files only."""

    volunteer: Volunteer
    is_active: bool
    covered: bool = True
    has_letter: bool = False
    minutes: int = 0
    """Approved, of the days of this year in this stretch."""
    next_shift: datetime | None = None
    reach: Reach = field(default_factory=Reach)

    @property
    def id(self) -> UUID:
        """The stretch of service's."""
        return self.volunteer.id

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.volunteer.person


def dress(rows: Sequence[Volunteer]) -> list[ListedVolunteer]:
    """A page of the list: cover, letter, hours of this year, next shift; as many queries however many rows."""
    listed = [ListedVolunteer(row, row.is_active) for row in rows]
    people = [row.person_id for row in rows]
    ids = [row.id for row in rows]
    uncovered, signed = _uncovered(ids), letters_accepted(people)
    minutes, shifts = minutes_this_year(ids), next_shifts(people)
    for one in listed:
        key = one.volunteer.person_id
        one.covered, one.has_letter = one.id not in uncovered, key in signed
        one.minutes, one.next_shift = minutes.get(one.id, 0), shifts.get(key)
    return listed


def dress_for_file(rows: Sequence[Volunteer]) -> list[ListedVolunteer]:
    """A part of a file: also how each is reached and where each lives."""
    listed = dress(rows)
    reached = reach_of(people={row.person_id for row in rows})
    for one in listed:
        one.reach = reached[one.volunteer.person_id]
    return listed


def minutes_this_year(volunteer_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The approved minutes of this year of each of these stretches of service; one with none is not there.

    Who changed section has two stretches: each counts its own days.
    """
    sums = (
        select(Volunteer.id, func.sum(HourEntry.minutes))
        .join(HourEntry, (HourEntry.person_id == Volunteer.person_id) & serving_on(HourEntry.on_day))
        .where(Volunteer.id.in_(volunteer_ids), HourEntry.state == HoursState.APPROVED, in_year(today().year))
        .group_by(Volunteer.id)
    )
    return {volunteer: int(minutes) for volunteer, minutes in db.session.execute(sums)}


def next_shifts(person_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When the next shift of each of these people begins; who has none is not there."""
    found = (
        select(ShiftSignup.person_id, func.min(Shift.starts_at))
        .join(Shift, Shift.id == ShiftSignup.shift_id)
        .where(
            ShiftSignup.person_id.in_(set(person_ids)),
            ShiftSignup.state == SignupState.TAKEN,
            Shift.state == ShiftState.PUBLISHED,
            Shift.starts_at > now(),
        )
        .group_by(ShiftSignup.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def _uncovered(ids: list[UUID]) -> set[UUID]:
    lacking = uncovered_on(today()).where(Volunteer.id.in_(ids)).with_only_columns(Volunteer.id).order_by(None)
    return set(db.session.scalars(lacking)) if ids else set()
