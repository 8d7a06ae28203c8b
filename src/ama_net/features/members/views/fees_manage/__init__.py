"""The office's pages of fees: the list, one fee, the rates, the reminders, the lapses."""

from ama_net.features.members.views.fees_manage import fee, lapses, listing, rates, reminders
from ama_net.features.members.views.fees_manage.door import bp

__all__ = ["bp", "fee", "lapses", "listing", "rates", "reminders"]
