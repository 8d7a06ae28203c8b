"""The samples of every mail of the room, gathered from its parts."""

from typing import Any

from ama_net.features.donations import (
    previews_donor,
    previews_gifts,
    previews_giving,
    previews_office,
    previews_recurring,
)

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    **previews_donor.EMAIL_PREVIEWS,
    **previews_gifts.EMAIL_PREVIEWS,
    **previews_giving.EMAIL_PREVIEWS,
    **previews_office.EMAIL_PREVIEWS,
    **previews_recurring.EMAIL_PREVIEWS,
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""

PDF_PREVIEWS = previews_donor.PDF_PREVIEWS
