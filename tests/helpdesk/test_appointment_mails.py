"""Mails about an appointment: neutral, with the way to the visitor's page; none to who has a telephone only."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, CancelledBy, Mode, Pathway
from ama_net.features.helpdesk.operations.appointments import book, cancel, move
from ama_net.features.helpdesk.operations.pathway_meetings import plan_meetings
from ama_net.features.helpdesk.operations.visitors import Confided, new_visitor
from ama_net.features.helpdesk.visitor_secrets import token_of
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.outbox import Message
from tests.factories.helpdesk import make_pathway
from tests.helpdesk.offering import at, offer
from tests.support.hands import desk
from tests.support.standing import Standing

WORDS = ("Stella", "Ascolto della quercia", "Non dormo", "Ascolto 0")


def _book(contact: str = "stella@posta.example", mode: Mode = Mode.ONLINE, **said: Any) -> Appointment:
    service, _people = offer(name="Ascolto della quercia", phone=True)
    kind = ContactKind.EMAIL if "@" in contact else ContactKind.PHONE
    visitor = new_visitor(Confided("Stella", contact, kind, reason="Non dormo", **said), by=PUBLIC)
    return book(service, at(10), mode, visitor, by=PUBLIC)


def _mails() -> list[Message]:
    db.session.flush()
    sent = (
        select(Message).where(Message.template.like("helpdesk/appointment%")).order_by(Message.created_at, Message.id)
    )
    return list(db.session.scalars(sent))


def test_confirmed_says_when_where_and_the_way_back(in_alba: Standing) -> None:
    appointment = _book(mode=Mode.IN_PERSON)
    (mail,) = _mails()
    assert appointment.visitor is not None
    assert (mail.template, mail.recipient, mail.subject) == (
        "helpdesk/appointment_confirmed",
        "stella@posta.example",
        "Il tuo appuntamento",
    )
    told = mail.text or ""
    token = token_of(appointment.visitor)
    said = ("dalle 10:00 alle 10:50", "Sede inventata", f"/sportello/mio/{token}\n", f"{appointment.id}.ics")
    assert [part in told for part in said] == [True] * 4


def test_no_mail_says_who_nor_why_nor_what(in_alba: Standing) -> None:
    appointment = _book()
    move(appointment, at(11), Mode.ONLINE, by=PUBLIC)
    cancel(appointment, by=PUBLIC, who=CancelledBy.VISITOR)
    mails = _mails()
    assert [mail.template for mail in mails] == [
        "helpdesk/appointment_confirmed",
        "helpdesk/appointment_moved",
        "helpdesk/appointment_cancelled",
    ]
    everything = "".join(f"{mail.subject}{mail.text}{mail.html}" for mail in mails)
    assert ({mail.subject for mail in mails}, [word in everything for word in WORDS]) == (
        {"Il tuo appuntamento"},
        [False] * 4,
    )


def test_moved_says_the_new_time(in_alba: Standing) -> None:
    move(_book(), at(12), Mode.ONLINE, by=PUBLIC)
    assert ["dalle 12:00 alle 12:50" in (mail.text or "") for mail in _mails()] == [False, True]


@pytest.mark.parametrize(
    ("who", "said"),
    [(CancelledBy.VISITOR, "questo appuntamento è disdetto"), (CancelledBy.OPERATOR, "abbiamo dovuto disdire")],
)
def test_cancelled_says_whether_it_was_us(in_alba: Standing, who: CancelledBy, said: str) -> None:
    cancel(_book(), by=SYSTEM, who=who)
    assert said in (_mails()[-1].text or "")


def test_the_mail_is_in_the_language_of_the_form(in_alba: Standing) -> None:
    _book(language="en")
    assert "/en/sportello/mio/" in (_mails()[0].text or "")


def test_who_left_a_telephone_gets_no_mail(in_alba: Standing) -> None:
    _book("+39051234567", Mode.PHONE)
    assert _mails() == []


def _plan(app: Flask, alba: Standing, *days: int) -> None:
    with desk(app, alba):
        pathway = db.session.scalars(select(Pathway)).one()
        plan_meetings(pathway, [at(10, days=day) for day in days], Mode.ONLINE, by=SYSTEM)


def test_the_dates_of_a_series_fixed_together_are_one_mail(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        service, (person,) = offer(kind="pathway")
        visitor = new_visitor(Confided("Stella", "stella@posta.example", ContactKind.EMAIL), by=PUBLIC)
        make_pathway(service, person, visitor)
    _plan(app, alba, 2, 9, 16)
    _plan(app, alba, 23)
    with desk(app, alba):
        told = [mail.text or "" for mail in _mails()]
        assert ["Tutti i tuoi incontri fissati sono nella tua pagina." in text for text in told] == [True, True]
