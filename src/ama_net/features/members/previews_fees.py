"""A sample of each mail about fees."""

from datetime import date
from typing import Any

_MY = "https://esempio.localhost/my/quote"

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "members/fee_lapse": {
        "name": "Prova Inventata",
        "for_name": "",
        "number": "4/2026",
        "day": date(2026, 11, 10),
        "from_day": date(2026, 11, 10),
    },
    "members/fee_receipt": {
        "name": "Prova Inventata",
        "year": 2026,
        "cents": 1500,
        "number": "12/2026",
        "left": 1000,
        "paper": False,
        "link": _MY,
    },
    "members/fee_reminder": {
        "name": "Prova Inventata",
        "for_name": "",
        "year": 2026,
        "left": 2500,
        "paid": 0,
        "due_on": date(2026, 3, 31),
        "late": True,
        "lines": [
            ("Intestatario del conto", "Associazione di Esempio"),
            ("IBAN", "IT60 X054 2811 1010 0000 0123 456"),
            ("Causale", "Quota 2026 AMA-TR7F-KM"),
        ],
        "link": _MY,
        "paper": False,
    },
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
