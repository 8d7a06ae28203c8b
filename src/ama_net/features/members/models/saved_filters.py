"""Filters of the members' list kept under a name, for oneself or for the whole office."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk


class SavedFilter(TenantModel):
    """What was asked of the list, as its address says it (never the words searched: they may be a name)."""

    __tablename__ = "member_filters"
    __table_args__ = (
        tenant_fk("account_id", "accounts", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "account_id", "name"),
        CheckConstraint("length(name) BETWEEN 1 AND 60 AND length(query) <= 2000", name="length"),
    )

    account_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(default=now)
