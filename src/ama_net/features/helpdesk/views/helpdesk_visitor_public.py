"""The visitor's own pages, reached by the secret link or the short code: what is to come, moving it, calling it off, forgetting.

GET shows, POST acts: programs that read mails open links too. None of these pages is kept by a browser or a search engine.
"""

from datetime import timedelta
from functools import partial
from uuid import UUID

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from ama_net.features.helpdesk.appointment_calendar import calendar_of
from ama_net.features.helpdesk.models import Appointment, AppointmentState, CancelledBy, Mode, Visitor
from ama_net.features.helpdesk.operations.appointments import cancel as call_off
from ama_net.features.helpdesk.operations.appointments import move as move_appointment
from ama_net.features.helpdesk.operations.online import LATE, online_link
from ama_net.features.helpdesk.operations.taking_back import take_everything_back
from ama_net.features.helpdesk.queries_bookings import appointments_of
from ama_net.features.helpdesk.refusals import NotComing, SlotGone, TooLate
from ama_net.features.helpdesk.rules_visitor import may_change
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.times_page import read_choice, times_page
from ama_net.features.helpdesk.visitor_secrets import (
    RECEIPT,
    code_of,
    new_pass,
    token_of,
    visitor_of_code,
    visitor_of_token,
    way_back,
)
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.asking import DONE, REFUSED, TOO_MANY, keep_to_oneself, was_refused
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding.forms import CodeForm
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("helpdesk_visitor_public", __name__)
bp.after_request(keep_to_oneself)

GONE = 409


# --- the way back ----------------------------------------------------------------------------------------------------


@bp.get("/sportello/ricevuta")
def received() -> ResponseReturnValue:
    """When and where, the link and the code, for who has just asked; after ten minutes, or at once on demand, no more."""
    visitor_id = RECEIPT.row_id()
    visitor = db.session.get(Visitor, visitor_id) if visitor_id else None
    if visitor is None or visitor.emptied_at is not None:
        flash(_("Per riservatezza, link e codice non si vedono più. Se hai il codice, scrivilo qui."), "message")
        return redirect(url_for(".find_form"), DONE)
    return render_template(
        "helpdesk/public/received.html",
        visitor=visitor,
        token=token_of(visitor),
        appointment=next(iter(_not_over(visitor)), None),
        link=way_back(visitor, current_locale()),
        code=code_of(visitor),
    )


@bp.post("/sportello/ricevuta")
def hide_receipt() -> ResponseReturnValue:
    """Forget the link and the code in this browser; the page it leads to says nothing of an appointment."""
    RECEIPT.forget()
    flash(_("Fatto: su questo dispositivo non si vede più niente."), "success")
    return redirect(f"{request.script_root}/", DONE)


@bp.get("/sportello/codice")
def find_form() -> str:
    """Where a short code is written."""
    return render_template("helpdesk/public/find.html", form=CodeForm(formdata=None))


def _association() -> str:
    return current_tenant().slug


def _too_many_codes(_limit: RequestLimit) -> Response:
    fault = _("Troppi tentativi. Riprova tra un'ora, usa il link che hai ricevuto o parla con noi.")
    return make_response(_wrong_code(fault), TOO_MANY)


@bp.post("/sportello/codice")
@limiter.limit("5 per minute; 20 per hour", deduct_when=was_refused, on_breach=_too_many_codes)
@limiter.limit("200 per hour", key_func=_association, deduct_when=was_refused, on_breach=_too_many_codes)
def find() -> ResponseReturnValue:
    """Open the page of a short code. Every wrong code has the same answer, whatever is wrong with it."""
    visitor = visitor_of_code(CodeForm().code.data or "")
    if visitor is None:
        return _wrong_code(_("Non troviamo niente con questo codice. Ricontrollalo e riprova.")), REFUSED
    return redirect(url_for(".mine", token=new_pass(visitor)), DONE)


def _wrong_code(fault: str) -> str:
    form = CodeForm()
    form.code.errors = [fault]
    return render_template("helpdesk/public/find.html", form=form)


# --- what is to come -------------------------------------------------------------------------------------------------


@bp.get("/sportello/mio/<token>")
def mine(token: str) -> str:
    """Everything that concerns the visitor, and what they may do."""
    visitor = _own(token)
    coming = _not_over(visitor)
    return render_template(
        "helpdesk/public/mine.html",
        visitor=visitor,
        token=token,
        coming=coming,
        online_links={one.id: online_link(one, language=current_locale()) for one in coming},
        changeable={one.id for one in coming if may_change(one)},
        past=[one for one in appointments_of(visitor) if one not in coming],
        keep_days=read_settings(HelpdeskSettings).keep_days,
    )


