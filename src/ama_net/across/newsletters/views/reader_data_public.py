"""A reader's own data: taken away, or cancelled. Only by the link mailed to them to choose with, never by that of a newsletter."""

import json

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ama_net.across.newsletters.addresses import hint_of
from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import Subscriber
from ama_net.across.newsletters.operations.forgetting_readers import FORGOTTEN, forget_reader
from ama_net.across.newsletters.own_data import own_data
from ama_net.across.newsletters.reading import reader_or_404
from ama_net.across.newsletters.views.links_public import broken, may_subscribe
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.asking import DONE, keep_to_oneself
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access.actor import PUBLIC

bp = Blueprint("reader_data_public", __name__)
bp.after_request(keep_to_oneself)
bp.register_error_handler(404, broken)
bp.context_processor(may_subscribe)


@bp.get("/newsletter/preferenze/<token>/dati.json")
@limiter.limit("60 per hour")
def take(token: str) -> ResponseReturnValue:
    """All that is kept of them, in a file."""
    subscriber = _subscriber(_reader(token))
    if subscriber is None or subscriber.address_sealed is None:
        return redirect(url_for("reader_public.preferences", token=token), DONE)
    body = json.dumps(own_data(subscriber), ensure_ascii=False, indent=1)
    answer = Response(body, mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"i-miei-dati-newsletter-{today()}.json")
    return answer


@bp.get("/newsletter/preferenze/<token>/cancellazione")
def forgetting(token: str) -> ResponseReturnValue:
    """What is cancelled and what stays, and the button; afterwards, that it was done."""
    subscriber = _subscriber(_reader(token))
    if subscriber is None or (subscriber.address_sealed is None and subscriber.left_through != FORGOTTEN):
        return redirect(url_for("reader_public.preferences", token=token), DONE)
    hint = hint_of(subscriber.address) if subscriber.address else ""
    return render_template("newsletters/public/reader_forget.html", token=token, hint=hint)


@bp.post("/newsletter/preferenze/<token>/cancellazione")
@limiter.limit("20 per hour")
def forget(token: str) -> ResponseReturnValue:
    """Cancel them."""
    forget_reader(_reader(token), by=PUBLIC)
    return redirect(url_for(".forgetting", token=token), DONE)


def _reader(token: str) -> Reader:
    """Who it is of, if it is a link to choose, still good."""
    reader = reader_or_404(token)
    return reader if reader.chooses else abort(404)


def _subscriber(reader: Reader) -> Subscriber | None:
    return db.session.get(Subscriber, reader.subscriber_id)
