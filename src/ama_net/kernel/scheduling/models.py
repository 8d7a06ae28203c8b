"""Reservations: who or which room is taken, and when. One table for shifts, appointments and whatever else takes time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.places import Room
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class Reservation(TenantModel):
    """A person, or a room, is taken during ``[start, end)``, by the row that ``about_kind`` and ``about_id`` name.

    The database lets nobody be in two places and no room be given twice: the ranges of one person, or room, never overlap.
    Breaks before and after belong inside ``during``. What is over or given up is deleted: the rows that are here hold,
    except those whose ``expires_at`` has passed, which hold nothing and are dropped by whoever wants their time.
    """

    __tablename__ = "reservations"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        tenant_fk("room_id", "rooms"),
        CheckConstraint("num_nonnulls(person_id, room_id) = 1", name="one_thing"),
        CheckConstraint("NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)", name="during"),
        CheckConstraint("NOT lower_inf(during) AND NOT upper_inf(during)", name="bounded"),
        ExcludeConstraint(
            ("tenant_id", "="), ("person_id", "="), ("during", "&&"), using="gist", name="ex_reservations_person"
        ),
        ExcludeConstraint(
            ("tenant_id", "="), ("room_id", "="), ("during", "&&"), using="gist", name="ex_reservations_room"
        ),
        Index("ix_reservations_about_id", "tenant_id", "about_id"),
    )

    person_id: Mapped[UUID | None]
    room_id: Mapped[UUID | None]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    about_kind: Mapped[str] = mapped_column(Text)
    about_id: Mapped[UUID]
    expires_at: Mapped[datetime | None]
    """Until when it is only held; None: it holds for good."""
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person | None] = tenant_link("Person", "Reservation.person_id", viewonly=True)
    room: Mapped[Room | None] = tenant_link("Room", "Reservation.room_id", viewonly=True)
