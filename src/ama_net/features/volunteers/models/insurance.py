"""Insurance of volunteers: policies, who they cover, what the insurer was told (D.Lgs. 117/2017 art. 18)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class PolicyKind(StrEnum):
    """How a policy says whom it covers: who is named, everybody in the register, or a number of people."""

    NAMED = "named"
    COLLECTIVE = "collective"
    NUMERIC = "numeric"


class Risk(StrEnum):
    """What volunteers must be insured for, all three (art. 18 c. 1)."""

    ACCIDENT = "accident"
    ILLNESS = "illness"
    LIABILITY = "liability"


class Change(StrEnum):
    """What a line tells the insurer of somebody: they come in, they go out, or what was told is taken back."""

    IN = "in"
    OUT = "out"
    VOID = "void"


class CommunicationKind(StrEnum):
    """What the insurer is told: everybody, what changed since the last time, or the days of occasional volunteers."""

    LIST = "list"
    CHANGES = "changes"
    DAYS = "days"


class InsurancePolicy(TenantModel):
    """A policy for volunteers. ``first_on`` and ``last_on`` are both days of cover.

    ``section`` narrows it to one section of the register (None: both); ``most_insured`` is how many it covers at once, in
    a numeric policy for occasional volunteers how many a day. Its papers are documents about it.
    """

    __tablename__ = "insurance_policies"
    __table_args__ = (
        tenant_fk("insurer_id", "organisations"),
        CheckConstraint("kind IN ('named', 'collective', 'numeric')", name="kind"),
        CheckConstraint("section IS NULL OR section IN ('regular', 'occasional')", name="section"),
        CheckConstraint("last_on >= first_on", name="days"),
        CheckConstraint("most_insured >= 1", name="most_insured"),
        CheckConstraint("kind <> 'numeric' OR most_insured IS NOT NULL", name="numbered"),
        CheckConstraint("premium_cents >= 0", name="premium"),
        CheckConstraint("notice_days >= 0", name="notice"),
        Index("ix_insurance_policies_last_on", "tenant_id", "last_on"),
        Index("ix_insurance_policies_insurer_id", "tenant_id", "insurer_id"),
    )

    insurer_id: Mapped[UUID | None]
    insurer_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    number: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default=PolicyKind.COLLECTIVE)
    section: Mapped[str | None] = mapped_column(Text)
    covers_accident: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    covers_illness: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    covers_liability: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    most_insured: Mapped[int | None]
    premium_cents: Mapped[int | None]
    broker: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Whom one calls: name, telephone, address, as words."""
    renews: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether it goes on by itself unless somebody gives notice, ``notice_days`` before it ends."""
    notice_days: Mapped[int | None]
    warned_days: Mapped[int | None]
    """The last step of days before the end of which the secretariat was told."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    insurer: Mapped[Organisation | None] = tenant_link("Organisation", "InsurancePolicy.insurer_id", viewonly=True)

    @property
    def insurer_words(self) -> str:
        """Who insures, in words."""
        return self.insurer.name if self.insurer else self.insurer_name

    @property
    def risks(self) -> frozenset[Risk]:
        """What it covers."""
        return frozenset(risk for risk in Risk if getattr(self, f"covers_{risk}"))

    def is_in_force_on(self, day: date) -> bool:
        """Whether a day is one of cover."""
        return self.first_on <= day <= self.last_on


class InsuranceCover(TenantModel):
    """Days in which a named policy covers a person, both included; ``last_on`` None: as long as the policy."""

    __tablename__ = "insurance_covers"
    __table_args__ = (
        tenant_fk("policy_id", "insurance_policies"),
        tenant_fk("person_id", "people"),
        CheckConstraint("last_on IS NULL OR last_on >= first_on", name="days"),
        Index("ix_insurance_covers_policy_id", "tenant_id", "policy_id"),
        Index("ix_insurance_covers_person_id", "tenant_id", "person_id"),
    )

    policy_id: Mapped[UUID]
    person_id: Mapped[UUID]
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    policy: Mapped[InsurancePolicy] = tenant_link("InsurancePolicy", "InsuranceCover.policy_id", viewonly=True)
    person: Mapped[Person] = tenant_link("Person", "InsuranceCover.person_id", viewonly=True)


class InsuranceCommunication(TenantModel):
    """What an insurer was told of a policy, numbered by year. Only how it left is noted afterwards; its files are documents.

    ``from_on`` and ``until_on`` are the days it speaks of.
    """

    __tablename__ = "insurance_communications"
    __table_args__ = (
        tenant_fk("policy_id", "insurance_policies"),
        tenant_fk("entry_id", "protocol_entries"),
        CheckConstraint("kind IN ('list', 'changes', 'days')", name="kind"),
        UniqueConstraint("tenant_id", "year", "number"),
        Index("ix_insurance_communications_policy_id", "tenant_id", "policy_id", "made_at"),
        Index("ix_insurance_communications_entry_id", "tenant_id", "entry_id"),
    )

    policy_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text, default=CommunicationKind.CHANGES)
    year: Mapped[int]
    number: Mapped[int]
    from_on: Mapped[date]
    until_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[UUID | None]
    sent_on: Mapped[date | None]
    sent_how: Mapped[str] = mapped_column(Text, default="", server_default="")
    sent_by: Mapped[UUID | None]
    entry_id: Mapped[UUID | None]
    """The line of the protocol it was sent with, when it was sent from here."""

    policy: Mapped[InsurancePolicy] = tenant_link("InsurancePolicy", "InsuranceCommunication.policy_id", viewonly=True)

    @property
    def number_words(self) -> str:
        """As it is quoted: ``3/2026``."""
        return f"{self.number}/{self.year}"


class InsuranceCommunicationLine(TenantModel):
    """What a communication says of one person: from when, until when (both included), and what changes."""

    __tablename__ = "insurance_communication_lines"
    __table_args__ = (
        tenant_fk("communication_id", "insurance_communications"),
        tenant_fk("person_id", "people"),
        CheckConstraint("change IN ('in', 'out', 'void')", name="change"),
        Index("ix_insurance_communication_lines_communication_id", "tenant_id", "communication_id"),
        Index("ix_insurance_communication_lines_person_id", "tenant_id", "person_id"),
    )

    communication_id: Mapped[UUID]
    person_id: Mapped[UUID]
    change: Mapped[str] = mapped_column(Text, default=Change.IN)
    first_on: Mapped[date]
    last_on: Mapped[date | None]


class InsuranceDay(TenantModel):
    """A day of a numeric policy: how many people, for what. ``communication_id``: what told the insurer."""

    __tablename__ = "insurance_days"
    __table_args__ = (
        tenant_fk("policy_id", "insurance_policies"),
        tenant_fk("communication_id", "insurance_communications"),
        CheckConstraint("people >= 1", name="people"),
        Index("ix_insurance_days_policy_id", "tenant_id", "policy_id", "on_day"),
        Index("ix_insurance_days_communication_id", "tenant_id", "communication_id"),
    )

    policy_id: Mapped[UUID]
    on_day: Mapped[date]
    what: Mapped[str] = mapped_column(Text)
    people: Mapped[int]
    communication_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
