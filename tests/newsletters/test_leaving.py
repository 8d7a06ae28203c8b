"""Leaving in one click: from the page, from the mailbox provider (RFC 8058), by nobody else; and what readers change."""

from collections.abc import Callable
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.interests import chosen
from ama_net.across.newsletters.links import Reader, choices_token, read_token, reader_token
from ama_net.across.newsletters.models import Newsletter, Subscriber, SubscriptionProof
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.operations.subscribing import LinkOver, confirm
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import ConsentProof, ConsentSource, give_consent
from ama_net.kernel.people.consent_texts import NEWSLETTER
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.factories.people import make_person
from tests.newsletters.subscribing_steps import (
    EMAIL,
    ask_from,
    confirm_path,
    mails,
    reason_of,
    state_of,
    subscribed,
)
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

Clients = Callable[[str], Browser]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def token(app: Flask, alba: Standing) -> str:
    """The links of somebody who is subscribed."""
    with desk(app, alba):
        return reader_token(make_subscriber(EMAIL).id)


@pytest.fixture
def choosing(app: Flask, alba: Standing, token: str) -> str:
    """The link to choose with, of the same."""
    with desk(app, alba):
        return choices_token(db.session.scalars(select(Subscriber.id)).one())


def path(token: str, page: str = "disiscrizione") -> str:
    """A reader's page."""
    return f"/newsletter/{page}/{token}"


def test_opening_the_link_unsubscribes_nobody(app: Flask, client: Clients, alba: Standing, token: str) -> None:
    for _time in range(3):
        assert client(alba.host).get(path(token)).status_code == 200
    assert client(alba.host).head(path(token)).status_code == 200
    assert (state_of(app, alba), reason_of(app, alba)) == ("confirmed", None)


def test_a_provider_unsubscribes_without_cookies_and_is_answered_200(
    app: Flask, client: Clients, alba: Standing, token: str
) -> None:
    answer = client(alba.host).post(path(token), data=ONE_CLICK)
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert (state_of(app, alba), reason_of(app, alba)) == ("left", "left")
    with desk(app, alba):
        assert db.session.scalars(select(Subscriber)).one().left_through == "one_click"


