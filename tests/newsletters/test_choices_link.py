"""Changing what one receives: only by a link mailed to the reader, good for a week; that of a newsletter only leaves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from ama_net.across.newsletters.interests import chosen
from ama_net.across.newsletters.links import choices_token, reader_token
from ama_net.across.newsletters.models import Subscriber
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.newsletters.subscribing_steps import EMAIL, confirm_path, mailed_path, mails, state_of, subscribed
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

Clients = Callable[[str], Browser]


@pytest.fixture
def token(app: Flask, alba: Standing) -> str:
    """The link in a newsletter, of somebody who chose a topic."""
    with desk(app, alba):
        topic = make_list("Lutto", confidential=True)
        return reader_token(make_subscriber(EMAIL, lists=[topic]).id, make_newsletter().id)


def page(token: str) -> str:
    """What a reader receives."""
    return f"/newsletter/preferenze/{token}"


def test_the_link_of_a_newsletter_shows_no_choice(client: Clients, alba: Standing, token: str) -> None:
    answer = client(alba.host).get(page(token))
    assert (answer.status_code, "Lutto" in answer.text, "checked" in answer.text) == (200, False, False)
    assert "Mandami il link per cambiare" in answer.text


def test_the_link_of_a_newsletter_changes_nothing(app: Flask, client: Clients, alba: Standing, token: str) -> None:
    answer = client(alba.host).submit(page(token), {"name": "Spia", "language": "en"})
    assert (answer.status_code, "Lutto" in answer.text) == (422, False)
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        assert (row.name, row.language, len(chosen(row.interests))) == ("Bianca", "it", 1)


def test_the_link_to_change_goes_to_the_mailbox_and_changes(
    app: Flask, client: Clients, alba: Standing, token: str
) -> None:
    browser = client(alba.host)
    assert browser.submit(f"{page(token)}/link").status_code == 303
    mailed = mailed_path(mails(app, alba, "newsletters/choices")[0])
    assert "Lutto" in browser.get(mailed).text
    assert browser.submit(mailed, {"name": "Tea", "language": "it"}).status_code == 303
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        assert (row.name, chosen(row.interests)) == ("Tea", set())


def test_one_link_an_hour(app: Flask, client: Clients, alba: Standing, token: str) -> None:
    answers = [client(alba.host).submit(f"{page(token)}/link").status_code for _time in range(3)]
    assert (answers, len(mails(app, alba, "newsletters/choices"))) == ([303] * 3, 1)


def test_a_link_that_still_chooses_is_renewed_without_limit(
    app: Flask, client: Clients, alba: Standing, token: str
) -> None:
    with desk(app, alba):
        mine = choices_token(db.session.scalars(select(Subscriber.id)).one())
    for one in (token, mine, mine):
        client(alba.host).submit(f"{page(one)}/link")
    assert len(mails(app, alba, "newsletters/choices")) == 3


def test_after_a_week_it_shows_nothing_and_still_leaves(
    app: Flask, client: Clients, alba: Standing, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(app, alba):
        mine = choices_token(db.session.scalars(select(Subscriber.id)).one())
    later = now() + timedelta(days=8)
    monkeypatch.setattr("ama_net.across.newsletters.links.now", lambda: later)
    assert "Lutto" not in client(alba.host).get(page(mine)).text
    assert client(alba.host).post(f"/newsletter/disiscrizione/{mine}").status_code == 200
    assert state_of(app, alba) == "left"


def test_the_days_of_a_link_cannot_be_made_more(app: Flask, client: Clients, alba: Standing, token: str) -> None:
    with desk(app, alba):
        mine = choices_token(db.session.scalars(select(Subscriber.id)).one())
    forged = mine[:24] + ("A" if mine[24] != "A" else "B") + mine[25:]
    assert client(alba.host).get(page(forged)).status_code == 404


def test_no_link_is_mailed_to_who_left(app: Flask, client: Clients, alba: Standing, token: str) -> None:
    with desk(app, alba):
        db.session.execute(update(Subscriber).values(state="left"))
    client(alba.host).submit(f"{page(token)}/link")
    assert mails(app, alba, "newsletters/choices") == []


def test_confirming_and_the_welcome_lead_to_the_choices(app: Flask, client: Clients, alba: Standing) -> None:
    browser = client(alba.host)
    subscribed(app, browser, alba)
    welcome = mailed_path(mails(app, alba, "newsletters/welcome")[0])
    answer = browser.submit(confirm_path(mails(app, alba)[0]))
    assert ['name="language"' in browser.get(one).text for one in (welcome, answer.location)] == [True, True]
