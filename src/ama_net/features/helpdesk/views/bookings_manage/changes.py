"""Moving an appointment: the form, which dragging in the calendar only fills in, and the times it may go to."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.booking_refusals import why_not
from ama_net.features.helpdesk.forms_appointments import MoveForm, day_of
from ama_net.features.helpdesk.models import Appointment, Mode
from ama_net.features.helpdesk.operations.appointments import move as give_another_time
from ama_net.features.helpdesk.operations.calls import drop_calls
from ama_net.features.helpdesk.operations.places import Wanted
from ama_net.features.helpdesk.queries_bookings import free_days, people_of
from ama_net.features.helpdesk.refusals import SlotGone
from ama_net.features.helpdesk.slots import Slot, free_slots
from ama_net.features.helpdesk.views.bookings_manage.door import (
    DONE,
    REFUSED,
    appointment_or_404,
    bp,
    mode_options,
    told_words,
)
from ama_net.foundation.clock import ROME, today
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact

SHOWN = timedelta(days=14)


@dataclass(frozen=True)
class Looked:
    """What the free times are looked for by: from which day, how one meets, with whom (None: whoever is free)."""

    first: date
    mode: Mode
    person_id: UUID | None


@bp.get("/sportello/appuntamenti/<uuid:appointment_id>/spostamento")
@requires(Permission.HELPDESK_EDIT)
def move_form(appointment_id: UUID) -> str:
    """The times it may be moved to."""
    appointment = appointment_or_404(appointment_id)
    return _move_page(appointment, MoveForm(formdata=None), _asked(appointment))


@bp.post("/sportello/appuntamenti/<uuid:appointment_id>/spostamento")
@requires(Permission.HELPDESK_EDIT)
def move(appointment_id: UUID) -> ResponseReturnValue:
    """Move it; refused, it stays where it was and the page says why."""
    appointment, form = appointment_or_404(appointment_id), MoveForm()
    form.fit(_mode(appointment, form.mode.data), known_id(form.person_id.data))
    if not form.validate():
        return _move_page(appointment, form, _typed(appointment, form)), REFUSED
    wanted = _wanted(appointment, form)
    try:
        give_another_time(
            appointment,
            wanted.starts_at,
            wanted.mode,
            by=signed_in_actor(),
            person_id=wanted.person_id,
            office=True,
            agreed=wanted.agreed,
        )
    except WrongFact as error:
        refused = why_not(wanted, besides=appointment) if isinstance(error, SlotGone) else str(error)
        return _move_page(appointment, form, _typed(appointment, form), refused), REFUSED
    if form.told.data:
        drop_calls(appointment)
    flash(f"{_('Appuntamento spostato.')} {told_words(appointment, knows=bool(form.told.data))}", "success")
    return redirect(_way_back(form.back.data, appointment_id), DONE)


@bp.get("/sportello/appuntamenti/<uuid:appointment_id>/orari-liberi")
@requires(Permission.HELPDESK_EDIT)
def places(appointment_id: UUID) -> ResponseReturnValue:
    """Where it may be dragged to in the days the calendar shows, as data: with whom, on which day, at which minute of it."""
    appointment = appointment_or_404(appointment_id)
    first = day_of(request.args.get("dal"))
    last = min(day_of(request.args.get("al")), first + timedelta(days=6))
    found = []
    for person in people_of(appointment.service, first, last):
        if appointment.pathway_id is not None and person.id != appointment.person_id:
            continue  # a pathway keeps who listens
        slots = free_slots(
            appointment.service,
            first,
            last,
            mode=Mode(appointment.mode),
            person_id=person.id,
            besides=appointment,
            office=True,
        )
        for slot in slots:
            local = slot.starts_at.astimezone(ROME)
            found.append({"person": str(person.id), "day": f"{local:%Y-%m-%d}", "hour": f"{local:%H:%M}"})
    return {"places": found}


def _asked(appointment: Appointment) -> Looked:
    person = request.args.get("chi")
    return Looked(
        first=day_of(request.args.get("dal") or appointment.starts_at.astimezone(ROME).date().isoformat()),
        mode=_mode(appointment, request.args.get("modo")),
        person_id=appointment.person_id if person is None else known_id(person),
    )


def _typed(appointment: Appointment, form: MoveForm) -> Looked:
    moment = form.starts_at or appointment.starts_at
    return Looked(moment.astimezone(ROME).date(), _mode(appointment, form.mode.data), known_id(form.person_id.data))


def _mode(appointment: Appointment, said: str | None) -> Mode:
    """A way to meet that is possible, otherwise that of now."""
    return next((one for one in _modes(appointment) if one == said), Mode(appointment.mode))


def _modes(appointment: Appointment) -> list[Mode]:
    """The ways to meet of the service; whoever left only an e-mail address cannot be called."""
    by_mail = appointment.visitor is not None and appointment.visitor.by_mail
    return [one for one in appointment.service.modes if one != Mode.PHONE or not by_mail]


def _wanted(appointment: Appointment, form: MoveForm) -> Wanted:
    assert form.starts_at is not None  # validated
    looked = _typed(appointment, form)
    whom = looked.person_id or (appointment.person_id if appointment.pathway_id else None)
    agreed, pathway_id = bool(form.agreed.data), appointment.pathway_id
    return Wanted(
        appointment.service, form.starts_at, looked.mode, whom, office=True, agreed=agreed, pathway_id=pathway_id
    )


def _way_back(address: str | None, appointment_id: UUID) -> str:
    """The calendar one came from, or the appointment's page; never elsewhere."""
    parts, calendar = urlsplit(address or ""), url_for("helpdesk_calendar_manage.index")
    if not parts.scheme and not parts.netloc and parts.path == calendar:
        return f"{calendar}?{parts.query}"
    return url_for(".show", appointment_id=appointment_id)


def _move_page(appointment: Appointment, form: MoveForm, looked: Looked, refused: str = "") -> str:
    first, service = max(looked.first, today()), appointment.service
    last = first + SHOWN - timedelta(days=1)
    # A pathway keeps who listens.
    people = [appointment.person] if appointment.pathway_id else people_of(service, first, last)
    form.fit(looked.mode, looked.person_id)
    return render_template(
        "helpdesk/manage/appointment_move.html",
        appointment=appointment,
        form=form,
        days=_other_times(appointment, looked, first, last),
        first=first,
        last=last,
        earlier=first - SHOWN,
        later=first + SHOWN,
        people=[{"value": person.id, "label": person.name} for person in people],
        person_id=looked.person_id,
        mode=looked.mode,
        modes=mode_options(_modes(appointment)),
        refused=refused,
    )


def _other_times(appointment: Appointment, looked: Looked, first: date, last: date) -> list[tuple[date, list[Slot]]]:
    """The free times, without the one it has now: choosing that would change nothing."""
    found = free_days(
        appointment.service, first, last, mode=looked.mode, person_id=looked.person_id, besides=appointment
    )
    if (looked.mode, looked.person_id) != (appointment.mode, appointment.person_id):
        return found
    others = [(day, [slot for slot in slots if slot.starts_at != appointment.starts_at]) for day, slots in found]
    return [(day, slots) for day, slots in others if slots]
