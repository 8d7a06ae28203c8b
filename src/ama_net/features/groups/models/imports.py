"""Imports of files: what became of every row, and of every cell that was not plain."""

from datetime import datetime
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk


class Outcome(StrEnum):
    """How a row ends."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Remark(TypedDict):
    """A cell that was not plain: its column, what stood there, what was done with it (Italian)."""

    column: str
    value: str
    done: str


class GroupImport(TenantModel):
    """A file of groups. ``content`` is kept until it has been applied; until then nothing of it is in the directory."""

    __tablename__ = "group_imports"

    file_name: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes | None]
    notes: Mapped[list[str]] = mapped_column(default=list)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    requested_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]

    @property
    def is_done(self) -> bool:
        """Whether the file has been applied."""
        return self.finished_at is not None

    @property
    def total(self) -> int:
        """Rows read."""
        return self.created + self.updated + self.unchanged + self.refused


class GroupImportRow(TenantModel):
    """What became of one row of a file; ``row_number`` is the line as a spreadsheet shows it (the heading is 1)."""

    __tablename__ = "group_import_rows"
    __table_args__ = (
        tenant_fk("import_id", "group_imports", ondelete="CASCADE"),
        tenant_fk("group_id", "groups", ondelete="SET NULL (group_id)"),
    )

    import_id: Mapped[UUID]
    row_number: Mapped[int]
    name: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[list[Remark]] = mapped_column(JSONB, default=list)
    group_id: Mapped[UUID | None]
