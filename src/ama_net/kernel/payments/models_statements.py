"""The tables of bank statements: how a bank's file is read, the files that were read, their lines."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.foundation.clock import now
from ama_net.kernel.payments.models import BankAccount, Payment
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class StatementKind(StrEnum):
    """What a file of movements is written in."""

    CSV = "csv"
    CAMT = "camt"
    MT940 = "mt940"
    CBI = "cbi"


class LineState(StrEnum):
    """What became of a line. Only ``RECORDED`` has movements; ``IGNORED`` is of no interest, with its reason."""

    TO_DO = "to_do"
    RECORDED = "recorded"
    IGNORED = "ignored"


class StatementColumns(TenantModel):
    """How the columns of an account's file were understood, for the next one (``mapping``: our name → the file's heading)."""

    __tablename__ = "statement_columns"
    __table_args__ = (tenant_fk("account_id", "bank_accounts"), UniqueConstraint("tenant_id", "account_id"))

    account_id: Mapped[UUID]
    mapping: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime] = mapped_column(default=now)


class StatementFile(TenantModel):
    """A file whose columns nobody has said yet, sealed; it goes when it is read, or after a day."""

    __tablename__ = "statement_files"
    __table_args__ = (
        tenant_fk("account_id", "bank_accounts"),
        Index("ix_statement_files_created_at", "tenant_id", "created_at"),
    )

    account_id: Mapped[UUID]
    file_name: Mapped[str] = mapped_column(Text)
    content_sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    account: Mapped[BankAccount] = tenant_link("BankAccount", "StatementFile.account_id", viewonly=True)


class StatementImport(TenantModel):
    """A file of movements read into an account. ``faults`` are the lines that could not be read: ``[[number, why], …]``.

    ``undone_at``: its movements were cancelled and its lines taken out of the lists.
    """

    __tablename__ = "statement_imports"
    __table_args__ = (
        tenant_fk("account_id", "bank_accounts"),
        CheckConstraint("kind IN ('csv', 'camt', 'mt940', 'cbi')", name="kind"),
        Index("ix_statement_imports_created_at", "tenant_id", "created_at"),
        Index("ix_statement_imports_digest", "tenant_id", "account_id", "digest"),
    )

    account_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes]
    """SHA-256 of the file: the same file twice is seen at once."""
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    opening_cents: Mapped[int | None]
    closing_cents: Mapped[int | None]
    lines_read: Mapped[int] = mapped_column(default=0, server_default="0")
    lines_known: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many were in the account already, from an earlier file."""
    faults: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]

    account: Mapped[BankAccount] = tenant_link("BankAccount", "StatementImport.account_id", viewonly=True)


class StatementLine(TenantModel):
    """A line of a statement: what the bank says moved. ``amount_cents`` is negative when it went out.

    ``words`` (the bank's text: who and why) and ``counterparty`` (name of who paid or was paid) are sealed: they name people
    who asked nothing of the system. ``digest`` (keyed) of account, day, amount, text and how many equal ones came before
    it in the file is what tells a line read before.
    """

    __tablename__ = "statement_lines"
    __table_args__ = (
        tenant_fk("import_id", "statement_imports"),
        tenant_fk("account_id", "bank_accounts"),
        CheckConstraint("amount_cents <> 0", name="amount"),
        CheckConstraint("state IN ('to_do', 'recorded', 'ignored')", name="state"),
        UniqueConstraint("tenant_id", "account_id", "digest"),
        Index("ix_statement_lines_import_id", "tenant_id", "import_id", "position"),
        Index("ix_statement_lines_state", "tenant_id", "state", "booked_on"),
    )

    import_id: Mapped[UUID]
    account_id: Mapped[UUID]
    position: Mapped[int]
    booked_on: Mapped[date]
    value_on: Mapped[date | None]
    amount_cents: Mapped[int]
    words = Sealed()
    words_sealed: Mapped[bytes | None]
    counterparty = Sealed()
    counterparty_sealed: Mapped[bytes | None]
    bank_reference: Mapped[str] = mapped_column(Text, default="", server_default="")
    """CRO, TRN or the bank's own number."""
    digest: Mapped[bytes]
    state: Mapped[str] = mapped_column(Text, default=LineState.TO_DO, server_default="to_do")
    ignored_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    is_linked: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Its movement was written before and only belongs to it: undone, the movement stays."""
    is_doubtful: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Another file has a line of this day and amount that this one has in other words, or not at all: it may be the same."""
    is_gathered: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """The bank gathered several payments in it and does not tell them apart."""
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]

    account: Mapped[BankAccount] = tenant_link("BankAccount", "StatementLine.account_id", viewonly=True)
    payments: Mapped[list[Payment]] = relationship(
        primaryjoin="StatementLine.id == foreign(Payment.line_id)", order_by="Payment.created_at", viewonly=True
    )
