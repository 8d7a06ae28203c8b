"""What a volunteer chose about mail and calendar of their shifts, and which reminders left."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class ShiftReminder(TenantModel):
    """A reminder that left: one for each place and day, so that it is sent once, and again only if the shift moves to another day."""

    __tablename__ = "shift_reminders"
    __table_args__ = (
        tenant_fk("signup_id", "shift_signups", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "signup_id", "on_day"),
    )

    signup_id: Mapped[UUID]
    on_day: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(default=now)


class ShiftPreference(TenantModel):
    """What a volunteer chose. No row: reminders arrive, and there is no calendar to subscribe to.

    Two people made one have two rows: the newest says what is wished, and both addresses lead to the one calendar.
    """

    __tablename__ = "shift_preferences"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "token_digest"),
        Index("ix_shift_preferences_person_id", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    wants_reminders: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    wants_offers: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Whether they are written to when somebody of the same activity looks for a substitute."""
    calendar_says_activity: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether the events of the calendar name the activity; otherwise they say "Turno di volontariato"."""
    token_digest: Mapped[bytes | None]
    token = Sealed()
    token_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    person: Mapped[Person] = tenant_link("Person", "ShiftPreference.person_id", viewonly=True)
