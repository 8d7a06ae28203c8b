"""The office's pages of expenses: the list, a claim, lists of payments, rules and types."""

from ama_net.features.volunteers.views.expenses_manage import claim, listing, payments, rules, writing
from ama_net.features.volunteers.views.expenses_manage.door import bp

__all__ = ["bp", "claim", "listing", "payments", "rules", "writing"]
