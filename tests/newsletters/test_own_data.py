"""A reader's own data: taken away or cancelled by the link mailed to them, and by no other."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from ama_net.across.newsletters.addresses import address_digest, delivery_digest
from ama_net.across.newsletters.interests import NOTHING, as_mask
from ama_net.across.newsletters.links import choices_token, read_token, reader_token
from ama_net.across.newsletters.models import (
    Delivery,
    MailReturn,
    Newsletter,
    Subscriber,
    SubscriptionProof,
    Suppression,
)
from ama_net.across.newsletters.operations.forgetting_readers import forget_reader
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.operations.preferring import Preferences, change_preferences
from ama_net.across.newsletters.operations.returns import record_return
from ama_net.across.newsletters.operations.undoing import may_undo, undo_leaving
from ama_net.across.newsletters.recipients import Recipient
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.outbox import Message
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.newsletters.returns.steps import told
from tests.newsletters.subscribing_steps import EMAIL, reason_of, state_of, subscribed
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

Clients = Callable[[str], Browser]
SEALED = ("address_sealed", "name_sealed", "interests_sealed", "mailbox_digest", "person_id")


@pytest.fixture
def browser(client: Clients, alba: Standing) -> Browser:
    return client(alba.host)


@pytest.fixture
def token(app: Flask, alba: Standing, browser: Browser) -> str:
    """The link mailed to somebody who subscribed on the site, to choose with; another is subscribed too."""
    subscribed(app, browser, alba)
    with desk(app, alba):
        both = {make_list("Notizie").number, make_list("Lutto", confidential=True).number}
        make_subscriber("bruno@posta.example")
        row = db.session.scalars(select(Subscriber).where(Subscriber.address_digest == address_digest(EMAIL))).one()
        row.interests = as_mask(both)
        return choices_token(row.id)


def page(token: str, what: str) -> str:
    return f"/newsletter/preferenze/{token}/{what}"


def row_of(token: str) -> Subscriber:
    reader = read_token(token)
    assert reader is not None
    return db.session.get_one(Subscriber, reader.subscriber_id)


def delivered(token: str, state: str, subject: str = "Le notizie") -> Newsletter:
    """A newsletter written down for that reader."""
    subscriber, newsletter = row_of(token), make_newsletter(subject, state="sending")
    newsletter.started_at = now()
    one = Delivery(newsletter_id=newsletter.id, digest=delivery_digest(newsletter.id, EMAIL), state=state)
    one.payload, one.settled_at = Recipient(subscriber.id, EMAIL, "Teresa").to_json(), now()
    db.session.add(one)
    db.session.flush()
    return newsletter


def taken(browser: Browser, token: str) -> dict[str, Any]:
    answer = browser.get(page(token, "dati.json"))
    said = answer.headers["Content-Disposition"]
    assert (answer.status_code, said.partition(";")[0], answer.headers["Cache-Control"]) == (
        200, "attachment", "no-store"
    )  # fmt: skip
    found: dict[str, Any] = json.loads(answer.text)
    return found


def test_the_page_of_choices_leads_to_both(browser: Browser, token: str) -> None:
    text = browser.get(f"/newsletter/preferenze/{token}").text
    assert (page(token, "dati.json") in text, page(token, "cancellazione") in text) == (True, True)


def test_what_is_taken_away_is_all_of_theirs(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    with desk(app, alba):
        delivered(token, "sent")
        record_return(told(address=EMAIL), by=SYSTEM)
        db.session.execute(update(Subscriber).values(state="confirmed"))
    found = taken(browser, token)
    assert (found["Indirizzo"], found["Nome"], found["Stato"]) == (EMAIL, "Teresa", "Riceve")
    assert (found["Che cosa ricevi"], found["Argomenti scelti"]) == (["Notizie"], ["Lutto"])
    assert [one["Oggetto"] for one in found["Newsletter spedite a questo indirizzo"]] == ["Le notizie"]
    assert [one["Perché"] for one in found["Messaggi tornati indietro"]] == ["5.1.1"]
    (proof,) = found["Prove del consenso"]
    assert (proof["Pagina"], proof["Confermata"] != "", proof["Indirizzo di rete"]) == (
        "/newsletter",
        True,
        "127.0.0.1",
    )


def test_nothing_of_others_is_taken_away(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    with desk(app, alba):
        bruno = db.session.scalars(select(Subscriber).where(Subscriber.id != row_of(token).id)).one()
        delivered(choices_token(bruno.id), "sent", "Solo per Bruno")
        db.session.execute(update(Delivery).values(digest=b"di Bruno"))
    words = json.dumps(taken(browser, token))
    assert ("bruno" in words.lower(), "127.0.0.1" in words) == (False, True)


def test_looking_cancels_nothing_and_says_what_stays(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    text = browser.get(page(token, "cancellazione")).text
    assert ("Che cosa resta" in text, EMAIL in text, state_of(app, alba)) == (True, False, "confirmed")


def test_who_is_forgotten_is_a_digest_and_a_proof(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    answer = browser.submit(page(token, "cancellazione"))
    assert (answer.status_code, "I tuoi dati sono cancellati" in browser.get(answer.location).text) == (303, True)
    with desk(app, alba):
        row = row_of(token)
        assert [getattr(row, name) for name in SEALED] == [None] * len(SEALED)
        assert (row.state, row.left_through) == ("left", "forgotten")
        proof = db.session.scalars(select(SubscriptionProof).where(SubscriptionProof.subscriber_id == row.id)).one()
        assert (proof.withdrawn_at is not None, proof.facts_sealed is not None, proof.token_digest) == (
            True,
            True,
            None,
        )
        excluded = db.session.scalars(select(Suppression)).one()
        assert (excluded.address_digest == row.address_digest, excluded.hint_sealed) == (True, None)
        assert db.session.scalars(select(Message.recipient_sealed).where(Message.about_id == row.id)).all() in (
            [],
            [None],
        )
    assert reason_of(app, alba) == "left"


def test_its_letters_say_no_address_any_more(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    with desk(app, alba):
        for state in ("sent", "queued", "in_doubt"):
            delivered(token, state)
        record_return(told(address=EMAIL), by=SYSTEM)
    browser.submit(page(token, "cancellazione"))
    with desk(app, alba):
        assert sorted(db.session.scalars(select(Delivery.state))) == ["in_doubt", "sent", "skipped"]
        assert set(db.session.scalars(select(Delivery.payload_sealed))) == {None}
        assert set(db.session.scalars(select(MailReturn.hint_sealed))) == {None}


def test_the_audit_says_that_somebody_was_forgotten_not_who(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    for _ in range(2):
        browser.submit(page(token, "cancellazione"))
    with desk(app, alba):
        facts = [one for one in db.session.scalars(select(LedgerEntry.facts)) if one["verb"] == "subscriber.forgotten"]
        assert len(facts) == 1
        assert str(row_of(token).id) not in json.dumps(facts)


def test_the_other_reader_stays(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    browser.submit(page(token, "cancellazione"))
    assert state_of(app, alba, "bruno@posta.example") == "confirmed"


@pytest.mark.parametrize("what", ["dati.json", "cancellazione"])
def test_the_link_of_a_newsletter_and_one_that_is_over_do_neither(
    app: Flask, alba: Standing, browser: Browser, token: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(app, alba):
        letter = reader_token(row_of(token).id, make_newsletter().id)
        monkeypatch.setattr("ama_net.across.newsletters.links.CHOICES_LAST", timedelta(seconds=-1))
        over = choices_token(row_of(token).id)
    tokens = (letter, over, f"{token[:-2]}AA")
    assert [browser.get(page(one, what)).status_code for one in tokens] == [404] * 3
    assert [browser.submit(page(one, "cancellazione")).status_code for one in tokens] == [404] * 3
    assert state_of(app, alba) == "confirmed"


def test_a_link_is_of_its_association(client: Clients, brig: Standing, token: str) -> None:
    assert client(brig.host).get(page(token, "dati.json")).status_code == 404


def test_it_was_no_mistake(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    browser.submit(page(token, "cancellazione"))
    with desk(app, alba):
        reader, row = read_token(token), row_of(token)
        assert reader is not None
        assert (may_undo(row), undo_leaving(reader, by=PUBLIC)) == (False, False)


def test_who_left_in_one_click_may_still_be_forgotten(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    browser.submit(f"/newsletter/disiscrizione/{token}")
    browser.submit(page(token, "cancellazione"))
    with desk(app, alba):
        assert (row_of(token).address_sealed, row_of(token).left_through) == (None, "forgotten")


def test_they_may_ask_again(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    browser.submit(page(token, "cancellazione"))
    subscribed(app, browser, alba)
    with desk(app, alba):
        row = row_of(token)
        assert (row.state, row.address, row.interests or NOTHING) == ("confirmed", EMAIL, NOTHING)
    assert reason_of(app, alba) is None


def test_after_it_there_is_nothing_to_take_away(browser: Browser, token: str) -> None:
    browser.submit(page(token, "cancellazione"))
    assert browser.get(page(token, "dati.json")).status_code == 303
    assert browser.get(f"/newsletter/preferenze/{token}").status_code == 410


def test_with_one_click_and_a_choice_at_the_same_moment_nothing_is_left(app: Flask, alba: Standing, token: str) -> None:
    with desk(app, alba):
        letter = reader_token(row_of(token).id, delivered(token, "queued").id)

    def hand(number: int) -> None:
        reader, by_letter = read_token(token), read_token(letter)
        assert reader is not None
        assert by_letter is not None
        if number % 3 == 0:
            forget_reader(reader, by=PUBLIC)
        elif number % 3 == 1:
            leave(by_letter, through="one_click", by=PUBLIC)
        else:
            change_preferences(reader, Preferences("Tea", "it", frozenset({0, 1})), by=PUBLIC)

    at_once(app, alba, hand)
    with desk(app, alba):
        row = row_of(token)
        assert [getattr(row, name) for name in SEALED] == [None] * len(SEALED)
        assert (row.state, row.left_through) == ("left", "forgotten")
        assert db.session.scalar(select(func.count()).select_from(Suppression)) == 1
