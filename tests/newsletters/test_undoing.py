"""Leaving by mistake: taken back within the hour, by who holds the link, and nothing that others did."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from ama_net.across.newsletters.enrolling import enrol_people
from ama_net.across.newsletters.interests import chosen
from ama_net.across.newsletters.links import Reader, choices_token, reader_token
from ama_net.across.newsletters.models import (
    MailReturn,
    Newsletter,
    ReturnKind,
    Subscriber,
    SubscriptionProof,
    Suppression,
)
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.operations.subscribing import is_written_to
from ama_net.across.newsletters.operations.undoing import undo_leaving
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import Consent, ConsentProof, ConsentSource, give_consent, withdraw_consent
from ama_net.kernel.people.consent_texts import NEWSLETTER
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.factories.people import make_person
from tests.newsletters.leaving_steps import come_back, go, here
from tests.newsletters.subscribing_steps import EMAIL, ask_from, mailed_path, mails, reason_of, state_of
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

Clients = Callable[[str], Browser]
MISTAKE = "Continuate a scrivermi"


@pytest.fixture
def browser(client: Clients, alba: Standing) -> Browser:
    return client(alba.host)


def aged(app: Flask, alba: Standing, minutes: int) -> None:
    """Let some minutes go by since they left."""
    with desk(app, alba):
        before = now() - timedelta(minutes=minutes)
        db.session.execute(update(Subscriber).values(left_at=before))
        db.session.execute(update(SubscriptionProof).values(withdrawn_at=before))


def test_a_mistake_is_taken_back(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    page = go(browser, token)
    assert MISTAKE in page
    answer = come_back(browser, token, page)
    assert (answer.status_code, answer.location.endswith(f"/newsletter/preferenze/{token}")) == (303, True)
    assert (state_of(app, alba), reason_of(app, alba)) == ("confirmed", None)
    assert "continuiamo a scriverti" in browser.get(answer.location).text
    with desk(app, alba):
        assert is_written_to(db.session.scalars(select(Subscriber)).one())


def test_who_left_by_the_providers_button_takes_it_back_with_a_link_mailed_to_them(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    browser.post(here(token), data={"List-Unsubscribe": "One-Click"})
    page = browser.get(here(token)).text
    assert (MISTAKE in page, "Mandami il link per continuare a riceverla" in page) == (False, True)
    browser.submit(f"/newsletter/preferenze/{token}/link")
    (mail,) = mails(app, alba, "newsletters/stay")
    mailed = mailed_path(mail)
    assert MISTAKE in browser.get(mailed).text
    come_back(browser, mailed.rpartition("/")[2])
    assert state_of(app, alba) == "confirmed"


def test_what_was_chosen_comes_back_with_the_page_alone(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    with desk(app, alba):
        number = make_list("Lutto", confidential=True).number
        row = db.session.scalars(select(Subscriber)).one()
        row.interests = f"{1 << number:064x}"
        mailed = choices_token(row.id)
    found = []
    for keeps in (True, False):
        page = go(browser, token)
        assert "Lutto" not in page
        come_back(browser, token if keeps else mailed, page if keeps else "")
        with desk(app, alba):
            found.append(chosen(db.session.scalars(select(Subscriber)).one().interests))
    assert found == [{number}, set()]


def test_the_memory_of_another_gives_nothing(app: Flask, alba: Standing, client: Clients, token: str) -> None:
    with desk(app, alba):
        topic = make_list("Lutto", confidential=True)
        other = reader_token(make_subscriber("altra@posta.example", lists=[topic]).id)
    theirs = go(client(alba.host), other)
    go(client(alba.host), token)
    come_back(client(alba.host), token, theirs)
    with desk(app, alba):
        row = next(one for one in db.session.scalars(select(Subscriber)) if one.address == EMAIL)
        assert (row.state, chosen(row.interests)) == ("left", set())


def test_the_old_proof_stays_withdrawn_and_a_new_one_says_how(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    come_back(browser, token, go(browser, token))
    with desk(app, alba):
        old, new = db.session.scalars(select(SubscriptionProof).order_by(SubscriptionProof.given_at)).all()
        assert (old.withdrawn_at is None, new.withdrawn_at is None, new.confirmed_at is None) == (False, True, False)
        assert (new.text_id, new.page) == (old.text_id, "/newsletter/disiscrizione")
        assert '"stayed": "1"' in (new.facts or "")


def test_after_an_hour_it_is_asked_again(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    page = go(browser, token)
    aged(app, alba, 61)
    assert come_back(browser, token, page).location.endswith(here(token))
    again = browser.get(here(token)).text
    assert (state_of(app, alba), MISTAKE in again, "Iscriviti di nuovo" in again) == ("left", False, True)


@pytest.mark.parametrize("through", ["office", "area", "complaint", "returned"])
def test_what_others_did_is_not_taken_back(
    app: Flask, alba: Standing, browser: Browser, token: str, through: str
) -> None:
    with desk(app, alba):
        leave(Reader(db.session.scalars(select(Subscriber.id)).one(), None), through=through, by=SYSTEM)
    assert MISTAKE not in browser.get(here(token)).text
    come_back(browser, token)
    assert state_of(app, alba) == "left"


def test_who_complained_after_leaving_is_not_written_to(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    page = go(browser, token)
    with desk(app, alba):
        digest = db.session.scalars(select(Subscriber.address_digest)).one()
        db.session.add(MailReturn(address_digest=digest, kind=ReturnKind.COMPLAINT, source="mailbox", event_key=b"1"))
    come_back(browser, token, page)
    assert state_of(app, alba) == "left"


def test_who_never_confirmed_again_is_not_written_to(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    go(browser, token)
    ask_from(browser)
    assert state_of(app, alba) == "pending"
    come_back(browser, token, go(browser, token))
    assert state_of(app, alba) == "left"


def test_the_consent_of_the_register_is_given_again(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    with desk(app, alba):
        person = make_person(email=EMAIL)
        proof = ConsentProof(ConsentSource.PAPER, given_at=now() - timedelta(days=2))
        give_consent(person, NEWSLETTER.key, text=NEWSLETTER.text(), proof=proof, by=SYSTEM)
    come_back(browser, token, go(browser, token))
    with desk(app, alba):
        found = db.session.scalars(select(Consent).order_by(Consent.given_at)).all()
        assert [(one.source, one.in_force) for one in found] == [("paper", False), ("form", True)]


def test_who_is_here_by_the_register_comes_back_too_and_stays(app: Flask, alba: Standing, browser: Browser) -> None:
    with desk(app, alba):
        person = make_person(email=EMAIL)
        proof = ConsentProof(ConsentSource.PAPER, given_at=now() - timedelta(days=2))
        give_consent(person, NEWSLETTER.key, text=NEWSLETTER.text(), proof=proof, by=SYSTEM)
        enrol_people()
        mine = reader_token(db.session.scalars(select(Subscriber.id)).one())
    come_back(browser, mine, go(browser, mine))
    with desk(app, alba):
        enrol_people()
        row = db.session.scalars(select(Subscriber)).one()
        assert (row.source, is_written_to(row)) == ("person", True)


def test_a_consent_the_office_withdrew_stays_withdrawn(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    with desk(app, alba):
        person = make_person(email=EMAIL)
        proof = ConsentProof(ConsentSource.PAPER, given_at=now() - timedelta(days=2))
        give_consent(person, NEWSLETTER.key, text=NEWSLETTER.text(), proof=proof, by=SYSTEM)
        withdraw_consent(person, NEWSLETTER.key, by=SYSTEM)
    come_back(browser, token, go(browser, token))
    with desk(app, alba):
        assert [one.in_force for one in db.session.scalars(select(Consent))] == [False]


def test_the_newsletter_counts_them_no_more(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    with desk(app, alba):
        newsletter = make_newsletter()
        mine = reader_token(db.session.scalars(select(Subscriber.id)).one(), newsletter.id)

    def counted() -> int:
        with desk(app, alba):
            return db.session.scalars(select(Newsletter.unsubscribed)).one()

    page = go(browser, mine)
    before = counted()
    come_back(browser, mine, page)
    assert (before, counted()) == (1, 0)


def test_a_page_of_others_takes_nothing_back(client: Clients, alba: Standing, brig: Standing, token: str) -> None:
    go(client(alba.host), token)
    answers = [client(host).post(f"{here(token)}/ripensamento").status_code for host in (alba.host, brig.host)]
    assert answers == [400, 400]
    assert client(brig.host).submit(f"{here(token)}/ripensamento").status_code == 404


def test_taken_back_many_times_at_once_it_is_one(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    go(browser, token)
    with desk(app, alba):
        reader = Reader(db.session.scalars(select(Subscriber.id)).one(), None, chooses=True)
    done = at_once(app, alba, lambda _number: undo_leaving(reader, by=PUBLIC))
    assert sorted(done) == [False] * 7 + [True]
    with desk(app, alba):
        assert len(db.session.scalars(select(SubscriptionProof)).all()) == 2


def test_asking_again_after_leaving_is_written_to_at_once(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    go(browser, token)
    for _time in range(2):
        ask_from(browser)
    assert (len(mails(app, alba)), state_of(app, alba)) == (2, "pending")


def test_the_audit_says_that_somebody_left_and_not_who(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    page = go(browser, token)
    with desk(app, alba):
        row, excluded = db.session.scalars(select(Subscriber)).one(), db.session.scalars(select(Suppression)).one()
        ids = {str(row.id), str(excluded.id)}
        assert excluded.id.version == 4
    come_back(browser, token, page)
    with desk(app, alba):
        said = {
            entry.facts["verb"]: entry.facts
            for entry in db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number))
        }
    verbs = ("subscriber.left", "suppression.made", "suppression.lifted", "subscriber.stayed")
    assert [said[verb]["subject_id"] in ids for verb in verbs] == [False] * 4
