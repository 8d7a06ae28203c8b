"""The volunteers' pages in the office, cut by resource; importing them fills the blueprint."""

from ama_net.features.volunteers.views.volunteers_manage import figures, listing, page
from ama_net.features.volunteers.views.volunteers_manage.door import bp

__all__ = ["bp", "figures", "listing", "page"]
