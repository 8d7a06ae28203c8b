"""Mails to who listens: when and where they meet somebody, never with whom nor why; not of what they did themselves."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment
from ama_net.features.helpdesk.operations.taking_back import take_everything_back
from ama_net.features.helpdesk.signals import appointment_changed
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.outbox import Message
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import span_words
from tests.factories.helpdesk import make_appointment, make_pathway, make_service, make_visitor
from tests.factories.people import make_person
from tests.support.standing import Standing

OTHERS = "possono essere cambiati altri incontri"


def _gina() -> Person:
    return make_person("Gina", email="gina@posta.example")


def _meeting(person: Person, days: int = 2, **values: Any) -> Appointment:
    visitor = make_visitor("Stella")
    visitor.reason = "non dorme"
    return make_appointment(make_service(name="Dopo un lutto"), person, now() + timedelta(days=days), visitor, **values)


def _tell(appointment: Appointment, what: str, by: Actor = PUBLIC, **told: Any) -> list[Message]:
    appointment_changed.send(appointment, what=what, by=by, **{"before": appointment.starts_at, **told})
    db.session.flush()
    return _mails()


def _mails() -> list[Message]:
    mine = select(Message).where(Message.template == "helpdesk/listener_appointment").order_by(Message.created_at)
    return list(db.session.scalars(mine))


@pytest.mark.parametrize(
    ("what", "said", "where"),
    [
        ("confirmed", "hai un appuntamento nuovo", True),
        ("moved", "un tuo appuntamento è stato spostato", True),
        ("cancelled", "un tuo appuntamento è stato disdetto", False),
    ],
)
def test_it_says_what_when_and_where(in_alba: Standing, what: str, said: str, where: bool) -> None:
    meeting = _meeting(_gina())
    [mail] = _tell(meeting, what)
    when, text = span_words(meeting.starts_at, meeting.ends_at), mail.text or ""
    assert (mail.recipient, mail.subject) == ("gina@posta.example", "I tuoi appuntamenti")
    assert [part in text for part in (said, when, "/my/sportello")] == [True, True, True]
    assert ("Sede inventata" in text) == where


def test_it_names_neither_who_nor_why_nor_of_what(in_alba: Standing) -> None:
    [mail] = _tell(_meeting(_gina()), "confirmed")
    whole = f"{mail.subject} {mail.text} {mail.html}"
    assert [word for word in ("Stella", "dorme", "lutto", "posta.example") if word in whole] == []


def test_it_leaves_though_all_about_the_visitor_is_forgotten(in_alba: Standing) -> None:
    meeting = _meeting(_gina())
    _tell(meeting, "confirmed")
    assert meeting.visitor is not None
    take_everything_back(meeting.visitor, by=PUBLIC)
    told = [("disdetto" in (mail.text or ""), mail.state, mail.about_id) for mail in _mails()]
    assert told == [(False, "queued", None), (True, "queued", None)]


def test_what_one_did_oneself_is_not_told(in_alba: Standing) -> None:
    person = _gina()
    assert _tell(_meeting(person), "moved", by=Actor(person_id=person.id)) == []


def test_who_has_no_address_is_written_nothing(in_alba: Standing) -> None:
    assert _tell(_meeting(make_person()), "confirmed") == []


def test_many_meetings_of_a_pathway_at_once_are_one_mail_that_says_so(in_alba: Standing) -> None:
    person = _gina()
    pathway = make_pathway(make_service(kind="pathway"), person)
    for days in (2, 3, 4):
        found = _tell(_meeting(person, days, pathway_id=pathway.id), "cancelled")
    assert [OTHERS in (mail.text or "") for mail in found] == [True]


def test_what_is_moved_and_what_is_called_off_at_once_are_two_mails(in_alba: Standing) -> None:
    person = _gina()
    pathway = make_pathway(make_service(kind="pathway"), person)
    _tell(_meeting(person, 2, pathway_id=pathway.id), "moved")
    assert len(_tell(_meeting(person, 3, pathway_id=pathway.id), "cancelled")) == 2


def test_single_meetings_called_off_at_once_are_told_each(in_alba: Standing) -> None:
    person = _gina()
    for days in (2, 3):
        found = _tell(_meeting(person, days), "cancelled")
    assert [OTHERS in (mail.text or "") for mail in found] == [False, False]


def test_the_next_change_is_told_again(in_alba: Standing) -> None:
    person = _gina()
    _tell(_meeting(person), "confirmed")
    db.session.commit()
    assert len(_tell(_meeting(db.session.get_one(Person, person.id), 3), "confirmed")) == 2


def test_who_loses_a_meeting_to_another_is_told_too(in_alba: Standing) -> None:
    person, other = _gina(), make_person("Tina", email="tina@posta.example")
    told = _tell(_meeting(person), "moved", person_before=other.id)
    assert [(mail.recipient, "disdetto" in (mail.text or "")) for mail in told] == [
        ("tina@posta.example", True),
        ("gina@posta.example", False),
    ]
