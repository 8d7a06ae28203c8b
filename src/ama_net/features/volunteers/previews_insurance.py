"""A sample of each mail and paper of insurance."""

from datetime import date
from typing import Any

_TITLES = ["Cognome", "Nome", "Data di nascita", "Luogo di nascita", "Codice fiscale", "Sezione", "Che cosa cambia"]
_TITLES += ["Dal", "Al"]
_ROWS = [
    [
        "Inventata",
        "Pia",
        "3 maggio 1956",
        "Ferrara",
        "",
        "Non occasionale",
        "Entra",
        "2 marzo 2026",
        "31 dicembre 2026",
    ],
    ["Inventato", "Ugo", "5 giugno 1961", "Cento", "", "Occasionale", "Esce", "1 gennaio 2026", "28 febbraio 2026"],
]

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/insurance_communication": {
        "number": "3/2026",
        "policy": "PROVA-0001",
        "kind": "Entrate e uscite",
        "titles": _TITLES,
        "rows": _ROWS,
    },
    "volunteers/insurance_warning": {
        "policies": [
            {"number": "PROVA-1", "insurer": "Assicurazioni di Esempio", "day": date(2026, 12, 31), "renews": False},
            {"number": "PROVA-2", "insurer": "Mutua di Esempio", "day": date(2026, 12, 1), "renews": True},
        ],
        "uncovered": 2,
        "link": "https://esempio.localhost/manage/volontari/assicurazione",
    },
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/pdf/insurance.typ": {
        "title": "Comunicazione all'assicuratore n. 3/2026",
        "about": ["via di Esempio 1, 44121 Ferrara (FE)", "Codice fiscale 00000000000"],
        "kind": "Entrate e uscite",
        "facts": [
            "A: Assicurazioni di Esempio",
            "Polizza n. PROVA-0001 dei volontari (D.Lgs. 117/2017 art. 18)",
            "Data: 22 novembre 2026",
        ],
        "columns": _TITLES,
        "widths": [7, 6, 5, 7, 8, 6, 5, 5, 5],
        "rows": _ROWS,
        "total": "Righe: 2",
        "signature": "Per l'associazione",
        "page_words": "Pagina",
        "of_words": "di",
        "printed": "Stampato il 22 novembre 2026, 18:30",
    },
}
"""By template; ``association`` and ``colours`` are added by who shows them."""
