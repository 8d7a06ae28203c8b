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
    CHARGE = "charge"
    """What a bank or a provider keeps for its work."""
    INTERNAL = "internal"
    """Between two accounts of the association: two movements, twins, in no statement."""
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


class AccountKind(StrEnum):
    """Where money lies. What a provider holds until it pays it out is an account too."""

    BANK = "bank"
    POST = "post"
    CASH = "cash"
    PROVIDER = "provider"


class BankAccount(TenantModel):
    """Where the association's money is: a bank or post office account, the cash box, what a provider holds.

    ``holder`` is exactly what the bank has: the payer's bank compares it (VoP, 2025). ``opening_cents`` is what was there at
    the start of ``opened_on``, the day from which its movements are written here; None: from its first movement, from nothing.
    """

    __tablename__ = "bank_accounts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "iban"),
        CheckConstraint("used_for IN ('all', 'fees', 'donations', 'none')", name="used_for"),
        CheckConstraint("kind IN ('bank', 'post', 'cash', 'provider')", name="kind"),
        CheckConstraint("(kind IN ('bank', 'post')) = (iban IS NOT NULL)", name="iban"),
        CheckConstraint("iban IS NOT NULL OR used_for = 'none'", name="shown"),
    )

    kind: Mapped[str] = mapped_column(Text, default=AccountKind.BANK, server_default="bank")
    label: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(Text)
    iban: Mapped[str | None] = mapped_column(Text)
    used_for: Mapped[str] = mapped_column(Text, default=AccountUse.ALL, server_default="all")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    opened_on: Mapped[date | None]
    opening_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class FundKind(StrEnum):
    """Why some money is followed apart."""

    CAMPAIGN = "campaign"
    EVENT = "event"
    """An occasional fundraising (D.Lgs. 117/2017 art. 87 c. 6): it has a statement of its own."""
    FIVE_PER_THOUSAND = "five_per_thousand"
    PROJECT = "project"


class Fund(TenantModel):
    """Money followed apart, whatever feature it comes from: a campaign, a fundraising event, a year's 5×1000, a project."""

    __tablename__ = "funds"
    __table_args__ = (
        CheckConstraint("kind IN ('campaign', 'event', 'five_per_thousand', 'project')", name="kind"),
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days"),
        Index("ix_funds_kind", "tenant_id", "kind"),
    )

    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Payment(TenantModel):
    """A movement of money: when, how much, how, who paid, what for.

    ``about_kind`` and ``about_id`` are the row it is for (a fee). ``reference`` is what the bank says of it (CRO, TRN,
    number of a cheque). ``form_key`` is of the form it was typed in: the same form sent twice is one movement.
    ``refund_of_id`` is the movement that this one, going out, gives back. ``item`` is the line of the cash statement
    (``modello_d.py``; empty: not said yet, always so for internal ones), ``memo`` what the first note says of it,
    ``fund_id`` what it is followed apart for. ``external_id`` names it at a provider (``stripe:ch_…``): the same event told
    twice is one movement. ``line_id`` is the line of a bank's statement it was read from; ``twin_id`` the other half of an
    internal movement.
    """

    __tablename__ = "payments"
    __table_args__ = (
        tenant_fk("account_id", "bank_accounts"),
        tenant_fk("person_id", "people"),
        tenant_fk("organisation_id", "organisations"),
        tenant_fk("refund_of_id", "payments"),
        tenant_fk("twin_id", "payments"),
        tenant_fk("fund_id", "funds"),
        tenant_fk("line_id", "statement_lines"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        CheckConstraint("state IN ('expected', 'received', 'refunded', 'cancelled')", name="state"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled"),
        CheckConstraint("refund_of_id IS NULL OR direction = 'out'", name="refund"),
        CheckConstraint("kind <> 'internal' OR item = ''", name="internal"),
        UniqueConstraint("tenant_id", "form_key"),
        UniqueConstraint("tenant_id", "external_id"),
        Index("ix_payments_on_day", "tenant_id", "on_day"),
        Index("ix_payments_account_id", "tenant_id", "account_id", "on_day"),
        Index("ix_payments_fund_id", "tenant_id", "fund_id"),
        Index("ix_payments_line_id", "tenant_id", "line_id"),
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
    item: Mapped[str] = mapped_column(Text, default="", server_default="")
    memo: Mapped[str] = mapped_column(Text, default="", server_default="")
    fund_id: Mapped[UUID | None]
    external_id: Mapped[str | None] = mapped_column(Text)
    line_id: Mapped[UUID | None]
    twin_id: Mapped[UUID | None]
    form_key: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[UUID | None]
    cancelled_why: Mapped[str] = mapped_column(Text, default="", server_default="")

    account: Mapped[BankAccount | None] = tenant_link("BankAccount", "Payment.account_id", viewonly=True)
    fund: Mapped[Fund | None] = tenant_link("Fund", "Payment.fund_id", viewonly=True)
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
    def is_online(self) -> bool:
        """Whether a provider wrote it: what is there stays there, whatever a person says here."""
        return self.external_id is not None

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
