"""Gifts, and whom they are given in memory or in honour of."""

import json
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.donations.models.campaigns import Campaign
from ama_net.features.donations.models.recurring import RecurringGift
from ama_net.foundation.clock import now
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class GiftState(StrEnum):
    """Where a gift is. ``RECEIVED``: some of its money is here (``paid_cents``); ``REFUNDED``: all of it went back."""

    PENDING = "pending"
    PROCESSING = "processing"
    RECEIVED = "received"
    REFUNDED = "refunded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"


class GiftSource(StrEnum):
    """Where a gift was written down."""

    SITE = "site"
    OFFICE = "office"
    STATEMENT = "statement"
    SERIES = "series"


class Gift(TenantModel):
    """An amount that somebody gives, once. Cents; ``paid_cents`` is kept by the movements about it.

    ``way`` is how it was said it would come, then how it came (empty: not said). In kind: ``in_kind`` says what, and no movement
    is about it; ``amount_cents`` is its value. ``asked`` is sealed JSON of what who gives typed (``DonorFacts``), emptied when
    they are a person or a body of the register. ``email_digest`` (keyed) tells whose area shows it. ``secret_digest`` is of
    the link to its page; ``form_digest`` of the form: sent twice, it is one gift.
    """

    __tablename__ = "gifts"
    __table_args__ = (
        tenant_fk("campaign_id", "campaigns"),
        tenant_fk("recurring_id", "recurring_gifts"),
        tenant_fk("person_id", "people"),
        tenant_fk("organisation_id", "organisations"),
        CheckConstraint("amount_cents > 0 AND paid_cents >= 0 AND cover_cents >= 0", name="amounts"),
        CheckConstraint(
            "state IN ('pending', 'processing', 'received', 'refunded', 'failed', 'cancelled', 'abandoned')",
            name="state",
        ),
        CheckConstraint("source IN ('site', 'office', 'statement', 'series')", name="source"),
        CheckConstraint("person_id IS NULL OR organisation_id IS NULL", name="one_donor"),
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "form_digest"),
        UniqueConstraint("tenant_id", "external_id"),
        Index("ix_gifts_state", "tenant_id", "state", "created_at"),
        Index("ix_gifts_given_on", "tenant_id", "given_on"),
        Index("ix_gifts_campaign_id", "tenant_id", "campaign_id"),
        Index("ix_gifts_recurring_id", "tenant_id", "recurring_id"),
        Index("ix_gifts_person_id", "tenant_id", "person_id"),
        Index("ix_gifts_organisation_id", "tenant_id", "organisation_id"),
        Index("ix_gifts_email_digest", "tenant_id", "email_digest"),
        Index("ix_gifts_secret_digest", "tenant_id", "secret_digest"),
    )

    state: Mapped[str] = mapped_column(Text, default=GiftState.PENDING, server_default="pending")
    source: Mapped[str] = mapped_column(Text)
    amount_cents: Mapped[int]
    cover_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    """How much of the amount covers what the provider keeps, when who gives chose to."""
    paid_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    way: Mapped[str] = mapped_column(Text, default="", server_default="")
    reference: Mapped[str] = mapped_column(Text)
    external_id: Mapped[str | None] = mapped_column(Text)
    given_on: Mapped[date | None]
    """When money arrived, or the thing was handed over."""
    in_kind: Mapped[str] = mapped_column(Text, default="", server_default="")
    campaign_id: Mapped[UUID | None]
    recurring_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    asked = Sealed()
    asked_sealed: Mapped[bytes | None]
    email_digest: Mapped[bytes | None]
    language: Mapped[str] = mapped_column(Text, default="it", server_default="it")
    public_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What the campaign's page calls who gives; empty: nobody is named."""
    wants_receipt: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    secret_digest: Mapped[bytes | None]
    form_digest: Mapped[bytes | None]
    failure: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why money did not come, in the provider's code."""
    reminded_at: Mapped[datetime | None]
    thanked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    campaign: Mapped[Campaign | None] = tenant_link("Campaign", "Gift.campaign_id", viewonly=True)
    recurring: Mapped[RecurringGift | None] = tenant_link("RecurringGift", "Gift.recurring_id", viewonly=True)
    person: Mapped[Person | None] = tenant_link("Person", "Gift.person_id", viewonly=True)
    organisation: Mapped[Organisation | None] = tenant_link("Organisation", "Gift.organisation_id", viewonly=True)
    tribute: Mapped["Tribute | None"] = relationship(
        primaryjoin="Gift.id == foreign(Tribute.gift_id)", uselist=False, viewonly=True
    )

    @property
    def donor(self) -> Person | Organisation | None:
        """Who gives, when they are in the register."""
        return self.person or self.organisation

    @property
    def asked_facts(self) -> dict[str, str]:
        """What who gives typed; empty when nothing was, or it is in the register by now."""
        facts: dict[str, str] = json.loads(self.asked or "{}")
        return facts

    @property
    def is_waiting(self) -> bool:
        """Whether its money may still come."""
        return self.state in (GiftState.PENDING, GiftState.PROCESSING)

    @property
    def left_cents(self) -> int:
        """What has not arrived of what was said."""
        return max(0, self.amount_cents - self.paid_cents)


class TributeKind(StrEnum):
    """Whether it is given for somebody who died or for somebody to be honoured."""

    MEMORY = "memory"
    HONOUR = "honour"


class Tribute(TenantModel):
    """Whom a gift is dedicated to, and the card by mail that tells somebody of it: sent once the money is here, only once.

    Names, message and the address of who gets the card are sealed, and forgotten some time after the card.
    """

    __tablename__ = "tributes"
    __table_args__ = (
        tenant_fk("gift_id", "gifts", ondelete="CASCADE"),
        CheckConstraint("kind IN ('memory', 'honour')", name="kind"),
        UniqueConstraint("tenant_id", "gift_id"),
    )

    gift_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    honoree = Sealed()
    honoree_sealed: Mapped[bytes | None]
    message = Sealed()
    message_sealed: Mapped[bytes | None]
    recipient = Sealed()
    recipient_sealed: Mapped[bytes | None]
    """Who gets the card: their name."""
    recipient_email = Sealed()
    recipient_email_sealed: Mapped[bytes | None]
    says_amount: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    card_sent_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]
