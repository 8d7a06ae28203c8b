"""Shifts: when and where volunteers are needed, and who comes."""

from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.volunteers.models.volunteers import Activity
from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.places import Venue
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class ShiftState(StrEnum):
    """Where a shift is. A draft is seen in the office only; a cancelled one stays, with its reason."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class SignupState(StrEnum):
    """What became of a volunteer's place in a shift. Only ``TAKEN`` occupies it and reserves the person."""

    TAKEN = "taken"
    LEFT = "left"
    SWAPPED = "swapped"
    REMOVED = "removed"


class Shift(TenantModel):
    """A need of volunteers: for what, when (instants, ``ends_at`` not included), where, how many at least and at most.

    ``place`` is words, for what has no venue (online, a square); ``series_id`` joins the shifts made together.
    """

    __tablename__ = "shifts"
    __table_args__ = (
        tenant_fk("activity_id", "activities"),
        tenant_fk("venue_id", "venues"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("ends_at <= starts_at + interval '24 hours'", name="length"),
        CheckConstraint("minimum >= 1 AND maximum >= minimum", name="places"),
        CheckConstraint("state IN ('draft', 'published', 'cancelled')", name="state"),
        Index("ix_shifts_starts_at", "tenant_id", "starts_at"),
        Index("ix_shifts_activity_id", "tenant_id", "activity_id"),
        Index("ix_shifts_venue_id", "tenant_id", "venue_id"),
        Index("ix_shifts_series_id", "tenant_id", "series_id"),
    )

    activity_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    venue_id: Mapped[UUID | None]
    place: Mapped[str] = mapped_column(Text, default="", server_default="")
    notes: Mapped[str] = mapped_column(Text, default="", server_default="")
    minimum: Mapped[int] = mapped_column(default=1, server_default="1")
    maximum: Mapped[int] = mapped_column(default=1, server_default="1")
    state: Mapped[str] = mapped_column(Text, default=ShiftState.DRAFT)
    cancelled_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    series_id: Mapped[UUID | None]
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    """Raised at each change: calendars follow (RFC 5545 SEQUENCE)."""
    attendance_at: Mapped[datetime | None]
    """When the office noted who came."""
    shortage_told_on: Mapped[date | None]
    """The last day the office was told that people are missing."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    activity: Mapped[Activity] = tenant_link("Activity", "Shift.activity_id", viewonly=True)
    venue: Mapped[Venue | None] = tenant_link("Venue", "Shift.venue_id", viewonly=True)
    signups: Mapped[list["ShiftSignup"]] = relationship(
        primaryjoin="Shift.id == foreign(ShiftSignup.shift_id)", order_by="ShiftSignup.created_at", viewonly=True
    )

    @property
    def where(self) -> str:
        """The place in a line: the venue's name, or the words."""
        return self.venue.name if self.venue else self.place

    @property
    def hours_minutes(self) -> int:
        """How long it lasts, in minutes: an hour more or less than the clocks on the wall say when they change."""
        return int((self.ends_at.astimezone(UTC) - self.starts_at.astimezone(UTC)).total_seconds() // 60)


class ShiftSignup(TenantModel):
    """A volunteer's place in a shift. While it is taken, ``reservation_id`` keeps the person from being anywhere else."""

    __tablename__ = "shift_signups"
    __table_args__ = (
        tenant_fk("shift_id", "shifts"),
        tenant_fk("person_id", "people"),
        tenant_fk("reservation_id", "reservations", ondelete="SET NULL (reservation_id)"),
        CheckConstraint("state IN ('taken', 'left', 'swapped', 'removed')", name="state"),
        CheckConstraint("came IS NULL OR state = 'taken'", name="came"),
        Index(
            "uq_shift_signups_taken",
            "tenant_id",
            "shift_id",
            "person_id",
            unique=True,
            postgresql_where=text("state = 'taken'"),
        ),
        Index("ix_shift_signups_person_id", "tenant_id", "person_id"),
        Index("ix_shift_signups_shift_id", "tenant_id", "shift_id"),
        Index("ix_shift_signups_reservation_id", "tenant_id", "reservation_id"),
    )

    shift_id: Mapped[UUID]
    person_id: Mapped[UUID]
    reservation_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(Text, default=SignupState.TAKEN)
    state_at: Mapped[datetime] = mapped_column(default=now)
    came: Mapped[bool | None]
    """Whether they came; None until the office has noted it, after the shift."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    shift: Mapped[Shift] = tenant_link("Shift", "ShiftSignup.shift_id", viewonly=True)
    person: Mapped[Person] = tenant_link("Person", "ShiftSignup.person_id", viewonly=True)
