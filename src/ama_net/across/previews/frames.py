"""Mail html is shown only in a frame that can do nothing: no script, no request, no form, its own policy."""

import re

from flask import Response, abort, g

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
_LINK = re.compile(r"https?://[^\s<>\"']+")


def frame_answer(html: str) -> Response:
    """The html of a mail, alone, for a sandboxed frame of our own page."""
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def links_of(text: str) -> list[str]:
    """The addresses a text holds, each once: links inside the frame lead nowhere."""
    return list(dict.fromkeys(link.rstrip(".,;:!?)»") for link in _LINK.findall(text)))


def only_at_the_bare_host() -> None:
    """No association's site has these pages."""
    if g.get("tenant") is not None:
        abort(404)
