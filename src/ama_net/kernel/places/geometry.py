"""Distances on the earth, plain arithmetic: kilometres as the crow flies and the box that surely holds a circle."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088
"""Mean radius (IUGG). The sphere is wrong by half a percent at most: enough to say which town is near."""

KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Box:
    """South, north, west, east, in degrees."""

    south: float
    north: float
    west: float
    east: float


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance between two points (haversine)."""
    north, east = radians(other_lat - lat), radians(other_lon - lon)
    chord = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))


def box_around(lat: float, lon: float, km: float) -> Box:
    """A box that holds every point within ``km``; away from the poles and from the 180th meridian, as Italy is."""
    height = km / KM_PER_DEGREE
    width = height / max(0.01, cos(radians(min(89.0, abs(lat) + height))))
    return Box(lat - height, lat + height, lon - width, lon + width)
