"""Gifts that come back: by the provider's subscription, or by a standing order of who gives."""

import json
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.donations.models.campaigns import Campaign
from ama_net.foundation.clock import now, today
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class Interval(StrEnum):
    """How often."""

    MONTH = "month"
    YEAR = "year"


class RecurringState(StrEnum):
    """Where a series is. ``FAILING``: the last payment did not come and will be tried again."""

    PENDING = "pending"
    ACTIVE = "active"
    FAILING = "failing"
    PAUSED = "paused"
    ENDED = "ended"


class RecurringGift(TenantModel):
    """A gift that comes back. Each payment of it is a ``Gift``; ``reference`` is what a standing order quotes.

    ``method`` is what pays, as people know it (``Visa •••• 4242, scade 12/27``): never a whole number. ``mandate_…`` is the
    consent to direct debit: the text that was shown, by its version, and when it was agreed to. ``asked`` as in ``Gift``.
    """

    __tablename__ = "recurring_gifts"
    __table_args__ = (
        tenant_fk("campaign_id", "campaigns"),
        tenant_fk("person_id", "people"),
        tenant_fk("organisation_id", "organisations"),
        CheckConstraint("amount_cents > 0 AND cover_cents >= 0", name="amounts"),
        CheckConstraint("every IN ('month', 'year')", name="every"),
        CheckConstraint("state IN ('pending', 'active', 'failing', 'paused', 'ended')", name="state"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint("person_id IS NULL OR organisation_id IS NULL", name="one_donor"),
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "subscription_id"),
        UniqueConstraint("tenant_id", "form_digest"),
        Index("ix_recurring_gifts_state", "tenant_id", "state", "next_on"),
        Index("ix_recurring_gifts_person_id", "tenant_id", "person_id"),
        Index("ix_recurring_gifts_organisation_id", "tenant_id", "organisation_id"),
        Index("ix_recurring_gifts_email_digest", "tenant_id", "email_digest"),
        Index("ix_recurring_gifts_secret_digest", "tenant_id", "secret_digest"),
    )

    state: Mapped[str] = mapped_column(Text, default=RecurringState.PENDING, server_default="pending")
    every: Mapped[str] = mapped_column(Text, default=Interval.MONTH)
    amount_cents: Mapped[int]
    cover_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    way: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text)
    campaign_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    asked = Sealed()
    asked_sealed: Mapped[bytes | None]
    email_digest: Mapped[bytes | None]
    language: Mapped[str] = mapped_column(Text, default="it", server_default="it")
    public_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    wants_receipt: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    customer_id: Mapped[str] = mapped_column(Text, default="", server_default="")
    subscription_id: Mapped[str | None] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text, default="", server_default="")
    method_expires_on: Mapped[date | None]
    mandate_version: Mapped[str] = mapped_column(Text, default="", server_default="")
    mandate_at: Mapped[datetime | None]
    next_on: Mapped[date | None]
    noticed_for: Mapped[date | None]
    """The day of the debit that was last told beforehand (SEPA pre-notification)."""
    failing_since: Mapped[date | None]
    warned_at: Mapped[datetime | None]
    """When who gives was told that the method is about to expire, or that a payment failed."""
    secret_digest: Mapped[bytes | None]
    form_digest: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    started_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(Text, default="", server_default="")

    campaign: Mapped[Campaign | None] = tenant_link("Campaign", "RecurringGift.campaign_id", viewonly=True)
    person: Mapped[Person | None] = tenant_link("Person", "RecurringGift.person_id", viewonly=True)
    organisation: Mapped[Organisation | None] = tenant_link(
        "Organisation", "RecurringGift.organisation_id", viewonly=True
    )

    @property
    def donor(self) -> Person | Organisation | None:
        """Who gives, when they are in the register."""
        return self.person or self.organisation

    @property
    def asked_facts(self) -> dict[str, str]:
        """What who gives typed; empty when it is in the register by now."""
        facts: dict[str, str] = json.loads(self.asked or "{}")
        return facts

    @property
    def is_awaited(self) -> bool:
        """Whether the day it was to come is past."""
        return self.next_on is not None and self.next_on < today()

    @property
    def goes_on(self) -> bool:
        """Whether payments of it are to come."""
        return self.state in (RecurringState.ACTIVE, RecurringState.FAILING)
