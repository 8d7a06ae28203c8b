"""What the page of one volunteer gathers from around it, and what is to be done next: as many queries however much there is.

Shifts, trainings, expenses and documents are read only for who may read those.
"""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import extract, func, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.volunteers.models import (
    ClaimState,
    ExpenseClaim,
    HourEntry,
    HoursState,
    LetterAcceptance,
    ProfileSkill,
    Shift,
    ShiftSignup,
    ShiftState,
    SignupState,
    Volunteer,
    VolunteerProfile,
)
from ama_net.features.volunteers.queries import services_of
from ama_net.features.volunteers.queries_expenses import open_claims_of
from ama_net.features.volunteers.queries_hours import ActivityHours, hours_by_activity
from ama_net.features.volunteers.queries_insurance import Cover, cover_of
from ama_net.features.volunteers.queries_letters import acceptance_of
from ama_net.features.volunteers.queries_paid import paid_warning
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.documents import Document, documents_about
from ama_net.kernel.documents.rules import may_read
from ama_net.kernel.people import Person
from ama_net.kernel.training import TrainingPath, trainings_of

SHIFTS_SHOWN, DOCUMENTS_SHOWN = 3, 8


@dataclass
class AboutVolunteer:
    """Other stretches of service, cover, letter, profile, training, shifts, hours, expenses, papers, paid work."""

    others: list[Volunteer] = field(default_factory=list)
    cover: Cover | None = None
    letter: LetterAcceptance | None = None
    profile: VolunteerProfile | None = None
    training: TrainingPath | None = None
    shifts: list[Shift] = field(default_factory=list)
    minutes_by_year: dict[int, int] = field(default_factory=dict)
    activities: list[ActivityHours] = field(default_factory=list)
    """The approved hours of this year."""
    waiting: int = 0
    """Entries of hours that wait for the office."""
    claims: list[ExpenseClaim] = field(default_factory=list)
    """Sent and not settled; a draft is the volunteer's own."""
    documents: list[Document] = field(default_factory=list)
    paid: str = ""

    @property
    def skills(self) -> list[str]:
        """What they can do."""
        return sorted(one.skill.label for one in self.profile.skills) if self.profile else []


def volunteer_by_id(volunteer_id: UUID) -> Volunteer | None:
    """A stretch of service with everything its page says of the person."""
    person = joinedload(Volunteer.person)
    whole = select(Volunteer).options(person.selectinload(Person.contacts), person.selectinload(Person.addresses))
    return db.session.scalars(whole.where(Volunteer.id == volunteer_id)).one_or_none()


def about_volunteer(volunteer: Volunteer, actor: Actor) -> AboutVolunteer:
    """Everything around a volunteer that the actor may read."""
    person_id = volunteer.person_id
    about = AboutVolunteer(
        others=[one for one in services_of(person_id) if one.id != volunteer.id],
        cover=cover_of(person_id, today()),
        letter=acceptance_of(person_id),
        profile=_profile_of(person_id),
        activities=hours_by_activity(today().year, person_id),
        paid=paid_warning(person_id, today()) if volunteer.is_active else "",
    )
    about.minutes_by_year, about.waiting = _hours_of(person_id)
    if actor.can(Permission.TRAININGS_READ):
        about.training = trainings_of([person_id]).get(person_id)
    if actor.can(Permission.SHIFTS_READ):
        about.shifts = _coming_shifts(person_id)
    if actor.can(Permission.EXPENSES_READ):
        about.claims = [one for one in open_claims_of(person_id) if one.state != ClaimState.DRAFT]
    if actor.can(Permission.DOCUMENTS_READ):
        papers = [one for one in documents_about(volunteer.person) if may_read(actor, one)]
        about.documents = papers[:DOCUMENTS_SHOWN]
    return about


def needs_of_register(person: Person) -> list[str]:
    """What the register still lacks of a person: ``who`` (tax code, or day and place of birth), ``home`` (DM 6 October 2021)."""
    named = person.tax_code or (person.birth_date and person.birth_place)
    return [*([] if named else ["who"]), *([] if person.addresses else ["home"])]


def _hours_of(person_id: UUID) -> tuple[dict[int, int], int]:
    """The approved minutes of each year, the newest first, and how many entries wait."""
    year = extract("year", HourEntry.on_day)
    approved = func.sum(HourEntry.minutes).filter(HourEntry.state == HoursState.APPROVED)
    waiting = func.count().filter(HourEntry.state == HoursState.LOGGED)
    wanted = select(year, approved, waiting).where(HourEntry.person_id == person_id).group_by(year)
    rows = db.session.execute(wanted.order_by(year.desc())).all()
    return {int(one): int(minutes) for one, minutes, _count in rows if minutes}, sum(row[2] for row in rows)


def _coming_shifts(person_id: UUID) -> list[Shift]:
    found = (
        select(Shift)
        .join(ShiftSignup, ShiftSignup.shift_id == Shift.id)
        .where(ShiftSignup.person_id == person_id, ShiftSignup.state == SignupState.TAKEN)
        .where(Shift.state == ShiftState.PUBLISHED, Shift.ends_at > now())
        .options(joinedload(Shift.activity), joinedload(Shift.venue))
    )
    return list(db.session.scalars(found.order_by(Shift.starts_at).limit(SHIFTS_SHOWN)))


def _profile_of(person_id: UUID) -> VolunteerProfile | None:
    mine = select(VolunteerProfile).where(VolunteerProfile.person_id == person_id)
    with_skills = selectinload(VolunteerProfile.skills).joinedload(ProfileSkill.skill)
    return db.session.scalars(mine.options(with_skills).order_by(VolunteerProfile.updated_at.desc()).limit(1)).first()
