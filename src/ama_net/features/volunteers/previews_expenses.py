"""A sample of each mail about expenses."""

from typing import Any

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/expenses_decided": {
        "name": "Prova",
        "number": "4/2026",
        "accepted": 1850,
        "refused": 420,
        "paper": False,
        "link": "https://esempio.localhost/my/spese",
    },
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
