"""Fees: what each category pays in a year, who pays less, which fee was forgiven, which reminder was sent."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.members.models.memberships import FeeKind, MemberCategory, MembershipFee
from ama_net.foundation.clock import now
from ama_net.kernel.documents import Resolution
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class FeeRate(TenantModel):
    """What a category pays in a year, in cents: 0 is free, no reduced amount means that nobody pays less.

    ``resolution_id`` is the decision that set it; ``resolution_ref`` quotes one that is not in the system.
    """

    __tablename__ = "fee_rates"
    __table_args__ = (
        tenant_fk("category_id", "member_categories"),
        tenant_fk("resolution_id", "resolutions"),
        UniqueConstraint("tenant_id", "year", "category_id"),
        CheckConstraint("full_cents >= 0", name="full"),
        CheckConstraint("reduced_cents IS NULL OR reduced_cents BETWEEN 0 AND full_cents", name="reduced"),
    )

    category_id: Mapped[UUID]
    year: Mapped[int]
    full_cents: Mapped[int]
    reduced_cents: Mapped[int | None]
    due_on: Mapped[date]
    resolution_id: Mapped[UUID | None]
    resolution_ref: Mapped[str] = mapped_column(Text, default="", server_default="")
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    category: Mapped[MemberCategory] = tenant_link("MemberCategory", "FeeRate.category_id", viewonly=True)
    resolution: Mapped[Resolution | None] = tenant_link("Resolution", "FeeRate.resolution_id", viewonly=True)


class FeeTerm(TenantModel):
    """A member who pays less, or nothing, from a year on, and until when if it is known. No reason is kept."""

    __tablename__ = "fee_terms"
    __table_args__ = (
        tenant_fk("membership_id", "memberships", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "membership_id"),
        CheckConstraint("kind IN ('reduced', 'free')", name="kind"),
        CheckConstraint("until_year IS NULL OR until_year >= from_year", name="until"),
    )

    membership_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text, default=FeeKind.REDUCED)
    from_year: Mapped[int]
    until_year: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    def holds_in(self, year: int) -> bool:
        """Whether it counts for a year."""
        return self.from_year <= year and (self.until_year is None or year <= self.until_year)


class FeeWaiver(TenantModel):
    """Why a fee need not be paid (sealed: it may be hardship), and who decided it: a resolution, or its quotation."""

    __tablename__ = "fee_waivers"
    __table_args__ = (
        tenant_fk("fee_id", "membership_fees", ondelete="CASCADE"),
        tenant_fk("resolution_id", "resolutions"),
        UniqueConstraint("tenant_id", "fee_id"),
    )

    fee_id: Mapped[UUID]
    resolution_id: Mapped[UUID | None]
    resolution_ref: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    why = Sealed()
    why_sealed: Mapped[bytes | None]

    resolution: Mapped[Resolution | None] = tenant_link("Resolution", "FeeWaiver.resolution_id", viewonly=True)


class FeeReminder(TenantModel):
    """That a fee was asked for again: once for each step (days from when it is due, negative before), for ever."""

    __tablename__ = "fee_reminders"
    __table_args__ = (
        tenant_fk("fee_id", "membership_fees", ondelete="CASCADE"),
        tenant_fk("letter_id", "letters", ondelete="SET NULL (letter_id)"),
        UniqueConstraint("tenant_id", "fee_id", "step"),
        Index("ix_fee_reminders_sent_at", "tenant_id", "sent_at"),
    )

    fee_id: Mapped[UUID]
    step: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(default=now)
    letter_id: Mapped[UUID | None]

    fee: Mapped[MembershipFee] = tenant_link("MembershipFee", "FeeReminder.fee_id", viewonly=True)
