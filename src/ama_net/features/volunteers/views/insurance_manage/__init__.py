"""The insurance pages of the office, cut by resource; importing them fills the blueprint."""

from ama_net.features.volunteers.views.insurance_manage import communications, covers, days, overview, policies
from ama_net.features.volunteers.views.insurance_manage.door import bp

__all__ = ["bp", "communications", "covers", "days", "overview", "policies"]
