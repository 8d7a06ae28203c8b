"""The office's pages of appointments: booked by telephone, looked at, moved, called off; importing them fills the blueprint."""

from ama_net.features.helpdesk.views.bookings_manage import changes, page, phone
from ama_net.features.helpdesk.views.bookings_manage.door import bp

__all__ = ["bp", "changes", "page", "phone"]
