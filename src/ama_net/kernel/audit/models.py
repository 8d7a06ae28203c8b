"""The one table of all chains. The runtime role may only read and append; a trigger refuses even the owner."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Computed, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.kernel.tenancy import TenantModel


class LedgerEntry(TenantModel):
    """Entry ``number`` of a ledger: its facts, and the MAC over them and over the entry before.

    ``line`` is read from the facts by the database itself: in a register, the line (a member's number) the entry is about.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        Index(
            "ix_ledger_entries_line",
            "tenant_id",
            "ledger",
            "line",
            "number",
            postgresql_where=text("line IS NOT NULL"),
        ),
    )

    ledger: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    mac: Mapped[bytes]
    line: Mapped[int | None] = mapped_column(Computed("(facts ->> 'line')::integer", persisted=True))
