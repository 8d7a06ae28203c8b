"""One appointment: who, when, what came of it. Neither the reason nor the notes: they are for who listens."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.forms_appointments import ResultForm
from ama_net.features.helpdesk.models import Appointment, AppointmentState, CancelledBy, Result
from ama_net.features.helpdesk.operations.appointments import cancel as call_off
from ama_net.features.helpdesk.operations.calls import drop_calls
from ama_net.features.helpdesk.operations.results import note_result
from ama_net.features.helpdesk.queries_bookings import appointments_of
from ama_net.features.helpdesk.views.bookings_manage.door import DONE, REFUSED, appointment_or_404, bp, told_words
from ama_net.features.helpdesk.visitor_secrets import visitor_of_code
from ama_net.foundation.clock import now
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact


@bp.get("/sportello/appuntamenti/<uuid:appointment_id>")
@requires(Permission.HELPDESK_EDIT)
def show(appointment_id: UUID) -> str:
    """One appointment."""
    return appointment_page(appointment_or_404(appointment_id))


@bp.post("/sportello/appuntamenti")
@requires(Permission.HELPDESK_EDIT)
def find() -> ResponseReturnValue:
    """Whose short code it is: their latest appointment. The code travels in no address."""
    visitor = visitor_of_code(request.form.get("code", ""))
    found = appointments_of(visitor) if visitor is not None else []
    if not found:
        flash(_("Con questo codice non c'è nessun appuntamento: rileggerlo insieme, otto lettere e cifre."), "error")
        return redirect(url_for("helpdesk_calendar_manage.index"), DONE)
    return redirect(url_for(".show", appointment_id=found[0].id), DONE)


@bp.route("/sportello/appuntamenti/<uuid:appointment_id>/disdetta", methods=["GET", "POST"])
@requires(Permission.HELPDESK_EDIT)
def cancel(appointment_id: UUID) -> ResponseReturnValue:
    """Call it off: first what will happen, then it is done."""
    appointment, refused = appointment_or_404(appointment_id), ""
    if request.method == "POST":
        try:
            call_off(appointment, by=signed_in_actor(), who=CancelledBy.OFFICE)
        except WrongFact as error:
            refused = str(error)
        else:
            knows = bool(request.form.get("told"))
            if knows:
                drop_calls(appointment)
            flash(f"{_('Appuntamento disdetto.')} {told_words(appointment, knows=knows)}", "success")
            return redirect(url_for(".show", appointment_id=appointment_id), DONE)
    page = render_template("helpdesk/manage/appointment_cancel.html", appointment=appointment, refused=refused)
    return page, REFUSED if refused else 200


@bp.post("/sportello/appuntamenti/<uuid:appointment_id>/esito")
@requires(Permission.HELPDESK_EDIT)
def result(appointment_id: UUID) -> ResponseReturnValue:
    """Say what became of it."""
    appointment, form = appointment_or_404(appointment_id), ResultForm()
    if not form.validate():
        return appointment_page(appointment, form=form), REFUSED
    try:
        note_result(appointment, Result(form.result.data), by=signed_in_actor())
    except WrongFact as error:
        return appointment_page(appointment, form=form, refused=str(error)), REFUSED
    flash(_("Segnato com'è andata."), "success")
    return redirect(url_for(".show", appointment_id=appointment_id), DONE)


def appointment_page(appointment: Appointment, form: ResultForm | None = None, **more: Any) -> str:
    """The page of an appointment, perhaps with what was refused."""
    assert appointment.visitor is not None  # as it was found
    others = [one for one in appointments_of(appointment.visitor) if one.id != appointment.id]
    return render_template(
        "helpdesk/manage/appointment.html",
        appointment=appointment,
        visitor=appointment.visitor,
        others=others,
        coming=appointment.is_coming,
        over=appointment.state == AppointmentState.CONFIRMED and appointment.starts_at <= now(),
        form=form or ResultForm(formdata=None, result=appointment.result),
        **more,
    )
