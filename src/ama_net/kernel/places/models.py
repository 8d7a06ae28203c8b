"""The tables: the municipalities of Italy, which belong to nobody; the venues and their rooms, which belong to an association."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, SmallInteger, Text, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.foundation.clock import now
from ama_net.foundation.database import Base
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link

BYTEWISE = Text(collation="C")

LONGEST_VENUE_NAME = 200


def _words(column: str) -> str:
    return f"btrim(regexp_replace(f_unaccent({column}), '[^a-z0-9]+', ' ', 'g'))"


class Municipality(Base):
    """A municipality (comune). ``lat`` and ``lon`` are a point of the town, never of a venue."""

    __tablename__ = "municipalities"
    __table_args__ = (
        Index("ix_municipalities_sort_name", "sort_name"),
        Index("ix_municipalities_other_sort_name", "other_sort_name"),
        Index("ix_municipalities_province", "province", "sort_name"),
        Index("ix_municipalities_lat_lon", "lat", "lon"),
    )

    istat_code: Mapped[str] = mapped_column(Text, primary_key=True)
    cadastral_code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    other_name: Mapped[str] = mapped_column(Text, default="")
    sort_name: Mapped[str] = mapped_column(BYTEWISE, Computed(_words("name"), persisted=True))
    other_sort_name: Mapped[str] = mapped_column(BYTEWISE, Computed(_words("other_name"), persisted=True))
    province: Mapped[str] = mapped_column(Text)
    province_name: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    district: Mapped[str] = mapped_column(Text, default="")
    lat: Mapped[float]
    lon: Mapped[float]
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def label(self) -> str:
        """``Bologna (BO)``: what forms show and read back."""
        return f"{self.name} ({self.province})"


class Venue(TenantModel):
    """Where people meet. ``step_free`` is None when nobody has checked; a position says where it comes from.

    ``capacity`` is in people, ``owner`` the body that lends it; ``contact`` (who has the keys, how to ask) may name a
    person: sealed, read in the office only.
    """

    __tablename__ = "venues"
    __table_args__ = (
        Index("ix_venues_sort_name", "tenant_id", "sort_name", "id"),
        Index("ix_venues_municipality_code", "tenant_id", "municipality_code"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        CheckConstraint("capacity > 0", name="capacity"),
    )

    name: Mapped[str] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(BYTEWISE, Computed("f_unaccent(name)", persisted=True))
    address: Mapped[str] = mapped_column(Text, default="", server_default="")
    postcode: Mapped[str] = mapped_column(Text, default="", server_default="")
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipalities.istat_code", onupdate="CASCADE"))
    step_free: Mapped[bool | None]
    notes: Mapped[str] = mapped_column(Text, default="", server_default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    position_source: Mapped[str] = mapped_column(Text, default="", server_default="")
    capacity: Mapped[int | None] = mapped_column(SmallInteger)
    owner: Mapped[str] = mapped_column(Text, default="", server_default="")
    contact = Sealed()
    contact_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, server_default=func.now())

    municipality: Mapped[Municipality | None] = relationship()

    @property
    def in_one_line(self) -> str:
        """``viale Pepoli 5, Bologna (BO)``: address and municipality, without the venue's name."""
        town = " ".join(filter(None, (self.postcode, self.municipality.label if self.municipality else "")))
        return ", ".join(filter(None, (self.address, town)))


class Room(TenantModel):
    """A room of a venue: what two meetings cannot have at the same time. A closed one stays for what names it."""

    __tablename__ = "rooms"
    __table_args__ = (
        tenant_fk("venue_id", "venues"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        UniqueConstraint("tenant_id", "venue_id", "name"),
    )

    venue_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(Text)
    is_open: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    venue: Mapped[Venue] = tenant_link("Venue", "Room.venue_id", viewonly=True)