def test_a_multipart_body_is_understood_too(app: Flask, client: Clients, alba: Standing, token: str) -> None:
    answer = client(alba.host).post(path(token), data=ONE_CLICK, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert state_of(app, alba) == "left"


def test_asked_again_it_is_answered_200_again(app: Flask, client: Clients, alba: Standing, token: str) -> None:
    answers = [client(alba.host).post(path(token), data=ONE_CLICK).status_code for _time in range(3)]
    assert answers == [200, 200, 200]


def test_the_token_of_another_association_is_no_token(
    app: Flask, client: Clients, alba: Standing, brig: Standing, token: str
) -> None:
    assert client(brig.host).post(path(token), data=ONE_CLICK).status_code == 404
    assert state_of(app, alba) == "confirmed"


@pytest.mark.parametrize("forged", ["x", "a" * 63, "%00", "à" * 10, "=" * 40])
def test_a_made_up_token_is_no_page(client: Clients, alba: Standing, forged: str) -> None:
    assert client(alba.host).post(path(forged), data=ONE_CLICK).status_code == 404
    assert client(alba.host).get(path(forged)).status_code == 404
    assert client(alba.host).get(path(forged, "preferenze")).status_code == 404


def test_no_letter_of_a_token_can_be_changed(app: Flask, client: Clients, alba: Standing, token: str) -> None:
    for place in range(0, len(token), 7):
        forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert client(alba.host).post(path(forged), data=ONE_CLICK).status_code == 404
    assert state_of(app, alba) == "confirmed"


def test_leaving_withdraws_the_proof(app: Flask, client: Clients, alba: Standing) -> None:
    token = subscribed(app, client(alba.host), alba)
    client(alba.host).post(path(token), data=ONE_CLICK)
    with desk(app, alba):
        assert db.session.scalars(select(SubscriptionProof)).one().withdrawn_at is not None


def test_the_newsletter_counts_who_left_once(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        newsletter = make_newsletter()
        token = reader_token(make_subscriber(EMAIL).id, newsletter.id)
    for _time in range(2):
        client(alba.host).post(path(token), data=ONE_CLICK)
    with desk(app, alba):
        assert db.session.scalars(select(Newsletter.unsubscribed)).one() == 1


def test_many_leaving_at_once_are_all_counted(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        newsletter_id = make_newsletter().id
        ids = [make_subscriber().id for _number in range(8)]

    def work(number: int) -> str:
        gone = leave(Reader(ids[number], newsletter_id), through="one_click", by=PUBLIC)
        return "" if gone is None else gone.state

    assert at_once(app, alba, work) == ["left"] * 8
    with desk(app, alba):
        assert db.session.scalars(select(Newsletter.unsubscribed)).one() == 8


def test_one_leaving_many_times_at_once_is_counted_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        newsletter_id, subscriber_id = make_newsletter().id, make_subscriber(EMAIL).id
    at_once(
        app, alba, lambda _n: leave(Reader(subscriber_id, newsletter_id), through="one_click", by=PUBLIC) is not None
    )
    with desk(app, alba):
        assert db.session.scalars(select(Newsletter.unsubscribed)).one() == 1


def test_leaving_withdraws_the_consent_of_who_has_that_address(
    app: Flask, client: Clients, alba: Standing, token: str
) -> None:
    with desk(app, alba):
        person = make_person(email=EMAIL)
        proof = ConsentProof(source=ConsentSource.FORM)
        give_consent(person, NEWSLETTER.key, text=NEWSLETTER.text(), proof=proof, by=SYSTEM)
        person_id = person.id
    client(alba.host).post(path(token), data=ONE_CLICK)
    with desk(app, alba):
        person = db.session.get_one(type(person), person_id)
        assert [one.in_force for one in person.consents] == [False]


def test_an_old_confirmation_brings_nobody_back(app: Flask, client: Clients, alba: Standing) -> None:
    browser = client(alba.host)
    token = subscribed(app, browser, alba)
    browser.post(path(token), data=ONE_CLICK)
    assert browser.submit(confirm_path(mails(app, alba)[0])).status_code == 404
    assert state_of(app, alba) == "left"


def test_who_left_and_asks_again_comes_back_by_confirming(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        subscriber_id = make_subscriber(EMAIL).id
        leave(Reader(subscriber_id, None), through="link", by=PUBLIC)
    subscribed(app, client(alba.host), alba)
    assert (state_of(app, alba), reason_of(app, alba)) == ("confirmed", None)


def test_the_links_of_before_work_again_after_coming_back(
    app: Flask, client: Clients, alba: Standing, token: str
) -> None:
    client(alba.host).post(path(token), data=ONE_CLICK)
    subscribed(app, client(alba.host), alba)
    client(alba.host).post(path(token), data=ONE_CLICK)
    assert state_of(app, alba) == "left"


def test_confirming_against_leaving_always_ends_out(app: Flask, client: Clients, alba: Standing) -> None:
    ask_from(client(alba.host))
    confirming = confirm_path(mails(app, alba)[0]).rpartition("/")[2]
    with desk(app, alba):
        subscriber_id = db.session.scalars(select(Subscriber.id)).one()

    def work(number: int) -> str:
        if number % 2:
            try:
                return str(confirm(confirming, by=PUBLIC).state)
            except LinkOver:
                return "over"
        gone = leave(Reader(subscriber_id, None), through="link", by=PUBLIC)
        return "" if gone is None else gone.state

    at_once(app, alba, work)
    assert (state_of(app, alba), reason_of(app, alba)) == ("left", "left")


def test_the_link_of_a_row_that_is_gone_is_answered_200(
    app: Flask, client: Clients, alba: Standing, token: str
) -> None:
    with desk(app, alba):
        db.session.delete(db.session.scalars(select(Subscriber)).one())
    assert client(alba.host).post(path(token), data=ONE_CLICK).status_code == 200


def test_a_reader_changes_name_language_and_lists(app: Flask, client: Clients, alba: Standing, choosing: str) -> None:
    with desk(app, alba):
        number = make_list("Feste").number
    answer = client(alba.host).submit(
        path(choosing, "preferenze"), {"name": "Tea", "language": "en", "lists": [str(number)]}
    )
    assert answer.status_code == 303
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        assert (row.name, row.language, number in chosen(row.interests)) == ("Tea", "en", True)


def test_a_closed_list_stays_chosen_through_a_change(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        closed = make_list("Vecchia")
        number, token = closed.number, choices_token(make_subscriber(EMAIL, lists=[closed]).id)
        closed.closed_at = closed.created_at
    client(alba.host).submit(path(token, "preferenze"), {"name": "", "language": "it"})
    with desk(app, alba):
        assert chosen(db.session.scalars(select(Subscriber)).one().interests) == {number}


def test_preferences_are_not_changed_by_a_page_of_others(
    app: Flask, client: Clients, alba: Standing, token: str
) -> None:
    assert client(alba.host).post(path(token, "preferenze"), data={"name": "X", "language": "it"}).status_code == 400


def test_who_left_has_nothing_to_choose(client: Clients, alba: Standing, token: str) -> None:
    client(alba.host).post(path(token), data=ONE_CLICK)
    page = client(alba.host).get(path(token, "preferenze"))
    assert page.status_code == 410
    assert "non scriviamo la newsletter" in page.text


def test_the_page_shows_only_a_hint_of_the_address(client: Clients, alba: Standing, token: str) -> None:
    page = client(alba.host).get(path(token, "preferenze")).text
    assert EMAIL not in page
    assert "te…@po…" in page


def test_changing_against_leaving_ends_out(app: Flask, client: Clients, alba: Standing, choosing: str) -> None:
    reader = read_token_in(app, alba, choosing)
    gate = Barrier(2)

    def work(number: int) -> int:
        gate.wait(20)
        if number:
            return client(alba.host).submit(path(choosing, "preferenze"), {"name": "Tea", "language": "it"}).status_code
        leave(reader, through="link", by=PUBLIC)
        return 200

    at_once(app, alba, work, hands=2)
    assert state_of(app, alba) == "left"


def read_token_in(app: Flask, standing: Standing, token: str) -> Reader:
    """Whose link it is."""
    with desk(app, standing):
        reader = read_token(token)
        assert reader is not None
        return reader


def test_a_closed_room_still_lets_everybody_out(
    app: Flask, client: Clients, alba: Standing, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ama_net.across.office import closed

    monkeypatch.setattr(closed, "is_open", lambda endpoint, _tenant: closed.room_of(endpoint) != "newsletters")
    browser = client(alba.host)
    assert browser.get("/newsletter").status_code == 404
    assert browser.get(path(token, "preferenze")).status_code == 200
    assert browser.post(path(token), data=ONE_CLICK).status_code == 200
    assert state_of(app, alba) == "left"


def test_one_digest_whatever_the_capitals(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        assert address_digest(" Teresa@Posta.example ") == address_digest(EMAIL)
