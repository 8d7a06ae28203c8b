"""Years of the accounts: budgets, what the statement says beside figures, the closing."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk


class AccountingYear(TenantModel):
    """What is said of a year, and its closing: the figures as they were, so that a later change cannot alter them.

    ``secondary_note`` says why the "attività diverse" are secondary and instrumental (D.Lgs. 117/2017 art. 13 c. 6).
    ``figurative`` are the costs and the income of what nobody paid for, in cents by the key of the form (the statement adds them
    beneath, and counts them nowhere). ``figures`` is the closed statement (cents by item), ``digest`` the SHA-256 of its PDF.
    """

    __tablename__ = "accounting_years"
    __table_args__ = (
        tenant_fk("resolution_id", "resolutions"),
        CheckConstraint("(closed_at IS NULL) = (figures IS NULL)", name="closed"),
        UniqueConstraint("tenant_id", "year"),
    )

    year: Mapped[int]
    secondary_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    figurative: Mapped[dict[str, Any]] = mapped_column(default=dict)
    approved_on: Mapped[date | None]
    resolution_id: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    digest: Mapped[bytes | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class BudgetLine(TenantModel):
    """What is expected of a line of the statement in a year, in cents."""

    __tablename__ = "budget_lines"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0", name="amount"),
        UniqueConstraint("tenant_id", "year", "item"),
    )

    year: Mapped[int]
    item: Mapped[str] = mapped_column(Text)
    amount_cents: Mapped[int]
