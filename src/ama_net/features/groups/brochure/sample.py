"""A brochure of one invented group, for the development preview pages."""

from typing import Any

from ama_net.features.groups.brochure.papers import PAPERS
from ama_net.features.groups.models import BrochureKind
from ama_net.foundation.pdf import qr_svg

_HOME = "https://esempio.localhost/gruppi"
_GROUP = "00000000-0000-7000-8000-000000000000"
_ROWS = [{"group": _GROUP, "name": "Gruppo di esempio – La Finestra", "where": "Bologna"}]

SAMPLE: dict[str, Any] = {
    "title": "Gruppi di auto mutuo aiuto",
    "tagline": "Persone che si aiutano alla pari",
    "logo": "",
    "logo_alt": "",
    "count": "1 gruppo di esempio",
    "dates": ["Aggiornato a domenica 22 novembre 2026.", "Valido fino a sabato 22 maggio 2027."],
    "footer": "Aggiornato a domenica 22 novembre 2026",
    "address": _HOME,
    "qr": qr_svg(_HOME),
    "qr_alt": "Codice QR che apre la pagina dei gruppi",
    "live": "L'elenco sempre aggiornato è qui:",
    "how": [{"title": "Che cos'è un gruppo", "texts": ["Persone con la stessa difficoltà si aiutano alla pari."]}],
    "contacts": {"title": "Parla con la segreteria", "lines": [{"term": "Segreteria", "text": "051 000 0000"}]},
    "emergency": {
        "title": "Se non puoi aspettare",
        "text": "Un gruppo non è un servizio di emergenza.",
        "lines": [{"term": "Emergenze", "text": "112"}],
    },
    "index_columns": ["Gruppo", "Dove", "Pagina"],
    "indexes": [{"title": "Indice per tema", "sections": [{"title": "Disagio psichico", "rows": _ROWS}]}],
    "groups_title": "I gruppi",
    "chapters": [
        {
            "title": "Disagio psichico",
            "entries": [
                {
                    "group": _GROUP,
                    "title": "Gruppo di esempio – La Finestra",
                    "state": "",
                    "text": "Per chi attraversa un periodo buio e ha voglia di parlarne con altri.",
                    "facts": [{"term": "Quando", "text": "ogni mercoledì, ore 18:00-19:30"}],
                    "qr": qr_svg(f"{_HOME}/la-finestra"),
                    "qr_alt": "Codice QR che apre la pagina del gruppo di esempio",
                }
            ],
        }
    ],
    "paper": PAPERS[BrochureKind.A5],
}
