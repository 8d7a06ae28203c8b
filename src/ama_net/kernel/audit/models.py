"""The one table of all chains. The runtime role may only read and append; a trigger refuses even the owner."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.kernel.tenancy import TenantModel


class LedgerEntry(TenantModel):
    """Entry ``number`` of a ledger: its facts, and the MAC over them and over the entry before."""

    __tablename__ = "ledger_entries"

    ledger: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    mac: Mapped[bytes]
