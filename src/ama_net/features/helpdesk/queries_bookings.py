"""Reading appointments for the office, and the times they may be moved to."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Mode, Service, Visitor
from ama_net.features.helpdesk.queries_services import operators_of
from ama_net.features.helpdesk.slots import Slot, free_slots
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.places import Venue


def appointment_of_office(appointment_id: UUID) -> Appointment | None:
    """An appointment with who, where and what came of it; None when there is none, or it says of nobody yet."""
    service = joinedload(Appointment.service).joinedload(Service.venue).joinedload(Venue.municipality)
    found = select(Appointment).where(Appointment.id == appointment_id, Appointment.visitor_id.is_not(None))
    return db.session.scalars(
        found.options(
            service,
            joinedload(Appointment.visitor),
            joinedload(Appointment.person),
            joinedload(Appointment.room),
            selectinload(Appointment.outcomes),
        )
    ).one_or_none()


def appointments_of(visitor: Visitor) -> Sequence[Appointment]:
    """Those of somebody, the latest first; not what is only held."""
    mine = select(Appointment).where(Appointment.visitor_id == visitor.id, Appointment.state != AppointmentState.HELD)
    return db.session.scalars(
        mine.options(joinedload(Appointment.service), joinedload(Appointment.person)).order_by(
            Appointment.starts_at.desc(), Appointment.id
        )
    ).all()


def people_of(service: Service, first: date, last: date) -> list[Person]:
    """Who serves a service on some day between two, by name, each once."""
    found = {one.person_id: one.person for one in operators_of(service, first, last)}
    return sorted(found.values(), key=lambda person: person.name)


def free_days(  # each is said by its name
    service: Service,
    first: date,
    last: date,
    *,
    mode: Mode,
    person_id: UUID | None = None,
    besides: Appointment | None = None,
) -> list[tuple[date, list[Slot]]]:
    """The free times that the office may give, day by day."""
    slots = free_slots(service, first, last, mode=mode, person_id=person_id, besides=besides, office=True)
    return [(day, list(some)) for day, some in groupby(slots, key=lambda slot: slot.day)]
