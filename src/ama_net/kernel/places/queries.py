"""Looking municipalities up (by code, by a name as people write it, by nearness, by the first letters); the list of venues."""

import re
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, case, or_, select
from sqlalchemy.orm import contains_eager

from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.places.geometry import box_around, distance_km
from ama_net.kernel.places.models import Municipality, Room, Venue

SHORTEST_GUESS = 4
"""Fewer letters than these are completed by nobody but the person who types them."""

_WITH_PROVINCE = re.compile(r"^(?P<name>.+?)[\s,]*\(\s*(?P<province>[A-Za-z]{2})\s*\)\s*$")


@dataclass(frozen=True)
class Near:
    """A municipality and how far its point is, in kilometres."""

    municipality: Municipality
    km: float


def municipality(code: str) -> Municipality | None:
    """The municipality with an ISTAT code, also one merged since into another."""
    return db.session.get(Municipality, code)


def find_municipality(name: str, province: str | None = None) -> Municipality | None:
    """The one municipality a name means, whatever its accents, capitals and apostrophes; None when none or several do.

    ``Forli'``, ``REGGIO EMILIA``, ``S. Lazzaro di Savena`` and ``Bologna (BO)`` are understood. Some names are shared
    by several provinces (Castro BG and LE): without the province those are None.
    """
    found = matching_municipalities(name, province)
    return found[0] if len(found) == 1 else None


def matching_municipalities(name: str, province: str | None = None) -> list[Municipality]:
    """The municipalities a name may mean: those called so, or else those whose words begin like the ones written."""
    name, province = split_province(name, province)
    words = words_of(name)
    if not words:
        return []
    active = select(Municipality).where(Municipality.active).order_by(Municipality.sort_name, Municipality.province)
    if province:
        active = active.where(Municipality.province == province.upper())
    exact = " ".join(words)
    found = _all(active.where(or_(Municipality.sort_name == exact, Municipality.other_sort_name == exact)))
    if found or len(exact) < SHORTEST_GUESS:
        return found
    return _all(active.where(Municipality.sort_name.like("% ".join(words) + "%")).limit(10))


def nearest(lat: float, lon: float, km: float, *, limit: int = 20) -> list[Near]:
    """The municipalities whose point is within ``km`` of a place, the nearest first."""
    box = box_around(lat, lon, km)
    inside = _all(
        select(Municipality).where(
            Municipality.active,
            Municipality.lat.between(box.south, box.north),
            Municipality.lon.between(box.west, box.east),
        )
    )
    near = sorted((Near(town, distance_km(lat, lon, town.lat, town.lon)) for town in inside), key=lambda one: one.km)
    return [one for one in near if one.km <= km][:limit]


def suggest(term: str, *, limit: int = 10) -> list[Municipality]:
    """Municipalities to choose from while typing: those that begin with the letters, then those with a word that does."""
    term, province = split_province(term, None)
    start = " ".join(words_of(term))
    if not start:
        return []
    begins = or_(Municipality.sort_name.like(f"{start}%"), Municipality.other_sort_name.like(f"{start}%"))
    found = select(Municipality).where(Municipality.active, or_(begins, Municipality.sort_name.like(f"% {start}%")))
    if province:
        found = found.where(Municipality.province == province)
    return _all(found.order_by(case((begins, 0), else_=1), Municipality.sort_name, Municipality.province).limit(limit))


def split_province(name: str, province: str | None) -> tuple[str, str | None]:
    """``Bologna (BO)`` as ``("Bologna", "BO")``; what is told apart from the name wins."""
    written = _WITH_PROVINCE.match(name)
    if written is None:
        return name, province
    return written["name"], province or written["province"].upper()


def words_of(name: str) -> list[str]:
    """The words of a name as ``sort_name`` has them."""
    return re.findall(r"[a-z0-9]+", fold(name[:100]))


def _all(statement: Select[Municipality]) -> list[Municipality]:
    return list(db.session.scalars(statement))


STEP_FREE = {"yes": True, "no": False, "unknown": None}
STEP_FREE_WORDS = {"yes": _l("Senza gradini"), "no": _l("Con gradini"), "unknown": _l("Da verificare")}


def all_venues() -> Select[Venue]:
    """The association's venues, each with its municipality."""
    return select(Venue).outerjoin(Venue.municipality).options(contains_eager(Venue.municipality))


def venue_choices() -> dict[UUID, str]:
    """The venues by name, for a menu."""
    rows = db.session.execute(select(Venue.id, Venue.name).order_by(Venue.sort_name, Venue.id).limit(500))
    return {row.id: row.name for row in rows}


def rooms_of(venue: Venue) -> list[Room]:
    """The rooms of a venue, the closed ones too, by name."""
    return list(db.session.scalars(select(Room).where(Room.venue_id == venue.id).order_by(Room.name, Room.id)))


def open_rooms() -> list[Room]:
    """The rooms that may be chosen, each with its venue, venue by venue."""
    found = select(Room).join(Room.venue).where(Room.is_open).options(contains_eager(Room.venue))
    return list(db.session.scalars(found.order_by(Venue.sort_name, Room.name, Room.id)))


def step_free_words(venue: Venue) -> str:
    """What is known about the way in."""
    return str(STEP_FREE_WORDS[{True: "yes", False: "no", None: "unknown"}[venue.step_free]])


def _town(venue: Venue) -> str:
    return venue.municipality.label if venue.municipality else ""


def _is_step_free(value: str) -> ColumnElement[bool]:
    return Venue.step_free.is_(STEP_FREE[value])


VENUES = Listing(
    Column("name", _l("Nome"), sort=Venue.sort_name),
    Column("address", _l("Indirizzo")),
    Column("postcode", _l("CAP"), shown=False),
    Column("municipality", _l("Comune"), value=_town, sort=Municipality.sort_name),
    Column("step_free", _l("Gradini"), value=step_free_words, sort=Venue.step_free),
    Column("capacity", _l("Posti"), sort=Venue.capacity, numeric=True),
    Column("owner", _l("Di chi è"), shown=False),
    filters=(
        Filter("step_free", _l("Gradini"), options=STEP_FREE_WORDS, where=_is_step_free),
        Filter("municipality", _l("Comune"), Venue.municipality_code),
    ),
    search=search_words(Venue.sort_name, Venue.address, Municipality.sort_name),
    order="name",
)
