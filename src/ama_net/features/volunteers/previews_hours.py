"""A sample of each mail and paper about hours."""

from datetime import date
from typing import Any

from ama_net.foundation.pdf import qr_svg

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/hours_refused": {
        "name": "Prova Inventata",
        "day": date(2026, 11, 10),
        "minutes": 150,
        "why": "Quel giorno lo sportello era chiuso: era forse il 12?",
        "paper": False,
        "link": "https://esempio.localhost/my/ore?anno=2026",
    },
    "volunteers/hours_waiting": {"count": 12, "link": "https://esempio.localhost/manage/ore"},
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "volunteers/pdf/hour_certificate.typ": {
        "title": "Attestato delle ore di volontariato",
        "number": "N. 12/2026",
        "issuer": ["via Inventata 1, 40100 Bologna (BO)", "Codice fiscale 00000000000"],
        "attests": "L'associazione attesta che",
        "name": "Pia Inventata",
        "born": "data di nascita 12 dicembre 1960",
        "gave": "ha fatto volontariato per l'associazione dal 1 gennaio 2026 al 31 ottobre 2026, in tutto per",
        "hours": "42 h 30 min",
        "heads": ["Attività", "Ore"],
        "activities": [["Sportello", "30 h"], ["Segreteria", "12 h 30 min"]],
        "free": "L'attività è stata personale, spontanea e gratuita.",
        "date": "22 novembre 2026",
        "signer": "Prova Inventata, presidente",
        "signature": "Firma",
        "check": "Per sapere se questo attestato è vero: inquadra il codice.",
        "qr": qr_svg("https://esempio.localhost/attestati/ABCDEFGHJKMN"),
        "qr_alt": "Codice QR di esempio",
    },
}
"""By template; ``association`` and ``colours`` are added by who shows them."""
