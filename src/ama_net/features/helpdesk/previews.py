"""The samples of every mail of the room, gathered from its parts."""

from typing import Any

from ama_net.features.helpdesk import previews_appointments, previews_meetings, previews_pathways, previews_waiting

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "helpdesk/confirm_link": {"link": "https://esempio.localhost/sportello/conferma/prova", "minutes": 20},
    **previews_appointments.EMAIL_PREVIEWS,
    **previews_meetings.EMAIL_PREVIEWS,
    **previews_pathways.EMAIL_PREVIEWS,
    **previews_waiting.EMAIL_PREVIEWS,
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
