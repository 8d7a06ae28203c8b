"""Appointments: a visitor and an operator, at a time. While one is held or confirmed, the operator (and the room) are reserved."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.helpdesk.models.pathways import Pathway
from ama_net.features.helpdesk.models.services import Service
from ama_net.features.helpdesk.models.visitors import Visitor
from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.places import Room
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class AppointmentState(StrEnum):
    """HELD: kept for who is filling in the form, or for who was offered it, until ``held_until``; it says of nobody."""

    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class CancelledBy(StrEnum):
    """Who called it off."""

    VISITOR = "visitor"
    OFFICE = "office"
    OPERATOR = "operator"


class Result(StrEnum):
    """What became of a confirmed appointment, noted afterwards."""

    MET = "met"
    VISITOR_ABSENT = "visitor_absent"
    OPERATOR_ABSENT = "operator_absent"


class Outcome(StrEnum):
    """Where somebody was pointed: a code, so that statistics need no text. Never which group."""

    GROUP = "group"
    OTHER_MEETING = "other_meeting"
    PATHWAY = "pathway"
    HEALTH_SERVICE = "health_service"
    SOCIAL_SERVICE = "social_service"
    ASSOCIATION = "association"
    INFORMATION = "information"
    LISTENING = "listening"
    OTHER = "other"


class Appointment(TenantModel):
    """A meeting of a service. ``starts_at`` and ``ends_at`` are what the visitor is told; breaks are in the reservation.

    ``uid`` and ``sequence`` are those of its calendar file: the uid never changes, the sequence rises at each change and at
    the cancellation (RFC 5546). ``asked_at`` is when the person first asked, in the waiting list if they were there.
    ``hold_digest`` is what is kept of the secret of who holds it. The name of the online room is sealed.
    """

    __tablename__ = "helpdesk_appointments"
    __table_args__ = (
        tenant_fk("service_id", "helpdesk_services"),
        tenant_fk("visitor_id", "helpdesk_visitors"),
        tenant_fk("pathway_id", "helpdesk_pathways"),
        tenant_fk("person_id", "people"),
        tenant_fk("room_id", "rooms"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("mode IN ('in_person', 'online', 'phone')", name="mode"),
        CheckConstraint("state IN ('held', 'confirmed', 'cancelled')", name="state"),
        CheckConstraint("(state = 'held') = (held_until IS NOT NULL)", name="held"),
        CheckConstraint("state = 'held' OR visitor_id IS NOT NULL", name="visitor"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled"),
        CheckConstraint("cancelled_by IN ('', 'visitor', 'office', 'operator')", name="cancelled_by"),
        CheckConstraint(
            "result IS NULL OR (state = 'confirmed' AND result IN ('met', 'visitor_absent', 'operator_absent'))",
            name="result",
        ),
        UniqueConstraint("tenant_id", "hold_digest"),
        Index("ix_helpdesk_appointments_starts_at", "tenant_id", "starts_at"),
        Index("ix_helpdesk_appointments_person_id", "tenant_id", "person_id", "starts_at"),
        Index("ix_helpdesk_appointments_service_id", "tenant_id", "service_id", "starts_at"),
        Index("ix_helpdesk_appointments_visitor_id", "tenant_id", "visitor_id"),
        Index("ix_helpdesk_appointments_pathway_id", "tenant_id", "pathway_id"),
        Index("ix_helpdesk_appointments_room_id", "tenant_id", "room_id"),
        Index(
            "ix_helpdesk_appointments_held_until", "tenant_id", "held_until", postgresql_where=text("state = 'held'")
        ),
    )

    service_id: Mapped[UUID]
    visitor_id: Mapped[UUID | None]
    pathway_id: Mapped[UUID | None]
    person_id: Mapped[UUID]
    room_id: Mapped[UUID | None]
    mode: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text, default=AppointmentState.HELD)
    held_until: Mapped[datetime | None]
    hold_digest: Mapped[bytes | None]
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    asked_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    result: Mapped[str | None] = mapped_column(Text)
    result_at: Mapped[datetime | None]
    online_room = Sealed()
    online_room_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    service: Mapped[Service] = tenant_link("Service", "Appointment.service_id", viewonly=True)
    visitor: Mapped[Visitor | None] = tenant_link("Visitor", "Appointment.visitor_id", viewonly=True)
    pathway: Mapped[Pathway | None] = tenant_link("Pathway", "Appointment.pathway_id", viewonly=True)
    person: Mapped[Person] = tenant_link("Person", "Appointment.person_id", viewonly=True)
    room: Mapped[Room | None] = tenant_link("Room", "Appointment.room_id", viewonly=True)
    outcomes: Mapped[list["AppointmentOutcome"]] = relationship(
        primaryjoin="Appointment.id == foreign(AppointmentOutcome.appointment_id)", viewonly=True
    )

    @property
    def uid(self) -> str:
        """The identifier of its calendar event, for life. It says nothing."""
        return f"{self.id}@appointments"

    @property
    def is_coming(self) -> bool:
        """Confirmed, and not begun."""
        return self.state == AppointmentState.CONFIRMED and self.starts_at > now()


class AppointmentOutcome(TenantModel):
    """One code of what came of a meeting."""

    __tablename__ = "helpdesk_outcomes"
    __table_args__ = (
        tenant_fk("appointment_id", "helpdesk_appointments", ondelete="CASCADE"),
        CheckConstraint(
            "code IN ('group', 'other_meeting', 'pathway', 'health_service', 'social_service', 'association',"
            " 'information', 'listening', 'other')",
            name="code",
        ),
        UniqueConstraint("tenant_id", "appointment_id", "code"),
    )

    appointment_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(Text)
