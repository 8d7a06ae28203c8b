"""The waiting list without an account: joining it, answering an offer, leaving it. GET shows, POST acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from ama_net.features.helpdesk.forms_waiting import WaitingForm
from ama_net.features.helpdesk.models import (
    FreePart,
    LeftBecause,
    Service,
    ServiceKind,
    Visitor,
    WaitingEntry,
    WaitingOffer,
)
from ama_net.features.helpdesk.operations.offers import accept_offer, decline_offer
from ama_net.features.helpdesk.operations.visitors import FormAlreadyUsed, new_visitor
from ama_net.features.helpdesk.operations.waiting import confirm_mail, join_list, leave_list
from ama_net.features.helpdesk.pathway_words import FREE_PARTS
from ama_net.features.helpdesk.queries_services import service_of_slug
from ama_net.features.helpdesk.queries_waiting import ahead_of, entries_of, offer_of
from ama_net.features.helpdesk.refusals_waiting import Paused, TimesFree
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.slots import Slot, next_free
from ama_net.features.helpdesk.visitor_secrets import RECEIPT, visitor_of_token
from ama_net.features.helpdesk.visitor_words import MODES, consent_text
from ama_net.features.helpdesk.waiting_mails import proof_of
from ama_net.features.helpdesk.waiting_words import TO_WHO_LEFT
from ama_net.features.helpdesk.whereabouts import where_of
from ama_net.foundation.web.asking import (
    DONE,
    REFUSED,
    AskPage,
    ask_for_proof,
    blank,
    is_proved,
    keep_to_oneself,
    take,
    too_many,
    was_kept,
)
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import guardian_text
from ama_net.kernel.people import WrongFact
from ama_net.kernel.scheduling import span_words
from ama_net.kernel.tenancy.settings import read_settings

NEAREST = 3

bp = Blueprint("waiting_public", __name__)
bp.after_request(keep_to_oneself)


# --- joining ---------------------------------------------------------------------------------------------------------


@bp.get("/sportello/<slug>/attesa")
def form(slug: str) -> str:
    """The form, and the free times if there are any."""
    return blank(_ask_page(slug))


def _too_many_requests(_limit: RequestLimit) -> Response:
    return ask_for_proof(_ask_page(str((request.view_args or {})["slug"])))


def _enough_for_today(_limit: RequestLimit) -> Response:
    return too_many(_ask_page(str((request.view_args or {})["slug"])))


@bp.post("/sportello/<slug>/attesa")
@limiter.limit("5 per hour", deduct_when=was_kept, exempt_when=is_proved, on_breach=_too_many_requests)
@limiter.limit("100 per hour")
@limiter.limit("30 per day", deduct_when=was_kept, on_breach=_enough_for_today)
def join(slug: str) -> ResponseReturnValue:
    """Join the list, then lead to the page that shows the way back to it."""
    return take(_ask_page(slug))


csrf.exempt(join)  # ``take`` asks for the check itself, so that what was typed is not lost


def _ask_page(slug: str) -> AskPage:
    service = service_of_slug(slug)
    if service is None or not (service.is_open and service.has_waiting_list and service.kind == ServiceKind.MEETING):
        abort(404)

    def new_form(**options: object) -> WaitingForm:
        return WaitingForm(service, **options)

    def show(form: WaitingForm) -> str:
        return _form_html(service, form)

    def send(form: WaitingForm) -> WaitingEntry | _Refused:
        return _join(service, form)

    def done(joined: WaitingEntry | _Refused) -> ResponseReturnValue:
        if isinstance(joined, _Refused):
            return _form_html(service, joined.form, joined.nearest), REFUSED
        RECEIPT.keep(joined.visitor_id)
        return redirect(url_for("helpdesk_visitor_public.received"), DONE)

    return AskPage(new_form, show, send, used=FormAlreadyUsed, done=done)


@dataclass(frozen=True)
class _Refused:
    """The form, with what was refused beside its field; ``nearest``: the free times that suit what it says."""

    form: WaitingForm
    nearest: Sequence[Slot] = ()


def _join(service: Service, form: WaitingForm) -> WaitingEntry | _Refused:
    """The place in the list; refused, nothing is kept."""
    part = FreePart(form.free_part.data or FreePart.ANY)
    try:
        return join_list(
            service, new_visitor(form.confided(), by=PUBLIC), mode=form.wanted(), free_part=part, by=PUBLIC
        )
    except Paused as refused:
        form.contact.errors = [str(refused)]
        return _Refused(form)
    except TimesFree as refused:
        form.free_part.errors = [str(refused)]
        return _Refused(form, refused.slots[:NEAREST])


def _form_html(service: Service, form: WaitingForm, nearest: Sequence[Slot] = ()) -> str:
    return render_template(
        "helpdesk/public/waiting.html",
        service=service,
        form=form,
        nearest=nearest or next_free(service, limit=NEAREST),
        consent=consent_text(),
        guardian=guardian_text(),
        keep_days=read_settings(HelpdeskSettings).keep_days,
    )


# --- the visitor's own page ------------------------------------------------------------------------------------------


@bp.get("/sportello/mio/<token>/attesa")
def offer(token: str) -> ResponseReturnValue:
    """What is offered, and how long they have; where they are in the list."""
    visitor = _visitor(token)
    if visitor.emptied_at is not None:
        return redirect(url_for("helpdesk_visitor_public.mine", token=token), DONE)
    return render_template("helpdesk/public/waiting_mine.html", visitor=visitor, token=token)


@bp.get("/sportello/mio/<token>/attesa/<uuid:entry_id>/posta/<proof>")
def confirm_form(token: str, entry_id: UUID, proof: str) -> ResponseReturnValue:
    """Where the mailed link leads: its button gives the place its turn. Programs open links too."""
    entry = _entry_of_mail(token, entry_id, proof)
    if entry.reached_at is not None or not entry.is_open:
        return redirect(url_for(".offer", token=token), DONE)
    return render_template("helpdesk/public/waiting_confirm.html", token=token, entry=entry, proof=proof)


@bp.post("/sportello/mio/<token>/attesa/<uuid:entry_id>/posta/<proof>")
@limiter.limit("60 per hour")
def confirm(token: str, entry_id: UUID, proof: str) -> ResponseReturnValue:
    """Give the place its turn."""
    confirm_mail(_entry_of_mail(token, entry_id, proof), by=PUBLIC)
    flash(_("Fatto: il tuo posto in lista è confermato."), "success")
    return redirect(url_for(".offer", token=token), DONE)


@bp.post("/sportello/mio/<token>/attesa/<uuid:offer_id>/conferma")
@limiter.limit("60 per hour")
def accept(token: str, offer_id: UUID) -> ResponseReturnValue:
    """Take the offered time."""
    chosen = _offer(token, offer_id)
    try:
        accept_offer(chosen, by=PUBLIC)
    except WrongFact as refused:
        flash(str(refused), "error")
        return redirect(url_for(".offer", token=token), DONE)
    flash(_("Fatto: l'appuntamento è tuo."), "success")
    return redirect(url_for("helpdesk_visitor_public.mine", token=token), DONE)


@bp.post("/sportello/mio/<token>/attesa/<uuid:offer_id>/rinuncia")
@limiter.limit("60 per hour")
def decline(token: str, offer_id: UUID) -> ResponseReturnValue:
    """Say that the offered time is not good; the place in the list stays."""
    refused_time = _offer(token, offer_id)
    try:
        decline_offer(refused_time, by=PUBLIC)
        flash(_("Va bene: quell'orario lo proponiamo a un'altra persona. Resti in lista."), "success")
    except WrongFact as refused:
        flash(str(refused), "error")
    return redirect(url_for(".offer", token=token), DONE)


@bp.post("/sportello/mio/<token>/attesa/<uuid:entry_id>/uscita")
@limiter.limit("60 per hour")
def leave(token: str, entry_id: UUID) -> ResponseReturnValue:
    """Leave the list."""
    leave_list(_entry(token, entry_id), by=PUBLIC, because=LeftBecause.VISITOR)
    flash(_("Fatto: non sei più in lista."), "success")
    return redirect(url_for(".offer", token=token), DONE)


@bp.app_template_global("waiting_shown")
def waiting_shown(visitor: Visitor) -> dict[str, object]:
    """A visitor's places in the lists, with what helpdesk/public/_waiting.html needs to show them."""
    return {
        "entries": entries_of(visitor.id),
        "offer_of": offer_of,
        "ahead_of": ahead_of,
        "span_words": span_words,
        "where_of": where_of,
        "modes": MODES,
        "parts": FREE_PARTS,
        "left": TO_WHO_LEFT,
    }


def _visitor(token: str) -> Visitor:
    return visitor_of_token(token) or abort(404)


def _entry(token: str, entry_id: UUID) -> WaitingEntry:
    visitor = _visitor(token)
    return next((one for one in entries_of(visitor.id) if one.id == entry_id), None) or abort(404)


def _entry_of_mail(token: str, entry_id: UUID, proof: str) -> WaitingEntry:
    entry = _entry(token, entry_id)
    return entry if compare_digest(proof.encode(), proof_of(entry.id).encode()) else abort(404)


def _offer(token: str, offer_id: UUID) -> WaitingOffer:
    """The very offer that was on the page: what came after it is never answered by mistake."""
    offers = (one for entry in entries_of(_visitor(token).id) for one in entry.offers)
    return next((one for one in offers if one.id == offer_id), None) or abort(404)
