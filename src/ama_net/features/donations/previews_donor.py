"""Samples of the mails about the area of who gives, for the development preview pages."""

from datetime import date
from typing import Any

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "donations/donor_link": {"link": "https://esempio.localhost/sostieni/area/accesso/prova"},
    "donations/refund_answer": {
        "name": "Prova",
        "cents": 5_000,
        "on": date(2026, 11, 3),
        "done": False,
        "answer": "La campagna è già stata spesa: scrivici, ne parliamo.",
    },
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
