"""Who turns to the helpdesk: a nickname and one contact, sealed, with what they agreed to and the way back. No person's row."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import Sealed, TenantModel


class Visitor(TenantModel):
    """One who asked, once: an appointment, a place in a waiting list, a pathway hang on it.

    Who comes back and asks anew is a new row: nothing joins them but ``contact_digest`` (keyed), by which the limits of a
    contact are counted, and which is forgotten with the rest. The link and the short code are kept as digests only; who
    was written down by the secretariat on the telephone has them too. ``guardian_…`` proves who answers for somebody
    under eighteen: no age is kept. ``emptied_at``: everything that said who or why is gone.
    """

    __tablename__ = "helpdesk_visitors"
    __table_args__ = (
        CheckConstraint("contact_kind IN ('email', 'phone')", name="contact_kind"),
        CheckConstraint("call_time IN ('any', 'morning', 'afternoon', 'evening')", name="call_time"),
        CheckConstraint("language IN ('it', 'en')", name="language"),
        UniqueConstraint("tenant_id", "secret_digest"),
        UniqueConstraint("tenant_id", "code_digest"),
        Index("ix_helpdesk_visitors_form_digest", "tenant_id", "form_digest"),
        Index("ix_helpdesk_visitors_contact_digest", "tenant_id", "contact_digest"),
        Index("ix_helpdesk_visitors_emptied_at", "tenant_id", "emptied_at", "created_at"),
    )

    nickname = Sealed()
    nickname_sealed: Mapped[bytes | None]
    contact = Sealed()
    contact_sealed: Mapped[bytes | None]
    reason = Sealed()
    reason_sealed: Mapped[bytes | None]
    contact_kind: Mapped[str] = mapped_column(Text)
    contact_digest: Mapped[bytes | None]
    call_time: Mapped[str] = mapped_column(Text, default="any", server_default="any")
    for_other: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    language: Mapped[str] = mapped_column(Text, default="it", server_default="it")
    consent_version: Mapped[str] = mapped_column(Text, default="", server_default="")
    consent_digest: Mapped[bytes | None]
    consent_at: Mapped[datetime | None]
    """None while consent given by word of mouth has not been noted."""
    guardian_version: Mapped[str] = mapped_column(Text, default="", server_default="")
    guardian_digest: Mapped[bytes | None]
    secret_digest: Mapped[bytes]
    code_digest: Mapped[bytes | None]
    form_digest: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    """The account that wrote them down for them; None: they did it themselves."""
    emptied_at: Mapped[datetime | None]

    @property
    def by_mail(self) -> bool:
        """Whether they can be written to."""
        return self.contact_kind == "email" and self.contact_sealed is not None
