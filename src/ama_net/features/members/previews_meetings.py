"""A sample of the letters and papers of meetings, for the development preview pages: plainly invented."""

from datetime import datetime
from typing import Any

from ama_net.foundation.clock import ROME

_HEADING = {
    "meeting": "Assemblea ordinaria di esempio",
    "organ": "Assemblea dei soci",
    "first": "Prima convocazione: martedì 1 dicembre 2026, ore 07:00",
    "second": "Seconda convocazione: mercoledì 2 dicembre 2026, ore 18:00",
    "place": "Sala di esempio, via di Esempio 1",
}

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "members/meeting_notice": {
        "heading": "Convocazione",
        "kind": "convocation",
        "number": "12/2026",
        "name": "Florinda di Esempio",
        "minor": "",
        "meeting_title": "Assemblea ordinaria di esempio",
        "when": datetime(2026, 12, 2, 18, tzinfo=ROME),
        "text": "È convocata la riunione «Assemblea ordinaria di esempio», con questo ordine del giorno:\n\n"
        "1. Bilancio\n2. Elezione del consiglio",
        "online_url": "https://meet.esempio.localhost/assemblea",
        "link": "https://esempio.localhost/my/riunioni/00000000-0000-7000-8000-000000000000",
        "proxies": 3,
        "paper": False,
    }
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "members/pdf/meeting_sheet.typ": {
        **_HEADING,
        "title": "Foglio delle presenze",
        "roll_on": "Elenco al 2 dicembre 2026",
        "page_words": "Pagina",
        "signers": ["Chi presiede", "Chi verbalizza"],
        "heads": ["N.", "Nome", "Voti", "Note", "Entra", "Esce", "Firma"],
        "rows": [
            {"number": "1", "name": "di Esempio Florinda", "votes": "1", "notes": "deleghe di di Esempio Fiordiligi"},
            {"number": "2", "name": "di Esempio Fiordiligi", "votes": "1", "notes": "delega a di Esempio Florinda"},
            {"number": "3", "name": "di Esempio Ricciardetto", "votes": "0", "notes": "Iscrizione troppo recente"},
        ],
    },
    "members/pdf/meeting_proxy.typ": {
        **_HEADING,
        "title": "Delega",
        "lines": ["Io sottoscritto/a", "delego", "a rappresentarmi e a votare per me in questa riunione."],
        "signature": "Data e firma",
        "note": "Il nome di chi riceve la delega va scritto: in bianco non vale. Ogni persona può riceverne al massimo 3.",
    },
}
"""By template; ``association`` and ``colours`` are added by who shows them."""
