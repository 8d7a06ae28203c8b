"""The directory as calendars people subscribe to (iCalendar, RFC 5545 and 7986): of one group, of some, of everybody.

Only groups that somebody of the association has spoken with, that meet or are about to, and that may be told: no examples,
no services, nothing of a protected group. Whoever subscribes may ask for *discreet* events, which say "Incontro" and where,
and nothing of what it is about: a calendar is often seen by others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import Row, func, select

from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.foundation.web.texts import language_now
from ama_net.kernel.directory.calendar import series_of
from ama_net.kernel.directory.models import Listing, listing_stamp
from ama_net.kernel.directory.words import entry_words
from ama_net.kernel.scheduling import EventTexts, Window, calendar_text, events_of

OPEN_STATES = ("active", "starting")
REFRESH = timedelta(hours=6)
FORMAT = 2
"""Raised when what is written changes with equal facts, so that nobody keeps the old text."""

COLUMNS = (
    *(Listing.slug, Listing.host, Listing.name, Listing.tenant_name, Listing.entry, Listing.mode, Listing.online_url),
    *(Listing.venue_name, Listing.address, Listing.municipality, Listing.province, Listing.sequence),
    *(Listing.updated_at, Listing.meetings, Listing.pauses, Listing.changes),
)
Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True)
class CalendarOf:
    """Whose calendar: its name, where the pages of an association are (by its host), whether it is discreet."""

    title: str
    site_of: Callable[[str], str]
    discreet: bool = False


def calendar_rows(
    tenant_id: UUID | None, *, slugs: Sequence[str] | None = None, ids: Sequence[UUID] | None = None
) -> Rows:
    """The groups that have a calendar, of an association or of all: everyone, or those named. One statement."""
    statement = select(*COLUMNS).where(
        Listing.kind == "group",
        Listing.status.in_(OPEN_STATES),
        Listing.confirmed_on.is_not(None),
        ~Listing.is_example,
        ~Listing.hides_place,
    )
    if tenant_id is not None:
        statement = statement.where(Listing.tenant_id == tenant_id)
    if slugs is not None:
        statement = statement.where(Listing.slug.in_(slugs))
    if ids is not None:
        statement = statement.where(Listing.group_id.in_(ids))
    return db.session.execute(statement.order_by(Listing.slug, Listing.group_id)).all()


def published_seal(tenant_id: UUID | None) -> int | None:
    """A number that is new after every change of what an association, or anybody, publishes."""
    stamps = select(func.bit_xor(listing_stamp.c.stamp))
    if tenant_id is not None:
        stamps = stamps.where(listing_stamp.c.tenant_id == tenant_id)
    found: int | None = db.session.execute(stamps).scalar()
    return found


def calendar_tag(today: date, *facts: Any) -> str:
    """The ETag of a calendar made from these facts this month, in this language."""
    told = (FORMAT, Window.around(today), language_now(), *facts)
    return sha256(repr(told).encode()).hexdigest()[:32]


def calendar_changed(rows: Rows, today: date) -> datetime:
    """When a calendar last changed: with its groups, and with the month (the days skipped are listed month by month)."""
    month = datetime.combine(today.replace(day=1), time(), ROME).astimezone(UTC)
    moments: list[datetime] = [month, *(row.updated_at for row in rows)]
    return max(moments)


def calendar_bytes(rows: Rows, of: CalendarOf, today: date) -> bytes:
    """The whole calendar; equal rows give equal bytes all month long."""
    window = Window.around(today)
    events = [events_of(series, texts, window) for row in rows for series, texts in _lines(row, of)]
    return calendar_text(_("Incontri") if of.discreet else of.title, events, product="Gruppi", refresh=REFRESH)


def _lines(row: Any, of: CalendarOf) -> Iterable[tuple[Any, EventTexts]]:
    summary = _("Incontro") if of.discreet else row.name
    page = f"{of.site_of(row.host)}/gruppi/{row.slug}"
    for series in series_of(row):
        yield (
            series,
            EventTexts(
                uid=f"{series.key}@{row.host}",
                sequence=row.sequence,
                stamp=row.updated_at,
                summary=summary,
                cancelled=_("Annullato: %(summary)s", summary=summary),
                location=_location(row, of),
                description="" if of.discreet else _description(row, page),
                url="" if of.discreet else page,
                shows_notes=not of.discreet,
            ),
        )


def _location(row: Any, of: CalendarOf) -> str:
    """Where to go. The name of a place may tell what one goes for: a discreet event has the address only."""
    if row.mode == "online":
        return str(_("Online"))
    town = f"{row.municipality} ({row.province})" if row.municipality else ""
    name = "" if of.discreet or row.venue_name == row.address else row.venue_name
    return ", ".join(filter(None, (name, row.address, town)))


def _description(row: Any, page: str) -> str:
    way_in = entry_words(row.entry) or _("Chiedi alla segreteria: ti spiega come si entra")
    lines = [row.tenant_name, f"{_('Come si entra')}: {way_in}.", row.online_url, page]
    return "\n".join(filter(None, lines))
