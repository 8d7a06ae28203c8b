"""Booking in three screens without an account: a time, who one is, done. GET shows, POST acts; all of it without script.

The first free times are on the first page. Choosing one holds it while the form is filled in, and lets go the one that this
browser held; the form makes it an appointment; if somebody else was faster the page gives the next times, with what was
typed kept. Above what one address may hold a time is only chosen: it becomes theirs when the form is sent.
"""

from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from ama_net.features.helpdesk.forms_booking import BookingForm
from ama_net.features.helpdesk.models import Appointment, AppointmentState, Mode, Service, ServiceKind
from ama_net.features.helpdesk.operations.appointments import held_of, hold_slot, let_go
from ama_net.features.helpdesk.operations.booking import take_time
from ama_net.features.helpdesk.operations.visitors import FormAlreadyUsed
from ama_net.features.helpdesk.own_hold import own_hold, remember_hold
from ama_net.features.helpdesk.queries_services import open_services, service_of_slug
from ama_net.features.helpdesk.refusals import SlotGone
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.slots import next_free, next_free_of, operators_free
from ama_net.features.helpdesk.times_page import choice_of, read_choice, times_page
from ama_net.features.helpdesk.views.confirming_public import confirm_by_mail
from ama_net.features.helpdesk.visitor_secrets import RECEIPT
from ama_net.features.helpdesk.visitor_words import MODES, consent_text
from ama_net.features.helpdesk.whereabouts import where_of, where_words
from ama_net.foundation.clock import now
from ama_net.foundation.web.asking import (
    DONE,
    REFUSED,
    AskPage,
    answers_challenge,
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
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.introductions import introduction_of
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("helpdesk_public", __name__)

GONE = 409
NEAREST_OF_EACH = 3
HOLDS_AT_ONCE, HOLDS = 4, "15 per hour"
"""Of one address: the first is not asked of a browser that gives back the one it holds."""

NOT_HELD = "scelta"
"""Stands for the secret of a hold where nothing is held."""

OPEN_TO_ALL = frozenset({"helpdesk_public.index", "helpdesk_public.service"})
"""Pages that say nothing about who reads them: they may be found."""


@bp.after_request
def _keep_to_oneself(response: Response) -> Response:
    kept = keep_to_oneself(response)
    if request.endpoint in OPEN_TO_ALL:
        del kept.headers["X-Robots-Tag"]
    return kept


@bp.app_context_processor
def _words() -> dict[str, Any]:
    return {"way_words": MODES, "choice_of": choice_of, "where_words": where_words, "where_of": where_of}


# --- choosing a time -------------------------------------------------------------------------------------------------


@bp.get("/sportello")
def index() -> str:
    """What the helpdesk is, and the first free times of each service."""
    services = open_services()
    meetings = [service for service in services if service.kind == ServiceKind.MEETING]
    return render_template(
        "helpdesk/public/index.html",
        intro=introduction_of("sportello"),
        services=services,
        nearest=next_free_of(meetings, limit=NEAREST_OF_EACH),
        own=own_hold(),
    )


@bp.get("/sportello/<slug>")
def service(slug: str) -> ResponseReturnValue:
    """The free times of a service: the nearest, then day by day."""
    found = service_of_slug(slug)
    if found is None or not found.is_open:
        abort(404)
    if found.kind == ServiceKind.PATHWAY:
        return redirect(url_for("pathways_public.form", slug=slug), DONE)
    return _service_html(found)


@bp.get("/sportello/<slug>/orario")
def times(slug: str) -> ResponseReturnValue:
    """The address of an answer that was opened again: back to the times."""
    return redirect(url_for(".service", slug=slug), DONE)


def _holds_at_once() -> str:
    """One address keeps no more than a few times from the others at any moment."""
    return f"{HOLDS_AT_ONCE} per {read_settings(HelpdeskSettings).hold_minutes} minutes"


def _holds_one() -> bool:
    """Whether this browser gives one back for the one it chooses."""
    return own_hold() is not None


def _only_choose(_limit: RequestLimit) -> Response:
    """Above the limits nothing is held, and nothing is lost: the form with the time in it, theirs if nobody is faster."""
    slug, choice = str((request.view_args or {})["slug"]), request.form.get("slot", "")
    if read_choice(choice) is None:
        return make_response(_service_html(_open_service(slug), _("Scegli uno di questi orari.")), REFUSED)
    return make_response(redirect(url_for(".form", slug=slug, secret=NOT_HELD, slot=choice), DONE))


@bp.post("/sportello/<slug>/orario")
@limiter.limit(_holds_at_once, deduct_when=was_kept, exempt_when=_holds_one, on_breach=_only_choose)
@limiter.limit(HOLDS, deduct_when=was_kept, on_breach=_only_choose)
@limiter.limit("300 per hour")
def hold(slug: str) -> ResponseReturnValue:
    """Keep a time for who is about to say who they are, instead of the one they kept before."""
    found, chosen = _open_service(slug), read_choice(request.form.get("slot"))
    if chosen is None:
        return _service_html(found, _("Scegli uno di questi orari.")), REFUSED
    own = own_hold()
    if own is not None and own.appointment.service_id == found.id and own.is_for(*chosen):
        return redirect(url_for(".form", slug=slug, secret=own.secret), DONE)
    try:
        _appointment, secret = hold_slot(found, *chosen, by=PUBLIC, instead_of=own.appointment if own else None)
    except SlotGone as gone:
        return _service_html(found, str(gone)), GONE
    remember_hold(secret)
    return redirect(url_for(".form", slug=slug, secret=secret), DONE)


# --- saying who one is -----------------------------------------------------------------------------------------------


@bp.get("/sportello/<slug>/prenotazione/<secret>")
def form(slug: str, secret: str) -> ResponseReturnValue:
    """The form, while the time is held; held no more, the next ones are in it."""
    found = _open_service(slug)
    held = _held(found, secret)
    if held is not None and held.state != AppointmentState.HELD:
        return redirect(url_for("helpdesk_visitor_public.received"), DONE)
    return blank(_page(found, held))


def _too_many_bookings(_limit: RequestLimit) -> Response:
    values = request.view_args or {}
    found = _open_service(str(values["slug"]))
    return ask_for_proof(_page(found, _held(found, str(values["secret"]))))


@bp.post("/sportello/<slug>/prenotazione/<secret>")
@limiter.limit("6 per hour", deduct_when=was_kept, exempt_when=answers_challenge, on_breach=_too_many_bookings)
@limiter.limit("30 per hour")
def confirm(slug: str, secret: str) -> ResponseReturnValue:
    """Make it an appointment, then lead to the receipt; refused, nothing typed is lost.

    Who is over the limit does a proof of work; a browser that cannot is written to instead.
    """
    found = _open_service(slug)
    held = _held(found, secret)
    page = _page(found, held)
    try:
        if answers_challenge() and not is_proved():
            return confirm_by_mail(page, found, held)
        return take(page)
    except SlotGone as gone:
        return _refused(_page(found, None, gone=True), gone), GONE
    except WrongFact as wrong:
        return _refused(_page(found, held), wrong), REFUSED


csrf.exempt(confirm)  # ``take`` asks for the check itself, so that what was typed is not lost


@bp.post("/sportello/<slug>/prenotazione/<secret>/rinuncia")
def change_time(slug: str, secret: str) -> ResponseReturnValue:
    """Give the held time back, to choose another."""
    held = _held(_open_service(slug), secret)
    if held is not None:
        let_go(held)
    return redirect(url_for(".service", slug=slug), DONE)


# --- the parts -------------------------------------------------------------------------------------------------------


def _open_service(slug: str) -> Service:
    found = service_of_slug(slug)
    if found is None or not found.is_open or found.kind != ServiceKind.MEETING:
        abort(404)
    return found


def _held(found: Service, secret: str) -> Appointment | None:
    """What a secret holds of this service."""
    held = held_of(secret)
    return held if held is not None and held.service_id == found.id else None


def _service_html(found: Service, fault: str = "") -> str:
    page = times_page(found, request.args, partial(url_for, ".service", slug=found.slug))
    return render_template("helpdesk/public/service.html", page=page, service=found, fault=fault, own=own_hold())


def _page(found: Service, held: Appointment | None, *, gone: bool = False) -> AskPage:
    """How the form is made, shown and taken; ``gone``: somebody else has the time that was asked for."""
    lost = held is None or "slot" in request.form

    def make(**options: Any) -> BookingForm:
        made = BookingForm(**options)
        mode = None if lost or held is None else Mode(held.mode)
        made.prepare(found, mode, next_free(found) if lost else (), wish=request.args.get("slot", ""))
        return made

    def send(made: BookingForm) -> Appointment:
        return take_time(found, made.confided(), held=held, chosen=made.chosen, by=PUBLIC)

    show = partial(_form_html, found, None if lost else held, gone=gone)
    return AskPage(make, show, send, used=FormAlreadyUsed, done=_lead_to_receipt)


def _form_html(found: Service, held: Appointment | None, made: BookingForm, *, gone: bool) -> str:
    chosen = None if gone else made.chosen
    return render_template(
        "helpdesk/public/booking.html",
        service=found,
        held=held,
        chosen=chosen if chosen is not None and operators_free(found, *chosen) else None,
        gone=gone or chosen is not None,
        expired=held is not None and held.held_until is not None and held.held_until <= now(),
        secret=(request.view_args or {}).get("secret"),
        form=made,
        consent=consent_text(),
        guardian=guardian_text(),
        keep_days=read_settings(HelpdeskSettings).keep_days,
    )


def _refused(page: AskPage, why: WrongFact) -> str:
    """The form as it was typed, with what is wrong beside its field."""
    made = page.form()
    made.renew_key_if_bad()
    blame(made, why)
    return page.show(made)


def _lead_to_receipt(made: Appointment) -> ResponseReturnValue:
    assert made.visitor_id is not None  # confirmed
    RECEIPT.keep(made.visitor_id)
    return redirect(url_for("helpdesk_visitor_public.received"), DONE)
