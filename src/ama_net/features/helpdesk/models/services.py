"""What can be booked at the helpdesk, in which rooms, and who serves it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.places import Room, Venue
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class ServiceKind(StrEnum):
    """A single meeting that whoever likes books, or a series of meetings that is asked for first."""

    MEETING = "meeting"
    PATHWAY = "pathway"


class Mode(StrEnum):
    """How the two meet."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    PHONE = "phone"


class Service(TenantModel):
    """A service of the helpdesk. Minutes are whole; a closed one (``is_open`` false) stays for what names it.

    ``minutes`` is what the visitor is told, the breaks before and after belong to the operator alone; times are offered
    every ``step_minutes`` from the beginning of an availability. ``notice_hours``: how long before one may still book;
    ``horizon_days``: how far ahead; ``change_hours``: until how long before the visitor may move or cancel by themselves.
    ``max_open``: how many appointments to come one contact may have; ``max_in_90_days``: how many of any kind, 0 for no limit.
    """

    __tablename__ = "helpdesk_services"
    __table_args__ = (
        tenant_fk("venue_id", "venues"),
        UniqueConstraint("tenant_id", "slug"),
        CheckConstraint("kind IN ('meeting', 'pathway')", name="kind"),
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 60", name="slug"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("minutes BETWEEN 5 AND 480 AND step_minutes BETWEEN 5 AND 480", name="minutes"),
        CheckConstraint("break_before BETWEEN 0 AND 240 AND break_after BETWEEN 0 AND 240", name="breaks"),
        CheckConstraint("notice_hours BETWEEN 0 AND 720 AND change_hours BETWEEN 0 AND 720", name="hours"),
        CheckConstraint("horizon_days BETWEEN 1 AND 365", name="horizon"),
        CheckConstraint("max_open BETWEEN 1 AND 20 AND max_in_90_days BETWEEN 0 AND 100", name="limits"),
        CheckConstraint("planned_meetings BETWEEN 1 AND 60", name="planned"),
        CheckConstraint("in_person OR online OR phone", name="modes"),
        Index("ix_helpdesk_services_venue_id", "tenant_id", "venue_id"),
    )

    slug: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default=ServiceKind.MEETING)
    name: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    summary: Mapped[str] = mapped_column(Text, default="", server_default="")
    summary_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    is_open: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    minutes: Mapped[int] = mapped_column(default=50, server_default="50")
    step_minutes: Mapped[int] = mapped_column(default=60, server_default="60")
    break_before: Mapped[int] = mapped_column(default=0, server_default="0")
    break_after: Mapped[int] = mapped_column(default=10, server_default="10")
    notice_hours: Mapped[int] = mapped_column(default=12, server_default="12")
    horizon_days: Mapped[int] = mapped_column(default=60, server_default="60")
    change_hours: Mapped[int] = mapped_column(default=12, server_default="12")
    max_open: Mapped[int] = mapped_column(default=1, server_default="1")
    max_in_90_days: Mapped[int] = mapped_column(default=0, server_default="0")
    planned_meetings: Mapped[int] = mapped_column(default=8, server_default="8")
    """How many meetings a pathway usually has."""
    in_person: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    online: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    phone: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    venue_id: Mapped[UUID | None]
    place: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Where, in words, for what has no venue; or which bell to ring."""
    asks_reason: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    has_waiting_list: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    venue: Mapped[Venue | None] = tenant_link("Venue", "Service.venue_id", viewonly=True)
    rooms: Mapped[list["ServiceRoom"]] = relationship(
        primaryjoin="Service.id == foreign(ServiceRoom.service_id)", viewonly=True
    )

    @property
    def modes(self) -> tuple[Mode, ...]:
        """How one may meet, in the order of the forms."""
        return tuple(mode for mode in Mode if getattr(self, mode.value))


class ServiceRoom(TenantModel):
    """A room that a service meets in. A service without rooms meets at its venue and takes no room of it."""

    __tablename__ = "helpdesk_service_rooms"
    __table_args__ = (
        tenant_fk("service_id", "helpdesk_services", ondelete="CASCADE"),
        tenant_fk("room_id", "rooms"),
        UniqueConstraint("tenant_id", "service_id", "room_id"),
        Index("ix_helpdesk_service_rooms_room_id", "tenant_id", "room_id"),
    )

    service_id: Mapped[UUID]
    room_id: Mapped[UUID]

    room: Mapped[Room] = tenant_link("Room", "ServiceRoom.room_id", viewonly=True)


class ServiceOperator(TenantModel):
    """Who serves a service, from the first day to the last (``last_day`` included; None: still)."""

    __tablename__ = "helpdesk_operators"
    __table_args__ = (
        tenant_fk("service_id", "helpdesk_services", ondelete="CASCADE"),
        tenant_fk("person_id", "people"),
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days"),
        Index(
            "uq_helpdesk_operators_current",
            "tenant_id",
            "service_id",
            "person_id",
            unique=True,
            postgresql_where=text("last_day IS NULL"),
        ),
        Index("ix_helpdesk_operators_service_id", "tenant_id", "service_id"),
        Index("ix_helpdesk_operators_person_id", "tenant_id", "person_id"),
    )

    service_id: Mapped[UUID]
    person_id: Mapped[UUID]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    service: Mapped[Service] = tenant_link("Service", "ServiceOperator.service_id", viewonly=True)
    person: Mapped[Person] = tenant_link("Person", "ServiceOperator.person_id", viewonly=True)
