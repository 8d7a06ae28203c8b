"""Holding a pathway while something is done with it, in the written order of locks."""

from uuid import UUID

from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Pathway, PathwayState, Visitor
from ama_net.features.helpdesk.operations.limits import hold_contact
from ama_net.features.helpdesk.pathway_rules import MOST_OPEN, Overtaken, TooManyRequests
from ama_net.features.helpdesk.queries_pathways import coming_meetings, open_pathways_of
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.scheduling import hold_people, hold_rooms


def hold_pathway(pathway: Pathway, *people: UUID) -> None:
    """Hold the time of who follows a pathway, of who meets in it and of ``people``, the rooms, the visitor, the pathway.

    Then its row is as the database has it now. The time and the rooms come first because meetings may be moved, called off
    or booked afterwards, and each of these takes them.

    Raises:
        Overtaken: it, or one of its meetings, was given to somebody else, whose time is not held.
    """
    seen = pathway.person_id
    meetings = coming_meetings(pathway.id)
    held = {*people, *filter(None, [seen]), *(meeting.person_id for meeting in meetings)}
    hold_people(held)
    rooms = {room.room_id for room in pathway.service.rooms} | {one.room_id for one in meetings if one.room_id}
    hold_rooms(rooms)
    db.session.refresh(pathway.visitor, with_for_update=True)
    db.session.refresh(pathway, with_for_update={"of": Pathway})
    unheld = [one for one in _taken_by_meetings(pathway.id) if one not in {*held, *rooms}]
    if unheld or pathway.person_id not in (None, seen, *people):
        raise Overtaken(pathway)


def _taken_by_meetings(pathway_id: UUID) -> set[UUID]:
    """The people and rooms of the meetings to come, as the database has them now."""
    mine = Appointment.pathway_id == pathway_id, Appointment.state == AppointmentState.CONFIRMED
    found = select(Appointment.person_id, Appointment.room_id).where(*mine, Appointment.starts_at > now())
    return {one for row in db.session.execute(found) for one in row if one is not None}


def check_state(pathway: Pathway, *states: PathwayState) -> None:
    """Refuse what cannot be done with a pathway where it is.

    Raises:
        Overtaken: it is in none of ``states``.
    """
    if pathway.state not in states:
        raise Overtaken(pathway)


def hold_requests(visitor: Visitor) -> None:
    """Hold what a contact asks for until the transaction ends, if one more request may be made with it.

    Raises:
        TooManyRequests: ``MOST_OPEN`` are open.
    """
    hold_contact(visitor)
    if open_pathways_of(visitor) >= MOST_OPEN:
        raise TooManyRequests
