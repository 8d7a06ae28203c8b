"""Opening the volunteers' area to who is accepted: where the invitation goes, and what the office is told of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.operations.onboarding_deciding import Welcome, accept
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import INVITED, SUSPENDED, Account
from ama_net.kernel.outbox import Message
from ama_net.kernel.people import AddressFacts, PersonFacts
from tests.factories.people import make_person
from tests.support.cast import actor, player
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing
from tests.volunteers.onboarding_steps import waiting, welcomed

CONFIRMED, OLD = "zefirina@example.org", "vecchia@example.org"


def _page(app: Flask, alba: Standing) -> str:
    with desk(app, alba):
        return f"/manage/volontari/candidature/{waiting().id}"


def _invited() -> list[str]:
    invitations = select(Message).where(Message.template == "accounts/invitation").order_by(Message.id)
    return [one.recipient for one in db.session.scalars(invitations)]


def _account(alba: Standing, status: str) -> str:
    """The member's account, brought to a state; gives the person's id."""
    mara = player(alba, Role.MEMBER)
    account = db.session.get_one(Account, mara.account_id)
    account.status = status
    return str(mara.person_id)


def test_a_known_person_is_invited_at_the_address_they_confirmed(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    page = _page(app, alba)
    with desk(app, alba):
        known = make_person("Zefirina", "Inventata", email=OLD).id
    secretary.submit(f"{page}/accoglienza", welcomed(person=str(known), invites="y"))
    with desk(app, alba):
        assert _invited() == [CONFIRMED]
    assert f"Invito spedito a {CONFIRMED}" in secretary.get(page).text


def test_without_an_address_in_the_form_the_one_of_the_register_is_used(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    with desk(app, alba):
        known = make_person("Zefirina", "Inventata", email=OLD).id
    form = welcomed(person=str(known), email=None, invites="y")
    said = secretary.submit("/manage/volontari/nuovo/dati", form, follow_redirects=True).text
    with desk(app, alba):
        assert (_invited(), f"Invito spedito a {OLD}" in said) == ([OLD], True)


@pytest.mark.parametrize(
    ("status", "said", "mails"),
    [(INVITED, "spedito di nuovo a", 1), (SUSPENDED, "va riattivato tra gli accessi", 0)],
)
def test_an_account_nobody_can_enter_with_is_said(
    app: Flask, alba: Standing, secretary: Browser, status: str, said: str, mails: int
) -> None:
    page = _page(app, alba)
    with desk(app, alba):
        known = _account(alba, status)
    secretary.submit(f"{page}/accoglienza", welcomed(person=known, email=None, invites="y"))
    told = said in secretary.get(page).text
    with desk(app, alba):
        assert (told, len(_invited())) == (True, mails)


@pytest.mark.parametrize("invites", [None, "y"])
def test_without_any_address_the_office_is_told_that_nobody_was_invited(
    secretary: Browser, invites: str | None
) -> None:
    form = welcomed(email=None, invites=invites)
    said = secretary.submit("/manage/volontari/nuovo/dati", form, follow_redirects=True).text
    assert ("nessun invito è partito" in said) == (invites == "y")


def test_an_address_that_is_the_account_of_another_invites_nobody(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    with desk(app, alba):
        theirs = player(alba, Role.MEMBER).email
    form = welcomed(email=theirs, person="new", invites="y")
    said = secretary.submit("/manage/volontari/nuovo/dati", form, follow_redirects=True).text
    with desk(app, alba):
        assert ("è di un'altra persona" in said.replace("&#39;", "'"), _invited()) == (True, [])


def test_who_may_not_invite_is_told_so(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        welcome = Welcome(PersonFacts("Zefirina", "Inventata"), AddressFacts(), email=CONFIRMED)
        done = accept(waiting(), welcome, by=actor(alba, Role.NETWORK_COORDINATOR))
        assert (done.opening.access if done.opening else None, _invited()) == ("not_allowed", [])


def test_the_same_form_twice_invites_once(app: Flask, alba: Standing, secretary: Browser) -> None:
    form = welcomed(invites="y", form_key=new_token())
    for _ in range(2):
        secretary.submit("/manage/volontari/nuovo/dati", form)
    with desk(app, alba):
        assert _invited() == [CONFIRMED]
