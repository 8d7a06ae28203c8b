"""Campaigns: what gifts are asked for, with a goal or without."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.payments import Fund
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class CampaignState(StrEnum):
    """Whether people see it. A closed one keeps its page and says how it went."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Campaign(TenantModel):
    """What gifts are for, beside the association's work as a whole. Its money and its days are those of its fund.

    ``item`` is where its gifts stand in the cash statement: A.E4 (gifts), C.E1 (usual fundraising), C.E2 (an occasional one).
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        tenant_fk("fund_id", "funds"),
        CheckConstraint("state IN ('draft', 'open', 'closed')", name="state"),
        CheckConstraint("goal_cents IS NULL OR goal_cents > 0", name="goal"),
        UniqueConstraint("tenant_id", "slug"),
        UniqueConstraint("tenant_id", "fund_id"),
        Index("ix_campaigns_state", "tenant_id", "state", "position"),
    )

    fund_id: Mapped[UUID]
    slug: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=CampaignState.DRAFT, server_default="draft")
    title: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    summary: Mapped[str] = mapped_column(Text, default="", server_default="")
    summary_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    body: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Markdown."""
    body_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    goal_cents: Mapped[int | None]
    shows_progress: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    item: Mapped[str] = mapped_column(Text, default="A.E4", server_default="A.E4")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    fund: Mapped[Fund] = tenant_link("Fund", "Campaign.fund_id", viewonly=True)
