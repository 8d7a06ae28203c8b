"""The invented members of the demonstration, through the same operations as real ones: their register can be verified."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from ama_net.features.members.models import (
    EndReason,
    Guardianship,
    Household,
    HouseholdPerson,
    MemberCategory,
    Membership,
    MembershipTag,
    MemberTag,
)
from ama_net.features.members.operations.memberships import admit_member, end_membership
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.people.seeds import register_demo_person
from ama_net.kernel.tenancy.tenant_demo import DemoCast, DemoMember
from ama_net.kernel.tenancy.tenant_file import load_demo


def seed_demo_members(folder: Path) -> None:
    """Enter the members of ``folder``/demo.toml in the register of the association in scope. Harmless to repeat."""
    cast = load_demo(folder)
    if not cast.members or db.session.scalars(select(Membership.id).limit(1)).first() is not None:
        return
    people = {one.given_name: register_demo_person(one) for one in (*cast.accounts, *cast.people)}
    _Book(cast, people).fill()


class _Book:
    def __init__(self, cast: DemoCast, people: dict[str, Person]) -> None:
        self.members, self.people = cast.members, people
        self.categories = {one.key: one for one in db.session.scalars(select(MemberCategory))}
        self.tags: dict[str, MemberTag] = {}
        self.households: dict[str, Household] = {}

    def fill(self) -> None:
        for said in self.members:
            if said.guardian and said.given_name:
                self._answer_for(said.given_name, said.guardian)
            membership = self._admit(said)
            for name in said.tags:
                self._tag(membership.id, name)
            if said.household and said.given_name:
                self._house(self.people[said.given_name], said.household)

    def _admit(self, said: DemoMember) -> Membership:
        body = db.session.scalars(select(Organisation).where(Organisation.name == said.organisation)).one_or_none()
        membership = admit_member(
            person=self.people[said.given_name] if said.given_name else None,
            organisation=body,
            category=self.categories[said.category],
            admitted_on=said.admitted_on,
            resolution_ref=said.decided or "",
            by=SYSTEM,
        )
        if said.ended_on:
            end_membership(membership, on=said.ended_on, reason=EndReason.WITHDRAWAL, by=SYSTEM)
        return membership

    def _answer_for(self, minor: str, guardian: str) -> None:
        db.session.add(Guardianship(person_id=self.people[minor].id, guardian_id=self.people[guardian].id))
        db.session.flush()

    def _tag(self, membership_id: UUID, name: str) -> None:
        if name not in self.tags:
            self.tags[name] = MemberTag(name=name)
            db.session.add(self.tags[name])
            db.session.flush()
        db.session.add(MembershipTag(membership_id=membership_id, tag_id=self.tags[name].id))

    def _house(self, person: Person, name: str) -> None:
        if name not in self.households:
            self.households[name] = Household(name=name, addressee_id=person.id)
            db.session.add(self.households[name])
            db.session.flush()
        db.session.add(HouseholdPerson(household_id=self.households[name].id, person_id=person.id))
        db.session.flush()
