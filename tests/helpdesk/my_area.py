"""A meeting of Lina's, who listens in Alba's cast, for the tests of her area."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, AppointmentOutcome
from ama_net.features.helpdesk.operations.notes import write_note
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.helpdesk import make_appointment, make_service_of, make_visitor
from tests.support.cast import actor
from tests.support.standing import Standing

REASON, SECRET, CONTACT = "non dorme da un mese", "ha paura di tornare a casa", "stella@posta.example"
MY = "/my/sportello"


@dataclass(frozen=True)
class Met:
    """A meeting of Lina's, with whom and the note about them."""

    appointment_id: UUID
    visitor_id: UUID
    note_id: UUID

    @property
    def page(self) -> str:
        """Its page."""
        return f"{MY}/appuntamenti/{self.appointment_id}"

    @property
    def notes(self) -> str:
        """The page of the notes."""
        return f"{MY}/persone/{self.visitor_id}/appunti"


def lina_meets(app: Flask, alba: Standing, hours: float, nickname: str = "Stella", **values: Any) -> Met:
    """A meeting of Lina's so many hours from now, with somebody who wrote why they come; Lina noted something."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        lina, visitor = actor(alba, Role.LISTENER), make_visitor(nickname, CONTACT)
        visitor.reason = REASON
        person = db.session.get_one(Person, lina.person_id)
        meeting = make_appointment(make_service_of(person), person, now() + timedelta(hours=hours), visitor, **values)
        return Met(meeting.id, visitor.id, write_note(visitor, SECRET, by=lina).id)


def told_of(app: Flask, alba: Standing, met: Met) -> tuple[str | None, set[str], str]:
    """What became of a meeting, what came of it, its state."""
    with app.app_context(), tenant_scope(alba.id):
        row = db.session.get_one(Appointment, met.appointment_id)
        codes = select(AppointmentOutcome.code).where(AppointmentOutcome.appointment_id == row.id)
        return row.result, set(db.session.scalars(codes)), row.state