@bp.get("/sportello/mio/<token>/appuntamenti/<uuid:appointment_id>/orario")
def move_form(token: str, appointment_id: UUID) -> ResponseReturnValue:
    """The times it may be moved to."""
    appointment = _coming_of(token, appointment_id)
    if not may_change(appointment):
        flash(str(TooLate()), "warning")
        return redirect(url_for(".mine", token=token), DONE)
    return _move_html(token, appointment)


@bp.post("/sportello/mio/<token>/appuntamenti/<uuid:appointment_id>/orario")
@limiter.limit("30 per hour")
def move(token: str, appointment_id: UUID) -> ResponseReturnValue:
    """Give it another time; refused, it stays as it was."""
    appointment, chosen = _coming_of(token, appointment_id), read_choice(request.form.get("slot"))
    if chosen is None:
        return _move_html(token, appointment, _("Scegli uno di questi orari.")), REFUSED
    try:
        move_appointment(appointment, *chosen, by=PUBLIC)
    except SlotGone as gone:
        return _move_html(token, appointment, str(gone)), GONE
    except (TooLate, NotComing) as wrong:
        flash(str(wrong), "warning")
    else:
        flash(_("Fatto: il tuo appuntamento ha il nuovo orario."), "success")
    return redirect(url_for(".mine", token=token), DONE)


@bp.post("/sportello/mio/<token>/appuntamenti/<uuid:appointment_id>/disdetta")
@limiter.limit("30 per hour")
def cancel(token: str, appointment_id: UUID) -> ResponseReturnValue:
    """Call it off: the time is free for somebody else."""
    try:
        call_off(_own_appointment(token, appointment_id), by=PUBLIC, who=CancelledBy.VISITOR)
    except (TooLate, NotComing) as wrong:
        flash(str(wrong), "warning")
    else:
        flash(_("Appuntamento disdetto. Grazie di averlo detto: il posto è di nuovo libero."), "success")
    return redirect(url_for(".mine", token=token), DONE)


@bp.get("/sportello/mio/<token>/appuntamenti/<uuid:appointment_id>.ics")
def calendar(token: str, appointment_id: UUID) -> Response:
    """The appointment for a calendar; opened again it follows what has changed."""
    appointment = _own_appointment(token, appointment_id)
    method = "CANCEL" if appointment.state == AppointmentState.CANCELLED else "PUBLISH"
    answer = Response(calendar_of(appointment))
    answer.content_type = f"text/calendar; charset=utf-8; method={method}"
    answer.headers["Content-Disposition"] = "attachment; filename=appuntamento.ics"
    return answer


@bp.post("/sportello/mio/<token>/cancellazione")
@limiter.limit("30 per hour")
def forget(token: str) -> ResponseReturnValue:
    """Call everything off and erase all that was said, at once."""
    take_everything_back(_own(token), by=PUBLIC)
    RECEIPT.forget()
    flash(_("Fatto: quello che avevi scritto è stato cancellato."), "success")
    return redirect(url_for(".mine", token=token), DONE)


def _own(token: str) -> Visitor:
    visitor = visitor_of_token(token)
    if visitor is None:
        abort(make_response(render_template("helpdesk/public/mine_gone.html"), 404))
    return visitor


def _not_over(visitor: Visitor) -> list[Appointment]:
    """Those to come and those that are going on, the nearest first; an online room stays open a while longer."""
    return [one for one in reversed(appointments_of(visitor)) if _goes_on(one)]


def _goes_on(one: Appointment) -> bool:
    late = LATE if one.mode == Mode.ONLINE else timedelta()
    return one.state == AppointmentState.CONFIRMED and one.ends_at + late > now()


def _own_appointment(token: str, appointment_id: UUID) -> Appointment:
    visitor = _own(token)
    if visitor.emptied_at is not None:
        abort(404)
    return next((one for one in appointments_of(visitor) if one.id == appointment_id), None) or abort(404)


def _coming_of(token: str, appointment_id: UUID) -> Appointment:
    appointment = _own_appointment(token, appointment_id)
    return appointment if appointment.is_coming else abort(404)


def _move_html(token: str, appointment: Appointment, fault: str = "") -> str:
    address = partial(url_for, ".move_form", token=token, appointment_id=appointment.id)
    page = times_page(appointment.service, request.args, address, moving=appointment)
    return render_template(
        "helpdesk/public/move.html",
        page=page,
        service=appointment.service,
        appointment=appointment,
        token=token,
        fault=fault,
    )
