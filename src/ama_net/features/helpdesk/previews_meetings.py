"""A sample of the mail to who listens, for the preview pages: plainly invented."""

from typing import Any

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "helpdesk/listener_appointment": {
        "name": "Fiordispina",
        "what": "confirmed",
        "series": True,
        "when": "mercoledì 3 marzo 2027, dalle 18:00 alle 18:50",
        "where": "via Inventata 1, Roma (RM)",
        "link": "https://esempio.localhost/my/sportello",
    },
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
