"""The office's pages of hours: the list, one entry, hours for many, totals, one volunteer's, certificates."""

from ama_net.features.volunteers.views.hours_manage import certificates, entry, listing, many, of_volunteer, totals
from ama_net.features.volunteers.views.hours_manage.door import bp

__all__ = ["bp", "certificates", "entry", "listing", "many", "of_volunteer", "totals"]
