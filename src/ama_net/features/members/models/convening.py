"""Requests of members to convene the assembly (codice civile art. 20 c. 2), and who signed them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.members.models.memberships import Membership
from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class ConveningState(StrEnum):
    """The life of a request. Once reached it stays: signatures are no longer taken back."""

    OPEN = "open"
    REACHED = "reached"
    CONVENED = "convened"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ConveningRequest(TenantModel):
    """What a member asks the assembly to be convened for. ``threshold`` and ``members`` are those of the day it was reached.

    Who began it signs like the others. When it expires or is withdrawn its words and signatures are taken away.
    """

    __tablename__ = "convening_requests"
    __table_args__ = (
        tenant_fk("membership_id", "memberships"),
        tenant_fk("meeting_id", "organ_meetings", ondelete="SET NULL (meeting_id)"),
        Index("ix_convening_requests_state", "tenant_id", "state", "created_at"),
        CheckConstraint("state IN ('open', 'reached', 'convened', 'withdrawn', 'expired')", name="state"),
    )

    membership_id: Mapped[UUID | None]
    agenda: Mapped[str] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=ConveningState.OPEN)
    created_at: Mapped[datetime] = mapped_column(default=now)
    reached_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    threshold: Mapped[int | None]
    members: Mapped[int | None]
    meeting_id: Mapped[UUID | None]

    membership: Mapped[Membership | None] = tenant_link("Membership", "ConveningRequest.membership_id", viewonly=True)


class ConveningSignature(TenantModel):
    """A member's signature, once; taking it back deletes it. ``way``: ``online``, or ``paper`` (entered by the office)."""

    __tablename__ = "convening_signatures"
    __table_args__ = (
        tenant_fk("request_id", "convening_requests", ondelete="CASCADE"),
        tenant_fk("membership_id", "memberships"),
        UniqueConstraint("tenant_id", "request_id", "membership_id"),
        CheckConstraint("way IN ('online', 'paper')", name="way"),
    )

    request_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    way: Mapped[str] = mapped_column(Text, default="online")
    signed_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by: Mapped[UUID | None]

    membership: Mapped[Membership] = tenant_link("Membership", "ConveningSignature.membership_id", viewonly=True)
