"""A sample of each mail about volunteers' own shifts, for the preview pages."""

from datetime import UTC, datetime
from typing import Any

_SITE = "https://esempio.localhost"
_SHIFT = {
    "name": "Fiordispina",
    "label": "Segreteria",
    "starts_at": datetime(2026, 11, 25, 17, tzinfo=UTC),
    "when": "mercoledì 25 novembre 2026, dalle 18:00 alle 20:00",
    "where": "Casa delle Prove, via di Esempio 1, 44100 Ferrara (FE)",
    "link": f"{_SITE}/my/turni/0190c3a5-0000-7000-8000-000000000000",
}

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/shift_reminder": _SHIFT,
    "volunteers/swap_offered": {
        **_SHIFT,
        "giver": "Gradasso I.",
        "back_at": datetime(2026, 11, 27, 9, tzinfo=UTC),
        "back_label": "Eventi e banchetti",
    },
    "volunteers/swap_answered": {
        **_SHIFT,
        "answer": "Gradasso I. viene al tuo posto al turno di mercoledì 25 novembre 2026, dalle 18:00 alle 20:00. "
        "Tu non devi più venire.",
    },
    "volunteers/swap_to_confirm": {"link": f"{_SITE}/manage/turni/scambi"},
}
