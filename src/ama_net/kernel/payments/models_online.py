"""The tables of money that arrives online: the association's account at a provider, what was started there, what was told."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.payments.models import BankAccount
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class Provider(StrEnum):
    """Who takes money online for the association."""

    STRIPE = "stripe"


class CheckoutMode(StrEnum):
    """What somebody goes to the provider's page for: to pay once, to pay again and again, to change how."""

    PAYMENT = "payment"
    SUBSCRIPTION = "subscription"
    SETUP = "setup"


class CheckoutState(StrEnum):
    """Where a visit to the provider's page is. ``PROCESSING``: done there, the bank has not answered (direct debit)."""

    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


class ProviderAccount(TenantModel):
    """The association's own account at a provider. Its keys are sealed and never shown again.

    ``account_id`` is its money, ``payout_account_id`` where the provider pays it out.
    """

    __tablename__ = "provider_accounts"
    __table_args__ = (
        tenant_fk("account_id", "bank_accounts"),
        tenant_fk("payout_account_id", "bank_accounts"),
        CheckConstraint("provider IN ('stripe')", name="provider"),
        Index(
            "uq_provider_accounts_open",
            "tenant_id",
            "provider",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    provider: Mapped[str] = mapped_column(Text, default=Provider.STRIPE)
    account_id: Mapped[UUID]
    payout_account_id: Mapped[UUID | None]
    livemode: Mapped[bool]
    secret_key = Sealed()
    secret_key_sealed: Mapped[bytes | None]
    webhook_secret = Sealed()
    webhook_secret_sealed: Mapped[bytes | None]
    with_debit: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether SEPA direct debit is offered beside cards and wallets."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]

    account: Mapped[BankAccount] = tenant_link("BankAccount", "ProviderAccount.account_id", viewonly=True)


class Checkout(TenantModel):
    """A visit to the provider's page, about a row that can be paid. One row of a feature may be tried many times."""

    __tablename__ = "checkouts"
    __table_args__ = (
        tenant_fk("provider_account_id", "provider_accounts"),
        CheckConstraint("amount_cents >= 0", name="amount"),
        CheckConstraint("mode IN ('payment', 'subscription', 'setup')", name="mode"),
        CheckConstraint("state IN ('open', 'processing', 'paid', 'failed', 'expired')", name="state"),
        UniqueConstraint("tenant_id", "session_id"),
        Index("ix_checkouts_about", "tenant_id", "about_id"),
        Index("ix_checkouts_state", "tenant_id", "state", "created_at"),
    )

    provider_account_id: Mapped[UUID]
    mode: Mapped[str] = mapped_column(Text, default=CheckoutMode.PAYMENT)
    state: Mapped[str] = mapped_column(Text, default=CheckoutState.OPEN, server_default="open")
    about_kind: Mapped[str] = mapped_column(Text)
    about_id: Mapped[UUID]
    amount_cents: Mapped[int]
    session_id: Mapped[str | None] = mapped_column(Text)
    """The provider's name for it; None until the provider has answered."""
    payment_ref: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The payment intent or the subscription it made."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class ProviderEvent(TenantModel):
    """Something a provider told, kept in the same transaction as its effect: told again it changes nothing."""

    __tablename__ = "provider_events"
    __table_args__ = (
        tenant_fk("provider_account_id", "provider_accounts"),
        UniqueConstraint("tenant_id", "provider_account_id", "event_id"),
        Index("ix_provider_events_received_at", "tenant_id", "received_at"),
    )

    provider_account_id: Mapped[UUID]
    event_id: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    object_id: Mapped[str] = mapped_column(Text, default="", server_default="")
    received_at: Mapped[datetime] = mapped_column(default=now)


class Reconciliation(TenantModel):
    """What the nightly proof found on a day: figures in cents, and what does not add up (none: all is well)."""

    __tablename__ = "reconciliations"
    __table_args__ = (UniqueConstraint("tenant_id", "on_day"),)

    on_day: Mapped[date]
    figures: Mapped[dict[str, Any]]
    differences: Mapped[list[Any]] = mapped_column(default=list)
    made_at: Mapped[datetime] = mapped_column(default=now)
