"""The portal's feeds and public API: the same addresses as an association's, of every association together."""

from collections.abc import Callable

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from ama_net.kernel.directory.feeds import api
from ama_net.kernel.directory.feeds.about import channels
from ama_net.kernel.directory.feeds.addresses import answer, is_ours
from ama_net.kernel.directory.feeds.whose import portal

ABOUT = "/dati-aperti"


def page_at(path: str) -> Callable[[], ResponseReturnValue] | None:
    """What answers an address of the portal, if it is one of the feeds'."""
    if path == ABOUT:
        return _about
    return _feed if is_ours(path) else None


def _about() -> str:
    return render_template("groups/feeds/about.html", whose=portal(), channels=channels(portal()))


def _feed() -> ResponseReturnValue:
    try:
        return answer(request.path, portal())
    except TooManyRequests as refusal:
        return api.problem(429, refusal.description or "")
