"""A sample of each mail about an appointment, for the preview pages: plainly invented."""

from typing import Any

_SITE = "https://esempio.localhost/sportello"
_MEETING: dict[str, Any] = {
    "when": "mercoledì 25 novembre 2026, dalle 18:00 alle 18:50",
    "where": "Casa delle Prove, via di Esempio 1, 00100 Roma (RM)",
    "link": f"{_SITE}/mio/prova",
    "calendar": f"{_SITE}/mio/prova/appuntamenti/prova.ics",
    "series": True,
    "by_us": True,
    "again": _SITE,
}

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "helpdesk/appointment_cancelled": _MEETING,
    "helpdesk/appointment_confirmed": _MEETING,
    "helpdesk/appointment_moved": _MEETING,
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
