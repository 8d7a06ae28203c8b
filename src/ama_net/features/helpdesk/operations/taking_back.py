"""Taking everything back: what is to come is called off, and all that was said is erased at once."""

from sqlalchemy import and_, or_, select

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    CancelledBy,
    Pathway,
    Service,
    ServiceRoom,
    Visitor,
)
from ama_net.features.helpdesk.operations.appointments import cancel, let_go
from ama_net.features.helpdesk.operations.forgetting import empty_visitors
from ama_net.features.helpdesk.operations.pathways import withdraw
from ama_net.features.helpdesk.operations.waiting import hold_list, leave_all_lists
from ama_net.features.helpdesk.queries_services import listeners
from ama_net.features.helpdesk.refusals import TooLate
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.scheduling import hold_people, hold_rooms


def erase_on_request(visitor: Visitor, *, by: Actor) -> None:
    """Take everything back for who asks the association, by voice or with a letter (GDPR art. 12.2 and 17), and record it.

    Who has lost link and code has no other way. Who may: HELPDESK_EDIT, once sure that it is they who ask. Harmless to repeat.
    """
    if take_everything_back(visitor, by=by):
        record(by=by, verb="visitor.erased_on_request", subject=visitor)


def take_everything_back(visitor: Visitor, *, by: Actor) -> bool:
    """Leave the waiting lists, end the pathways, call off what is to come, erase all that was said (GDPR art. 7.3 and 17).

    Gives whether there was anything left to erase. Who may: the visitor, with their link, however near an appointment is;
    the office for them (``erase_on_request``). Harmless to repeat.
    """
    _hold_all(visitor)
    was_there = visitor.emptied_at is None
    leave_all_lists(visitor.id, by=by)
    for pathway in db.session.scalars(
        select(Pathway).where(Pathway.visitor_id == visitor.id).order_by(Pathway.id)
    ).all():
        withdraw(pathway, by=by)
    for appointment in _coming(visitor):
        _call_off(appointment, by=by)
    empty_visitors([visitor.id], by=by)
    return was_there


def _hold_all(visitor: Visitor) -> None:
    """Every lock that what follows may take, in the written order, before any row.

    All the lists, all who listen and all the rooms of the helpdesk: between reading what is the visitor's and holding it,
    somebody may give it another time or another person. It is done seldom, and lasts a moment.
    """
    for service_id in sorted(db.session.scalars(select(Service.id))):
        hold_list(service_id)
    taken = select(Appointment.person_id, Appointment.room_id).where(Appointment.visitor_id == visitor.id)
    theirs = db.session.execute(taken).all()
    hold_people({*db.session.scalars(listeners(today())), *(person_id for person_id, _room_id in theirs)})
    rooms = {room_id for _person_id, room_id in theirs if room_id}
    hold_rooms({*db.session.scalars(select(ServiceRoom.room_id)), *rooms})
    db.session.refresh(visitor, with_for_update=True)


def _coming(visitor: Visitor) -> list[Appointment]:
    """What is held for the visitor, and what is confirmed and has not begun."""
    held, to_come = Appointment.state == AppointmentState.HELD, Appointment.starts_at > now()
    confirmed = Appointment.state == AppointmentState.CONFIRMED
    mine = select(Appointment).where(Appointment.visitor_id == visitor.id, or_(held, and_(confirmed, to_come)))
    return list(db.session.scalars(mine.order_by(Appointment.id)))


def _call_off(appointment: Appointment, *, by: Actor) -> None:
    if appointment.state == AppointmentState.HELD:
        let_go(appointment)
        return
    try:
        cancel(appointment, by=by, who=CancelledBy.VISITOR)
    except TooLate:
        cancel(appointment, by=by, who=CancelledBy.OFFICE)  # who takes everything back goes however near it is
