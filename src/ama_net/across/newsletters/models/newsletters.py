"""Newsletters, what hangs on them (links, pictures, files), and audiences kept by name."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk


class NewsletterState(StrEnum):
    """Where a newsletter is. ``REVIEW`` waits for a second person; ``FREEZING``: its recipients are being written down."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    FREEZING = "freezing"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"


UNDER_WAY = (NewsletterState.FREEZING, NewsletterState.SENDING, NewsletterState.PAUSED)
ENDED = (NewsletterState.SENT, NewsletterState.CANCELLED)
STARTED = (*UNDER_WAY, *ENDED)
"""From here on the words and the recipients are what they are."""


class Newsletter(TenantModel):
    """One issue. ``blocks`` and ``audience`` are JSON of the pydantic models of ``blocks.py`` and ``audience.py``.

    ``version`` grows with every change of the draft: who saves an older one is told, and nothing is overwritten. From the start
    ``frozen_html``/``frozen_text`` are what leaves, with their merge fields open. ``freeze_after`` is the last subscriber
    written down. ``worked_at`` is when a worker last touched it. ``slug`` is its address in the archive.
    """

    __tablename__ = "newsletters"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'review', 'scheduled', 'freezing', 'sending', 'paused', 'sent', 'cancelled')",
            name="state",
        ),
        CheckConstraint("language IN ('it', 'en')", name="language"),
        UniqueConstraint("tenant_id", "slug"),
        Index("ix_newsletters_state", "tenant_id", "state", "scheduled_at"),
        Index("ix_newsletters_created_at", "tenant_id", "created_at"),
    )

    is_template: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    state: Mapped[str] = mapped_column(Text, default=NewsletterState.DRAFT, server_default="draft")
    language: Mapped[str] = mapped_column(Text, default="it", server_default="it")
    subject: Mapped[str] = mapped_column(Text, default="", server_default="")
    preheader: Mapped[str] = mapped_column(Text, default="", server_default="")
    blocks: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    updated_by: Mapped[UUID | None]
    writers: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """The accounts that ever put words or recipients in it: none of them may approve it."""
    submitted_by: Mapped[UUID | None]
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    approved_meaning: Mapped[bytes | None]
    """A digest of what ``audience`` meant then: an approval holds only while it means the same."""

    to_change: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What who gave it back asks to change, for who wrote it; emptied when it is handed over again."""
    given_back_by: Mapped[UUID | None]
    given_back_at: Mapped[datetime | None]

    meant: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What ``audience`` meant when it began (``audience_meaning.py``)."""
    scheduled_at: Mapped[datetime | None]
    scheduled_by: Mapped[UUID | None]
    """Who decided that it leaves: who is told when it stops by itself."""
    started_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    freeze_after: Mapped[UUID | None]
    finished_at: Mapped[datetime | None]
    worked_at: Mapped[datetime | None]
    pause_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why it stands still: ``by_hand``, ``failures``, ``unready``; why it waits: ``no_server``, ``hour``, ``day``; of a draft, why
    it did not leave: ``late``, ``unready``; of one that waits for approval, that it was approved for others: ``recipients``."""
    resumes_at: Mapped[datetime | None]
    """When it goes on, while it waits for the next hour's or day's messages: nobody asks before."""
    tell_at: Mapped[datetime | None]
    """When somebody is told that no server of mail answers, if none has until then."""
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """Deliveries that failed since one went well."""
    recipients: Mapped[int] = mapped_column(default=0, server_default="0")
    unsubscribed: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many left through it; who, is not kept."""
    confidential: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """It went to a list that tells an interest: its recipients are only ever counted."""
    counts_clicks: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    frozen_html: Mapped[str | None] = mapped_column(Text)
    frozen_text: Mapped[str | None] = mapped_column(Text)

    slug: Mapped[str | None] = mapped_column(Text)
    for_archive: Mapped[bool | None]
    """Whether the site shows it once it has left, when somebody said so; else its audience tells (``operations/archiving.py``)."""
    archived_at: Mapped[datetime | None]


class NewsletterLink(TenantModel):
    """An address a newsletter leads to, and how often it was opened, by anybody: who did is never known."""

    __tablename__ = "newsletter_links"
    __table_args__ = (
        tenant_fk("newsletter_id", "newsletters", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "newsletter_id", "position"),
    )

    newsletter_id: Mapped[UUID]
    position: Mapped[int]
    address: Mapped[str] = mapped_column(Text)
    clicks: Mapped[int] = mapped_column(default=0, server_default="0")


class MediaKind(StrEnum):
    """A picture to show, or a file to link to."""

    IMAGE = "image"
    FILE = "file"


class Media(TenantModel):
    """A picture or a file of the library; public for whoever has its address. Pictures carry nothing of the camera."""

    __tablename__ = "newsletter_media"
    __table_args__ = (
        CheckConstraint("kind IN ('image', 'file')", name="kind"),
        # Only of those that are there: what was taken away stays away, and the same picture added again is another one.
        Index(
            "uq_newsletter_media_digest",
            "tenant_id",
            "digest",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index("ix_newsletter_media_created_at", "tenant_id", "kind", "created_at"),
    )

    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    alternative: Mapped[str] = mapped_column(Text, default="", server_default="")
    content_type: Mapped[str] = mapped_column(Text)
    width: Mapped[int | None]
    height: Mapped[int | None]
    size: Mapped[int]
    digest: Mapped[bytes]
    data: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    removed_at: Mapped[datetime | None]


class SavedAudience(TenantModel):
    """An audience with a name, to use again."""

    __tablename__ = "newsletter_audiences"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(Text)
    definition: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(default=now)
