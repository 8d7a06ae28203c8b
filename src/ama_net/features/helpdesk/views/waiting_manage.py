"""The waiting list in the office: who waits, offering a time by hand, answering for who says so on the telephone."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.forms_waiting import OfferForm
from ama_net.features.helpdesk.models import LeftBecause, WaitingEntry, WaitingOffer, WaitingState
from ama_net.features.helpdesk.operations.offers import accept_offer, decline_offer, offer_place
from ama_net.features.helpdesk.operations.waiting import leave_list
from ama_net.features.helpdesk.pathway_words import FREE_PARTS, WANTED_MODES
from ama_net.features.helpdesk.queries_waiting import (
    LIST,
    ahead_of,
    count_waiting,
    entry_by_id,
    offer_of,
    times_for,
    who_waits,
)
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.times_page import read_choice
from ama_net.features.helpdesk.visitor_words import MODES
from ama_net.features.helpdesk.waiting_words import ANSWER_WORDS, LEFT_WORDS, STATE_WORDS
from ama_net.features.helpdesk.whereabouts import where_of
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.confiding import CALL_TIMES
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.scheduling import span_words
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("waiting_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "states": STATE_WORDS,
        "left": LEFT_WORDS,
        "answers": ANSWER_WORDS,
        "modes": MODES,
        "wanted_modes": WANTED_MODES,
        "parts": FREE_PARTS,
        "call_times": CALL_TIMES,
        "offer_of": offer_of,
        "show_phone": show_phone,
        "span_words": span_words,
        "where_of": where_of,
    }


@bp.get("/sportello/attesa")
@requires(Permission.HELPDESK_EDIT)
def index() -> str:
    """Who waits, the first come first."""
    page = LIST.page(who_waits(), request.args)
    return render_template("helpdesk/manage/waiting.html", page=page, counted=count_waiting())


@bp.get("/sportello/attesa/<uuid:entry_id>")
@requires(Permission.HELPDESK_EDIT)
def show(entry_id: UUID) -> str:
    """One who waits: what was offered, what could be."""
    return _page(_entry(entry_id))


@bp.post("/sportello/attesa/<uuid:entry_id>/proposta")
@requires(Permission.HELPDESK_EDIT)
def offer(entry_id: UUID) -> ResponseReturnValue:
    """Offer a free time by hand."""
    entry = _entry(entry_id)
    form = _offer_form(entry)
    chosen = read_choice(form.slot.data)
    if not form.validate() or chosen is None:
        return _page(entry, form), REFUSED
    try:
        offer_place(entry, *chosen, by=signed_in_actor())
    except WrongFact as refused:
        return _page(entry, refused=str(refused)), REFUSED
    flash(_("Orario proposto: fino alla risposta è tenuto per questa persona."), "success")
    return redirect(url_for(".show", entry_id=entry_id), DONE)


@bp.post("/sportello/attesa/<uuid:entry_id>/proposte/<uuid:offer_id>/conferma")
@requires(Permission.HELPDESK_EDIT)
def accept(entry_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """They said yes on the telephone."""
    entry = _entry(entry_id)
    try:
        appointment = accept_offer(_offer(entry, offer_id), by=signed_in_actor())
    except WrongFact as refused:
        return _page(entry, refused=str(refused)), REFUSED
    flash(_("Appuntamento confermato."), "success")
    return redirect(url_for("helpdesk_bookings_manage.show", appointment_id=appointment.id), DONE)


@bp.post("/sportello/attesa/<uuid:entry_id>/proposte/<uuid:offer_id>/rinuncia")
@requires(Permission.HELPDESK_EDIT)
def decline(entry_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """They said no on the telephone; their place stays."""
    entry = _entry(entry_id)
    try:
        decline_offer(_offer(entry, offer_id), by=signed_in_actor())
    except WrongFact as refused:
        return _page(entry, refused=str(refused)), REFUSED
    flash(_("Segnato: l'orario passa a chi viene dopo, la persona resta in lista."), "success")
    return redirect(url_for(".show", entry_id=entry_id), DONE)


@bp.post("/sportello/attesa/<uuid:entry_id>/uscita")
@requires(Permission.HELPDESK_EDIT)
def leave(entry_id: UUID) -> ResponseReturnValue:
    """Take them off the list: they said so, or found another way."""
    leave_list(_entry(entry_id), by=signed_in_actor(), because=LeftBecause.OFFICE)
    flash(_("Tolto dalla lista d'attesa."), "success")
    return redirect(url_for(".index"), DONE)


def _entry(entry_id: UUID) -> WaitingEntry:
    return entry_by_id(entry_id) or abort(404)


def _offer(entry: WaitingEntry, offer_id: UUID) -> WaitingOffer:
    return next((one for one in entry.offers if one.id == offer_id), None) or abort(404)


def _offer_form(entry: WaitingEntry, **options: object) -> OfferForm:
    return OfferForm(times_for(entry, read_settings(HelpdeskSettings).offer_hours), **options)


def _page(entry: WaitingEntry, form: OfferForm | None = None, refused: str = "") -> str:
    if form is None and entry.state == WaitingState.WAITING:
        form = _offer_form(entry, formdata=None)
    ahead = ahead_of(entry) if entry.is_open else 0
    return render_template("helpdesk/manage/waiting_entry.html", entry=entry, form=form, ahead=ahead, refused=refused)
