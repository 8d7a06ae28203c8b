"""A sample of each mail to who waits, and of the reminder, for the preview pages: plainly invented."""

from datetime import UTC, datetime
from typing import Any

_LINK = {"link": "https://esempio.localhost/sportello/mio/prova"}
_MEETING = {
    **_LINK,
    "when": "mercoledì 25 novembre 2026, dalle 18:00 alle 18:50",
    "where": "Casa delle Prove, via di Esempio 1, 00100 Roma (RM)",
}

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "helpdesk/reminder": _MEETING,
    "helpdesk/waiting_ended": {**_LINK, "closed": False},
    "helpdesk/waiting_joined": {**_LINK, "confirm": f"{_LINK['link']}/attesa/prova"},
    "helpdesk/waiting_missed": {**_LINK, "gone": True},
    "helpdesk/waiting_offer": {**_MEETING, "until": datetime(2026, 11, 24, 17, tzinfo=UTC)},
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
