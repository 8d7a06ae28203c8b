"""A sample of each mail about expenses."""

from typing import Any

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/expenses_decided": {
        "name": "Prova",
        "number": "4/2026",
        "accepted": 1850,
        "refused": 420,
        "paper": False,
        "link": "https://esempio.localhost/my/spese",
    },
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/pdf/expenses.typ": {
        "title": "Nota spese n. 4/2026",
        "about": ["via delle Prove 1, Ferrara", "Codice fiscale 80000000000"],
        "lines": ["Di Prova Inventata", "Mandata il 12 novembre 2026. Da approvare."],
        "columns": [
            {"title": title, "width": width}
            for title, width in (("Giorno", 0), ("Attività", 2), ("Spesa", 5), ("Prova", 0), ("Importo", 0))
        ],
        "rows": [
            ["10/11/2026", "Sportello", "Treno, autobus e altri mezzi pubblici", "Senza ricevuta", "3,20 €"],
            [
                "11/11/2026",
                "Eventi",
                "Chilometri con la propria auto, 34 km, da Ferrara a Cento",
                "Chilometri",
                "14,28 €",
            ],
        ],
        "total": "Totale accolto: 17,48 €",
        "words": "Dichiaro che queste spese le ho fatte davvero per l'attività di volontariato dell'associazione.",
        "sign": ["Chi ha sostenuto le spese", "Per l'associazione"],
        "page_words": "pagina",
    },
}
"""By template; ``association`` and ``colours`` are added by who shows them."""
