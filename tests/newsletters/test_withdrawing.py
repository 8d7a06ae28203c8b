"""Withdrawing the consent of the register and leaving by a link are one thing, from whichever address of somebody's."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audiences import recipients_after
from ama_net.across.newsletters.enrolling import enrol_people
from ama_net.across.newsletters.links import Reader, reader_token
from ama_net.across.newsletters.models import Subscriber, Suppression
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import Contact, Person
from tests.factories.newsletters import make_subscriber
from tests.factories.people import make_person
from tests.newsletters.consenting_steps import also_at, consent, consenting, take_back
from tests.newsletters.subscribing_steps import EMAIL, subscribed
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

Clients = Callable[[str], Browser]


def written_to() -> list[str]:
    """Whom a newsletter for everybody would reach."""
    found = recipients_after(Audience(everybody=True), after=None, asked_until=now(), limit=9)
    return sorted(one.address for one in found)


@pytest.mark.parametrize("emptied", [False, True])
def test_leaving_from_an_old_address_withdraws_the_consent_too(
    app: Flask, client: Clients, alba: Standing, emptied: bool
) -> None:
    with desk(app, alba):
        person = consenting("vecchia@posta.example")
        enrol_people()
        old = db.session.scalars(select(Subscriber)).one()
        db.session.execute(update(Contact).where(Contact.person_id == person.id).values(value="nuova@posta.example"))
        enrol_people()
        token, person_id = reader_token(old.id), person.id
        if emptied:
            db.session.get_one(Subscriber, old.id).address = None
    client(alba.host).post(f"/newsletter/disiscrizione/{token}")
    with desk(app, alba):
        enrol_people()
        assert [one.in_force for one in db.session.get_one(Person, person_id).consents] == [False]
        assert written_to() == []


def test_withdrawing_in_the_register_lets_go_each_address_of_theirs(in_alba: Standing) -> None:
    person = consenting("anna@posta.example")
    also_at(person, "anna@casa.example")
    for address in ("anna@posta.example", "anna@casa.example", "altra@posta.example"):
        make_subscriber(address)
    take_back(person)
    enrol_people()
    assert written_to() == ["altra@posta.example"]
    states = {one.address: (one.state, one.left_through) for one in db.session.scalars(select(Subscriber))}
    assert states["anna@casa.example"] == ("left", "register")
    assert db.session.scalars(select(Suppression)).all() == []


def test_withdrawing_another_consent_lets_nobody_go(in_alba: Standing) -> None:
    person = consenting("anna@posta.example")
    make_subscriber("anna@posta.example")
    consent(person, "research")
    take_back(person, "research")
    assert written_to() == ["anna@posta.example"]


def test_an_address_shared_with_who_consents_stays_theirs(in_alba: Standing) -> None:
    consenting("casa@posta.example")
    enrol_people()
    other = consenting("casa@posta.example")
    take_back(other)
    assert written_to() == ["casa@posta.example"]


def test_the_nightly_job_knows_who_subscribed_without_a_consent(in_alba: Standing) -> None:
    person = make_person(email="anna@posta.example")
    make_subscriber("anna@posta.example")
    enrol_people()
    row = db.session.scalars(select(Subscriber)).one()
    assert (row.person_id, row.source, row.state) == (person.id, "site", "confirmed")


def test_an_e_mail_of_two_people_is_nobodys(in_alba: Standing) -> None:
    make_person(email="casa@posta.example")
    make_person(email="casa@posta.example")
    make_subscriber("casa@posta.example")
    enrol_people()
    assert db.session.scalars(select(Subscriber.person_id)).all() == [None]


def test_who_confirms_is_known_at_once(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        person_id = make_person(email=EMAIL).id
    subscribed(app, client(alba.host), alba)
    with desk(app, alba):
        assert db.session.scalars(select(Subscriber.person_id)).all() == [person_id]


def test_leaving_from_two_addresses_of_one_person_while_the_consent_is_withdrawn(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        person = consenting("anna@posta.example")
        also_at(person, "anna@casa.example")
        rows = [make_subscriber(one).id for one in ("anna@posta.example", "anna@casa.example")]
        person_id = person.id
    works: list[Callable[[], object]] = [
        *(lambda row=row: leave(Reader(row, None), through="one_click", by=PUBLIC) for row in rows),  # type: ignore[misc]
        lambda: take_back(db.session.get_one(Person, person_id)),
        enrol_people,
    ]
    at_once(app, alba, lambda number: works[number](), 4)
    with desk(app, alba):
        assert [one.state for one in db.session.scalars(select(Subscriber))] == ["left", "left"]
        assert [one.in_force for one in db.session.get_one(Person, person_id).consents] == [False]
