"""Taking a time by oneself: the one place where what the public's form says becomes an appointment."""

from datetime import datetime

from sqlalchemy import select

from ama_net.features.helpdesk.absences import check_not_paused
from ama_net.features.helpdesk.models import Appointment, AppointmentState, Mode, Service, Visitor
from ama_net.features.helpdesk.operations.appointments import book, confirm
from ama_net.features.helpdesk.operations.visitors import Confided, new_visitor
from ama_net.features.helpdesk.refusals import HoldExpired
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor


def take_time(
    service: Service,
    confided: Confided,
    *,
    held: Appointment | None,
    chosen: tuple[datetime, Mode] | None,
    by: Actor,
) -> Appointment:
    """Write down who asks and give them the time ``chosen`` now, otherwise the one ``held``. Anyone may.

    A form sent twice (same ``form_key``) makes one appointment.

    Raises:
        SlotGone: somebody else has that time now.
        TooMany: this contact has as many appointments as the service allows.
        Paused: this contact did not come some times without a word.
        FormAlreadyUsed: the same form, but with other words.
    """
    visitor = new_visitor(confided, by=by)
    earlier = _booked_by(visitor)
    if earlier is not None:
        return earlier
    check_not_paused(visitor, by=by)
    if chosen is not None:
        starts_at, mode = chosen
        return book(service, starts_at, mode, visitor, by=by)
    if held is None:
        raise HoldExpired
    return confirm(held, visitor, by=by)


def _booked_by(visitor: Visitor) -> Appointment | None:
    """What this very form has booked already."""
    mine = select(Appointment).where(Appointment.visitor_id == visitor.id, Appointment.state != AppointmentState.HELD)
    return db.session.scalars(mine.limit(1)).first()
