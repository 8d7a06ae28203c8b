"""Samples of the mails about promised transfers, for the development preview pages."""

from typing import Any

_LINES = [
    ("Intestatario del conto", "Associazione Dimostrativa ODV"),
    ("IBAN", "IT60 X054 2811 1010 0000 0123 456"),
    ("Causale", "Erogazione liberale AMA-7K3P-Q2"),
]
_PROMISED = {
    "called": "Prova",
    "cents": 5_000,
    "every": "",
    "lines": _LINES,
    "link": "https://associazione.example/sostieni/dono/esempio",
}

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "donations/transfer_data": {**_PROMISED, "every": "month"},
    "donations/transfer_reminder": _PROMISED,
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
