"""Taking everything back: what is to come is called off, and all that was said is erased at once."""

from sqlalchemy import ColumnElement, select

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    CancelledBy,
    Pathway,
    Visitor,
    WaitingEntry,
    WaitingOffer,
)
from ama_net.features.helpdesk.operations.appointments import cancel
from ama_net.features.helpdesk.operations.forgetting import empty_visitors
from ama_net.features.helpdesk.operations.pathways import withdraw
from ama_net.features.helpdesk.operations.waiting import hold_list, leave_all_lists
from ama_net.features.helpdesk.refusals import TooLate
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.scheduling import hold_people, hold_rooms


def take_everything_back(visitor: Visitor, *, by: Actor) -> None:
    """Leave the waiting lists, end the pathways, call off what is to come, erase all that was said (GDPR art. 7.3 and 17).

    Who may: the visitor, with their link, however near an appointment is. Harmless to repeat.
    """
    _hold_all(visitor)
    leave_all_lists(visitor.id, by=by)
    for pathway in db.session.scalars(
        select(Pathway).where(Pathway.visitor_id == visitor.id).order_by(Pathway.id)
    ).all():
        withdraw(pathway, by=by)
    for appointment in _coming(visitor):
        _call_off(appointment, by=by)
    empty_visitors([visitor.id], by=by)


def _hold_all(visitor: Visitor) -> None:
    """Every lock that what follows takes one after the other, in the written order, before any row is touched."""
    entries = db.session.scalars(select(WaitingEntry).where(WaitingEntry.visitor_id == visitor.id)).all()
    for service_id in sorted({entry.service_id for entry in entries if entry.is_open}):
        hold_list(service_id)
    offered = select(WaitingOffer.appointment_id).where(WaitingOffer.entry_id.in_([entry.id for entry in entries]))
    theirs = (Appointment.visitor_id == visitor.id) | Appointment.id.in_(offered)
    taken = db.session.execute(select(Appointment.person_id, Appointment.room_id).where(theirs, _open())).all()
    hold_people(person_id for person_id, _room_id in taken)
    hold_rooms(room_id for _person_id, room_id in taken if room_id)


def _coming(visitor: Visitor) -> list[Appointment]:
    mine = select(Appointment).where(Appointment.visitor_id == visitor.id, _open(), Appointment.starts_at > now())
    return list(db.session.scalars(mine.order_by(Appointment.id)))


def _open() -> ColumnElement[bool]:
    return Appointment.state != AppointmentState.CANCELLED


def _call_off(appointment: Appointment, *, by: Actor) -> None:
    try:
        cancel(appointment, by=by, who=CancelledBy.VISITOR)
    except TooLate:
        cancel(appointment, by=by, who=CancelledBy.OFFICE)  # who takes everything back goes however near it is
