"""Steps that tests of pathways share: a service with who listens, pathways where they are wanted, mails that wait."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, Pathway, PathwayAssignment, Service, ServiceKind, Visitor
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.outbox import Message
from ama_net.kernel.people import Person
from tests.factories.helpdesk import make_operator, make_pathway, make_service, make_visitor
from tests.factories.people import make_person
from tests.support.cast import actor
from tests.support.standing import Standing

PHONE = "+39051234567"


def pathway_service(**values: Any) -> Service:
    """An open service whose meetings are a series of eight."""
    facts = {"kind": ServiceKind.PATHWAY, "name": "Percorso di prova", "slug": "percorso-di-prova"}
    return make_service(**{**facts, **values})


def listener(service: Service, person: Person | None = None) -> Person:
    """Somebody who serves a service."""
    found = person or make_person()
    make_operator(service, found)
    return found


def waiting(service: Service, visitor: Visitor | None = None, **values: Any) -> Pathway:
    """A pathway that waits for somebody."""
    return make_pathway(service, visitor=visitor or make_visitor(), state="waiting", told_at=now(), **values)


def followed(service: Service, person: Person, **values: Any) -> Pathway:
    """A pathway somebody follows."""
    return make_pathway(service, person, told_at=now(), **values)


def secretary(standing: Standing) -> Actor:
    """Who works in the office."""
    return actor(standing, Role.SECRETARY)


def as_listener(person: Person) -> Actor:
    """Who follows a pathway, as operations are told of them."""
    return Actor(account_id=person.id, person_id=person.id, roles=frozenset({Role.LISTENER}))


def at(days: int, hour: int = 9) -> datetime:
    """An hour some days from now."""
    return (now() + timedelta(days=days)).astimezone(UTC).replace(hour=hour, minute=0, second=0, microsecond=0)


def mails() -> list[tuple[str, str | None]]:
    """The templates and recipients of the mails about pathways that wait, in order of template."""
    rows = db.session.scalars(select(Message).where(Message.template.startswith("helpdesk/pathway")))
    return sorted((row.template.removeprefix("helpdesk/"), row.recipient) for row in rows)


def assignments(pathway: Pathway) -> list[tuple[Any, bool]]:
    """Who followed a pathway, and whether they do still."""
    found = select(PathwayAssignment).where(PathwayAssignment.pathway_id == pathway.id)
    rows = db.session.scalars(found.order_by(PathwayAssignment.started_at, PathwayAssignment.id))
    return [(row.person_id, row.ended_at is None) for row in rows]


def meeting_states(pathway: Pathway) -> list[tuple[Any, str, str]]:
    """With whom each meeting is, its state and who called it off, in order of time."""
    found = select(Appointment).where(Appointment.pathway_id == pathway.id).order_by(Appointment.starts_at)
    rows: Sequence[Appointment] = db.session.scalars(found).all()
    return [(row.person_id, row.state, row.cancelled_by) for row in rows]


def recorded() -> list[str]:
    """The verbs the audit will have at the commit, those of pathways."""
    pending = db.session.info.get("audit", [])
    return [one["verb"] for one in pending if one["verb"].startswith("pathway.")]
