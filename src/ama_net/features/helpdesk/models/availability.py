"""When who listens may be booked: weekly hours in wall-clock time, and the days that are not as usual."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.helpdesk.models.services import Mode, Service
from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class AvailabilityRule(TenantModel):
    """Hours that come back: a weekday (0 is Monday), from ``starts`` to ``ends`` as the clocks in Italy show them.

    ``ends`` at 0:00 is the end of that day, here and in the days that are not as usual.

    ``service_id``: only for that service; None: for all that the person serves. ``every_weeks`` counts from the first such
    weekday on or after ``first_day``; ``last_day`` is included, None: until somebody says otherwise.
    """

    __tablename__ = "helpdesk_availability"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        tenant_fk("service_id", "helpdesk_services", ondelete="CASCADE"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends > starts OR ends = '00:00'", name="hours"),
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days"),
        CheckConstraint("every_weeks BETWEEN 1 AND 12", name="weeks"),
        CheckConstraint("in_person OR online OR phone", name="modes"),
        Index("ix_helpdesk_availability_person_id", "tenant_id", "person_id"),
        Index("ix_helpdesk_availability_service_id", "tenant_id", "service_id"),
    )

    person_id: Mapped[UUID]
    service_id: Mapped[UUID | None]
    weekday: Mapped[int] = mapped_column(SmallInteger)
    starts: Mapped[time]
    ends: Mapped[time]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    every_weeks: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    in_person: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    online: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    phone: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    person: Mapped[Person] = tenant_link("Person", "AvailabilityRule.person_id", viewonly=True)
    service: Mapped[Service | None] = tenant_link("Service", "AvailabilityRule.service_id", viewonly=True)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """How one may meet in these hours, as far as the service does."""
        return tuple(mode for mode in Mode if getattr(self, mode.value))


class AvailabilityException(TenantModel):
    """Days that are not as usual, both ends included, of one person or (``person_id`` None) of the whole helpdesk.

    Closed for the whole day, or from ``starts`` to ``ends``. Open: of a person, extra hours, in the ways it says; of the
    whole helpdesk, it opens what a holiday or a longer closure closes. Why is nobody's business and has no column.
    """

    __tablename__ = "helpdesk_exceptions"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint(
            "(starts IS NULL) = (ends IS NULL) AND (starts IS NULL OR ends > starts OR ends = '00:00')", name="hours"
        ),
        CheckConstraint("NOT is_open OR person_id IS NULL OR starts IS NOT NULL", name="extra_hours"),
        CheckConstraint("in_person OR online OR phone", name="modes"),
        Index("ix_helpdesk_exceptions_person_id", "tenant_id", "person_id", "last_day"),
    )

    person_id: Mapped[UUID | None]
    first_day: Mapped[date]
    last_day: Mapped[date]
    is_open: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    in_person: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    online: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    phone: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    person: Mapped[Person | None] = tenant_link("Person", "AvailabilityException.person_id", viewonly=True)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """How one may meet in extra hours."""
        return tuple(mode for mode in Mode if getattr(self, mode.value))
