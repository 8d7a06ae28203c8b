"""A sample of each paper of the register, and of the confidentiality letter."""

from typing import Any

_WHOSE = ["via di Esempio 1, 44121 Ferrara (FE)", "Codice fiscale 00000000000"]

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/pdf/letter.typ": {
        "title": "Lettera di riservatezza",
        "association_code": "Codice fiscale 00000000000",
        "version": "Versione 1, in vigore dal 1 gennaio 2026",
        "blocks": [
            {"title": "", "words": ["Con questa lettera l'associazione ti autorizza a trattare i dati."], "items": []},
            {"title": "Che cosa ti chiediamo", "words": [], "items": ["Quello che ascolti resta riservato."]},
        ],
        "said": "Accettata da Pia Inventata il 3 marzo 2026",
        "proof": "Impronta del testo: 3f5a…",
        "sign": [],
        "name": "Pia Inventata",
    },
    "volunteers/pdf/register.typ": {
        "title": "Registro dei volontari",
        "about": _WHOSE,
        "as_of": "Com'era scritto il 22 novembre 2026",
        "printed": "Stampato il 22 novembre 2026, 18:30",
        "page_words": "Pagina",
        "of_words": "di",
        "of_pages": True,
        "first_page": 1,
        "step": 1,
        "headed": False,
        "tables": [
            {
                "title": "Volontari non occasionali",
                "columns": ["N.", "Chi", "Residenza", "Inizio", "Cessazione"],
                "widths": ["10mm", "1.5fr", "1.5fr", "22mm", "22mm"],
                "rows": [["1", "Inventata Pia, 03/05/1956, Ferrara", "via di Esempio 4, Ferrara", "04/03/2019", ""]],
                "empty": "Nessuna riga.",
                "total": "1 riga",
            },
            {
                "title": "Volontari occasionali",
                "columns": ["N.", "Chi"],
                "widths": ["10mm", "1fr"],
                "rows": [],
                "empty": "Nessuna riga.",
                "total": "",
            },
        ],
        "seal": ["Ultima registrazione: n. 1.", "Impronta della catena: 9c1d…"],
    },
    "volunteers/pdf/void_page.typ": {
        "title": "Registro dei volontari",
        "about": _WHOSE,
        "page_words": "Pagina",
        "voided": "Pagina annullata",
        "headed": False,
        "pages": [2, 4],
    },
}
"""By template; ``association`` and ``colours`` are added by who shows them."""
