"""A sample of each mail and paper about trainings, for the preview pages."""

from datetime import UTC, datetime
from typing import Any

_COURSE = {
    "name": "Fiordispina",
    "kind": "Intervisione",
    "first_at": datetime(2026, 12, 3, 17, tzinfo=UTC),
    "next_at": datetime(2026, 12, 3, 17, tzinfo=UTC),
    "days": ["giovedì 3 dicembre 2026, dalle 18:00 alle 20:00"],
    "where": "Casa delle Prove, via di Esempio 1, 44100 Ferrara (FE)",
    "answer": "",
    "paper": False,
    "link": "https://esempio.localhost/my/formazione",
}

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/course_invitation": _COURSE,
    "volunteers/course_reminder": {**_COURSE, "answer": "coming"},
    "volunteers/course_called_off": {**_COURSE, "why_not": "La sala è chiusa."},
    "volunteers/course_changed": _COURSE,
}

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/pdf/course_certificate.typ": {
        "title": "Attestato di partecipazione",
        "issuer": ["via di Esempio 1, 44100 Ferrara (FE)", "Codice fiscale 00000000000"],
        "attests": "L'associazione attesta che",
        "name": "Fiordispina Inventata",
        "took_part": "ha preso parte a",
        "course": "Corso di base per chi facilita",
        "facts": [
            {"term": "Che cos'è", "text": "Corso di base"},
            {"term": "Quando", "text": "dal 3 marzo al 24 marzo 2026, 4 incontri"},
            {"term": "Ore di presenza", "text": "12 h"},
        ],
        "date": "28 marzo 2026",
        "signer": "Orlando Inventato, presidente",
        "signature": "Firma",
    },
}
