"""Which reminders of appointments were seen to: a row each, written in the same transaction as its mail."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk


class ReminderKind(StrEnum):
    """The one of some days before, and the one of some hours before."""

    FIRST = "first"
    SECOND = "second"


class ReminderWay(StrEnum):
    """How it was seen to. NONE: there was nothing to say (just booked, or nowhere to write to)."""

    MAIL = "mail"
    CALL = "call"
    NONE = "none"


class AppointmentReminder(TenantModel):
    """A reminder that was seen to: one for each appointment, kind and time, so that a moved appointment has its own."""

    __tablename__ = "helpdesk_reminders"
    __table_args__ = (
        tenant_fk("appointment_id", "helpdesk_appointments", ondelete="CASCADE"),
        CheckConstraint("kind IN ('first', 'second')", name="kind"),
        CheckConstraint("way IN ('mail', 'call', 'none')", name="way"),
        UniqueConstraint("tenant_id", "appointment_id", "kind", "starts_at"),
    )

    appointment_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime]
    """The time it was about."""
    way: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
