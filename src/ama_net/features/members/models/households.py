"""Households: people who live together, and who of them the paper letters are addressed to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class Household(TenantModel):
    """People who live together. ``addressee_id`` receives the paper letters for all of them; nobody: each their own."""

    __tablename__ = "households"
    __table_args__ = (
        tenant_fk("addressee_id", "people"),
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
    )

    name: Mapped[str] = mapped_column(Text)
    addressee_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    people: Mapped[list["HouseholdPerson"]] = relationship(
        primaryjoin="Household.id == foreign(HouseholdPerson.household_id)",
        order_by="HouseholdPerson.id",
        viewonly=True,
    )


class HouseholdPerson(TenantModel):
    """That a person lives in a household: in one at most."""

    __tablename__ = "household_people"
    __table_args__ = (
        tenant_fk("household_id", "households", ondelete="CASCADE"),
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "household_id", "person_id"),
        UniqueConstraint("tenant_id", "person_id"),
    )

    household_id: Mapped[UUID]
    person_id: Mapped[UUID]

    person: Mapped[Person] = tenant_link("Person", "HouseholdPerson.person_id", viewonly=True)
    household: Mapped[Household] = tenant_link("Household", "HouseholdPerson.household_id", viewonly=True)
