"""Calls to make: who left only a telephone is told by voice what the others are told by mail."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.helpdesk.models.appointments import Appointment
from ama_net.features.helpdesk.models.visitors import Visitor
from ama_net.features.helpdesk.models.waiting import WaitingEntry
from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class CallReason(StrEnum):
    """What there is to say. OFFER: a place is free and kept for them until ``appointment.held_until``.

    OFF_LIST: they are in the waiting list no more; why, ``entry.left_because`` says.
    """

    OFFER = "offer"
    CANCELLED = "cancelled"
    MOVED = "moved"
    CONFIRMED = "confirmed"
    REMINDER = "reminder"
    OFF_LIST = "off_list"


class CallToMake(TenantModel):
    """A call about an appointment, or a place in a waiting list: what to say, how often nobody answered, when it was made.

    ``done_at`` is None while it is to be made.
    """

    __tablename__ = "helpdesk_calls"
    __table_args__ = (
        tenant_fk("appointment_id", "helpdesk_appointments", ondelete="CASCADE"),
        tenant_fk("entry_id", "helpdesk_waiting", ondelete="CASCADE"),
        CheckConstraint("why IN ('offer', 'cancelled', 'moved', 'confirmed', 'reminder', 'off_list')", name="why"),
        CheckConstraint(
            "(appointment_id IS NULL) = (why = 'off_list') AND (entry_id IS NOT NULL) = (why = 'off_list')",
            name="about",
        ),
        CheckConstraint("tries >= 0 AND (tries > 0) = (tried_at IS NOT NULL)", name="tries"),
        Index(
            "uq_helpdesk_calls_open",
            "tenant_id",
            "appointment_id",
            "why",
            unique=True,
            postgresql_where=text("done_at IS NULL"),
        ),
        Index(
            "uq_helpdesk_calls_open_list",
            "tenant_id",
            "entry_id",
            unique=True,
            postgresql_where=text("done_at IS NULL AND entry_id IS NOT NULL"),
        ),
        Index("ix_helpdesk_calls_appointment_id", "tenant_id", "appointment_id"),
        Index("ix_helpdesk_calls_entry_id", "tenant_id", "entry_id"),
        Index("ix_helpdesk_calls_done_at", "tenant_id", "done_at"),
    )

    appointment_id: Mapped[UUID | None]
    entry_id: Mapped[UUID | None]
    why: Mapped[str] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many times nobody answered."""
    tried_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None]

    appointment: Mapped[Appointment | None] = tenant_link("Appointment", "CallToMake.appointment_id", viewonly=True)
    entry: Mapped[WaitingEntry | None] = tenant_link("WaitingEntry", "CallToMake.entry_id", viewonly=True)

    @property
    def about(self) -> Appointment | WaitingEntry:
        """The appointment, or the place in the list."""
        about = self.appointment or self.entry
        assert about is not None  # the table says so
        return about

    @property
    def visitor(self) -> Visitor | None:
        """Who is to be called."""
        return self.about.visitor
