"""Who an association's mail says it is from (its domains and their keys), and the texts it wrote anew."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import Sealed, TenantModel


class SendingDomain(TenantModel):
    """A domain the association sends from, with the key that signs (DKIM, RFC 6376). ``private_key`` is a sealed PEM.

    ``public_key`` is what stands in the DNS at ``<selector>._domainkey.<domain>`` (base64). ``findings`` is what the last
    check found; ``verified_at`` when the key was found there, empty again when it is not any more.
    """

    __tablename__ = "sending_domains"
    __table_args__ = (UniqueConstraint("tenant_id", "domain"),)

    domain: Mapped[str] = mapped_column(Text)
    selector: Mapped[str] = mapped_column(Text)
    public_key: Mapped[str] = mapped_column(Text)
    findings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    checked_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    private_key = Sealed()
    private_key_sealed: Mapped[bytes | None]


class MailText(TenantModel):
    """A mail of the system in the association's own words; ``version`` keeps two editors apart."""

    __tablename__ = "mail_texts"
    __table_args__ = (UniqueConstraint("tenant_id", "template", "language"),)

    template: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text, default="it", server_default="it")
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    updated_at: Mapped[datetime] = mapped_column(default=now)
    updated_by: Mapped[UUID | None]
    failed_at: Mapped[datetime | None]
    """When a mail could not be written with it, and left in our words; empty again when it is saved."""
