"""The leaflet that a group gives out: a PDF or a picture sent by the office, always kept and served as a clean PDF.

``clean_leaflet`` turns what was sent into a PDF that does nothing by itself: no scripts, no actions, no attachments, no
forms, nothing hidden about who made it and with what.
"""

from ama_net.features.groups.leaflets.cleaning import MAX_BYTES, Leaflet, UnreadableLeaflet, clean_leaflet

__all__ = ["MAX_BYTES", "Leaflet", "UnreadableLeaflet", "clean_leaflet"]
