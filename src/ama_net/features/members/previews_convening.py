"""Samples of the mail and the papers of votes, minutes and requests to convene."""

from typing import Any

_SIGNATURES = [
    {"role": "Chi presiede", "name": "Angelica Esempio"},
    {"role": "Chi verbalizza", "name": "Medoro Esempio"},
]

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "members/convening_reached": {
        "link": "https://esempio.localhost/manage/riunioni/richieste/00000000-0000-7000-8000-000000000000",
        "threshold": 12,
        "members": 118,
    },
}

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "members/pdf/vote_slips.typ": {
        "title": "Codici per il voto segreto",
        "meeting": "Assemblea di esempio",
        "question": "Elezione del consiglio",
        "code_words": "Il codice vale una volta.",
        "slips": [{"name": "Angelica Esempio", "for": "delega di Medoro Esempio", "code": "ACDE-2345-FGHJ"}],
        "none": "",
    },
    "members/pdf/minutes.typ": {
        "title": "Verbale – Assemblea di esempio",
        "association_code": "",
        "book": "Libro dell'assemblea, n. 3",
        "draft": "",
        "opening": ["Il giorno domenica 3 maggio 2026 si riunisce l'assemblea."],
        "agenda_title": "Ordine del giorno",
        "agenda": ["Bilancio"],
        "items": [
            {
                "title": "1. Bilancio",
                "paragraphs": ["Si legge il bilancio."],
                "votes": [["Si approva il bilancio?", "Favorevoli: 3; Contrari: 0; Astenuti: 0.", "Esito: approvata."]],
                "vote_words": "Votazione",
                "resolutions": ["Delibera n. 1/2026"],
            }
        ],
        "closing": "La riunione è dichiarata chiusa alle ore 20:00.",
        "attendance_title": "Presenze",
        "attendance_head": ["Nome", "Come", "Annotazioni"],
        "attendance": [["Esempio Angelica", "In presenza", "arrivo alle 18:00"]],
        "signatures": _SIGNATURES,
        "page_words": "Pagina",
    },
    "members/pdf/resolution_extract.typ": {
        "title": "Estratto – Delibera n. 1/2026",
        "association_code": "",
        "facts": [{"term": "Organo", "text": "Assemblea dei soci"}],
        "decided_title": "Delibera n. 1/2026",
        "decided": ["Il bilancio è approvato."],
        "signatures": _SIGNATURES,
        "note": "Estratto del verbale.",
    },
}
