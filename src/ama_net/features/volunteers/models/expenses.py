"""Expenses of volunteers: what may be given back and up to where, what each volunteer claims, the lists of payments.

Only what was really spent and documented, within limits decided beforehand; nothing flat (D.Lgs. 117/2017 art. 17 c. 3).
Without a receipt, on one's own declaration, at most 10 € a day and 150 € a month, for the types and activities that a
resolution lists (c. 4). Amounts are whole cents; the two limits are held by the database too (migration 0042).
"""

import json
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.volunteers.models.volunteers import Activity
from ama_net.foundation.clock import now
from ama_net.kernel.documents import Document, Resolution
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link

DAY_LIMIT_CENTS, MONTH_LIMIT_CENTS = 1000, 15_000
"""D.Lgs. 117/2017 art. 17 c. 4: what may be declared without a receipt, for each day and each calendar month."""


class ExpenseWay(StrEnum):
    """How an expense is proved."""

    DOCUMENTED = "documented"
    SELF_CERTIFIED = "self_certified"
    KILOMETRES = "kilometres"


class ClaimState(StrEnum):
    """Where a claim is. ``REFUSED``: nothing of it was accepted."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    PAID = "paid"


class ExpenseType(TenantModel):
    """A kind of expense: bus, car park, kilometres of one's own car."""

    __tablename__ = "expense_types"
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    key: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    is_open: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    by_kilometre: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether it is counted in kilometres at the rule's rate."""


class ExpenseRule(TenantModel):
    """What a resolution lets be given back, from a day until the next rule. It is never changed: another follows it.

    ``km_rate`` is in ten-thousandths of euro for a kilometre (4200 is 0,42 €); ``claim_days`` is within how many days of
    the expense it must be claimed.
    """

    __tablename__ = "expense_rules"
    __table_args__ = (
        tenant_fk("resolution_id", "resolutions"),
        CheckConstraint("km_rate BETWEEN 1 AND 20000", name="km_rate"),
        CheckConstraint("claim_days BETWEEN 1 AND 730", name="claim_days"),
        CheckConstraint("until_day IS NULL OR until_day >= from_day", name="days"),
        UniqueConstraint("tenant_id", "from_day"),
        Index("ix_expense_rules_resolution_id", "tenant_id", "resolution_id"),
    )

    resolution_id: Mapped[UUID]
    from_day: Mapped[date]
    until_day: Mapped[date | None]
    """The first day it no longer holds, when it ended before another followed it."""
    km_rate: Mapped[int | None]
    claim_days: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    resolution: Mapped[Resolution] = tenant_link("Resolution", "ExpenseRule.resolution_id", viewonly=True)
    types: Mapped[list["ExpenseRuleType"]] = relationship(
        primaryjoin="ExpenseRule.id == foreign(ExpenseRuleType.rule_id)", viewonly=True
    )
    activities: Mapped[list["ExpenseRuleActivity"]] = relationship(
        primaryjoin="ExpenseRule.id == foreign(ExpenseRuleActivity.rule_id)", viewonly=True
    )


class ExpenseRuleType(TenantModel):
    """A type that a rule admits: up to how much each time, and whether one's own declaration is enough."""

    __tablename__ = "expense_rule_types"
    __table_args__ = (
        tenant_fk("rule_id", "expense_rules", ondelete="CASCADE"),
        tenant_fk("type_id", "expense_types"),
        CheckConstraint("limit_cents > 0", name="limit"),
        UniqueConstraint("tenant_id", "rule_id", "type_id"),
        Index("ix_expense_rule_types_type_id", "tenant_id", "type_id"),
    )

    rule_id: Mapped[UUID]
    type_id: Mapped[UUID]
    limit_cents: Mapped[int | None]
    self_certified: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    type: Mapped[ExpenseType] = tenant_link("ExpenseType", "ExpenseRuleType.type_id", viewonly=True)


class ExpenseRuleActivity(TenantModel):
    """An activity for which a rule admits one's own declaration (art. 17 c. 4 wants them listed)."""

    __tablename__ = "expense_rule_activities"
    __table_args__ = (
        tenant_fk("rule_id", "expense_rules", ondelete="CASCADE"),
        tenant_fk("activity_id", "activities"),
        UniqueConstraint("tenant_id", "rule_id", "activity_id"),
        Index("ix_expense_rule_activities_activity_id", "tenant_id", "activity_id"),
    )

    rule_id: Mapped[UUID]
    activity_id: Mapped[UUID]

    activity: Mapped[Activity] = tenant_link("Activity", "ExpenseRuleActivity.activity_id", viewonly=True)


class PaymentList(TenantModel):
    """Claims paid together: a numbered list for the treasurer, with what the bank needs. ``paid_on`` when it was done."""

    __tablename__ = "expense_payment_lists"
    __table_args__ = (
        UniqueConstraint("tenant_id", "year", "number"),
        CheckConstraint("number > 0", name="number"),
    )

    year: Mapped[int]
    number: Mapped[int]
    made_on: Mapped[date]
    paid_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    @property
    def number_words(self) -> str:
        """As it is quoted: ``2/2026``."""
        return f"{self.number}/{self.year}"


