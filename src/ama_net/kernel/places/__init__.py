"""Where things are: the municipalities of Italy (shared by all associations) and each association's venues."""

from ama_net.kernel.places.models import Municipality, Room, Venue
from ama_net.kernel.places.operations import VenueFacts, WrongVenue, add_venue, change_venue
from ama_net.kernel.places.queries import (
    Near,
    find_municipality,
    matching_municipalities,
    municipality,
    nearest,
    suggest,
)

__all__ = [
    "Municipality",
    "Near",
    "Room",
    "Venue",
    "VenueFacts",
    "WrongVenue",
    "add_venue",
    "change_venue",
    "find_municipality",
    "matching_municipalities",
    "municipality",
    "nearest",
    "suggest",
]
