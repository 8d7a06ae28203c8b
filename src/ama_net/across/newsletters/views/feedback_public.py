"""Where sending services tell what came back. It is no page: who asks must know the address, and have signed what it says."""

import structlog
from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from ama_net.across.newsletters.models import FeedbackSource
from ama_net.across.newsletters.operations.feedback import source_at
from ama_net.across.newsletters.operations.returns import record_return
from ama_net.across.newsletters.returns.providers import Refused, Silent, Told, Unreadable
from ama_net.across.newsletters.returns.webhooks import LARGEST, hear, to_confirm
from ama_net.across.newsletters.returns_tasks import confirm_topic
from ama_net.foundation.clock import now
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.access import SYSTEM

bp = Blueprint("feedback_public", __name__)
log = structlog.get_logger()

HEARD, UNREADABLE, FORGED, TOO_LARGE, SILENT = 200, 400, 403, 413, 503


@bp.post("/newsletter/ritorni/<kind>/<path>")
@limiter.limit("60 per minute", deduct_when=lambda answer: answer.status_code in (UNREADABLE, FORGED, 404))
def event(kind: str, path: str) -> ResponseReturnValue:
    """Hear an event. 403 when it is not who it should be; 503 asks for it to be told again; anything heard before is 200."""
    if (request.content_length or 0) > LARGEST:
        abort(TOO_LARGE)
    source = source_at(kind, path) or abort(404)
    told = Told(request.get_data(), request.headers.get("Authorization", ""))
    try:
        _hear(source, told)
    except Refused as fault:
        log.warning("newsletters.event_refused", kind=source.kind, why=str(fault))
        return "", FORGED
    except Unreadable as fault:
        log.warning("newsletters.event_unreadable", kind=source.kind, why=str(fault))
        return "", UNREADABLE
    except Silent as fault:
        log.warning("newsletters.certificate_silent", why=str(fault))
        return "", SILENT
    return "", HEARD


csrf.exempt(event)  # who sends it is no browser: the address, the signature or the password are the proof


def _hear(source: FeedbackSource, told: Told) -> None:
    address = to_confirm(source, told)
    if address:
        enqueue(confirm_topic, str(source.id), address)
    # Addresses are held one after the other: always in the same order.
    heard = sorted(hear(source, told), key=lambda one: (one.address.lower(), one.event_key))
    for returned in heard:
        record_return(returned, by=SYSTEM)
    source.last_read_at = now()
    source.read_count += len(heard)
