"""Suppliers' invoices, statements of fundraisings and of the 5×1000."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.payments import Fund
from ama_net.kernel.people import Organisation
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class SupplierInvoice(TenantModel):
    """What a supplier asked to be paid. Cents, VAT included; ``paid_cents`` is kept by the movements about it.

    Its papers are the documents about it.
    """

    __tablename__ = "supplier_invoices"
    __table_args__ = (
        tenant_fk("organisation_id", "organisations"),
        tenant_fk("fund_id", "funds"),
        CheckConstraint("amount_cents > 0 AND paid_cents >= 0", name="amounts"),
        UniqueConstraint("tenant_id", "organisation_id", "number", "issued_on"),
        Index("ix_supplier_invoices_due_on", "tenant_id", "due_on"),
        Index("ix_supplier_invoices_fund_id", "tenant_id", "fund_id"),
    )

    organisation_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date]
    due_on: Mapped[date | None]
    amount_cents: Mapped[int]
    paid_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    item: Mapped[str] = mapped_column(Text)
    memo: Mapped[str] = mapped_column(Text, default="", server_default="")
    fund_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    cancelled_at: Mapped[datetime | None]

    supplier: Mapped[Organisation] = tenant_link("Organisation", "SupplierInvoice.organisation_id", viewonly=True)
    fund: Mapped[Fund | None] = tenant_link("Fund", "SupplierInvoice.fund_id", viewonly=True)

    @property
    def left_cents(self) -> int:
        """What is still to pay."""
        return max(0, self.amount_cents - self.paid_cents)


class FundraisingStatement(TenantModel):
    """The statement of one occasional fundraising (DM 9 June 2022): the figures come from its fund, the words are here.

    ``figures`` are the amounts typed beside those of the movements (goods valued, cents by key of the form).
    """

    __tablename__ = "fundraising_statements"
    __table_args__ = (tenant_fk("fund_id", "funds"), UniqueConstraint("tenant_id", "fund_id"))

    fund_id: Mapped[UUID]
    occasion: Mapped[str] = mapped_column(Text, default="", server_default="")
    report: Mapped[str] = mapped_column(Text, default="", server_default="")
    destination: Mapped[str] = mapped_column(Text, default="", server_default="")
    why_costs: Mapped[str] = mapped_column(Text, default="", server_default="")
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    closed_on: Mapped[date | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    fund: Mapped[Fund] = tenant_link("Fund", "FundraisingStatement.fund_id", viewonly=True)


class SpendingKind(StrEnum):
    """The lines of the 5×1000 statement (Modello A)."""

    STAFF = "1"
    RUNNING = "2"
    GOODS = "3"
    INTEREST_GOODS = "4.1"
    INTEREST_BRANCHES = "4.2"
    INTEREST_BODIES = "4.3"
    INTEREST_PEOPLE = "4.4"
    INTEREST_OTHER = "4.5"
    KEPT = "5"


class FivePerThousand(TenantModel):
    """A year's 5×1000: when it came and what it was used for. Its fund follows the money; who chose it is never known."""

    __tablename__ = "five_per_thousand"
    __table_args__ = (
        tenant_fk("fund_id", "funds"),
        CheckConstraint("amount_cents > 0", name="amount"),
        UniqueConstraint("tenant_id", "year"),
        UniqueConstraint("tenant_id", "fund_id"),
    )

    year: Mapped[int]
    """The financial year it is of (the one of the tax returns)."""
    fund_id: Mapped[UUID]
    amount_cents: Mapped[int]
    received_on: Mapped[date]
    report: Mapped[str] = mapped_column(Text, default="", server_default="")
    published_on: Mapped[date | None]
    sent_on: Mapped[date | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    fund: Mapped[Fund] = tenant_link("Fund", "FivePerThousand.fund_id", viewonly=True)


class FivePerThousandLine(TenantModel):
    """An amount of the statement, with the paper that proves it (kept, not sent)."""

    __tablename__ = "five_per_thousand_lines"
    __table_args__ = (
        tenant_fk("statement_id", "five_per_thousand", ondelete="CASCADE"),
        tenant_fk("payment_id", "payments"),
        CheckConstraint("kind IN ('1', '2', '3', '4.1', '4.2', '4.3', '4.4', '4.5', '5')", name="kind"),
        CheckConstraint("amount_cents > 0", name="amount"),
        Index("ix_five_per_thousand_lines_statement_id", "tenant_id", "statement_id"),
        Index("ix_five_per_thousand_lines_payment_id", "tenant_id", "payment_id"),
    )

    statement_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    amount_cents: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    payment_id: Mapped[UUID | None]
