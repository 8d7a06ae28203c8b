"""From degrees to a drawing: circles for places, sized by how many groups they have, names where there is room.

Plain arithmetic. Lengths are in the drawing's own units (it is ``WIDTH`` wide); the page scales it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, radians, sqrt

WIDTH = 400.0
SHORTEST, TALLEST = 260.0, 560.0
MARGIN = 32.0
LEAST_DEGREES = 0.12
"""A single town is shown with some country around it: about thirteen kilometres."""

SMALLEST, LARGEST = 11.0, 30.0
LETTER, LINE = 7.0, 15.0
"""About how wide a letter and how tall a line of a name are."""


@dataclass(frozen=True)
class Place:
    """Something to draw: where it is (degrees), what it is called, how many groups it has, where its circle leads."""

    lat: float
    lon: float
    name: str
    groups: int
    url: str
    is_venue: bool = False


@dataclass
class Spot:
    """A drawn place. ``label`` is where its name starts, None when there is no room for it."""

    place: Place
    x: float
    y: float
    radius: float
    label: tuple[float, float, str] | None = None


@dataclass(frozen=True)
class Drawing:
    """The whole: its size, the spots (the largest first), the towns around as one path of dots."""

    width: float
    height: float
    spots: list[Spot] = field(default_factory=list)
    towns: str = ""


@dataclass(frozen=True)
class _Frame:
    west: float
    north: float
    scale: float
    squeeze: float
    left: float
    top: float
    height: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        return (
            round(self.left + (lon - self.west) * self.squeeze * self.scale, 1),
            round(self.top + (self.north - lat) * self.scale, 1),
        )


def draw(places: Sequence[Place], towns: Iterable[tuple[float, float]] = ()) -> Drawing | None:
    """Draw places, and faintly the towns around (latitude and longitude); None when there is nothing to draw."""
    if not places:
        return None
    frame = _frame(places)
    most = max(place.groups for place in places)
    ordered = sorted(places, key=lambda place: (place.is_venue, -place.groups, place.name))
    spots = [_spot(place, frame, most) for place in ordered]
    _name(spots, frame.height)
    dots = (frame.at(lat, lon) for lat, lon in towns)
    inside = sorted({(x, y) for x, y in dots if 0 <= x <= WIDTH and 0 <= y <= frame.height})
    return Drawing(WIDTH, round(frame.height), spots, "".join(f"M{x:g} {y:g}h0" for x, y in inside))


def bounds(places: Sequence[Place]) -> tuple[float, float, float, float]:
    """South, north, west, east, with some country around."""
    lats, lons = [place.lat for place in places], [place.lon for place in places]
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    more = max(0.0, LEAST_DEGREES - (north - south)) / 2
    wider = max(0.0, LEAST_DEGREES - (east - west)) / 2
    return south - more, north + more, west - wider, east + wider


def _frame(places: Sequence[Place]) -> _Frame:
    south, north, west, east = bounds(places)
    # A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
    squeeze = cos(radians((south + north) / 2))
    inner = WIDTH - 2 * MARGIN
    scale = min(inner / ((east - west) * squeeze), (TALLEST - 2 * MARGIN) / (north - south))
    height = max(SHORTEST, (north - south) * scale + 2 * MARGIN)
    left = (WIDTH - (east - west) * squeeze * scale) / 2
    top = (height - (north - south) * scale) / 2
    return _Frame(west, north, scale, squeeze, left, top, height)


def _spot(place: Place, frame: _Frame, most: int) -> Spot:
    x, y = frame.at(place.lat, place.lon)
    radius = 6.0 if place.is_venue else SMALLEST + (LARGEST - SMALLEST) * sqrt((place.groups - 1) / max(1, most - 1))
    return Spot(place, x, y, round(radius, 1))


def _name(spots: Sequence[Spot], height: float) -> None:
    """Write the names for which there is room, those of the places with most groups first."""
    taken = [(spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius) for spot in spots]
    for spot in spots:
        wide = LETTER * len(spot.place.name)
        for x, y, anchor, left in (
            (spot.x + spot.radius + 4, spot.y + 5, "start", spot.x + spot.radius + 3),
            (spot.x - spot.radius - 4, spot.y + 5, "end", spot.x - spot.radius - 4 - wide),
            (spot.x, spot.y - spot.radius - 5, "middle", spot.x - wide / 2),
            (spot.x, spot.y + spot.radius + 14, "middle", spot.x - wide / 2),
        ):
            box = (left, y - LINE + 3, left + wide, y + 4)
            inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= height
            if inside and not any(_touch(box, other) for other in taken):
                spot.label = (round(x, 1), round(y, 1), anchor)
                taken.append(box)
                break


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
