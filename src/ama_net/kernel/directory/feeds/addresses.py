"""Every address of this package, for an association's host and for the portal alike."""

import re
from collections.abc import Callable

from flask import Response

from ama_net.foundation.web.limits import limiter
from ama_net.kernel.directory.feeds import api, bmlt, meeting_guide, news, openapi, spreadsheet
from ama_net.kernel.directory.feeds.answers import JSON, text_answer
from ama_net.kernel.directory.feeds.kept import current
from ama_net.kernel.directory.feeds.whose import Whose

Answer = Callable[[Whose], Response]

OFTEN, SOMETIMES, SELDOM = "240 per minute", "120 per minute", "20 per minute"
"""From one reader. What is kept ready has no limit; a whole list made anew costs more than a page of the API."""

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
LONG = {"/gruppi.csv"}
QUERIES = "/client_interface/"


def answer(path: str, whose: Whose) -> Response:
    """The answer of an address; an unknown one under ``/api/`` is told as the API tells its problems."""
    path = _tidy(path)
    if path in READY:
        return _found(path, whose)
    if path in LONG:
        return _seldom(path, whose)
    return _sometimes(path, whose) if path.startswith(QUERIES) else _often(path, whose)


def is_ours(path: str) -> bool:
    """Whether a path is one of these (for a host that has no routes of its own: the portal)."""
    return _tidy(path) in ADDRESSES or _tidy(path).startswith(API)


def _tidy(path: str) -> str:
    """Readers of BMLT put a slash after a host that has one already, and some forget the last."""
    path = re.sub("/{2,}", "/", path)
    return f"{path}/" if f"{path}/" in ADDRESSES else path


# One function for each limit: the limiter counts by function.
@limiter.limit(OFTEN)
def _often(path: str, whose: Whose) -> Response:
    return _found(path, whose)


@limiter.limit(SOMETIMES)
def _sometimes(path: str, whose: Whose) -> Response:
    return _found(path, whose)


@limiter.limit(SELDOM)
def _seldom(path: str, whose: Whose) -> Response:
    return _found(path, whose)


def _found(path: str, whose: Whose) -> Response:
    found = ADDRESSES.get(path)
    if found is not None:
        return found(whose)
    if path.startswith(ONE_GROUP):
        return api.group(whose, path.removeprefix(ONE_GROUP))
    return api.problem(404, "Questo indirizzo non c'è: quelli che ci sono sono in /api/openapi.json.")
