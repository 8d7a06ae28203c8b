"""Imports of registers: a file, its columns, what became of every row; and the columns remembered for next time."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class RegisterState(StrEnum):
    """Where a file is: sent, its columns said, read row by row, decided upon, being entered, over."""

    TO_MAP = "to_map"
    READING = "reading"
    UNREADABLE = "unreadable"
    TO_DECIDE = "to_decide"
    APPLYING = "applying"
    APPLIED = "applied"
    DISCARDED = "discarded"


class RowOutcome(StrEnum):
    """What a row is, before anything is done: somebody new, somebody of the people, a member, perhaps somebody, wrong."""

    NEW = "new"
    KNOWN = "known"
    MEMBER = "member"
    DUPLICATE = "duplicate"
    ERROR = "error"


class Decision(StrEnum):
    """What is to be done with a row: a new person, the person found, nothing."""

    IMPORT = "import"
    MERGE = "merge"
    SKIP = "skip"


class RowResult(StrEnum):
    """How a row ended; each ends in exactly one way."""

    ENTERED = "entered"
    JOINED = "joined"
    MERGED = "merged"
    SKIPPED = "skipped"
    REFUSED = "refused"


class MemberImport(TenantModel):
    """A register as a spreadsheet. ``content_sealed`` (compressed) is kept until it has been read, then the rows hold it.

    ``mapping`` says which field each column is, by its position; ``signature`` is the fingerprint of the heading.
    ``read_to`` is the last row that was read: whoever takes up the work again goes on from there.
    """

    __tablename__ = "member_imports"
    __table_args__ = (
        CheckConstraint(
            "state IN ('to_map', 'reading', 'unreadable', 'to_decide', 'applying', 'applied', 'discarded')",
            name="state",
        ),
        Index("ix_member_imports_created_at", "tenant_id", "created_at"),
    )

    file_name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=RegisterState.TO_MAP)
    content_sealed: Mapped[bytes | None]
    heading: Mapped[list[str]] = mapped_column(default=list)
    heading_row: Mapped[int] = mapped_column(default=0)
    signature: Mapped[str] = mapped_column(Text, default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    notes: Mapped[list[str]] = mapped_column(default=list)
    error: Mapped[str] = mapped_column(Text, default="")
    read_to: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    requested_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    sample = Sealed()
    sample_sealed: Mapped[bytes | None]

    @property
    def was_read(self) -> bool:
        """Whether its rows say what they are, or were, for."""
        return self.read_at is not None


class MemberImportRow(TenantModel):
    """One row: what it is, what is to be done with it, how it ended.

    What it says is sealed. ``tax_key`` and ``name_key`` are keyed digests, to find the same tax code, or the same name and
    birth date, twice in one file. ``person_id`` is who it may be, ``matched_row`` the earlier row that says the same.
    ``reasons`` are words of the program (``tax_code``, ``future_date``), never of the file.
    """

    __tablename__ = "member_import_rows"
    __table_args__ = (
        tenant_fk("import_id", "member_imports", ondelete="CASCADE"),
        tenant_fk("person_id", "people", ondelete="SET NULL (person_id)"),
        tenant_fk("membership_id", "memberships", ondelete="SET NULL (membership_id)"),
        UniqueConstraint("tenant_id", "import_id", "row_number"),
        CheckConstraint("outcome IN ('new', 'known', 'member', 'duplicate', 'error')", name="outcome"),
        CheckConstraint("decision IN ('import', 'merge', 'skip')", name="decision"),
        CheckConstraint("result IN ('entered', 'joined', 'merged', 'skipped', 'refused')", name="result"),
        Index("ix_member_import_rows_tax_key", "tenant_id", "import_id", "tax_key"),
        Index("ix_member_import_rows_name_key", "tenant_id", "import_id", "name_key"),
        Index("ix_member_import_rows_person_id", "tenant_id", "person_id"),
        Index("ix_member_import_rows_membership_id", "tenant_id", "membership_id"),
    )

    import_id: Mapped[UUID]
    row_number: Mapped[int]
    outcome: Mapped[str] = mapped_column(Text)
    reasons: Mapped[list[str]] = mapped_column(JSONB, default=list)
    tax_key: Mapped[bytes | None]
    name_key: Mapped[bytes | None]
    person_id: Mapped[UUID | None]
    matched_row: Mapped[int | None]
    decision: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    membership_id: Mapped[UUID | None]

    draft = Sealed()
    draft_sealed: Mapped[bytes | None]

    person: Mapped[Person | None] = tenant_link("Person", "MemberImportRow.person_id", viewonly=True)


class MemberImportMapping(TenantModel):
    """Which field each column was said to be, for files with the same heading."""

    __tablename__ = "member_import_mappings"
    __table_args__ = (UniqueConstraint("tenant_id", "signature"),)

    signature: Mapped[str] = mapped_column(Text)
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    used_at: Mapped[datetime] = mapped_column(default=now)
