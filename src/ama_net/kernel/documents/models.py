"""The tables: documents, their versions, and what the organs of the association decided.

A version's bytes are sealed in its row: saved, restored and walled with everything else, unreadable in a stolen copy.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class Organ(StrEnum):
    """Who decides in an association; each keeps its own book (D.Lgs. 117/2017 art. 15)."""

    ASSEMBLY = "assembly"
    BOARD = "board"
    CONTROL_BODY = "control_body"
    PRESIDENT = "president"
    OTHER = "other"


class Visibility(StrEnum):
    """Who may read a document; a document about one person is read by that person too."""

    OFFICE = "office"
    BOARD = "board"
    MEMBERS = "members"
    PUBLIC = "public"


class Document(TenantModel):
    """A document: what it is, who may read it, which book it is filed in (``organ``), which row it speaks of.

    ``kind`` is one of ``words.KINDS``; ``book_number`` is its place in the organ's book (from 1, without gaps), given
    when it is filed and never changed; ``person_id`` is the one human it is about, if it is about one.
    """

    __tablename__ = "documents"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        CheckConstraint("visibility IN ('office', 'board', 'members', 'public')", name="visibility"),
        UniqueConstraint("tenant_id", "organ", "book_number"),
        Index("ix_documents_visibility", "tenant_id", "visibility", "dated_on"),
        Index("ix_documents_dated_on", "tenant_id", "dated_on"),
        Index("ix_documents_about", "tenant_id", "about_id"),
        Index("ix_documents_person_id", "tenant_id", "person_id"),
    )

    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    visibility: Mapped[str] = mapped_column(Text, default=Visibility.OFFICE)
    dated_on: Mapped[date]
    organ: Mapped[str | None] = mapped_column(Text)
    book_number: Mapped[int | None]
    filed_at: Mapped[datetime | None]
    person_id: Mapped[UUID | None]
    about_kind: Mapped[str] = mapped_column(Text, default="")
    about_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]

    versions: Mapped[list["DocumentVersion"]] = relationship(
        primaryjoin="Document.id == foreign(DocumentVersion.document_id)",
        order_by="DocumentVersion.number.desc()",
        viewonly=True,
    )
    person: Mapped[Person | None] = tenant_link("Person", "Document.person_id", viewonly=True)


class DocumentVersion(TenantModel):
    """One version of a document's file, numbered from 1. It is never changed: a new one is added.

    ``body_sealed`` opens with ``kernel.documents.body_of``; ``sha256`` is of the plain bytes, in hex; ``size`` in bytes.
    """

    __tablename__ = "document_versions"
    __table_args__ = (
        tenant_fk("document_id", "documents", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "document_id", "number"),
    )

    document_id: Mapped[UUID]
    number: Mapped[int]
    file_name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(Text)
    body_sealed: Mapped[bytes] = mapped_column(deferred=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]


class Resolution(TenantModel):
    """What an organ decided: numbered by organ and year, never renumbered. ``meeting_id`` is the meeting, when it was here.

    ``text`` may name people (an admission): it is read by who reads the book of that organ.
    """

    __tablename__ = "resolutions"
    __table_args__ = (
        tenant_fk("document_id", "documents"),
        UniqueConstraint("tenant_id", "organ", "year", "number"),
        Index("ix_resolutions_adopted_on", "tenant_id", "organ", "adopted_on"),
        Index("ix_resolutions_meeting_id", "tenant_id", "meeting_id"),
        CheckConstraint("organ IN ('assembly', 'board', 'control_body', 'president', 'other')", name="organ"),
    )

    organ: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    year: Mapped[int]
    adopted_on: Mapped[date]
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    meeting_id: Mapped[UUID | None]
    document_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    document: Mapped[Document | None] = tenant_link("Document", "Resolution.document_id", viewonly=True)

    @property
    def number_words(self) -> str:
        """As it is quoted: ``12/2026``."""
        return f"{self.number}/{self.year}"


class OfficeKind(StrEnum):
    """What somebody is elected or appointed to."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    DIRECTOR = "director"
    CONTROLLER = "controller"
    AUDITOR = "auditor"
    ARBITER = "arbiter"


class OfficeTerm(TenantModel):
    """Somebody's office: which, in which organ, from when, until when it lasts (``expires_on``) and when it ended.

    A president is one row with organ ``board``; a simple member of the board is a ``director``.
    """

    __tablename__ = "office_terms"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        tenant_fk("resolution_id", "resolutions"),
        Index("ix_office_terms_person_id", "tenant_id", "person_id"),
        Index("ix_office_terms_organ", "tenant_id", "organ", "ended_on"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_after"),
    )

    person_id: Mapped[UUID]
    organ: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    started_on: Mapped[date]
    expires_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    resolution_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    person: Mapped[Person] = tenant_link("Person", "OfficeTerm.person_id", viewonly=True)
    resolution: Mapped[Resolution | None] = tenant_link("Resolution", "OfficeTerm.resolution_id", viewonly=True)
