"""Who works for the association for money: the law keeps them apart from its volunteers."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now, today
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class WorkKind(StrEnum):
    """How somebody is paid: with a contract of employment (collaborations too), or on their own account."""

    EMPLOYEE = "employee"
    SELF_EMPLOYED = "self_employed"


class PaidWork(TenantModel):
    """A stretch of work a person is paid for by the association: no volunteer may have one (D.Lgs. 117/2017 art. 17 c. 5).

    ``started_on`` is the first day, ``ended_on`` the first day that is not paid work any more; what is paid is not kept.
    """

    __tablename__ = "paid_work"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        CheckConstraint("kind IN ('employee', 'self_employed')", name="kind"),
        CheckConstraint("ended_on IS NULL OR ended_on > started_on", name="ended_after"),
        Index("ix_paid_work_person_id", "tenant_id", "person_id"),
        Index("ix_paid_work_started_on", "tenant_id", "started_on"),
    )

    person_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text, default=WorkKind.EMPLOYEE)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    person: Mapped[Person] = tenant_link("Person", "PaidWork.person_id", viewonly=True)

    @property
    def is_current(self) -> bool:
        """Whether it is paid work today."""
        return self.started_on <= today() and (self.ended_on is None or self.ended_on > today())

    @property
    def last_day(self) -> date | None:
        """The last day of paid work, when there is one."""
        return self.ended_on - timedelta(days=1) if self.ended_on else None
