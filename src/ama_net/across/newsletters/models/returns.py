"""What comes back: returned mail and complaints, where they are read from, and the addresses nobody writes to any more."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import Sealed, TenantModel


class SuppressionReason(StrEnum):
    """Why an address is not written newsletters."""

    LEFT = "left"
    HARD_BOUNCE = "hard_bounce"
    SOFT_BOUNCES = "soft_bounces"
    COMPLAINT = "complaint"
    BY_HAND = "by_hand"


class Readmission(StrEnum):
    """Why the office lets an excluded address in again: in the audit one of these, never what somebody wrote."""

    ASKED_BY_VOICE = "asked_by_voice"
    ASKED_IN_WRITING = "asked_in_writing"
    WORKS_AGAIN = "works_again"
    BY_MISTAKE = "by_mistake"


class Suppression(TenantModel):
    """An address that gets no newsletter, known by its keyed digest only; ``hint`` is sealed, ``m…@p…``.

    Mail that the law or a request asks for (convocations, fees, receipts, confirmations) does not look here.
    """

    __tablename__ = "suppressions"
    __table_args__ = (
        CheckConstraint("reason IN ('left', 'hard_bounce', 'soft_bounces', 'complaint', 'by_hand')", name="reason"),
        UniqueConstraint("tenant_id", "address_digest"),
        Index("ix_suppressions_since", "tenant_id", "since"),
    )

    address_digest: Mapped[bytes]
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(default=now)
    recorded_by: Mapped[UUID | None]

    hint = Sealed()
    hint_sealed: Mapped[bytes | None]


class ReturnKind(StrEnum):
    """``HARD``: the address does not exist (5.x.x); ``SOFT``: not now (4.x.x); ``COMPLAINT``: the reader called it spam."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


class MailReturn(TenantModel):
    """One thing a server said about a mail of ours, once (``event_key``). It never carries an address in clear.

    ``message_id`` tells which mail of the outbox. Of a newsletter it is never kept which one: were it kept of some, it would be
    known of which others it may not be. ``code`` is an enhanced status (RFC 3463) or a provider's word.
    """

    __tablename__ = "mail_returns"
    __table_args__ = (
        CheckConstraint("kind IN ('hard', 'soft', 'complaint')", name="kind"),
        UniqueConstraint("tenant_id", "event_key"),
        Index("ix_mail_returns_received_at", "tenant_id", "received_at"),
        Index("ix_mail_returns_address_digest", "tenant_id", "address_digest", "received_at"),
        Index("ix_mail_returns_message_id", "tenant_id", "message_id"),
    )

    kind: Mapped[str] = mapped_column(Text)
    address_digest: Mapped[bytes | None]
    message_id: Mapped[UUID | None]
    code: Mapped[str] = mapped_column(Text, default="", server_default="")
    source: Mapped[str] = mapped_column(Text)
    event_key: Mapped[bytes]
    received_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]

    hint = Sealed()
    hint_sealed: Mapped[bytes | None]


class FeedbackKind(StrEnum):
    """Where returns are read: a mailbox, or a provider that tells by itself."""

    IMAP = "imap"
    POP = "pop"
    SES = "ses"
    BREVO = "brevo"
    POSTMARK = "postmark"
    MAILGUN = "mailgun"


class FeedbackSource(TenantModel):
    """A mailbox of returns, or a provider's webhook. ``secret`` (a password, a signing key) is sealed, never shown again.

    ``path_digest`` is of the secret part of the webhook's address; ``position`` how far a mailbox has been read.
    """

    __tablename__ = "feedback_sources"
    __table_args__ = (
        CheckConstraint("kind IN ('imap', 'pop', 'ses', 'brevo', 'postmark', 'mailgun')", name="kind"),
        UniqueConstraint("tenant_id", "path_digest"),
    )

    kind: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(Text, default="", server_default="")
    port: Mapped[int | None]
    username: Mapped[str] = mapped_column(Text, default="", server_default="")
    address: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Of a mailbox: where returns are sent to; every mail's return path is made from it."""
    topic: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Of SES: the topic (ARN) whose messages are believed."""
    path_digest: Mapped[bytes | None]
    position: Mapped[str] = mapped_column(Text, default="", server_default="")
    last_read_at: Mapped[datetime | None]
    last_fault: Mapped[str] = mapped_column(Text, default="", server_default="")
    read_count: Mapped[int] = mapped_column(default=0, server_default="0")
    skipped_count: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many messages were left unread, because no return is that large."""
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    secret = Sealed()
    secret_sealed: Mapped[bytes | None]
