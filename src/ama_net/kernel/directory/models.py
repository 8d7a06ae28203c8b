"""What is published. It has no row security: everything in it is public by definition."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.database import Base


class Listing(Base):
    """One published group. A group that hides its place has no place, municipality, day or hour here.

    Whoever shows groups to the public reads them from here, so that one wall holds for every channel. ``meetings``,
    ``pauses`` and ``changes`` are read with ``directory.calendar.series_of``; ``lat`` and ``lon`` are the venue's, when
    somebody measured them, never the municipality's.
    """

    __tablename__ = "listing"
    __table_args__ = {"schema": "network"}

    group_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    tenant_slug: Mapped[str] = mapped_column(Text)
    tenant_name: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    is_example: Mapped[bool]
    mode: Mapped[str] = mapped_column(Text)
    entry: Mapped[str] = mapped_column(Text)
    theme_key: Mapped[str | None] = mapped_column(Text)
    theme_label: Mapped[str | None] = mapped_column(Text)
    theme_label_en: Mapped[str | None] = mapped_column(Text)
    theme_words: Mapped[str] = mapped_column(Text)
    audiences: Mapped[list[Any]] = mapped_column(JSONB)
    audience_keys: Mapped[list[str]] = mapped_column(ARRAY(Text))
    organisation: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    venue_name: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    municipality_code: Mapped[str | None] = mapped_column(Text)
    municipality: Mapped[str | None] = mapped_column(Text)
    province: Mapped[str | None] = mapped_column(Text)
    district: Mapped[str | None] = mapped_column(Text)
    meetings: Mapped[list[Any]] = mapped_column(JSONB)
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    confirmed_on: Mapped[date | None]
    updated_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(TSVECTOR)
    terms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    description: Mapped[str] = mapped_column(Text)
    hides_place: Mapped[bool]
    in_portal: Mapped[bool]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    newcomers: Mapped[bool | None]
    started_on: Mapped[date | None]
    created_at: Mapped[datetime]
    sequence: Mapped[int]
    online_url: Mapped[str] = mapped_column(Text)
    contact: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    promoters: Mapped[list[Any]] = mapped_column(JSONB)
    postcode: Mapped[str | None] = mapped_column(Text)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    step_free: Mapped[bool | None]
    day_parts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    pauses: Mapped[list[Any]] = mapped_column(JSONB)
    changes: Mapped[list[Any]] = mapped_column(JSONB)


PUBLISHED_COLUMNS = frozenset(Listing.__table__.columns.keys())
"""What leaves an association. A guard test holds the list: adding to it is a decision, not an accident."""

listing_stamp = Table(
    "listing_stamp",
    Base.metadata,
    Column("tenant_id", Uuid, nullable=False, index=True),
    Column("stamp", BigInteger, nullable=False),
    schema="network",
)
"""A number that is new after every change of what an association publishes."""
