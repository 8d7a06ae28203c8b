"""The office's pages on services of the helpdesk, and on who serves them (``/manage/sportello/servizi``)."""

from ama_net.features.helpdesk.views.services_manage import listeners, services
from ama_net.features.helpdesk.views.services_manage.door import bp

__all__ = ["bp", "listeners", "services"]
