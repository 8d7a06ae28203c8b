"""What the first page of a volunteer's area shows, read in one place and always with the same number of queries."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
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
from ama_net.features.volunteers.queries_letters import has_accepted_letter, letter_in_force
from ama_net.features.volunteers.queries_trainings import coming_enrolments
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.documents.models import Document
from ama_net.kernel.scheduling import Commitment, Reservation, commitments_of, reservations_of
from ama_net.kernel.training import Enrolment, Training, trainings_of
from ama_net.kernel.training.words import TRAININGS

SHIFTS_SHOWN = 3
COMMITMENTS_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class Area:
    """A volunteer's area in short."""

    service: Volunteer
    letter_to_accept: bool
    shifts: list[Shift]
    commitments: list[Commitment]
    """What else takes their time and is no shift: when, and in words only if the room whose it is says them."""
    enrolments: list[Enrolment]
    year: int
    minutes: int
    """Approved, of this year."""
    claims: list[ExpenseClaim]
    cover: Cover | None
    path_words: str
    documents: int
    """How many papers are about them."""


def area_of(person_id: UUID | None) -> Area | None:
    """What a person sees of their voluntary work; None when they are no volunteer today."""
    service = service_of(person_id) if person_id else None
    if service is None:
        return None
    day, path = today(), trainings_of([service.person_id]).get(service.person_id)
    return Area(
        service=service,
        letter_to_accept=letter_in_force() is not None and not has_accepted_letter(service.person_id),
        shifts=next_shifts(service.person_id),
        commitments=_commitments(service.person_id),
        enrolments=coming_enrolments(service.person_id),
        year=day.year,
        minutes=minutes_of(service.person_id, day.year),
        claims=open_claims_of(service.person_id),
        cover=cover_of(service.person_id, day),
        path_words=str(TRAININGS[path.status if path else Training.NONE]),
        documents=_papers_about(service.person_id),
    )


def next_shifts(person_id: UUID) -> list[Shift]:
    """The shifts somebody has taken that are not over, the nearest first."""
    taken = select(ShiftSignup.shift_id).where(
        ShiftSignup.person_id == person_id, ShiftSignup.state == SignupState.TAKEN
    )
    found = select(Shift).where(Shift.id.in_(taken), Shift.ends_at > now(), Shift.state == ShiftState.PUBLISHED)
    found = found.options(joinedload(Shift.activity), joinedload(Shift.venue))
    return list(db.session.scalars(found.order_by(Shift.starts_at, Shift.id).limit(SHIFTS_SHOWN)))


def _commitments(person_id: UUID) -> list[Commitment]:
    first, last = now(), now() + COMMITMENTS_WITHIN
    said = {one.about: one for one in commitments_of(person_id, first, last)}
    taken = reservations_of([person_id], first, last)
    others = [one for one in taken if one.about_kind not in (Shift.__tablename__, ShiftSignup.__tablename__)]
    return [said.get((one.about_kind, one.about_id)) or _in_no_words(one) for one in others]


def _in_no_words(taken: Reservation) -> Commitment:
    starts_at, ends_at = taken.during.lower, taken.during.upper
    assert starts_at is not None and ends_at is not None  # noqa: PT018  # the table's checks
    return Commitment((taken.about_kind, taken.about_id), starts_at, ends_at)


def _papers_about(person_id: UUID) -> int:
    papers = select(func.count()).where(Document.person_id == person_id, Document.withdrawn_at.is_(None))
    return db.session.scalar(papers) or 0
