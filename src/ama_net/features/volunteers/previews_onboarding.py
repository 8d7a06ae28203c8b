"""A sample of each mail about welcoming volunteers, for the preview pages."""

from datetime import UTC, datetime
from typing import Any

_SITE = "https://esempio.localhost"

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/candidacy_confirm": {"link": f"{_SITE}/volontari/conferma/esempio"},
    "volunteers/candidacy_new": {"link": f"{_SITE}/manage/volontari/candidature"},
    "volunteers/candidacy_answer": {
        "body": "Ciao Isabella,\n\ngrazie di averci scritto. Ci vediamo martedì alle 18 in sede?\n\nAngelica",
        "link": f"{_SITE}/volontari/candidatura/esempio",
    },
    "volunteers/candidacy_meeting": {
        "at": datetime(2026, 11, 24, 17, tzinfo=UTC),
        "link": f"{_SITE}/volontari/candidatura/esempio",
    },
    "volunteers/candidacy_welcome": {"name": "Fiordispina", "link": f"{_SITE}/my/volontariato"},
    "volunteers/letter_reminder": {
        "name": "Fiordispina",
        "link": f"{_SITE}/my/volontariato/lettera",
        "body": "Il testo della lettera.",
    },
    "volunteers/papers_expiring": {"count": 2, "link": f"{_SITE}/manage/volontari/documenti"},
}
