"""What the first page of a volunteer's area shows, read in one place and always with the same number of queries."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.models import (
    ExpenseClaim,
    Shift,
    ShiftSignup,
    ShiftState,
    SignupState,
    Volunteer,
)
from ama_net.features.volunteers.queries import service_of
from ama_net.features.volunteers.queries_expenses import open_claims_of
from ama_net.features.volunteers.queries_hours import minutes_of
from ama_net.features.volunteers.queries_insurance import Cover, cover_of
from ama_net.features.volunteers.queries_trainings import coming_enrolments
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.training import Enrolment

SHIFTS_SHOWN = 3


@dataclass(frozen=True)
class Area:
    """A volunteer's area in short."""

    service: Volunteer
    shifts: list[Shift]
    enrolments: list[Enrolment]
    year: int
    minutes: int
    """Approved, of this year."""
    claims: list[ExpenseClaim]
    cover: Cover | None


def area_of(person_id: UUID | None) -> Area | None:
    """What a person sees of their voluntary work; None when they are no volunteer today."""
    service = service_of(person_id) if person_id else None
    if service is None:
        return None
    day = today()
    return Area(
        service=service,
        shifts=next_shifts(service.person_id),
        enrolments=coming_enrolments(service.person_id),
        year=day.year,
        minutes=minutes_of(service.person_id, day.year),
        claims=open_claims_of(service.person_id),
        cover=cover_of(service.person_id, day),
    )


def next_shifts(person_id: UUID) -> list[Shift]:
    """The shifts somebody has taken that are not over, the nearest first."""
    taken = select(ShiftSignup.shift_id).where(
        ShiftSignup.person_id == person_id, ShiftSignup.state == SignupState.TAKEN
    )
    found = select(Shift).where(Shift.id.in_(taken), Shift.ends_at > now(), Shift.state == ShiftState.PUBLISHED)
    found = found.options(joinedload(Shift.activity), joinedload(Shift.venue))
    return list(db.session.scalars(found.order_by(Shift.starts_at, Shift.id).limit(SHIFTS_SHOWN)))
