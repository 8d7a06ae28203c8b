"""A sample of each mail and paper of the members' own area, for the preview pages."""

from datetime import date
from typing import Any

from ama_net.foundation.pdf import qr_svg

_OFFICE = "https://esempio.localhost/manage/soci/modifiche"

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "members/change_new": {"link": _OFFICE},
    "members/change_answered": {"name": "Pia", "applied": False, "answer": "Serve una copia della carta d'identità."},
    "members/exit_new": {"link": _OFFICE, "done": False},
    "members/exit_done": {
        "name": "Pia Inventata",
        "asked_on": date(2026, 9, 14),
        "effective_on": date(2027, 1, 1),
    },
}

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "members/pdf/card.typ": {
        "title": "Tessera di Pia Inventata",
        "association_code": "codice fiscale 00000000000",
        "card": "Tessera di socio",
        "name": "Pia Inventata",
        "facts": [{"term": "Socio n.", "text": "42"}, {"term": "Categoria", "text": "Socio ordinario"}],
        "qr": qr_svg("https://esempio.localhost/tessera/ZXNlbXBpbw"),
        "qr_alt": "Codice QR di esempio",
        "words": "Il codice dice solo se la tessera è valida oggi.",
        "cut": "Ritaglia lungo il bordo.",
    },
    "members/pdf/stored.typ": {
        "title": "I dati di Pia Inventata",
        "made": "Preparato il 22 novembre 2026.",
        "kinds_title": "Che cosa si conserva, e per quanto",
        "heads": ["Che cosa", "Quanti", "Perché", "Per quanto"],
        "kinds": [["Anagrafe", "1", "sapere chi è socio", "finché vive l'associazione"]],
        "data_title": "I dati",
        "sections": [{"title": "Anagrafe", "rows": [["nome: Pia", "cognome: Inventata"]]}],
    },
}
