"""One newsletter for one address: a row written before anything leaves."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk


class DeliveryState(StrEnum):
    """Where it is.

    ``IN_DOUBT``: its worker died, or the server went away, when it may have been taken; never sent again by itself.
    ``SKIPPED``: who it was for had left, or is not to be written to, when its turn came.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class Bounce(StrEnum):
    """What came back after it was taken."""

    NONE = ""
    SOFT = "soft"
    HARD = "hard"
    COMPLAINT = "complaint"


class Delivery(TenantModel):
    """A newsletter for an address. ``digest`` (keyed, different for each newsletter) makes it unique and links nothing.

    ``payload`` is sealed JSON: subscriber's id, address, name; emptied some weeks after. ``claim`` is the round of a worker that
    took it, ``lease_until`` the instant past which that worker is taken for dead. Its id is in the Message-ID and the
    return path. Each row is written three times: there is no index that a page could do without.
    """

    __tablename__ = "newsletter_deliveries"
    __table_args__ = (
        tenant_fk("newsletter_id", "newsletters"),
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'failed', 'in_doubt', 'skipped', 'cancelled')", name="state"
        ),
        CheckConstraint("bounce IN ('', 'soft', 'hard', 'complaint')", name="bounce"),
        UniqueConstraint("tenant_id", "newsletter_id", "digest"),
        Index(
            "ix_newsletter_deliveries_due", "tenant_id", "newsletter_id", "due_at", "id",
            postgresql_where=text("state = 'queued'"),
        ),
        # Like the outbox's, not led by the association: the sweep asks for all of them at once.
        Index("ix_newsletter_deliveries_sweep", "lease_until", postgresql_where=text("state = 'sending'")),
    )  # fmt: skip

    newsletter_id: Mapped[UUID]
    digest: Mapped[bytes]
    state: Mapped[str] = mapped_column(Text, default=DeliveryState.QUEUED, server_default="queued")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[datetime] = mapped_column(default=now)
    claim: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(Text, default="", server_default="")
    bounce: Mapped[str] = mapped_column(Text, default=Bounce.NONE, server_default="")

    payload = Sealed()
    payload_sealed: Mapped[bytes | None]
