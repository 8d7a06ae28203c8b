"""The samples of every mail and document of the room, gathered from its parts."""

from typing import Any

from ama_net.features.members import (
    previews_applications,
    previews_area,
    previews_convening,
    previews_fees,
    previews_meetings,
    previews_register,
)

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    **previews_applications.EMAIL_PREVIEWS,
    **previews_area.EMAIL_PREVIEWS,
    **previews_convening.EMAIL_PREVIEWS,
    **previews_fees.EMAIL_PREVIEWS,
    **previews_meetings.EMAIL_PREVIEWS,
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    **previews_applications.PDF_PREVIEWS,
    **previews_area.PDF_PREVIEWS,
    **previews_convening.PDF_PREVIEWS,
    **previews_meetings.PDF_PREVIEWS,
    **previews_register.PDF_PREVIEWS,
}
"""By template; ``association`` and ``colours`` are added by who shows them."""
