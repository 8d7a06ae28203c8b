"""The office's pages of shifts, cut by resource; importing them fills the blueprint."""

from ama_net.features.volunteers.views.shifts_manage import attendance, calendar, listing, page, people, planning
from ama_net.features.volunteers.views.shifts_manage.door import bp

__all__ = ["attendance", "bp", "calendar", "listing", "page", "people", "planning"]
