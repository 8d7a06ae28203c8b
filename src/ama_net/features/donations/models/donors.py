"""What who gives chose, the link by which they come back, what they ask for."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.donations.models.gifts import Gift
from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class DonorChoices(TenantModel):
    """What a person decided about their gifts.

    ``opposed_on``: the day from which they do not want their gifts told to the Agenzia delle Entrate (DM MEF 1 March 2024);
    ``opposed_through`` how it was said. The receipt is theirs all the same.
    """

    __tablename__ = "donor_choices"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        UniqueConstraint("tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    opposed_on: Mapped[date | None]
    opposed_through: Mapped[str] = mapped_column(Text, default="", server_default="")
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class DonorLink(TenantModel):
    """A link sent by mail that opens the area of who gives; used once, for a short time. The session it opens ends too."""

    __tablename__ = "donor_links"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_digest"),
        UniqueConstraint("tenant_id", "session_digest"),
        Index("ix_donor_links_email_digest", "tenant_id", "email_digest", "created_at"),
    )

    email = Sealed()
    email_sealed: Mapped[bytes | None]
    email_digest: Mapped[bytes]
    token_digest: Mapped[bytes]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    session_digest: Mapped[bytes | None]
    session_ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class RefundState(StrEnum):
    """What became of a request for money back."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


class RefundRequest(TenantModel):
    """Somebody who gave asks for it back; the treasurer decides.

    ``amount_cents`` is written with the decision: what went back, or what was asked for and stays.
    """

    __tablename__ = "refund_requests"
    __table_args__ = (
        tenant_fk("gift_id", "gifts", ondelete="CASCADE"),
        CheckConstraint("state IN ('asked', 'done', 'refused')", name="state"),
        Index("ix_refund_requests_state", "tenant_id", "state", "asked_at"),
        Index("ix_refund_requests_gift_id", "tenant_id", "gift_id"),
        Index("uq_refund_requests_open", "tenant_id", "gift_id", unique=True, postgresql_where=text("state = 'asked'")),
    )

    gift_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(Text, default=RefundState.ASKED, server_default="asked")
    amount_cents: Mapped[int | None]
    reason = Sealed()
    reason_sealed: Mapped[bytes | None]
    answer = Sealed()
    answer_sealed: Mapped[bytes | None]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]

    gift: Mapped[Gift] = tenant_link("Gift", "RefundRequest.gift_id", viewonly=True)

    @property
    def cents(self) -> int:
        """What it is about: while it waits, what is here of the gift."""
        return self.gift.paid_cents if self.amount_cents is None else self.amount_cents
