"""What was forgotten, night by night: how many, never who."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel


class ForgettingRun(TenantModel):
    """One run of the job that forgets. A night with nothing to forget is written too: it shows that the job is alive."""

    __tablename__ = "helpdesk_forgetting_runs"
    __table_args__ = (
        CheckConstraint("keep_days > 0", name="keep_days"),
        CheckConstraint("least(visitors, appointments, notes, pathways) >= 0", name="counts"),
        Index("ix_helpdesk_forgetting_runs_ran_at", "tenant_id", "ran_at"),
    )

    ran_at: Mapped[datetime] = mapped_column(default=now)
    keep_days: Mapped[int]
    """The association's choice that night."""
    visitors: Mapped[int]
    """Emptied: nothing says any longer who they are or why they came."""
    appointments: Mapped[int]
    """Of theirs, which stay as numbers."""
    notes: Mapped[int]
    """Erased."""
    pathways: Mapped[int]
    """Ended after a year in which nothing happened."""
