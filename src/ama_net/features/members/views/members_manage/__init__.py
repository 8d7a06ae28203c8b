"""The members' pages in the office, cut by resource; importing them fills the blueprint."""

from ama_net.features.members.views.members_manage import dashboard, fields, households, listing, page
from ama_net.features.members.views.members_manage.door import bp

__all__ = ["bp", "dashboard", "fields", "households", "listing", "page"]
