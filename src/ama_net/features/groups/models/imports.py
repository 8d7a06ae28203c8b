"""Imports of files: what became of every row, and of every cell that was not plain."""

from datetime import datetime
from enum import StrEnum
from typing import Any, TypedDict
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


PENDING = "pending"
"""A row that was read and not yet compared; nobody but the job that reads ever sees one."""


class ImportState(StrEnum):
    """Where a file is: sent, found unreadable, read and compared, then applied or thrown away."""

    WAITING = "waiting"
    UNREADABLE = "unreadable"
    TO_APPROVE = "to_approve"
    APPLIED = "applied"
    DISCARDED = "discarded"


class Difference(TypedDict):
    """A field a file would change: its name here, what the directory says, what the file says (Italian, for people)."""

    field: str
    old: str
    new: str


class Remark(TypedDict):
    """A cell that was not plain: its column, what stood there, what was done with it (Italian)."""

    column: str
    value: str
    done: str


class GroupImport(TenantModel):
    """A file of groups: read and compared first, applied when the office says so.

    ``content`` (compressed) is kept until it has been read; from then on the rows hold what it said. ``groups`` is how
    many groups the rows are about (several rows may be one group), ``changed_meanwhile`` how many rows have another
    outcome than the one shown, because the directory changed before the file was applied.
    """

    __tablename__ = "group_imports"

    __table_args__ = (tenant_fk("source_id", "group_sources", ondelete="SET NULL (source_id)"),)

    file_name: Mapped[str] = mapped_column(Text)
    source_id: Mapped[UUID | None]
    trusted: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(Text, default=ImportState.WAITING)
    format: Mapped[str] = mapped_column(Text, default="")
    error: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[bytes | None]
    notes: Mapped[list[str]] = mapped_column(default=list)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    groups: Mapped[int] = mapped_column(default=0)
    changed_meanwhile: Mapped[int] = mapped_column(default=0)
    requested_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    @property
    def is_done(self) -> bool:
        """Whether the file has been applied."""
        return self.state == ImportState.APPLIED

    @property
    def is_to_approve(self) -> bool:
        """Whether it was read and waits for a yes."""
        return self.state == ImportState.TO_APPROVE

    @property
    def was_read(self) -> bool:
        """Whether its rows say what they are, or were, for."""
        return self.read_at is not None or self.is_done

    @property
    def total(self) -> int:
        """Rows read."""
        return self.created + self.updated + self.unchanged + self.refused


class GroupImportRow(TenantModel):
    """What became, or would become, of one row of a file.

    ``row_number`` is the line as a spreadsheet shows it (the heading is 1), in a feed the number of the object. ``lead``
    is the first row of the same group, ``draft`` what the row says (emptied once it is decided), ``diff`` what it
    changes, ``meanwhile`` whether its outcome is another than the one shown before.
    """

    __tablename__ = "group_import_rows"
    __table_args__ = (
        tenant_fk("import_id", "group_imports", ondelete="CASCADE"),
        tenant_fk("group_id", "groups", ondelete="SET NULL (group_id)"),
    )

    import_id: Mapped[UUID]
    row_number: Mapped[int]
    name: Mapped[str] = mapped_column(Text, default="")
    key: Mapped[str] = mapped_column(Text, default="")
    lead: Mapped[int | None]
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    diff: Mapped[list[Difference]] = mapped_column(JSONB, default=list)
    meanwhile: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[list[Remark]] = mapped_column(JSONB, default=list)
    group_id: Mapped[UUID | None]
