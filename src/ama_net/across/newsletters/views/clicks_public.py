"""A link of a newsletter whose openings are counted: it leads on to the address that was kept, never to one that is asked for."""

from uuid import UUID

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from ama_net.across.newsletters.clicks import address_behind, count_click
from ama_net.across.newsletters.rendering.addresses import whole

bp = Blueprint("clicks_public", __name__)

MOST_LINKS = 1000


@bp.get("/newsletter/vai/<uuid:newsletter_id>/<int:position>")
def go(newsletter_id: UUID, position: int) -> ResponseReturnValue:
    """Lead on, and count one more. Whoever only looks where it leads (HEAD: scanners of links) is not counted.

    Nothing of who opens it is read or kept, and no address of the request leads anywhere: an open redirect is not possible.
    """
    behind = address_behind if request.method == "HEAD" else count_click
    address = behind(newsletter_id, position) if position <= MOST_LINKS else None
    leads_to = whole(address or "") or abort(404)
    answer = redirect(leads_to, 302)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
