"""Notes of the secretariat about a member, sealed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk
from ama_net.kernel.tenancy.sealed import Sealed


class MemberNote(TenantModel):
    """A note: who wrote it and when stand beside it. Read by who may edit members, by nobody else in the office."""

    __tablename__ = "member_notes"
    __table_args__ = (
        tenant_fk("membership_id", "memberships", ondelete="CASCADE"),
        Index("ix_member_notes_membership_id", "tenant_id", "membership_id", "written_at"),
    )

    membership_id: Mapped[UUID]
    body = Sealed()
    body_sealed: Mapped[bytes]
    written_at: Mapped[datetime] = mapped_column(default=now)
    written_by: Mapped[UUID | None]
