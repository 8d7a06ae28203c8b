"""Samples of the mails that the office's part of the room sends, for the development preview pages."""

from typing import Any

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "donations/tribute_card": {
        "recipient": "Prova",
        "honoree": "Persona Inventata",
        "in_memory": True,
        "giver": "Famiglia Dimostrativa",
        "message": "Con affetto.",
        "cents": 5_000,
    },
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
