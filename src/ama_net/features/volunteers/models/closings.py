"""Beside the register: its yearly closings, the signed or time-stamped files put beside them, the loose sheets printed."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.foundation.clock import now
from ama_net.kernel.documents import Document
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class SignedKind(StrEnum):
    """What was put beside a closing, told by what the file is."""

    P7M = "p7m"
    PDF = "pdf"
    TSR = "tsr"
    TSD = "tsd"


class Match(StrEnum):
    """What can be told of a signed or stamped file from here: the closing is inside, its imprint is, or nothing."""

    INSIDE = "inside"
    IMPRINT = "imprint"
    UNKNOWN = "unknown"


class RegisterClosing(TenantModel):
    """A closing of the register: entries ``first_entry``–``last_entry`` and the lines in force on the evening of ``day``.

    ``head_mac`` is the head of the chain (hex) after ``last_entry``; ``sha256`` is of the closing's file, and stands in the
    chain too (``entry``). Written once: another closing may follow, none is replaced. ``form_key`` is of the form it was asked
    with: sent twice, it is one closing.
    """

    __tablename__ = "register_closings"
    __table_args__ = (
        tenant_fk("document_id", "documents"),
        CheckConstraint("first_entry >= 1 AND last_entry >= first_entry - 1", name="entries"),
        CheckConstraint("entry > last_entry", name="entry"),
        UniqueConstraint("tenant_id", "form_key"),
        Index("ix_register_closings_day", "tenant_id", "day"),
        Index("ix_register_closings_document_id", "tenant_id", "document_id"),
    )

    day: Mapped[date]
    first_entry: Mapped[int]
    last_entry: Mapped[int]
    lines: Mapped[int]
    head_mac: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    entry: Mapped[int]
    """The number of the entry that says in the chain that this closing was made."""
    document_id: Mapped[UUID]
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[UUID | None]
    form_key: Mapped[UUID | None]

    document: Mapped[Document] = tenant_link("Document", "RegisterClosing.document_id", viewonly=True)
    files: Mapped[list["ClosingFile"]] = relationship(
        primaryjoin="RegisterClosing.id == foreign(ClosingFile.closing_id)",
        order_by="ClosingFile.uploaded_at",
        viewonly=True,
    )

    @property
    def entries(self) -> int:
        """How many entries it holds."""
        return self.last_entry - self.first_entry + 1


class ClosingFile(TenantModel):
    """A signed or time-stamped file beside a closing: its kind, its own SHA-256, what could be told of it."""

    __tablename__ = "closing_files"
    __table_args__ = (
        tenant_fk("closing_id", "register_closings"),
        tenant_fk("document_id", "documents"),
        CheckConstraint("kind IN ('p7m', 'pdf', 'tsr', 'tsd')", name="kind"),
        CheckConstraint("match IN ('inside', 'imprint', 'unknown')", name="match"),
        Index("ix_closing_files_closing_id", "tenant_id", "closing_id"),
        Index("ix_closing_files_document_id", "tenant_id", "document_id"),
    )

    closing_id: Mapped[UUID]
    document_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    match: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    uploaded_at: Mapped[datetime] = mapped_column(default=now)
    uploaded_by: Mapped[UUID | None]

    document: Mapped[Document] = tenant_link("Document", "ClosingFile.document_id", viewonly=True)


class SheetPrinting(TenantModel):
    """A printing on pre-stamped loose sheets: which entries, on which pages. The next one goes on from there.

    ``form_key`` is of the form it was asked with: sent twice, it is one printing.
    """

    __tablename__ = "sheet_printings"
    __table_args__ = (
        tenant_fk("document_id", "documents"),
        CheckConstraint("first_entry >= 1 AND last_entry >= first_entry", name="entries"),
        CheckConstraint("first_page >= 1 AND last_page >= first_page", name="pages"),
        UniqueConstraint("tenant_id", "form_key"),
        Index("ix_sheet_printings_document_id", "tenant_id", "document_id"),
    )

    first_entry: Mapped[int]
    last_entry: Mapped[int]
    first_page: Mapped[int]
    last_page: Mapped[int]
    document_id: Mapped[UUID]
    printed_at: Mapped[datetime] = mapped_column(default=now)
    printed_by: Mapped[UUID | None]
    form_key: Mapped[UUID | None]

    document: Mapped[Document] = tenant_link("Document", "SheetPrinting.document_id", viewonly=True)
