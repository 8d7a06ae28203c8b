"""Samples of the mails about a gift whose money came, or did not."""

from typing import Any

_LINK = "https://ama.example/sostieni/dono/esempio"

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "donations/failed": {"name": "Alcina", "cents": 5000, "link": _LINK},
    "donations/thanks": {
        "name": "Alcina",
        "cents": 5000,
        "in_kind": "",
        "way": "transfer",
        "campaign": "Una sede nuova",
        "series": _LINK,
        "receipts": [("12/2026", "https://ama.example/sostieni/ricevute/esempio.pdf")],
        "words": "Con il vostro aiuto la sala resta aperta anche d'estate.",
        "link": _LINK,
    },
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
