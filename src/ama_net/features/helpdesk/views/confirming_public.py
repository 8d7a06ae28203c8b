"""The mailed link of who is over the limit of an address and has no script: it shows, its button confirms."""

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Service
from ama_net.features.helpdesk.operations.confirming import follow_link, keep_for_link, kept_of
from ama_net.features.helpdesk.visitor_secrets import RECEIPT
from ama_net.foundation.web.asking import DONE, AskPage, keep_to_oneself, take, too_many
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import WrongFact

bp = Blueprint("confirming_public", __name__)
bp.after_request(keep_to_oneself)

GONE = 409


def _too_many_links(_limit: RequestLimit) -> Response:
    return too_many(g.asked)


def confirm_by_mail(page: AskPage, service: Service, held: Appointment | None) -> ResponseReturnValue:
    """Take the form, and write a link instead of confirming; refused, nothing typed is lost.

    Raises:
        WrongFact: as ``keep_for_link``.
    """
    g.asked = page  # a limit's answer is told nothing but the limit
    return _write_link(page, service, held)


@limiter.limit("3 per hour", on_breach=_too_many_links)
def _write_link(page: AskPage, service: Service, held: Appointment | None) -> ResponseReturnValue:
    def send(form: Any) -> Appointment:
        return keep_for_link(service, form.confided(), held=held, chosen=form.chosen, by=PUBLIC)

    return take(replace(page, send=send, done=partial(_written_to, service)))


def _written_to(service: Service, _kept: Appointment) -> ResponseReturnValue:
    return redirect(url_for("confirming_public.written", slug=service.slug), DONE)


@bp.get("/sportello/<slug>/posta")
def written(slug: str) -> str:
    """Look at your mail: the link is there, for some minutes."""
    return render_template("helpdesk/public/confirm_written.html", slug=slug)


@bp.get("/sportello/conferma/<token>")
def show(token: str) -> ResponseReturnValue:
    """What the link confirms, and the button: programs open links too."""
    kept = kept_of(token)
    if kept is None:
        return render_template("helpdesk/public/confirm_gone.html", fault=""), 404
    if kept.state == AppointmentState.CONFIRMED:
        return _receipt(kept)
    return render_template("helpdesk/public/confirm.html", kept=kept, token=token)


@bp.post("/sportello/conferma/<token>")
@limiter.limit("60 per hour")
def confirm(token: str) -> ResponseReturnValue:
    """Make it an appointment, then lead to the receipt."""
    kept = kept_of(token)
    if kept is None:
        return render_template("helpdesk/public/confirm_gone.html", fault=""), 404
    try:
        return _receipt(follow_link(kept, by=PUBLIC))
    except WrongFact as wrong:
        return render_template("helpdesk/public/confirm_gone.html", fault=str(wrong)), GONE


def _receipt(appointment: Appointment) -> ResponseReturnValue:
    assert appointment.visitor_id is not None  # ``kept_of`` looked
    RECEIPT.keep(appointment.visitor_id)
    return redirect(url_for("helpdesk_visitor_public.received"), DONE)
