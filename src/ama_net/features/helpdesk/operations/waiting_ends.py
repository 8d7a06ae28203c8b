"""How waiting ends without who waits saying so: the service is closed, or they have booked another time meanwhile."""

from uuid import UUID

from sqlalchemy import Select, func, select

from ama_net.features.helpdesk.models import (
    Appointment,
    LeftBecause,
    OfferAnswer,
    WaitingEntry,
    WaitingOffer,
    WaitingState,
)
from ama_net.features.helpdesk.operations.waiting import (
    OPEN,
    give_back,
    hold_list,
    leave_list,
    of_same_contact,
    open_offers,
)
from ama_net.features.helpdesk.waiting_mails import tell_ended
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor


def how_many_wait(service_id: UUID) -> int:
    """How many are in the list of a service, with or without an offer."""
    waiting = select(func.count()).where(WaitingEntry.service_id == service_id, WaitingEntry.state.in_(OPEN))
    return db.session.scalar(waiting) or 0


def end_list(service_id: UUID, *, by: Actor) -> int:
    """Take everybody off the list of a service that is closed, and tell them; what they were offered too. Says how many.

    Before any row: it holds the list.
    """
    hold_list(service_id)
    waiting = select(WaitingEntry).where(WaitingEntry.service_id == service_id, WaitingEntry.state.in_(OPEN))
    entries = db.session.scalars(waiting.order_by(WaitingEntry.joined_at, WaitingEntry.id)).all()
    for entry in entries:
        leave_list(entry, by=by, because=LeftBecause.CLOSED)
        if entry.has_turn:  # what is written on a public page may be the address of somebody else
            tell_ended(entry)
    return len(entries)


def has_offer_beside(appointment: Appointment) -> bool:
    """Whether who has booked is offered another time of that service: they do not need both."""
    return db.session.scalars(_offered(appointment).limit(1)).first() is not None


def end_offers_beside(appointment_id: UUID) -> None:
    """Give to the next what is offered to who has booked another time, and count them as booked. Before any row."""
    appointment = db.session.get(Appointment, appointment_id)
    if appointment is None:
        return
    hold_list(appointment.service_id)
    for entry in db.session.scalars(_offered(appointment), execution_options={"populate_existing": True}).all():
        for offer in open_offers(entry):
            give_back(offer, OfferAnswer.WITHDRAWN)
        entry.state, entry.state_at = WaitingState.BOOKED, now()
    db.session.flush()


def _offered(appointment: Appointment) -> Select[WaitingEntry]:
    other = select(WaitingOffer.entry_id).where(
        WaitingOffer.answer == "", WaitingOffer.appointment_id != appointment.id
    )
    return select(WaitingEntry).where(
        WaitingEntry.service_id == appointment.service_id,
        WaitingEntry.state == WaitingState.OFFERED,
        WaitingEntry.visitor_id.in_(of_same_contact(appointment)),
        WaitingEntry.id.in_(other),
    )
