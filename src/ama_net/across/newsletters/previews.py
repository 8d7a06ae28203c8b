"""A sample of each mail about newsletters, for the preview pages: plainly invented."""

from typing import Any

from markupsafe import Markup

from ama_net.across.newsletters.newsletter_words import STOPPED, STOPPED_IN_SHORT

_LINK = {"link": "https://esempio.localhost/newsletter/preferenze/prova", "name": "Bianca"}
_OFFICE = {"link": "https://esempio.localhost/manage/newsletter/prova"}

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "newsletters/already": {**_LINK, "days": 7},
    "newsletters/approved": _OFFICE,
    "newsletters/choices": {**_LINK, "days": 7},
    "newsletters/confirm": {**_LINK, "days": 7},
    "newsletters/given_back": {**_OFFICE, "to_change": True},
    "newsletters/stay": _LINK,
    "newsletters/stopped": {
        **_OFFICE,
        "in_short": STOPPED_IN_SHORT["failures"],
        "why": STOPPED["failures"],
    },
    "newsletters/test": {
        "subject": "Le notizie di novembre",
        "text": "Ciao Bianca,\necco le notizie.",
        "html": Markup("<!doctype html><html><body><p>Ciao Bianca, ecco le notizie.</p></body></html>"),
    },
    "newsletters/to_approve": {**_OFFICE, "approves": True},
    "newsletters/welcome": {**_LINK, "days": 7},
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
