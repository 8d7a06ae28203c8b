"""What was done about an office: told to the RUNTS, warned that it is about to expire. One row each, so nothing is done twice."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk


class OfficeStep(StrEnum):
    """What was done: the beginning or the end told to the RUNTS, the first and the last warning before the expiry."""

    START_TOLD = "start_told"
    END_TOLD = "end_told"
    FIRST_WARNING = "first_warning"
    LAST_WARNING = "last_warning"


class OfficeMark(TenantModel):
    """That a step was done about an office, and when."""

    __tablename__ = "office_marks"
    __table_args__ = (
        tenant_fk("term_id", "office_terms", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "term_id", "step"),
    )

    term_id: Mapped[UUID]
    step: Mapped[str] = mapped_column(Text)
    on_day: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
