"""The newsletter in one's own area: receiving it, or not; another's choices are never shown."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import Subscriber
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people import ContactKind, Person, add_contact
from tests.factories.newsletters import make_subscriber
from tests.newsletters.subscribing_steps import reason_of, state_of
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

Clients = Callable[[str], Browser]
HERE = "/my/newsletter"


@pytest.fixture
def me(client: Clients, alba: Standing) -> Browser:
    """A member at home."""
    browser = client(alba.host)
    sign_in(browser, alba, Role.MEMBER)
    return browser


def own_email(app: Flask, alba: Standing) -> str:
    """The address a member signs in with, which the register has too."""
    with desk(app, alba):
        account = next(one for one in db.session.scalars(select(Account)) if one.email.startswith("socia@"))
        person = db.session.get_one(Person, account.person_id)
        if not person.email:
            add_contact(person, ContactKind.EMAIL, account.email, by=SYSTEM)
        return account.email


def test_who_does_not_receive_it_can_ask_for_it(app: Flask, alba: Standing, me: Browser) -> None:
    email = own_email(app, alba)
    assert "Non ricevi la newsletter." in me.get(HERE).text
    assert me.submit(f"{HERE}/iscrizione").status_code == 303
    assert state_of(app, alba, email) == "confirmed"
    assert "/newsletter/preferenze/" in me.get(HERE).text


def test_who_receives_it_can_stop_it(app: Flask, alba: Standing, me: Browser) -> None:
    email = own_email(app, alba)
    me.submit(f"{HERE}/iscrizione")
    assert me.submit(f"{HERE}/disiscrizione").status_code == 303
    assert (state_of(app, alba, email), reason_of(app, alba, email)) == ("left", "left")
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        assert row.left_through == "area"


def test_what_was_chosen_is_shown_only_to_who_signs_in_with_that_address(
    app: Flask, alba: Standing, me: Browser
) -> None:
    own = own_email(app, alba)
    with desk(app, alba):
        account = db.session.scalars(select(Account).where(Account.email == own)).one()
        person = db.session.get_one(Person, account.person_id)
        add_contact(person, ContactKind.EMAIL, "altra@posta.example", by=SYSTEM, preferred=True)
        make_subscriber("altra@posta.example")
    page = me.get(HERE).text
    assert "/newsletter/preferenze/" not in page
    assert "in fondo a una newsletter" in page


def test_a_stranger_finds_no_area(client: Clients, alba: Standing) -> None:
    assert client(alba.host).get(HERE).status_code in (302, 303)
