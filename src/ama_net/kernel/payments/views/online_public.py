"""Where whoever takes payments online tells what happened. It is no page: who asks must have signed what it says."""

from uuid import UUID

import structlog
from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.online.client import ProviderError
from ama_net.kernel.payments.online.events import Forged, TooEarly, receive_event

bp = Blueprint("online_public", __name__)
log = structlog.get_logger()

LARGEST = 512 * 1024
HEARD, FORGED, TOO_EARLY, SILENT = 200, 400, 409, 503


@bp.post("/pagamenti/stripe/<uuid:account_id>/eventi")
@limiter.limit("60 per minute", deduct_when=lambda answer: answer.status_code == FORGED)
def event(account_id: UUID) -> ResponseReturnValue:
    """Hear an event. Anything but 200 asks for it to be told again; what is forged is not worth telling again."""
    if (request.content_length or 0) > LARGEST:
        abort(413)
    account = db.session.get(ProviderAccount, account_id) or abort(404)
    try:
        receive_event(account, request.get_data(), request.headers.get("Stripe-Signature", ""))
    except Forged as fault:
        log.warning("payments.event_refused", why=str(fault))
        return "", FORGED
    except TooEarly:
        return "", TOO_EARLY
    except ProviderError as fault:
        log.warning("payments.provider_silent", code=str(fault))
        return "", SILENT
    return "", HEARD


csrf.exempt(event)  # who sends it is no browser: its signature is the proof
