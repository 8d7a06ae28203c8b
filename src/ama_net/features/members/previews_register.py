"""A sample of the register on paper, for the development preview pages."""

from typing import Any

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "members/pdf/register.typ": {
        "title": "Libro degli associati",
        "about": ["via di Esempio 1, 44121 Ferrara (FE)", "Codice fiscale 00000000000"],
        "as_of": "Com'era scritto il 22 novembre 2026",
        "printed": "Stampato il 22 novembre 2026, 18:30",
        "page_words": "Pagina",
        "of_words": "di",
        "columns": [
            "N.",
            "Cognome e nome, o ente",
            "Codice fiscale",
            "Nascita",
            "Residenza o sede",
            "Categoria",
            "Domanda",
            "Ammissione e delibera",
            "Uscita, motivo, delibera",
        ],
        "rows": [
            [
                "1",
                "Inventata Pia",
                "",
                "3 maggio 1956, Ferrara",
                "via di Esempio 4, Ferrara",
                "Socio ordinario",
                "2 gen 2018",
                "12 mar 2018; n. 2/2018",
                "",
            ],
            [
                "2",
                "Inventato Ugo; genitori o tutori: Inventata Pia",
                "",
                "5 giugno 2011, Cento",
                "",
                "Socio ordinario",
                "",
                "10 gen 2024; n. 1/2024",
                "31 dic 2025; recesso",
            ],
        ],
        "total": "Righe in questa stampa:",
        "seal": ["Ultima registrazione: n. 3.", "Impronta della catena: 00000000"],
    },
}
