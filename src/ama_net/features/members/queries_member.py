"""What the page of one member gathers from around it: a constant number of queries, however much there is."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.members.models import (
    Guardianship,
    Household,
    HouseholdPerson,
    MemberNote,
    Membership,
    MembershipFee,
    MembershipTag,
    MemberTag,
)
from ama_net.foundation.database import db
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.documents import OfficeTerm
from ama_net.kernel.people import Person


@dataclass
class AboutMember:
    """Fees (the newest first), tags, who answers for a minor and whom they answer for, the household, the offices."""

    membership_id: UUID
    fees: list[MembershipFee] = field(default_factory=list)
    tags: list[MemberTag] = field(default_factory=list)
    guardians: list[Guardianship] = field(default_factory=list)
    wards: list[Guardianship] = field(default_factory=list)
    household: Household | None = None
    offices: list[OfficeTerm] = field(default_factory=list)
    others: list[Membership] = field(default_factory=list)
    """Their earlier and later memberships."""
    memberships: dict[UUID, UUID] = field(default_factory=dict)
    """The membership of each person named on the page."""

    @property
    def names_of_writers(self) -> dict[UUID, str]:
        """Who wrote the notes, by account."""
        written = select(MemberNote.written_by).where(MemberNote.membership_id == self.membership_id)
        wanted = select(Account.id, Person).join(Person, Person.id == Account.person_id).where(Account.id.in_(written))
        return {row.id: row.Person.name for row in db.session.execute(wanted)}


def about_member(membership: Membership) -> AboutMember:
    """Everything around a member."""
    about = AboutMember(membership.id)
    fees = select(MembershipFee).where(MembershipFee.membership_id == membership.id)
    about.fees = list(db.session.scalars(fees.order_by(MembershipFee.year.desc())))
    tags = select(MemberTag).join(MembershipTag, MembershipTag.tag_id == MemberTag.id)
    about.tags = list(db.session.scalars(tags.where(MembershipTag.membership_id == membership.id)))
    if membership.person_id is not None:
        _about_person(about, membership, membership.person_id)
    about.others = list(db.session.scalars(select(Membership).where(_same(membership), Membership.id != membership.id)))
    return about


def _about_person(about: AboutMember, membership: Membership, person_id: UUID) -> None:
    guards = select(Guardianship).options(joinedload(Guardianship.person), joinedload(Guardianship.guardian))
    either = or_(Guardianship.person_id == person_id, Guardianship.guardian_id == person_id)
    for one in db.session.scalars(guards.where(either)):
        (about.guardians if one.person_id == person_id else about.wards).append(one)
    inside = select(HouseholdPerson.household_id).where(HouseholdPerson.person_id == person_id)
    about.household = db.session.scalars(
        select(Household)
        .where(Household.id.in_(inside))
        .options(selectinload(Household.people).joinedload(HouseholdPerson.person))
    ).one_or_none()
    terms = select(OfficeTerm).where(OfficeTerm.person_id == person_id).order_by(OfficeTerm.started_on.desc())
    about.offices = list(db.session.scalars(terms))
    named = {one.guardian_id for one in about.guardians} | {one.person_id for one in about.wards}
    named |= {one.person_id for one in about.household.people} if about.household else set()
    members = select(Membership.person_id, Membership.id).where(Membership.person_id.in_(named | {person_id}))
    about.memberships = dict(db.session.execute(members.order_by(Membership.admitted_on)).all())  # type: ignore[arg-type]


def _same(membership: Membership) -> ColumnElement[bool]:
    if membership.person_id is not None:
        return Membership.person_id == membership.person_id
    return Membership.organisation_id == membership.organisation_id
