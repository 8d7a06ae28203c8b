"""Every address of this package, for an association's host and for the portal alike."""

from collections.abc import Callable

from flask import Response

from ama_net.foundation.web.limits import limiter
from ama_net.kernel.directory.feeds import api, bmlt, meeting_guide, news, openapi, spreadsheet
from ama_net.kernel.directory.feeds.answers import JSON, text_answer
from ama_net.kernel.directory.feeds.kept import current
from ama_net.kernel.directory.feeds.whose import Whose

Answer = Callable[[Whose], Response]

OFTEN = "240 per minute"
"""More than any program needs that asks only for what has changed; the feeds that are kept ready have no limit."""

ONE_GROUP = "/api/v1/groups/"
API = "/api/"


def _meeting_guide(whose: Whose) -> Response:
    kept = current(meeting_guide.FEED, whose)
    return text_answer(kept.whole, JSON, kept.changed)


ADDRESSES: dict[str, Answer] = {
    "/gruppi/meetings.json": _meeting_guide,
    "/gruppi/novita.atom": news.atom_answer,
    "/gruppi/novita.rss": news.rss_answer,
    "/gruppi.csv": spreadsheet.answer,
    "/client_interface/json/": bmlt.json_answer,
    "/client_interface/jsonp/": bmlt.jsonp_answer,
    "/api/v1/groups": api.groups,
    "/api/v1/themes": api.themes,
    "/api/openapi.json": openapi.answer,
}
"""What is behind each address; ``/api/v1/groups/…`` is one group."""

READY = {"/gruppi/meetings.json", "/api/openapi.json"}


def answer(path: str, whose: Whose) -> Response:
    """The answer of an address; an unknown one under ``/api/`` is told as the API tells its problems."""
    if path in READY:
        return ADDRESSES[path](whose)
    return _counted(path, whose)


@limiter.limit(OFTEN)
def _counted(path: str, whose: Whose) -> Response:
    found = ADDRESSES.get(path) or ADDRESSES.get(f"{path}/")
    if found is not None:
        return found(whose)
    if path.startswith(ONE_GROUP):
        return api.group(whose, path.removeprefix(ONE_GROUP))
    return api.problem(404, "Questo indirizzo non c'è: quelli che ci sono sono in /api/openapi.json.")


def is_ours(path: str) -> bool:
    """Whether a path is one of these (for a host that has no routes of its own: the portal)."""
    return path in ADDRESSES or f"{path}/" in ADDRESSES or path.startswith(API)
