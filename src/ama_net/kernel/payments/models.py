"""The tables: where money is, movements of money, receipts. A movement or a receipt is cancelled, never removed.

Amounts are whole cents of euro. The runtime role may not delete movements and receipts (migration 0027).
"""

import json
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.foundation.clock import now
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class MoneyDirection(StrEnum):
    """Whether money comes or goes."""

    IN = "in"
    OUT = "out"


class PaymentWay(StrEnum):
    """How money travels. Cash alone cannot be traced (D.Lgs. 117/2017 art. 83; D.Lgs. 241/1997 art. 23)."""

    TRANSFER = "transfer"
    CASH = "cash"
    CHEQUE = "cheque"
    POST_OFFICE = "post_office"
    CARD = "card"
    DIRECT_DEBIT = "direct_debit"
    WALLET = "wallet"
    OTHER = "other"


class PaymentKind(StrEnum):
    """What money is for. A fee is never a gift: a payment that covers both is two movements."""

    FEE = "fee"
    DONATION = "donation"
    EXPENSE = "expense"
    OTHER = "other"


class PaymentState(StrEnum):
    """Where a movement is. Only a received one counts; ``REFUNDED`` is one given back whole by another movement."""

    EXPECTED = "expected"
    RECEIVED = "received"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


COUNTED = (PaymentState.RECEIVED, PaymentState.REFUNDED)
"""The movements that took place; what was given back is a movement out of its own."""


class AccountUse(StrEnum):
    """What people are asked to pay into an account for."""

    ALL = "all"
    FEES = "fees"
    DONATIONS = "donations"
    NONE = "none"


class BankAccount(TenantModel):
    """An account of the association. ``holder`` is exactly what the bank has: the payer's bank compares it (VoP, 2025)."""

    __tablename__ = "bank_accounts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "iban"),
        CheckConstraint("used_for IN ('all', 'fees', 'donations', 'none')", name="used_for"),
    )

    label: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(Text)
    iban: Mapped[str] = mapped_column(Text)
    used_for: Mapped[str] = mapped_column(Text, default=AccountUse.ALL, server_default="all")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Payment(TenantModel):
    """A movement of money: when, how much, how, who paid, what for.

    ``about_kind`` and ``about_id`` are the row it is for (a fee). ``reference`` is what the bank says of it (CRO, TRN,
    number of a cheque). ``form_key`` is of the form it was typed in: the same form sent twice is one movement.
    ``refund_of_id`` is the movement that this one, going out, gives back.
    """

    __tablename__ = "payments"
    __table_args__ = (
        tenant_fk("account_id", "bank_accounts"),
        tenant_fk("person_id", "people"),
        tenant_fk("organisation_id", "organisations"),
        tenant_fk("refund_of_id", "payments"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        CheckConstraint("state IN ('expected', 'received', 'refunded', 'cancelled')", name="state"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled"),
        CheckConstraint("refund_of_id IS NULL OR direction = 'out'", name="refund"),
        UniqueConstraint("tenant_id", "form_key"),
        Index("ix_payments_on_day", "tenant_id", "on_day"),
        Index("ix_payments_about", "tenant_id", "about_id"),
        Index("ix_payments_person_id", "tenant_id", "person_id"),
        Index("ix_payments_organisation_id", "tenant_id", "organisation_id"),
        Index("ix_payments_refund_of_id", "tenant_id", "refund_of_id"),
    )

    direction: Mapped[str] = mapped_column(Text, default=MoneyDirection.IN)
    amount_cents: Mapped[int]
    way: Mapped[str] = mapped_column(Text)
    on_day: Mapped[date]
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=PaymentState.RECEIVED)
    reference: Mapped[str] = mapped_column(Text, default="", server_default="")
    account_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    about_kind: Mapped[str] = mapped_column(Text, default="", server_default="")
    about_id: Mapped[UUID | None]
    refund_of_id: Mapped[UUID | None]
    form_key: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[UUID | None]
    cancelled_why: Mapped[str] = mapped_column(Text, default="", server_default="")

    account: Mapped[BankAccount | None] = tenant_link("BankAccount", "Payment.account_id", viewonly=True)
    person: Mapped[Person | None] = tenant_link("Person", "Payment.person_id", viewonly=True)
    organisation: Mapped[Organisation | None] = tenant_link("Organisation", "Payment.organisation_id", viewonly=True)
    receipts: Mapped[list["Receipt"]] = relationship(
        primaryjoin="Payment.id == foreign(Receipt.payment_id)", order_by="Receipt.created_at", viewonly=True
    )

    @property
    def counts(self) -> bool:
        """Whether the money moved."""
        return self.state in COUNTED

    @property
    def payer(self) -> Person | Organisation | None:
        """Who paid, when they are in the register."""
        return self.person or self.organisation

    @property
    def signed_cents(self) -> int:
        """What it adds to what the association has: negative when it goes out, nothing when it did not take place."""
        if not self.counts:
            return 0
        return self.amount_cents if self.direction == MoneyDirection.IN else -self.amount_cents


class Receipt(TenantModel):
    """A receipt, numbered without gaps by series and year, as it was written that day: it never follows later changes.

    ``payer`` is sealed JSON (``name``, ``tax_code``, ``address``, ``on_behalf``); ``issuer`` says who the association was. A payment has
    one receipt in force at most; a cancelled one keeps its number and says why.
    """

    __tablename__ = "receipts"
    __table_args__ = (
        tenant_fk("payment_id", "payments"),
        tenant_fk("person_id", "people"),
        tenant_fk("organisation_id", "organisations"),
        UniqueConstraint("tenant_id", "series", "year", "number"),
        CheckConstraint("amount_cents > 0 AND number > 0", name="amounts"),
        Index(
            "uq_receipts_in_force",
            "tenant_id",
            "payment_id",
            unique=True,
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        Index("ix_receipts_payment_id", "tenant_id", "payment_id"),
        Index("ix_receipts_person_id", "tenant_id", "person_id"),
        Index("ix_receipts_issued_on", "tenant_id", "issued_on"),
    )

    series: Mapped[str] = mapped_column(Text)
    year: Mapped[int]
    number: Mapped[int]
    issued_on: Mapped[date]
    payment_id: Mapped[UUID]
    amount_cents: Mapped[int]
    way: Mapped[str] = mapped_column(Text)
    paid_on: Mapped[date]
    wording: Mapped[str] = mapped_column(Text)
    stamp: Mapped[str] = mapped_column(Text)
    """``exempt`` (RUNTS), ``due`` (2,00 €) or ``none`` (up to 77,47 €): see ``stamps.py``."""
    issuer: Mapped[dict[str, Any]]
    person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[UUID | None]
    cancelled_why: Mapped[str] = mapped_column(Text, default="", server_default="")

    payer = Sealed()
    payer_sealed: Mapped[bytes | None]

    payment: Mapped[Payment] = tenant_link("Payment", "Receipt.payment_id", viewonly=True)

    @property
    def number_words(self) -> str:
        """As it is quoted: ``12/2026``."""
        return f"{self.number}/{self.year}"

    @property
    def is_cancelled(self) -> bool:
        """Whether it proves nothing any more."""
        return self.cancelled_at is not None

    @property
    def payer_facts(self) -> dict[str, str]:
        """Name, tax code and address of who paid, and for whom, as they were."""
        return {"name": "", "tax_code": "", "address": "", "on_behalf": "", **json.loads(self.payer or "{}")}
