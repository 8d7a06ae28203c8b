"""Who asked to be written to, what they may choose, and the proof that they asked."""

from datetime import datetime
from enum import StrEnum
from secrets import randbelow
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link

MOST_LISTS = 256
"""How many lists an association may ever make: each has a bit of its own in what a subscriber chose."""


def some_slack() -> int:
    """From none to four people, by chance: where a figure moves must not be known to who wants to see one person in it."""
    return randbelow(5)


class SubscriberState(StrEnum):
    """Only who is ``CONFIRMED`` is ever written to."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    LEFT = "left"


class SubscriberSource(StrEnum):
    """How an address came here. ``PERSON``: someone of the register, whose consent is kept in ``consents``."""

    SITE = "site"
    OFFICE = "office"
    IMPORT = "import"
    PERSON = "person"


class ImportState(StrEnum):
    """Where a file of addresses stands."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


class NewsletterList(TenantModel):
    """What a subscriber may choose to receive.

    ``confidential``: it tells an interest (a theme, an illness). Of such a list the office sees how many, never who.
    ``number`` is its bit in ``Subscriber.interests``; a closed list keeps it for ever.
    """

    __tablename__ = "newsletter_lists"
    __table_args__ = (
        CheckConstraint("number >= 0 AND number < 256", name="number"),
        UniqueConstraint("tenant_id", "number"),
    )

    number: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    description: Mapped[str] = mapped_column(Text, default="", server_default="")
    description_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    confidential: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    offered_first: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    reached: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of a confidential one: how many it was last said to reach, a multiple of five. The only figure of it that is shown."""
    reached_at: Mapped[datetime | None]
    """When that was last looked at; none: not yet."""
    reached_slack: Mapped[int] = mapped_column(default=some_slack)
    """How many more than five it takes to move the figure: drawn each time it moves, shown to nobody."""


class Subscriber(TenantModel):
    """One address. Found by ``address_digest`` (keyed); the address, the name and what was chosen are sealed.

    ``interests`` is a mask of the numbers of lists as 64 hexadecimal digits (see ``interests.py``), so that its length tells
    nothing. ``person_id`` is there when the address is of someone of the register; with source ``person`` their consent
    (``kernel/people``) must stand too. ``mailbox_digest`` is the same for all spellings of one mailbox (``anna+1@``): to count
    what is sent to it. The link of the double opt-in is of the proof, with what was asked.
    """

    __tablename__ = "subscribers"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        CheckConstraint("state IN ('pending', 'confirmed', 'left')", name="state"),
        CheckConstraint("source IN ('site', 'office', 'import', 'person')", name="source"),
        UniqueConstraint("tenant_id", "address_digest"),
        Index("ix_subscribers_state", "tenant_id", "state", "id"),
        Index("ix_subscribers_created_at", "tenant_id", "created_at"),
        Index("ix_subscribers_person_id", "tenant_id", "person_id"),
        Index("ix_subscribers_mailbox_digest", "tenant_id", "mailbox_digest"),
    )

    address_digest: Mapped[bytes]
    state: Mapped[str] = mapped_column(Text, default=SubscriberState.PENDING, server_default="pending")
    source: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text, default="it", server_default="it")
    person_id: Mapped[UUID | None]
    mailbox_digest: Mapped[bytes | None]
    confirmed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    left_through: Mapped[str] = mapped_column(Text, default="", server_default="")
    """``link``, ``one_click``, ``preferences``, ``area``, ``office``, ``returned``, ``complaint``; empty: still here."""
    left_with: Mapped[bytes | None]
    """Of who was confirmed and left by themselves: the digest of what their page remembers. That page alone takes it back."""
    welcomed_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    """When the last mail left because somebody asked with this address: nobody's mailbox is filled by others."""
    mailed_today: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    excluded_as: Mapped[str | None] = query_expression()
    """Why the address is excluded; only where it is asked for (``subscribers_to_take_away``)."""

    address = Sealed()
    address_sealed: Mapped[bytes | None]
    name = Sealed()
    name_sealed: Mapped[bytes | None]
    interests = Sealed()
    interests_sealed: Mapped[bytes | None]


class SubscriberImport(TenantModel):
    """A file of addresses that waits to be looked at, then is written by a job. ``rows`` is sealed JSON, emptied when done.

    ``declared`` is where the office says the consents come from; ``report`` says how the file was read while it waits
    (``columns``, ``notes``), then how many rows became what (``Outcome``) and how many were written; never whose.
    """

    __tablename__ = "subscriber_imports"
    __table_args__ = (
        CheckConstraint("state IN ('ready', 'running', 'done', 'dropped')", name="state"),
        CheckConstraint("exclude_as IN ('', 'left', 'hard_bounce', 'complaint', 'by_hand')", name="exclude_as"),
        Index("ix_subscriber_imports_created_at", "tenant_id", "created_at"),
    )

    state: Mapped[str] = mapped_column(Text, default=ImportState.READY, server_default="ready")
    file_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    declared: Mapped[str] = mapped_column(Text, default="", server_default="")
    language: Mapped[str] = mapped_column(Text, default="it", server_default="it")
    confirmed_by_mail: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Whether everybody is asked to confirm; otherwise each row has the day its consent was given."""
    exclude_as: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why its addresses are to be excluded (a reason of ``Suppression``); empty: it is a file of who receives."""
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    row_count: Mapped[int] = mapped_column(default=0, server_default="0")
    report: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    rows = Sealed()
    rows_sealed: Mapped[bytes | None]


class SubscriptionProof(TenantModel):
    """How a subscriber asked, and that they answered the message (GDPR art. 7.1; Garante, provv. 330/2025).

    One row for each time; only confirmed and withdrawn once, else fixed. ``text_id`` is of the words as shown; ``facts`` is
    sealed JSON: address of the network and the browser, or what the paper said. ``token_digest`` is of the link that confirms
    this asking and no other; ``asked`` is what was asked with it (sealed JSON), emptied once it is confirmed or over.
    """

    __tablename__ = "subscription_proofs"
    __table_args__ = (
        tenant_fk("subscriber_id", "subscribers", ondelete="CASCADE"),
        tenant_fk("text_id", "consent_texts"),
        Index("ix_subscription_proofs_subscriber_id", "tenant_id", "subscriber_id", "given_at"),
        Index("ix_subscription_proofs_text_id", "tenant_id", "text_id"),
        Index("ix_subscription_proofs_token_digest", "tenant_id", "token_digest"),
    )

    subscriber_id: Mapped[UUID]
    text_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(Text)
    page: Mapped[str] = mapped_column(Text, default="", server_default="")
    given_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID | None]
    token_digest: Mapped[bytes | None]
    token_until: Mapped[datetime | None]

    facts = Sealed()
    facts_sealed: Mapped[bytes | None]
    asked = Sealed()
    asked_sealed: Mapped[bytes | None]

    subscriber: Mapped[Subscriber] = tenant_link("Subscriber", "SubscriptionProof.subscriber_id", viewonly=True)
