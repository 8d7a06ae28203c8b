"""What who listens notes for themselves: sealed, of a visitor, erased with them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class MeetingNote(TenantModel):
    """A note, by who wrote it, of a meeting or of a pathway if it is of one. Only who follows the visitor reads it."""

    __tablename__ = "helpdesk_notes"
    __table_args__ = (
        tenant_fk("visitor_id", "helpdesk_visitors", ondelete="CASCADE"),
        tenant_fk("appointment_id", "helpdesk_appointments", ondelete="CASCADE"),
        tenant_fk("pathway_id", "helpdesk_pathways", ondelete="CASCADE"),
        tenant_fk("person_id", "people"),
        CheckConstraint("appointment_id IS NULL OR pathway_id IS NULL", name="about"),
        Index("ix_helpdesk_notes_visitor_id", "tenant_id", "visitor_id", "created_at"),
        Index("ix_helpdesk_notes_appointment_id", "tenant_id", "appointment_id"),
        Index("ix_helpdesk_notes_pathway_id", "tenant_id", "pathway_id"),
        Index("ix_helpdesk_notes_person_id", "tenant_id", "person_id"),
    )

    visitor_id: Mapped[UUID]
    appointment_id: Mapped[UUID | None]
    pathway_id: Mapped[UUID | None]
    person_id: Mapped[UUID]
    """Who wrote it."""
    body = Sealed()
    body_sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    person: Mapped[Person] = tenant_link("Person", "MeetingNote.person_id", viewonly=True)
