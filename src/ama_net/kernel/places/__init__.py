"""Where things are: the municipalities of Italy (shared by all associations) and each association's venues."""

from ama_net.kernel.places.models import Municipality, Venue

__all__ = ["Municipality", "Venue"]
