"""A mail to send, being sent, sent, or given up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import Sealed, TenantModel

QUEUED, SENDING, SENT, FAILED = "queued", "sending", "sent", "failed"
STATES = (QUEUED, SENDING, SENT, FAILED)


class Message(TenantModel):
    """One mail to one address. ``template`` says which (``groups/join_request``); ``about`` which row it speaks of."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed')", name="state"),
        Index("ix_messages_due", "tenant_id", "state", "due_at"),
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

    recipient = Sealed()
    recipient_sealed: Mapped[bytes | None]
    subject = Sealed()
    subject_sealed: Mapped[bytes | None]
    text = Sealed()
    text_sealed: Mapped[bytes | None]
    html = Sealed()
    html_sealed: Mapped[bytes | None]
