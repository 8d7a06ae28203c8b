"""A mail to send, being sent, sent, or given up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import Sealed, TenantModel

QUEUED, SENDING, SENT, FAILED = "queued", "sending", "sent", "failed"
STATES = (QUEUED, SENDING, SENT, FAILED)

IS_A_KEY = r"^accounts/|(_link|confirm)$"
"""The templates of mails that are the key to something: all of accounts; elsewhere what proves an address or opens an area."""


class Message(TenantModel):
    """One mail to one address. ``template`` says which (``groups/join_request``); ``about`` which row it speaks of."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("purpose IN ('system', 'newsletter')", name="purpose"),
        CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed')", name="state"),
        Index("ix_messages_due", "tenant_id", "state", "due_at"),
        Index("ix_messages_template_created", "tenant_id", "template", "created_at"),
        Index("ix_messages_returned", "tenant_id", "created_at", postgresql_where=text("returned_at IS NOT NULL")),
        Index("ix_messages_about", "tenant_id", "about_id"),
        Index("ix_messages_again_of", "tenant_id", "again_of_id"),
    )

    template: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(Text, default="")
    about_kind: Mapped[str] = mapped_column(Text, default="")
    about_id: Mapped[UUID | None]
    returned_at: Mapped[datetime | None]
    """When the recipient's server said, after it was taken, that it cannot be delivered."""
    purpose: Mapped[str] = mapped_column(Text, default="system", server_default="system")
    """Who it leaves as (``identities.py``): the system, or the newsletter that it is a trial of."""
    return_code: Mapped[str] = mapped_column(Text, default="", server_default="")
    again_of_id: Mapped[UUID | None]
    """The mail it repeats, when somebody in the office sent that one again."""

    recipient = Sealed()
    recipient_sealed: Mapped[bytes | None]
    subject = Sealed()
    subject_sealed: Mapped[bytes | None]
    text = Sealed()
    text_sealed: Mapped[bytes | None]
    html = Sealed()
    html_sealed: Mapped[bytes | None]
