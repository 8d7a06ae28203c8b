"""A sample of each mail about hours."""

from datetime import date
from typing import Any

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/hours_refused": {
        "name": "Prova Inventata",
        "day": date(2026, 11, 10),
        "minutes": 150,
        "why": "Quel giorno lo sportello era chiuso: era forse il 12?",
        "paper": False,
        "link": "https://esempio.localhost/my/ore?anno=2026",
    },
    "volunteers/hours_waiting": {"count": 12, "link": "https://esempio.localhost/manage/ore"},
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
