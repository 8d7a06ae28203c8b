"""Which places a search has, and where they lead: three statements, however many groups there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import Row, func, select, text

from ama_net.foundation.database import db
from ama_net.kernel.directory.addressing import query_from, without
from ama_net.kernel.directory.map.drawing import Drawing, Place, bounds, draw
from ama_net.kernel.directory.models import Listing
from ama_net.kernel.directory.queries import found_ids
from ama_net.kernel.places import Municipality

MOST_TOWNS = 120
MOST_OF_THE_NETWORK = 20
"""With more towns than these (far apart, on the portal), circles stand for provinces, and each leads to its own map."""

MOST_DOTS = 1500


@dataclass(frozen=True)
class MapPage:
    """A drawing (None: nothing has a place), the same places as a list, and how many groups are not on it."""

    drawing: Drawing | None
    places: list[Place]
    groups: int
    without_place: int
    by_province: bool
    province: str = ""


def map_page(args: Mapping[str, str], tenant_id: UUID | None, *, here: str, finder: str) -> MapPage:
    """The map of the search an address asks for.

    Args:
        args: the address's query, the finder's own plus ``zona`` (a province, ``BO``).
        tenant_id: an association, or None for the portal.
        here: the address of the map, where a province leads.
        finder: the address of the finder, where a town leads.
    """
    kept = without(args, *((name, None) for name in ("comune", "vicino", "km", "zona")))
    query = replace(query_from(args, tenant_id), municipality=None, near=None)
    ids = found_ids(query)
    towns = _towns(ids)
    zone = "".join(letter for letter in args.get("zona", "")[:2].upper() if letter.isalpha())
    shown = [row for row in towns if row.province == zone] if zone else towns
    most = MOST_OF_THE_NETWORK if tenant_id is None else MOST_TOWNS
    by_province = len(shown) > most and not zone and len({row.province for row in shown}) > 1
    if by_province:
        places = list(_provinces(shown, lambda key: _address(here, kept, zona=key)))
    else:
        places = [_town(row, _address(finder, kept, comune=row.istat_code)) for row in shown]
    places.sort(key=lambda place: place.name)
    on_map = sum(row.groups for row in towns)
    venues = [] if by_province else _venues(ids, zone, finder, kept)
    drawing = draw([*places, *venues], _around(places)) if places else None
    return MapPage(drawing, places, sum(place.groups for place in places), len(ids) - on_map, by_province, zone)


def _address(path: str, kept: str, **more: str) -> str:
    return f"{path}?{'&'.join(filter(None, (kept, urlencode(more))))}"


def _towns(ids: list[UUID]) -> list[Row[Any]]:
    """The municipalities of these groups, those that meet online alone left out."""
    counted = (
        select(Listing.municipality_code.label("code"), func.count().label("groups"))
        .where(Listing.group_id.in_(ids), Listing.mode != "online")
        .group_by(Listing.municipality_code)
        .subquery()
    )
    town = Municipality
    columns = (town.istat_code, town.name, town.province, town.province_name, town.lat, town.lon)
    joined = select(*columns, counted.c.groups).join(counted, counted.c.code == Municipality.istat_code)
    return list(db.session.execute(joined).all()) if ids else []


def _town(row: Row[Any], url: str) -> Place:
    return Place(row.lat, row.lon, row.name, row.groups, url)


def _provinces(rows: Iterable[Row[Any]], address: Any) -> Iterable[Place]:
    """One place for each province, in the middle of its towns that have groups."""
    grouped: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        grouped[row.province].append(row)
    for province, its in grouped.items():
        groups = sum(row.groups for row in its)
        lat = sum(row.lat * row.groups for row in its) / groups
        lon = sum(row.lon * row.groups for row in its) / groups
        yield Place(lat, lon, its[0].province_name or province, groups, address(province))


def _venues(ids: list[UUID], zone: str, finder: str, kept: str) -> list[Place]:
    """The venues that somebody measured, each with its groups."""
    if not ids:
        return []
    columns = (Listing.lat, Listing.lon, Listing.venue_name, Listing.municipality_code)
    measured = select(*columns, func.count()).where(
        Listing.group_id.in_(ids), Listing.lat.is_not(None), Listing.lon.is_not(None)
    )
    if zone:
        measured = measured.where(Listing.province == zone)
    return [
        Place(
            float(lat or 0),
            float(lon or 0),
            name or "",
            groups,
            _address(finder, kept, comune=code or ""),
            is_venue=True,
        )
        for lat, lon, name, code, groups in db.session.execute(measured.group_by(*columns))
    ]


def _around(places: list[Place]) -> list[tuple[float, float]]:
    """The towns of the country that is shown, thinned out when they are many: they draw the land by themselves."""
    south, north, west, east = bounds(places)
    tall, wide = (north - south) * 0.25, (east - west) * 0.25
    inside = db.session.execute(
        _TOWNS, {"south": south - tall, "north": north + tall, "west": west - wide, "east": east + wide}
    ).all()
    every = -(-len(inside) // MOST_DOTS) or 1
    return [(row.lat, row.lon) for row in inside[::every]]


_TOWNS = text("""
    SELECT lat, lon FROM municipalities
    WHERE active AND lat BETWEEN :south AND :north AND lon BETWEEN :west AND :east ORDER BY md5(istat_code)
""")
