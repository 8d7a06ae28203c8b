"""The map of a search: municipalities and venues drawn by us from what we ship. No tile, no script, no request elsewhere.

A group stands on its venue only where somebody measured it; otherwise under its municipality, never at an invented point.
Who hides its place, meets online or has no municipality is not on the map, and the page says how many they are.
"""

from ama_net.kernel.directory.map.drawing import Drawing, Spot, draw
from ama_net.kernel.directory.map.places import MapPage, map_page

__all__ = ["Drawing", "MapPage", "Spot", "draw", "map_page"]
