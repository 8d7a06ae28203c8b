"""Booking for who telephones: the same times as the public's, and the link and the code to read out, shown once."""

from dataclasses import dataclass
from datetime import UTC, date, timedelta
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.booking_refusals import why_not
from ama_net.features.helpdesk.forms_appointments import BookingForm, day_of, moment_of, spoken_consent
from ama_net.features.helpdesk.models import Mode, Service, ServiceKind
from ama_net.features.helpdesk.operations.phone_bookings import book_by_phone
from ama_net.features.helpdesk.operations.places import Wanted
from ama_net.features.helpdesk.operations.visitors import FormAlreadyUsed
from ama_net.features.helpdesk.queries_bookings import free_days, people_of
from ama_net.features.helpdesk.queries_services import open_services, services_served
from ama_net.features.helpdesk.refusals import SlotGone
from ama_net.features.helpdesk.views.bookings_manage.door import DONE, REFUSED, appointment_or_404, bp, mode_options
from ama_net.features.helpdesk.views.reading_out import put_away, read_out
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.confiding import Receipt, guardian_text
from ama_net.kernel.people import WrongFact

SHOWN = timedelta(days=14)

RECEIPT = Receipt("helpdesk_booked")
"""For who has just written somebody down: the link and the code, to read out."""


@dataclass(frozen=True)
class Choice:
    """What the free times are looked for by."""

    service: Service
    mode: Mode
    person_id: UUID | None
    first: date


@bp.get("/sportello/prenotazione")
@requires(Permission.HELPDESK_EDIT)
def new() -> str:
    """The free times of a service, and the form for who telephones."""
    said = moment_of(f"{request.args.get('dal')}T{request.args.get('ora')}")
    form = BookingForm(formdata=None, when=said.astimezone(UTC).isoformat() if said else None)
    form.renew_key()
    return _booking_page(_choice(), form)


@bp.post("/sportello/prenotazione/orari")
@requires(Permission.HELPDESK_EDIT)
def look() -> str:
    """Other free times, and all that was typed: an address is no place for it, so it is sent."""
    form = BookingForm()
    form.renew_key_if_bad()
    return _booking_page(_choice(), form)


@bp.get("/sportello/prenotazione/orari")
@requires(Permission.HELPDESK_EDIT)
def look_again() -> ResponseReturnValue:
    """Who comes back to the address alone, with nothing typed, begins anew."""
    return redirect(url_for(".new"))


@bp.post("/sportello/prenotazione")
@requires(Permission.HELPDESK_EDIT)
def create() -> ResponseReturnValue:
    """Write them down and give them the time."""
    form, choice = BookingForm(), _choice()
    form.renew_key_if_bad()
    if choice is None:
        abort(404)
    form.fit(choice.mode, choice.person_id)
    if not form.validate():
        return _booking_page(choice, form), REFUSED
    assert form.starts_at is not None  # validated
    wanted = Wanted(
        choice.service, form.starts_at, choice.mode, choice.person_id, office=True, agreed=bool(form.agreed.data)
    )
    try:
        appointment = book_by_phone(wanted, form.confided(), by=signed_in_actor())
    except FormAlreadyUsed:
        form.renew_key()
        form.form_errors.append(_("Questo modulo è già stato usato: controllare e premere di nuovo il bottone."))
        return _booking_page(choice, form), REFUSED
    except WrongFact as error:
        refused = why_not(wanted) if isinstance(error, SlotGone) else str(error)
        return _booking_page(choice, form, refused=refused), REFUSED
    RECEIPT.keep(appointment.id)
    return redirect(url_for(".receipt"), DONE)


@bp.get("/sportello/prenotazione/fatta")
@requires(Permission.HELPDESK_EDIT)
def receipt() -> ResponseReturnValue:
    """The link and the code, to read out: for ten minutes, in this browser, until one says that it is done."""
    appointment_id = RECEIPT.row_id()
    if appointment_id is None:
        return redirect(url_for("helpdesk_calendar_manage.index"))
    appointment = appointment_or_404(appointment_id)
    visitor = appointment.visitor
    assert visitor is not None  # as it was found
    return read_out("helpdesk/manage/booking_receipt.html", visitor, appointment=appointment)


@bp.post("/sportello/prenotazione/fatta")
@requires(Permission.HELPDESK_EDIT)
def close_receipt() -> ResponseReturnValue:
    """They were read out."""
    return put_away(RECEIPT, index="helpdesk_calendar_manage.index", show=".show", named="appointment_id")


def _choice() -> Choice | None:
    values, person_id = request.values, known_id(request.values.get("chi"))
    service = _service(known_id(values.get("servizio")), person_id)
    if service is None:
        return None
    mode = values.get("modo", "")
    return Choice(
        service=service,
        mode=Mode(mode) if mode in service.modes else service.modes[0],
        person_id=person_id,
        first=day_of(values.get("altri") or values.get("dal")),
    )


def _service(wanted: UUID | None, person_id: UUID | None) -> Service | None:
    """The one that is asked for, or the first that the person serves, or the first."""
    services = open_services(ServiceKind.MEETING)
    theirs = {one.service_id for one in services_served(person_id)} if person_id else set()
    looked = [one for one in services if one.id == wanted] or [one for one in services if one.id in theirs] or services
    return looked[0] if looked else None


def _booking_page(choice: Choice | None, form: BookingForm, refused: str = "") -> str:
    if choice is None:
        return render_template("helpdesk/manage/booking.html", choice=None)
    last = choice.first + SHOWN - timedelta(days=1)
    form.fit(choice.mode, choice.person_id)
    return render_template(
        "helpdesk/manage/booking.html",
        choice=choice,
        form=form,
        refused=refused,
        services=[{"value": one.id, "label": one.name} for one in open_services(ServiceKind.MEETING)],
        modes=mode_options(choice.service.modes),
        people=[{"value": one.id, "label": one.name} for one in people_of(choice.service, choice.first, last)],
        days=free_days(choice.service, choice.first, last, mode=choice.mode, person_id=choice.person_id),
        earlier=choice.first - SHOWN,
        later=choice.first + SHOWN,
        last=last,
        consent=spoken_consent(),
        guardian=guardian_text(),
    )
