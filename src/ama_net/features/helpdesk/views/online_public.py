"""The way into an online room of BigBlueButton (``/sportello/stanza/<token>``), of whoever of the two has the link."""

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from ama_net.features.helpdesk.operations.online import EARLY, appointment_of_link, is_open_now, way_in
from ama_net.foundation.web.asking import keep_to_oneself
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web_client import FetchError

bp = Blueprint("helpdesk_online_public", __name__)
bp.after_request(keep_to_oneself)

NOT_NOW = 503


@bp.get("/sportello/stanza/<token>")
@limiter.limit("30 per minute")
def enter(token: str) -> ResponseReturnValue:
    """Into the room when it is open; before and after, and when its host does not answer, a page that says so."""
    found = appointment_of_link(token[:400])
    if found is None:
        abort(404)
    appointment, listens = found
    if not is_open_now(appointment):
        return _page(appointment.starts_at, minutes=EARLY.seconds // 60)
    try:
        return redirect(way_in(appointment, listens=listens))
    except FetchError:
        return _page(appointment.starts_at, failed=True), NOT_NOW


def _page(starts_at: object, *, minutes: int = 0, failed: bool = False) -> str:
    return render_template("helpdesk/public/online_room.html", starts_at=starts_at, minutes=minutes, failed=failed)
