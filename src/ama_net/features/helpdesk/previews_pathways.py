"""A sample of each mail about pathways, for the preview pages: plainly invented."""

from typing import Any

_SITE = "https://esempio.localhost"
_LINK = {"link": f"{_SITE}/sportello/mio/prova"}

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "helpdesk/pathway_new": {"link": f"{_SITE}/manage/sportello/percorsi"},
    "helpdesk/pathway_news": _LINK,
    "helpdesk/pathway_operator": {"name": "Fiordispina", "link": f"{_SITE}/my/sportello/percorsi"},
    "helpdesk/pathway_received": _LINK,
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
