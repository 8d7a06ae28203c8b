"""A sample of each mail and document of the room, for the development preview pages: what their templates are given."""

from datetime import date
from typing import Any

from ama_net.features.groups.brochure.sample import SAMPLE
from ama_net.foundation.pdf import qr_svg

_SITE = "https://esempio.localhost"
_LINK = "https://esempio.localhost/richieste/UmljaGllc3RhLWRpLWVzZW1waW8tc2VuemEtdmFsb3Jl"
_OFFICE = "https://esempio.localhost/manage/richieste/00000000-0000-7000-8000-000000000000"

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "groups/join_request_received": {"link": _LINK},
    "groups/correction_new": {"link": _OFFICE},
    "groups/join_request_new": {"link": _OFFICE},
    "groups/logistics_new": {"link": _OFFICE},
    "groups/join_request_message": {"link": _OFFICE},
    "groups/join_request_closing": {"link": _LINK, "day": "martedì 1 dicembre", "unanswered": True},
    "groups/join_request_news": {"link": _LINK},
    "groups/join_requests_late": {"link": _OFFICE, "count": 2},
    "groups/join_request_answer": {
        "link": _LINK,
        "answer": "Ciao Girasole,\n\nil gruppo si ritrova il mercoledì: ti aspettiamo.\n\nUn saluto",
    },
    "groups/freshness": {
        "name": "Florindo",
        "group": "Gruppo di esempio – La Finestra",
        "link": f"{_SITE}/gruppi/conferma/UmljaGllc3Rh",
    },
    "groups/freshness_changed": {"group": "Gruppo di esempio – La Finestra", "link": _OFFICE},
    "groups/freshness_digest": {
        "groups": ["Gruppo di esempio – La Finestra", "Gruppo di esempio – Il Sentiero"],
        "more": 3,
        "without": 5,
        "stale": 2,
        "link": f"{_SITE}/manage/gruppi/conferme",
    },
    "groups/source_down": {
        "link": f"{_SITE}/manage/gruppi/fonti/00000000-0000-7000-8000-000000000000",
        "name": "Elenco di esempio",
        "error": "Il sito non risponde in tempo.",
        "stopped": False,
    },
    "groups/handover_answered": {"name": "Florindo", "accepted": True, "link": f"{_SITE}/my/gruppi"},
    "groups/handover_asked": {"name": "Florindo", "link": f"{_SITE}/my/gruppi"},
    "groups/handover_done": {"group": "Gruppo di esempio – La Finestra", "link": _OFFICE},
    "groups/join_request_for_you": {"name": "Florindo", "link": f"{_SITE}/my/gruppi"},
    "groups/substitute": {"name": "Florindo", "group": "Gruppo di esempio – La Finestra", "day": date(2026, 12, 2)},
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    "groups/pdf/brochure.typ": SAMPLE,
    "groups/pdf/leaflet.typ": {"title": "Volantino", "words": "Un disegno di esempio", "svg": qr_svg(_SITE)},
    "groups/pdf/sheet.typ": {
        "title": "Gruppo di esempio – La Finestra",
        "kind": "Gruppo di auto mutuo aiuto",
        "description": "Per chi attraversa un periodo buio e ha voglia di parlarne con altri.",
        "notices": ["Da confermare, chiama prima. Chiama prima di andare."],
        "facts": [
            {"term": "Tema", "text": "Disagio psichico"},
            {"term": "Dove", "text": "Sede di esempio, via di Esempio 1, Bologna (BO)"},
            {"term": "Quando", "text": "ogni mercoledì, ore 18:00-19:30"},
        ],
        "contacts_title": "Chiama o scrivi",
        "contacts": [{"label": "Segreteria", "text": "051 000 0000"}],
        "footer": "Stampato sabato 21 novembre 2026. Prima di andare, chiama: le cose possono cambiare.",
        "address": "https://esempio.localhost/gruppi/gruppo-di-esempio-la-finestra",
        "qr": qr_svg("https://esempio.localhost/gruppi/gruppo-di-esempio-la-finestra"),
        "qr_alt": "Codice QR che apre la pagina del gruppo di esempio",
        "qr_words": "Inquadra il codice con il telefono: si apre la pagina del gruppo, sempre aggiornata.",
    },
}
"""By template; ``association`` and ``colours`` are added by who shows them."""
