"""The helpdesk for tests: plainly invented services, visitors and appointments of the association in scope; flushed."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    Pathway,
    PathwayAssignment,
    Service,
    ServiceOperator,
    Visitor,
)
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token, new_token
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import reserve
from tests.factories.people import make_person

_numbers = count(1)


def make_service(**values: Any) -> Service:
    """An open service of fifty minutes, in person and online, without notice, whose times begin on the hour."""
    number = next(_numbers)
    facts = {"slug": f"servizio-{number}", "name": f"Servizio di prova {number}", "notice_hours": 0, "change_hours": 0}
    service = Service(**{**facts, "online": True, "break_after": 0, "place": "Sede inventata", **values})
    db.session.add(service)
    db.session.flush()
    return service


def make_operator(service: Service, person: Person | None = None, **values: Any) -> ServiceOperator:
    """Somebody who serves a service, since 2024."""
    operator = ServiceOperator(
        **{
            "service_id": service.id,
            "person_id": (person or make_person()).id,
            "first_day": date(2024, 1, 10),
            **values,
        }
    )
    db.session.add(operator)
    db.session.flush()
    return operator


def make_service_of(person: Person, **values: Any) -> Service:
    """A service that somebody serves."""
    service = make_service(**values)
    make_operator(service, person)
    return service


def make_visitor(nickname: str = "Stella", contact: str = "stella@posta.example", **values: Any) -> Visitor:
    """Somebody who asked, with an e-mail address unless the contact is a telephone."""
    visitor = Visitor(
        contact_kind="email" if "@" in contact else "phone",
        secret_digest=digest_token(new_token()),
        consent_version="prova",
        consent_digest=b"x" * 32,
        consent_at=now(),
        **values,
    )
    visitor.nickname, visitor.contact = nickname, contact
    db.session.add(visitor)
    db.session.flush()
    return visitor


def make_appointment(
    service: Service, person: Person, starts_at: datetime | None = None, visitor: Visitor | None = None, **values: Any
) -> Appointment:
    """A confirmed appointment, tomorrow unless said; a coming one reserves its operator."""
    begin = starts_at or (now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    facts = {
        "service_id": service.id,
        "person_id": person.id,
        "visitor_id": (visitor or make_visitor()).id,
        "mode": service.modes[0],
        "starts_at": begin,
        "ends_at": begin + timedelta(minutes=service.minutes),
        "state": AppointmentState.CONFIRMED,
        "confirmed_at": now(),
        **values,
    }
    appointment = Appointment(**facts)
    db.session.add(appointment)
    db.session.flush()
    if appointment.is_coming:
        reserve(
            person.id,
            begin - timedelta(minutes=service.break_before),
            appointment.ends_at + timedelta(minutes=service.break_after),
            about=appointment,
        )
    return appointment


def make_pathway(
    service: Service, person: Person | None = None, visitor: Visitor | None = None, **values: Any
) -> Pathway:
    """A pathway: active with its operator, or as it was asked for when there is none."""
    state = "active" if person else "requested"
    facts = {"state": state, "person_id": person.id if person else None, "started_at": now() if person else None}
    pathway = Pathway(service_id=service.id, visitor_id=(visitor or make_visitor()).id, **{**facts, **values})
    db.session.add(pathway)
    db.session.flush()
    if person:
        db.session.add(PathwayAssignment(pathway_id=pathway.id, person_id=person.id))
        db.session.flush()
    return pathway
