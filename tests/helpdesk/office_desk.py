"""What the tests of the office's pages of the helpdesk share: a service served on a Wednesday, appointments, what is typed."""

from datetime import datetime, time
from html import unescape
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from ama_net.features.helpdesk.models import Appointment, Service
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from tests.factories.helpdesk import make_appointment, make_operator, make_service, make_visitor
from tests.factories.people import make_person
from tests.helpdesk.booking_steps import form_key
from tests.helpdesk.open_hours import at, make_rule, wednesday
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

CALENDAR, BOOKING, CALLS = "/manage/sportello", "/manage/sportello/prenotazione", "/manage/sportello/telefonate"
PHONE = "+39051234567"


def open_service(app: Flask, standing: Standing, name: str = "Rosa", **values: Any) -> tuple[UUID, UUID]:
    """A service in person and online, that somebody serves on Wednesdays from nine to one: its id and theirs."""
    with desk(app, standing):
        service, person = make_service(name="Ascolto della quercia", **values), make_person(name, "Prova")
        make_operator(service, person)
        make_rule(person, starts=time(9), ends=time(13))
        return service.id, person.id


def booked(
    app: Flask, standing: Standing, served: tuple[UUID, UUID], starts_at: datetime | None = None, **values: Any
) -> UUID:
    """An appointment of Stella's, at ten of that Wednesday unless said: its id."""
    with desk(app, standing):
        service, person = db.session.get_one(Service, served[0]), db.session.get_one(Person, served[1])
        visitor = make_visitor("Stella", values.pop("contact", PHONE))
        return make_appointment(service, person, starts_at or at(10), visitor, **values).id


def row(app: Flask, standing: Standing, appointment_id: UUID) -> Appointment:
    """An appointment as it is now, with its visitor."""
    with desk(app, standing):
        found = db.session.get_one(Appointment, appointment_id)
        assert found.visitor is not None
        db.session.expunge_all()
        return found


def page_of(appointment_id: UUID, rest: str = "") -> str:
    """The address of an appointment's page."""
    return f"/manage/sportello/appuntamenti/{appointment_id}{rest}"


def said(answer: TestResponse) -> str:
    """The words of a page, its spaces joined."""
    return " ".join(unescape(answer.text).split())


def typed(browser: Browser, starts_at: datetime | None = None, **changes: Any) -> dict[str, Any]:
    """The form of a booking by telephone, filled in; None takes a field away."""
    values = {
        "when": (starts_at or at(11)).isoformat(),
        "nickname": "Nonna Papera",
        "contact": "051 555 0199",
        "call_time": "morning",
        "under_18": "no",
        "consent": "y",
        "form_key": form_key(browser.get(f"{BOOKING}?dal={wednesday()}")),
        "dal": wednesday().isoformat(),
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}
