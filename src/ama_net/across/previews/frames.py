"""Mail html is shown only in a frame that can do nothing: no script, no request, no form, its own policy."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Response, abort, g

from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.registry import tenant_id_of_host

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:{}; frame-ancestors 'self'; sandbox"
_PICTURE = re.compile(r"""<img[^>]*\ssrc=["'](https?://[A-Za-z0-9.:-]+)""")
_LINK = re.compile(r"https?://[^\s<>\"']+")


def frame_answer(html: str, pictures: Iterable[str] = ()) -> Response:
    """The html of a mail, alone, for a sandboxed frame of our own page; ``pictures``: where it may fetch some."""
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = POLICY.format("".join(f" {origin}" for origin in pictures))
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def own_pictures(html: str) -> list[str]:
    """Where the pictures of a mail are, of the associations of this installation only: asking there tells nobody else."""
    origins = dict.fromkeys(_PICTURE.findall(html))
    return [origin for origin in origins if _is_ours(origin)]


def _is_ours(origin: str) -> bool:
    host = urlsplit(origin).hostname or ""
    return origin == settings_of_app().origin(host) and tenant_id_of_host(host) is not None


def links_of(text: str) -> list[str]:
    """The addresses a text holds, each once: links inside the frame lead nowhere."""
    return list(dict.fromkeys(link.rstrip(".,;:!?)»") for link in _LINK.findall(text)))


def only_at_the_bare_host() -> None:
    """No association's site has these pages."""
    if g.get("tenant") is not None:
        abort(404)