class ExpenseClaim(TenantModel):
    """A volunteer's note of expenses. It has its number from when it is sent; ``payee`` is sealed JSON (``iban``, ``holder``).

    ``declared_digest`` is of the words that were accepted when it was sent (DPR 445/2000 art. 46 and 76).
    """

    __tablename__ = "expense_claims"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        tenant_fk("payment_list_id", "expense_payment_lists", ondelete="SET NULL (payment_list_id)"),
        CheckConstraint("state IN ('draft', 'submitted', 'approved', 'refused', 'paid')", name="state"),
        CheckConstraint("state = 'draft' OR number IS NOT NULL", name="numbered"),
        UniqueConstraint("tenant_id", "year", "number"),
        Index("ix_expense_claims_person_id", "tenant_id", "person_id"),
        Index("ix_expense_claims_state", "tenant_id", "state", "submitted_at"),
        Index("ix_expense_claims_payment_list_id", "tenant_id", "payment_list_id"),
    )

    person_id: Mapped[UUID]
    year: Mapped[int | None]
    number: Mapped[int | None]
    state: Mapped[str] = mapped_column(Text, default=ClaimState.DRAFT)
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[UUID | None]
    declared_digest: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    paid_on: Mapped[date | None]
    payment_list_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    payee = Sealed()
    payee_sealed: Mapped[bytes | None]

    person: Mapped[Person] = tenant_link("Person", "ExpenseClaim.person_id", viewonly=True)
    payment_list: Mapped[PaymentList | None] = tenant_link("PaymentList", "ExpenseClaim.payment_list_id", viewonly=True)
    items: Mapped[list["ExpenseItem"]] = relationship(
        primaryjoin="ExpenseClaim.id == foreign(ExpenseItem.claim_id)",
        order_by="(ExpenseItem.on_day, ExpenseItem.created_at)",
        viewonly=True,
    )

    @property
    def number_words(self) -> str:
        """As it is quoted: ``12/2026``; nothing while it is a draft."""
        return f"{self.number}/{self.year}" if self.number else ""

    @property
    def is_open(self) -> bool:
        """Whether it is still the volunteer's to change."""
        return self.state == ClaimState.DRAFT

    @property
    def accepted_cents(self) -> int:
        """What is given back: what was refused does not count."""
        return sum(item.amount_cents for item in self.items if item.counts)

    @property
    def asked_cents(self) -> int:
        """What was asked."""
        return sum(item.amount_cents for item in self.items)

    @property
    def payee_facts(self) -> dict[str, str]:
        """Where it is paid: nothing, when in cash."""
        return {"iban": "", "holder": "", **json.loads(self.payee or "{}")}


class ExpenseItem(TenantModel):
    """One expense. ``counts`` is False once it was refused: then the limits forget it.

    ``person_id`` repeats the claim's, for the limits; ``form_key`` is of the form it was typed in. ``detail`` is sealed
    JSON: ``words``, and for kilometres ``start``, ``end``. ``paper``: the receipt is handed over on paper.
    """

    __tablename__ = "expense_items"
    __table_args__ = (
        tenant_fk("claim_id", "expense_claims", ondelete="CASCADE"),
        tenant_fk("person_id", "people"),
        tenant_fk("rule_id", "expense_rules"),
        tenant_fk("type_id", "expense_types"),
        tenant_fk("activity_id", "activities"),
        tenant_fk("document_id", "documents"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("way IN ('documented', 'self_certified', 'kilometres')", name="way"),
        CheckConstraint("way <> 'documented' OR paper OR document_id IS NOT NULL", name="proof"),
        CheckConstraint("(way = 'kilometres') = (tenths_km IS NOT NULL)", name="kilometres"),
        CheckConstraint("way <> 'self_certified' OR amount_cents <= 1000", name="declared"),
        UniqueConstraint("tenant_id", "form_key"),
        Index("ix_expense_items_claim_id", "tenant_id", "claim_id"),
        Index("ix_expense_items_person_id", "tenant_id", "person_id", "on_day"),
        Index("ix_expense_items_document_id", "tenant_id", "document_id"),
        Index("ix_expense_items_rule_id", "tenant_id", "rule_id"),
        Index("ix_expense_items_type_id", "tenant_id", "type_id"),
        Index("ix_expense_items_activity_id", "tenant_id", "activity_id"),
    )

    claim_id: Mapped[UUID]
    person_id: Mapped[UUID]
    rule_id: Mapped[UUID]
    type_id: Mapped[UUID]
    activity_id: Mapped[UUID]
    on_day: Mapped[date]
    way: Mapped[str] = mapped_column(Text)
    amount_cents: Mapped[int]
    tenths_km: Mapped[int | None]
    document_id: Mapped[UUID | None]
    paper: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    counts: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    refused_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    form_key: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    detail = Sealed()
    detail_sealed: Mapped[bytes | None]

    claim: Mapped[ExpenseClaim] = tenant_link("ExpenseClaim", "ExpenseItem.claim_id", viewonly=True)
    type: Mapped[ExpenseType] = tenant_link("ExpenseType", "ExpenseItem.type_id", viewonly=True)
    activity: Mapped[Activity] = tenant_link("Activity", "ExpenseItem.activity_id", viewonly=True)
    rule: Mapped[ExpenseRule] = tenant_link("ExpenseRule", "ExpenseItem.rule_id", viewonly=True)
    document: Mapped[Document | None] = tenant_link("Document", "ExpenseItem.document_id", viewonly=True)

    @property
    def detail_facts(self) -> dict[str, str]:
        """What was written of it."""
        return {"words": "", "start": "", "end": "", **json.loads(self.detail or "{}")}
