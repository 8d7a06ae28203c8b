"""A sample of each mail about shifts that the office sends, for the preview pages: plainly invented."""

from datetime import UTC, datetime
from typing import Any

_SITE = "https://esempio.localhost"
_WHEN = "mercoledì 25 novembre 2026, dalle 18:00 alle 20:00"
_SHIFT = {
    "name": "Fiordispina",
    "label": "Sportello",
    "starts_at": datetime(2026, 11, 25, 17, tzinfo=UTC),
    "when": _WHEN,
    "where": "Casa delle Prove, via di Esempio 1, 44100 Ferrara (FE)",
    "link": f"{_SITE}/my/turni/0190c3a5-0000-7000-8000-000000000000",
}

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/shift_assigned": _SHIFT,
    "volunteers/shift_cancelled": {**_SHIFT, "why_not": "La sede di esempio è chiusa"},
    "volunteers/shift_changed": {**_SHIFT, "was": "mercoledì 25 novembre 2026, dalle 15:00 alle 17:00"},
    "volunteers/shift_removed": {**_SHIFT, "clash": True},
    "volunteers/shift_uncovered": {
        "when": _WHEN,
        "link": f"{_SITE}/manage/turni/0190c3a5-0000-7000-8000-000000000000",
    },
    "volunteers/shifts_short": {"shifts": [_WHEN], "hours": 72, "link": f"{_SITE}/manage/turni/elenco?posti=short"},
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/pdf/shifts_sheet.typ": {
        "title": "Turni della settimana",
        "week": "dal 23 novembre al 29 novembre 2026",
        "heads": ["Quando", "Turno", "Dove", "Chi viene"],
        "nothing": "Nessun turno in questa settimana.",
        "page_words": "Pagina ",
        "days": [
            {
                "day": "mercoledì 25 novembre 2026",
                "rows": [
                    {
                        "hours": "18:00–20:00",
                        "title": "Sportello di esempio",
                        "where": "Casa delle Prove",
                        "names": "Fiordispina, Gradasso",
                        "short": "manca una persona",
                    }
                ],
            }
        ],
    }
}
"""By template; ``association`` and ``colours`` are added by who shows them."""
