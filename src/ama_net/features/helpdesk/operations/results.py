"""What became of a meeting, said once it began. It counts from when it was first said, and is corrected for some weeks."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from ama_net.features.helpdesk.models import Appointment, AppointmentOutcome, AppointmentState, Result
from ama_net.features.helpdesk.operations.appointments import locked
from ama_net.features.helpdesk.refusals import NotYet
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact

CORRECTABLE = timedelta(weeks=4)
"""How long what was said may be said otherwise: the figures of a year are told in full only when none of it can change."""


class CountedAlready(WrongFact):
    """It is counted for good: the figures of that year may have been told."""

    def __init__(self) -> None:
        super().__init__("result", _l("Com'è andata si corregge per quattro settimane: poi è già contato."))


def note_result(appointment: Appointment, result: Result, *, by: Actor) -> None:
    """Say what became of a meeting; the audit does not say it again: the board reads it. Who did not meet has no codes. Flushed.

    Who may: the office with HELPDESK_EDIT; who listens, through ``tell_meeting``.

    Raises:
        NotYet: it has not begun, or was called off.
        CountedAlready: something else was said of it too long ago.
    """
    row = locked(appointment)
    if row.state != AppointmentState.CONFIRMED or row.starts_at > now():
        raise NotYet
    if row.result != result:
        check_correctable(row)
    row.result, row.result_at = result, row.result_at or now()
    if result != Result.MET:
        db.session.execute(delete(AppointmentOutcome).where(AppointmentOutcome.appointment_id == row.id))
    db.session.flush()
    db.session.expire(row, ["outcomes"])
    record(by=by, verb="appointment.result_noted", subject=row)


def check_correctable(appointment: Appointment) -> None:
    """Refuse to change what was said of a meeting once it is counted for good; the row is locked.

    Raises:
        CountedAlready: it was said too long ago.
    """
    said_at = appointment.result_at
    if said_at is not None and said_at + CORRECTABLE <= now():
        raise CountedAlready
