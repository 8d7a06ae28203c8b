"""The calendar of a volunteer's shifts, at its secret address: for calendar programs, which cannot sign in."""

from hashlib import sha256

from flask import Blueprint, Response, abort, request

from ama_net.features.volunteers.queries_shift_preferences import calendar_with
from ama_net.features.volunteers.shift_calendar import calendar_of
from ama_net.foundation.web.limits import limiter

bp = Blueprint("shifts_calendar", __name__)

A_QUARTER = 15 * 60


@bp.get("/turni/<token>.ics")
@limiter.limit("30 per minute")
def show(token: str) -> Response:
    """The shifts of whose address it is; an address of nobody, or one that was renewed or revoked, is not there."""
    row = calendar_with(token[:100]) or abort(404)
    content = calendar_of(row.person_id, says_activity=row.calendar_says_activity)
    tag = sha256(content).hexdigest()[:32]
    answer = Response(status=304) if request.if_none_match.contains_weak(tag) else Response(content)
    answer.content_type = "text/calendar; charset=utf-8"
    answer.set_etag(tag, weak=True)  # it may travel compressed
    answer.cache_control.private = True
    answer.cache_control.max_age = A_QUARTER
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
