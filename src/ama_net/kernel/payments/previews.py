"""A sample of the room's document, for the development preview pages."""

from typing import Any

_RECEIPT: dict[str, Any] = {
    "title": "Ricevuta n. 12/2026",
    "mark": "Copia",
    "cancelled": False,
    "issued": "Serie: quote. Data: 3 maggio 2026",
    "issuer": ["via di Esempio 1, 40100 Bologna (BO)", "Codice fiscale 00000000000"],
    "received_from": "Ricevuto da",
    "payer": ["Prova Inventata", "via delle Prove 3, 40100 Bologna (BO)"],
    "facts": [
        {"term": "Importo", "text": "25,00 €"},
        {"term": "In lettere", "text": "venticinque/00 euro"},
        {"term": "Data del versamento", "text": "2 maggio 2026"},
        {"term": "Modo", "text": "Bonifico"},
    ],
    "wording": "Quota associativa anno 2026: non detraibile né deducibile.",
    "stamp": "Non soggetta a imposta di bollo: l'importo non supera 77,47 €.",
    "sign": "Chi rappresenta l'associazione",
    "president": "Orlando Dimostrativo",
}

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "payments/pdf/receipt.typ": _RECEIPT,
    "payments/pdf/receipts.typ": {
        "title": "Ricevute",
        "receipts": [
            {**_RECEIPT, "association": "Associazione di Esempio"},
            {**_RECEIPT, "association": "Associazione di Esempio", "title": "Ricevuta n. 13/2026", "mark": ""},
        ],
    },
}
"""By template; ``association`` and ``colours`` are added by who shows them."""
