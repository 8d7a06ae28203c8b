"""What who listens changes of an appointment of theirs: another time, or called off."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.forms_meetings import OtherTimeForm
from ama_net.features.helpdesk.models import Appointment, CancelledBy, Mode
from ama_net.features.helpdesk.operations import appointments
from ama_net.features.helpdesk.refusals import NotComing
from ama_net.features.helpdesk.slots import free_slots
from ama_net.features.helpdesk.views.helpdesk_my import followed_visitor, own_appointment, said
from ama_net.foundation.clock import today
from ama_net.foundation.web.asking import keep_to_oneself
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.scheduling import span_words

bp = Blueprint("helpdesk_changes_my", __name__)
bp.after_request(keep_to_oneself)
bp.context_processor(said)

DONE, REFUSED = 303, 422
LOOKS_AHEAD = timedelta(weeks=6)


@bp.get("/sportello/appuntamenti/<uuid:appointment_id>/spostamento")
def move_form(appointment_id: UUID) -> ResponseReturnValue:
    """Choose another time."""
    appointment = _own(appointment_id)
    if not appointment.is_coming:
        return _is_over(appointment)
    form = _other_time(appointment)
    form.mode.data = appointment.mode
    return render_template("helpdesk/my/move.html", appointment=appointment, form=form)


@bp.post("/sportello/appuntamenti/<uuid:appointment_id>/spostamento")
def move(appointment_id: UUID) -> ResponseReturnValue:
    """Another time, among one's own or as the two agreed."""
    appointment = _own(appointment_id)
    if not appointment.is_coming:
        return _is_over(appointment)
    form = _other_time(appointment)
    if form.validate() and _moved(appointment, form):
        flash(_("Appuntamento spostato: %(when)s.", when=_when(appointment)), "success")
        return redirect(url_for("helpdesk_my.show", appointment_id=appointment_id), DONE)
    return render_template("helpdesk/my/move.html", appointment=appointment, form=form), REFUSED


@bp.get("/sportello/appuntamenti/<uuid:appointment_id>/disdetta")
def cancel_form(appointment_id: UUID) -> ResponseReturnValue:
    """Before it is called off: what happens then."""
    appointment = _own(appointment_id)
    if not appointment.is_coming:
        return _is_over(appointment)
    return render_template("helpdesk/my/cancel.html", appointment=appointment, form=WebForm())


@bp.post("/sportello/appuntamenti/<uuid:appointment_id>/disdetta")
def cancel(appointment_id: UUID) -> ResponseReturnValue:
    """Call it off; sent twice, the second time it is off already."""
    appointment = own_appointment(appointment_id)
    try:
        appointments.cancel(appointment, by=signed_in_actor(), who=CancelledBy.OPERATOR)
    except NotComing:
        return _is_over(appointment)
    flash(_("Appuntamento disdetto: %(when)s.", when=_when(appointment)), "success")
    return redirect(url_for("helpdesk_my.index"), DONE)


def _own(appointment_id: UUID) -> Appointment:
    appointment = own_appointment(appointment_id)
    if appointment.cancelled_at is None:
        followed_visitor(appointment)
    return appointment


def _is_over(appointment: Appointment) -> ResponseReturnValue:
    flash(str(NotComing()), "error")
    return redirect(url_for("helpdesk_my.show", appointment_id=appointment.id), DONE)


def _other_time(appointment: Appointment) -> OtherTimeForm:
    service, day = appointment.service, today()
    mine = free_slots(
        service, day, day + LOOKS_AHEAD, person_id=appointment.person_id, besides=appointment, office=True
    )
    return OtherTimeForm([slot for slot in mine if slot.starts_at != appointment.starts_at], service.modes)


def _moved(appointment: Appointment, form: OtherTimeForm) -> bool:
    """Whether it could be moved; else the form says why not."""
    assert form.starts_at is not None  # it is valid
    try:
        appointments.move(
            appointment,
            form.starts_at,
            Mode(form.mode.data),
            by=signed_in_actor(),
            person_id=appointment.person_id,
            office=True,
            agreed=form.is_agreed,
        )
    except WrongFact as refused:
        busy = WrongFact("day", _("A quell'ora non si può: è passata, o hai già un altro impegno."))
        blame(form, busy if form.is_agreed else refused)
        return False
    return True


def _when(appointment: Appointment) -> str:
    return span_words(appointment.starts_at, appointment.ends_at)
