"""A sample of each mail and document about applications and offices, for the preview pages."""

from datetime import date
from typing import Any

_SITE = "https://esempio.localhost"
_LINK = f"{_SITE}/diventa-socio/domanda/UmljaGllc3RhLWRpLWVzZW1waW8tc2VuemEtdmFsb3Jl"
_OFFICE = f"{_SITE}/manage/soci/domande"
_QUOTED = {"resolution": "12/2026", "decided_on": date(2026, 11, 20)}
_WHY = "per statuto i soci abitano in provincia: questa è una frase di esempio."

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "members/application_link": {"link": _LINK},
    "members/application_new": {"link": _OFFICE},
    "members/application_appealed": {"link": _OFFICE},
    "members/applications_near": {"link": _OFFICE, "count": 2, "days": 60, "passed": 45},
    "members/applications_due": {"link": _OFFICE, "count": 1, "days": 60, "passed": 45},
    "members/application_admitted": {"name": "Fiordispina Inventata", "number": 42, **_QUOTED},
    "members/application_refused": {
        "name": "Gradasso Inventato",
        "reason": _WHY,
        "link": _LINK,
        "days": 60,
        "assembly": True,
        **_QUOTED,
    },
    "members/application_appeal_rejected": {"name": "Gradasso Inventato", "reason": _WHY, **_QUOTED},
    "members/offices_expiring": {"link": f"{_SITE}/manage/cariche", "count": 2, "days": 90},
}

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "members/pdf/application.typ": {
        "title": "Domanda di ammissione a socio",
        "association_code": "",
        "people": [
            {
                "title": "Chi chiede di diventare socio",
                "facts": [
                    {"term": "Cognome e nome", "text": "Inventata Fiordispina"},
                    {"term": "Residenza", "text": "via di Esempio 1, 44030 Copparo (FE)"},
                ],
            }
        ],
        "declared_title": "Dichiaro",
        "declared": ["Chiedo di essere ammessa come socia, e accetto lo statuto."],
        "place_and_date": "Luogo e data",
        "signature": "Firma",
        "received": "Ricevuta su carta il 3 novembre 2026.",
        "empty": False,
    },
    "members/pdf/application_extract.typ": {
        "title": "Estratto della delibera n. 12/2026",
        "association_code": "",
        "facts": [{"term": "Organo", "text": "Consiglio direttivo"}, {"term": "Data", "text": "20 novembre 2026"}],
        "decided_title": "Ha deliberato",
        "decided": "È ammessa come socia Fiordispina Inventata.",
        "signature": "Firma di chi presiede",
        "note": "Estratto dal libro dell'organo. Riguarda solo la persona nominata.",
    },
}
