"""The area of who gives, opened from their mailbox; importing its parts fills the blueprint."""

from ama_net.features.donations.views.donor_public import access, area, changes, facts
from ama_net.features.donations.views.donor_public.door import bp

__all__ = ["access", "area", "bp", "changes", "facts"]
