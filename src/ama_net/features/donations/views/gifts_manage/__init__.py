"""The office's pages of gifts: the list, one gift, writing one down, receipts printed together."""

from ama_net.features.donations.views.gifts_manage import entering, gift, listing
from ama_net.features.donations.views.gifts_manage.door import bp

__all__ = ["bp", "entering", "gift", "listing"]
