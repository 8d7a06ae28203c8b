"""The appointments of who listens in their calendar and on the first page of volunteers: when and where, nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from icalendar import Calendar

from ama_net.features.helpdesk.models import Appointment, CancelledBy
from ama_net.features.helpdesk.operations.appointments import cancel
from ama_net.features.volunteers.shift_calendar import calendar_of
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import commitments_of, reserve
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.helpdesk import make_appointment, make_service, make_visitor
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

SOON = timedelta(days=2)


def _appointment(person: Person, begins: timedelta = SOON, **values: Any) -> Appointment:
    visitor = make_visitor("Stella")
    visitor.reason = "non dorme"
    return make_appointment(make_service(name="Dopo un lutto"), person, now() + begins, visitor, **values)


def _events(person: Person) -> list[Any]:
    db.session.expire_all()
    read = Calendar.from_ical(calendar_of(person.id, says_activity=True))
    assert isinstance(read, Calendar)
    return read.events


def test_an_appointment_is_in_the_calendar_with_a_neutral_title(in_alba: Standing) -> None:
    person = make_person()
    appointment = _appointment(person)
    [event] = _events(person)
    told = (event["SUMMARY"], event["LOCATION"], event["STATUS"], event["UID"], event["DTSTART"].dt)
    uid = f"appuntamento-{appointment.id}@alba"
    assert told == ("Appuntamento", "Sede inventata", "CONFIRMED", uid, appointment.starts_at.replace(microsecond=0))


def test_the_calendar_says_neither_who_nor_why_nor_of_what(in_alba: Standing) -> None:
    person = make_person()
    _appointment(person)
    text = calendar_of(person.id, says_activity=True).decode()
    assert [word for word in ("Stella", "dorme", "lutto", "posta.example", "sportello") if word in text] == []


def test_one_called_off_leaves_the_calendar(in_alba: Standing) -> None:
    person = make_person()
    cancel(_appointment(person), by=SYSTEM, who=CancelledBy.VISITOR)
    [event] = _events(person)
    assert (event["STATUS"], event["SEQUENCE"], event["SUMMARY"], "LOCATION" in event) == (
        "CANCELLED",
        1,
        "Annullato: Appuntamento",
        False,
    )


def test_what_is_only_held_and_what_is_anothers_is_not_there(in_alba: Standing) -> None:
    person = make_person()
    _appointment(person, state="held", held_until=now() + timedelta(minutes=5))
    _appointment(make_person())
    assert _events(person) == []


def test_only_what_is_within_the_time_asked_is_said(in_alba: Standing) -> None:
    person = make_person()
    inside = _appointment(person, timedelta(days=3))
    _appointment(person, timedelta(days=30))
    found = commitments_of(person.id, now(), now() + timedelta(days=10))
    assert [one.about for one in found] == [("helpdesk_appointments", inside.id)]


def test_more_appointments_take_no_more_queries(in_alba: Standing) -> None:
    person, counts = make_person(), []
    for hours in (24, 48, 72):
        _appointment(person, timedelta(hours=hours))
        db.session.expire_all()
        _ = person.id
        with count_queries() as queries:
            commitments_of(person.id, now(), now() + timedelta(days=10))
        counts.append(len(queries))
    assert counts == [1, 1, 1]


def test_a_volunteer_finds_it_among_their_commitments(
    app: Flask, alba: Standing, client: Callable[[str], Browser]
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        vito = db.session.get_one(Person, player(alba, Role.VOLUNTEER).person_id)
        make_volunteer(person_id=vito.id)
        appointment_id = _appointment(vito).id
        reserve(vito.id, now() + timedelta(days=5), now() + timedelta(days=5, hours=1), about=("altro", vito.id))
    page = sign_in(client(alba.host), alba, Role.VOLUNTEER).get("/my/volontariato").text
    assert f'<a href="/my/sportello/appuntamenti/{appointment_id}">Appuntamento</a>, ' in page
    commitments = page.partition("Altri impegni presi")[2].partition("</ul>")[0]
    assert (commitments.count("<li>"), commitments.count("<a "), "Stella" in page) == (2, 1, False)
