"""Asking for a pathway without an account (``/sportello/percorsi/…``), and taking it back. GET shows, POST acts."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from ama_net.features.helpdesk.forms_pathways import PathwayForm
from ama_net.features.helpdesk.models import FreePart, Pathway, PathwayState, Service, ServiceKind, Visitor
from ama_net.features.helpdesk.operations.pathways import request_pathway, withdraw
from ama_net.features.helpdesk.operations.visitors import FormAlreadyUsed
from ama_net.features.helpdesk.pathway_rules import TooManyRequests
from ama_net.features.helpdesk.pathway_words import VisitorWords, words_for_visitor
from ama_net.features.helpdesk.queries_pathways import (
    before_in_line,
    pathways_of_visitor,
    progress_of,
    who_followed_before,
)
from ama_net.features.helpdesk.queries_services import service_of_slug
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.visitor_secrets import RECEIPT, visitor_of_token
from ama_net.features.helpdesk.visitor_words import consent_text
from ama_net.foundation.web.asking import (
    DONE,
    REFUSED,
    AskPage,
    ask_for_proof,
    blank,
    is_proved,
    keep_to_oneself,
    take,
    was_kept,
)
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import guardian_text
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("pathways_public", __name__)
bp.after_request(keep_to_oneself)


@bp.get("/sportello/percorsi/<slug>")
def form(slug: str) -> str:
    """The form."""
    return blank(_ask_page(slug))


def _too_many_requests(_limit: RequestLimit) -> Response:
    return ask_for_proof(_ask_page(str((request.view_args or {})["slug"])))


@bp.post("/sportello/percorsi/<slug>")
@limiter.limit("5 per hour", deduct_when=was_kept, exempt_when=is_proved, on_breach=_too_many_requests)
@limiter.limit("100 per hour")
def send(slug: str) -> ResponseReturnValue:
    """Send the request, then lead to the page that shows the way back to it."""
    return take(_ask_page(slug))


csrf.exempt(send)  # ``take`` asks for the check itself, so that what was typed is not lost


@bp.post("/sportello/mio/<token>/percorsi/<uuid:pathway_id>/ritiro")
@limiter.limit("20 per hour")
def take_back(token: str, pathway_id: UUID) -> ResponseReturnValue:
    """Take a pathway back: its meetings to come are called off."""
    visitor = visitor_of_token(token) or abort(404)
    mine = next((one for one in pathways_of_visitor(visitor.id) if one.id == pathway_id), None)
    withdraw(mine or abort(404), by=PUBLIC)
    flash(_("Fatto: hai ritirato la richiesta, e gli incontri che dovevano ancora esserci sono disdetti."), "success")
    return redirect(url_for("helpdesk_visitor_public.mine", token=token), DONE)


@bp.app_template_global("pathways_shown")
def pathways_shown(visitor: Visitor) -> list[tuple[Pathway, VisitorWords]]:
    """The pathways of a visitor with the words for them, as helpdesk/public/_pathway.html prints them."""
    theirs = pathways_of_visitor(visitor.id)
    if not theirs:
        return []
    met, earlier = progress_of(theirs), who_followed_before(theirs)
    return [
        (
            one,
            words_for_visitor(
                one,
                before=before_in_line(one) if one.state == PathwayState.WAITING else 0,
                met=met[one.id].met,
                earlier=earlier.get(one.id),
            ),
        )
        for one in theirs
    ]


def _ask_page(slug: str) -> AskPage:
    service = service_of_slug(slug)
    if service is None or not service.is_open or service.kind != ServiceKind.PATHWAY:
        abort(404)

    def new_form(**options: object) -> PathwayForm:
        return PathwayForm(service, **options)

    def show(form: PathwayForm) -> str:
        return _html(service, form)

    def send(form: PathwayForm) -> Pathway | PathwayForm:
        return _request(service, form)

    def done(asked: Pathway | PathwayForm) -> ResponseReturnValue:
        if isinstance(asked, PathwayForm):
            return show(asked), REFUSED
        RECEIPT.keep(asked.visitor_id)
        return redirect(url_for("helpdesk_visitor_public.received"), DONE)

    return AskPage(new_form, show, send, used=FormAlreadyUsed, done=done)


def _request(service: Service, form: PathwayForm) -> Pathway | PathwayForm:
    """The request; or the form, with what was refused beside its field: then nothing is kept."""
    part = FreePart(form.free_part.data or FreePart.ANY)
    try:
        return request_pathway(service, form.confided(), wanted_mode=form.wanted(), free_part=part, by=PUBLIC)
    except TooManyRequests as refused:
        blame(form, refused)
        return form


def _html(service: Service, form: PathwayForm) -> str:
    return render_template(
        "helpdesk/public/pathway.html",
        service=service,
        form=form,
        consent=consent_text(),
        guardian=guardian_text(),
        keep_days=read_settings(HelpdeskSettings).keep_days,
    )
