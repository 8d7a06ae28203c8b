"""Who keeps groups going: terms, one evening's substitute, hand-overs; head-counts; when a group was asked.

Facilitators are people of the register, never who takes part: those are counted (``HeadCount``), never listed. How far
somebody's training has come is in ``kernel/training``.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.groups.models.directory import Group
from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class FacilitatorRole(StrEnum):
    """What a person is for a group. CONTACT: answers for it without leading its meetings.

    All three find the group in their own area, and may do the same there.
    """

    FACILITATOR = "facilitator"
    CO_FACILITATOR = "co_facilitator"
    CONTACT = "contact"


class Facilitator(TenantModel):
    """A person's term with a group, from ``started_on`` until ``ended_on``, the day from which it is over.

    Ended terms stay as history; when the person is erased from the register only the dates are left.
    ``public_name`` (a first name or a role, never a surname) is told to everybody only with the consent dated
    ``public_consent_on``.
    """

    __tablename__ = "facilitators"
    __table_args__ = (
        tenant_fk("group_id", "groups", ondelete="CASCADE"),
        tenant_fk("person_id", "people", ondelete="SET NULL (person_id)"),
        Index(
            "uq_facilitators_open_term",
            "tenant_id",
            "group_id",
            "person_id",
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    group_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    role: Mapped[str] = mapped_column(Text, default=FacilitatorRole.FACILITATOR)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    public_name: Mapped[str] = mapped_column(Text, default="")
    public_consent_on: Mapped[date | None]
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)

    group: Mapped[Group] = tenant_link("Group", "Facilitator.group_id", viewonly=True)
    person: Mapped[Person | None] = tenant_link("Person", "Facilitator.person_id", viewonly=True)

    def is_current(self, day: date) -> bool:
        """Whether the term holds on a day; on the day it ends it is over."""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)


class HandoverAnswer(StrEnum):
    """What became of a hand-over; OPEN: nobody has answered."""

    OPEN = ""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class FacilitatorHandover(TenantModel):
    """A facilitator asks another person to take a group over; their own term ends when the other accepts."""

    __tablename__ = "facilitator_handovers"
    __table_args__ = (
        tenant_fk("facilitator_id", "facilitators", ondelete="CASCADE"),
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        Index(
            "uq_facilitator_handovers_open",
            "tenant_id",
            "facilitator_id",
            unique=True,
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    facilitator_id: Mapped[UUID]
    person_id: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default=HandoverAnswer.OPEN)

    facilitator: Mapped[Facilitator] = tenant_link("Facilitator", "FacilitatorHandover.facilitator_id", viewonly=True)
    person: Mapped[Person] = tenant_link("Person", "FacilitatorHandover.person_id", viewonly=True)


class MeetingSubstitute(TenantModel):
    """Who leads one evening in somebody's place: a person of the register, or only a name. Forgotten after a month."""

    __tablename__ = "meeting_substitutes"
    __table_args__ = (
        tenant_fk("group_id", "groups", ondelete="CASCADE"),
        tenant_fk("person_id", "people", ondelete="SET NULL (person_id)"),
        UniqueConstraint("tenant_id", "group_id", "day"),
    )

    group_id: Mapped[UUID]
    day: Mapped[date]
    person_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person | None] = tenant_link("Person", "MeetingSubstitute.person_id", viewonly=True)

    @property
    def called(self) -> str:
        """The person's name, or the one that was typed."""
        return self.person.name if self.person else self.name


class HeadCount(TenantModel):
    """How many came to a group on a day, and how many of them for the first time. Numbers only, never who."""

    __tablename__ = "head_counts"
    __table_args__ = (
        tenant_fk("group_id", "groups", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "group_id", "day"),
        Index("ix_head_counts_day", "tenant_id", "day"),
    )

    group_id: Mapped[UUID]
    day: Mapped[date]
    present: Mapped[int] = mapped_column(SmallInteger)
    newcomers: Mapped[int] = mapped_column(SmallInteger, default=0)
    counted_by: Mapped[UUID | None]
    counted_at: Mapped[datetime] = mapped_column(default=now)


class FreshnessAnswer(StrEnum):
    """What facilitators said when asked whether the facts are right."""

    NONE = ""
    RIGHT = "right"
    CHANGED = "changed"


class FreshnessAsk(TenantModel):
    """When the people of a group were last asked whether its facts are right, and what they said. One row per group."""

    __tablename__ = "freshness_asks"
    __table_args__ = (tenant_fk("group_id", "groups", ondelete="CASCADE"), UniqueConstraint("tenant_id", "group_id"))

    group_id: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default=FreshnessAnswer.NONE)


class FreshnessDigest(TenantModel):
    """A month whose digest has gone to the secretariat: never two in a month."""

    __tablename__ = "freshness_digests"
    __table_args__ = (UniqueConstraint("tenant_id", "month"),)

    month: Mapped[date]
    sent_at: Mapped[datetime] = mapped_column(default=now)
