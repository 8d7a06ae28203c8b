"""Addresses whose lists of groups are read on the timetable, and how each reading went."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, Table, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.foundation.database import Base
from ama_net.kernel.tenancy import TenantModel, tenant_fk
from ama_net.kernel.tenancy.models import CURRENT_TENANT


class SourceState(StrEnum):
    """Whether an address is read on the timetable."""

    ACTIVE = "active"
    STOPPED = "stopped"


class ReadingOutcome(StrEnum):
    """How a reading went. SAME: the source answered, and said what it said before."""

    CHANGED = "changed"
    SAME = "same"
    FAILED = "failed"


class GroupSource(TenantModel):
    """An address that publishes groups.

    Groups of a ``trusted`` source count as confirmed; the others enter as to be confirmed. ``approved_at`` is when the
    office approved a first reading: before it nothing applies by itself, whatever ``applies_itself`` says.
    """

    __tablename__ = "group_sources"

    name: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    trusted: Mapped[bool] = mapped_column(default=False)
    applies_itself: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(Text, default=SourceState.ACTIVE)
    etag: Mapped[str] = mapped_column(Text, default="")
    last_modified: Mapped[str] = mapped_column(Text, default="")
    content_digest: Mapped[str] = mapped_column(Text, default="")
    last_error: Mapped[str] = mapped_column(Text, default="")
    approved_at: Mapped[datetime | None]
    last_tried_at: Mapped[datetime | None]
    last_good_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    @property
    def is_stopped(self) -> bool:
        """Whether nobody reads it any more until the office starts it again."""
        return self.state == SourceState.STOPPED


class SourceReading(TenantModel):
    """One reading of a source; ``detail`` is an Italian sentence when there is something to say."""

    __tablename__ = "group_source_readings"
    __table_args__ = (
        tenant_fk("source_id", "group_sources", ondelete="CASCADE"),
        tenant_fk("import_id", "group_imports", ondelete="SET NULL (import_id)"),
    )

    source_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(default=now)
    outcome: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text, default="")
    import_id: Mapped[UUID | None]


group_source_links = Table(
    "group_source_links",
    Base.metadata,
    Column("tenant_id", Uuid, server_default=CURRENT_TENANT, primary_key=True),
    Column("source_id", Uuid, primary_key=True),
    Column("group_id", Uuid, primary_key=True),
    Column("missing_since", DateTime(timezone=True)),
    tenant_fk("source_id", "group_sources", ondelete="CASCADE"),
    tenant_fk("group_id", "groups", ondelete="CASCADE"),
    Index("ix_group_source_links_group_id", "tenant_id", "group_id"),
)
"""The groups a source has named, and since when it names one no more."""
