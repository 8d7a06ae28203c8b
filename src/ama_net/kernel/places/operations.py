"""Verbs about venues. The gazetteer has none: it changes only with its file (``gazetteer.load_gazetteer``)."""

import re
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.foundation.database import db, hold
from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.places.models import LONGEST_VENUE_NAME, Room, Venue

SOUTH, NORTH, WEST, EAST = 35.0, 48.0, 6.0, 19.0
"""Where Italy is, generously."""

LARGEST = 5000
"""No self-help group needs a larger room."""


class WrongVenue(ValueError):
    """What was said about a venue cannot be. ``field`` names which fact, the text is for the person who wrote it."""

    def __init__(self, field: str, message: LazyString) -> None:
        super().__init__(message)
        self.field, self.message = field, message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True)
class VenueFacts:
    """What is known of a venue. No coordinates are ever derived: ``lat`` and ``lon`` come with where they were read."""

    name: str
    address: str = ""
    postcode: str = ""
    municipality_code: str | None = None
    step_free: bool | None = None
    notes: str = ""
    lat: float | None = None
    lon: float | None = None
    position_source: str = ""
    capacity: int | None = None
    owner: str = ""
    contact: str | None = None


def add_venue(facts: VenueFacts, *, by: Actor) -> Venue:
    """Write down a new venue.

    Who may: the office with PLACES_EDIT, and importers.

    Raises:
        WrongVenue: a fact cannot be.
    """
    _check(facts)
    plain = asdict(facts)
    contact = plain.pop("contact")
    venue = Venue(**plain)
    venue.contact = contact or None
    db.session.add(venue)
    record(by=by, verb="venue.added", subject=venue)
    return venue


def change_venue(venue: Venue, facts: VenueFacts, *, by: Actor) -> list[str]:
    """Correct a venue; the names of what changed are returned and recorded. Who may: the office with PLACES_EDIT.

    Raises:
        WrongVenue: a fact cannot be.
    """
    _check(facts)
    facts = replace(facts, contact=facts.contact or None)
    changed = [name for name, value in asdict(facts).items() if getattr(venue, name) != value]
    for name in changed:
        setattr(venue, name, getattr(facts, name))
    if changed:
        record(by=by, verb="venue.changed", subject=venue, changes={"fields": changed})
    return changed


def add_room(venue: Venue, name: str, *, by: Actor) -> Room:
    """Write down a room of a venue: what two meetings cannot have at the same time. Flushed.

    Who may: the office with PLACES_EDIT.

    Raises:
        WrongVenue: it has no name, or that of another room there.
    """
    _hold_rooms(venue.id)
    room = Room(venue_id=venue.id, name=_room_name(venue.id, name))
    db.session.add(room)
    db.session.flush()
    record(by=by, verb="room.added", subject=room)
    return room


def change_room(room: Room, *, name: str, is_open: bool, by: Actor) -> list[str]:
    """Rename, close or open a room; a closed one is chosen no more, what it was given to stays. Gives what changed.

    Raises:
        WrongVenue: it has no name, or that of another room there.
    """
    _hold_rooms(room.venue_id)
    wanted = {"name": _room_name(room.venue_id, name, besides=room.id), "is_open": is_open}
    changed = [fact for fact, value in wanted.items() if getattr(room, fact) != value]
    for fact in changed:
        setattr(room, fact, wanted[fact])
    if changed:
        record(by=by, verb="room.changed", subject=room, changes={"fields": changed})
    return changed


def _room_name(venue_id: UUID, name: str, besides: UUID | None = None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_VENUE_NAME:
        raise WrongVenue("name", _l("Serve un nome, al massimo di 200 lettere."))
    others = db.session.execute(select(Room.id, Room.name).where(Room.venue_id == venue_id))
    if fold(name) in {fold(row.name) for row in others if row.id != besides}:
        raise WrongVenue("name", _l("C'è già una stanza con questo nome."))
    return name


def _hold_rooms(venue_id: UUID) -> None:
    hold(f"places:rooms:{venue_id}")


def _check(facts: VenueFacts) -> None:
    if not facts.name.strip() or len(facts.name) > LONGEST_VENUE_NAME:
        raise WrongVenue("name", _l("Serve un nome, al massimo di 200 lettere."))
    if not re.fullmatch(r"([0-9]{5})?", facts.postcode):
        raise WrongVenue("postcode", _l("Il CAP ha cinque cifre."))
    if facts.capacity is not None and not 1 <= facts.capacity <= LARGEST:
        raise WrongVenue("capacity", _l("Quante persone ci stanno? Un numero da 1 a 5000."))
    _check_position(facts)


def _check_position(facts: VenueFacts) -> None:
    if facts.lat is None and facts.lon is None:
        return
    if facts.lat is None or facts.lon is None:
        raise WrongVenue("lat", _l("Latitudine e longitudine vanno scritte tutte e due, o nessuna."))
    if not (SOUTH <= facts.lat <= NORTH and WEST <= facts.lon <= EAST):
        raise WrongVenue("lat", _l("Questo punto non è in Italia: ricontrolla latitudine e longitudine."))
    if not facts.position_source.strip():
        raise WrongVenue("position_source", _l("Da dove viene questo punto? Per esempio: misurato sul posto."))
