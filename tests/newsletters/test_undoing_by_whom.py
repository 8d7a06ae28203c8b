"""Who may take a leaving back: the page that left, or who reads the mailbox; nobody else who holds a newsletter of theirs."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.interests import chosen
from ama_net.across.newsletters.links import Reader, choices_token, reader_token
from ama_net.across.newsletters.models import Newsletter, Subscriber, SubscriptionProof
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.operations.memory import memory_of
from ama_net.across.newsletters.operations.undoing import undo_leaving
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import Consent, ConsentProof, ConsentSource, give_consent
from ama_net.kernel.people.consent_texts import NEWSLETTER
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.factories.people import make_person
from tests.newsletters.leaving_steps import come_back, go, here
from tests.newsletters.subscribing_steps import EMAIL, ask_from, mails, state_of
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

Clients = Callable[[str], Browser]
STAY = "newsletters/stay"


@pytest.fixture
def browser(client: Clients, alba: Standing) -> Browser:
    return client(alba.host)


def memory_in(page: str) -> str:
    """What the button of a page would post."""
    found = re.search(r'name="memory" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def consent_of_theirs(app: Flask, alba: Standing, *, needs_confirmation: bool) -> None:
    """Who has that address is in the register, and consented there."""
    with desk(app, alba):
        then = now() - timedelta(minutes=2)
        proof = ConsentProof(ConsentSource.FORM, given_at=then, needs_confirmation=needs_confirmation)
        give_consent(make_person(email=EMAIL), NEWSLETTER.key, text=NEWSLETTER.text(), proof=proof, by=SYSTEM)


def test_a_stranger_with_the_newsletter_takes_nothing_back(
    app: Flask, alba: Standing, browser: Browser, client: Clients, token: str
) -> None:
    stranger = client(alba.host)
    before = stranger.get(here(token)).text
    go(browser, token, memory=memory_in(browser.get(here(token)).text))
    for page in (before, "", go(stranger, token, memory=memory_in(before)), go(stranger, token)):
        come_back(stranger, token, page)
        assert state_of(app, alba) == "left"


@pytest.mark.parametrize("typed", ["AAAA", "é", "A", "A" * 50_000, "\x00", "===="])
def test_a_made_up_memory_takes_nothing_back(
    app: Flask, alba: Standing, browser: Browser, token: str, typed: str
) -> None:
    browser.post(here(token), data={"List-Unsubscribe": "One-Click", "memory": typed})
    browser.submit(f"{here(token)}/ripensamento", {"memory": typed})
    assert state_of(app, alba) == "left"


def test_the_link_goes_to_the_mailbox_once(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    go(browser, token)
    for _time in range(3):
        browser.submit(f"/newsletter/preferenze/{token}/link")
    assert len(mails(app, alba, STAY)) == 1


def test_who_left_long_ago_is_mailed_nothing(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    go(browser, token)
    with desk(app, alba):
        db.session.scalars(select(Subscriber)).one().left_at = now() - timedelta(minutes=61)
    browser.submit(f"/newsletter/preferenze/{token}/link")
    assert mails(app, alba, STAY) == []


def test_what_was_never_confirmed_in_the_register_is_not_given_again(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    consent_of_theirs(app, alba, needs_confirmation=True)
    come_back(browser, token, go(browser, token))
    with desk(app, alba):
        assert [one.in_force for one in db.session.scalars(select(Consent))] == [False]
    assert state_of(app, alba) == "confirmed"


def test_a_row_that_was_not_confirmed_is_not_taken_back(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    go(browser, token)
    consent_of_theirs(app, alba, needs_confirmation=False)
    ask_from(browser)
    assert state_of(app, alba) == "pending"
    page = go(browser, token)
    with desk(app, alba):
        own = choices_token(db.session.scalars(select(Subscriber.id)).one())
    come_back(browser, token, page)
    come_back(browser, own)
    assert state_of(app, alba) == "left"


def test_pressed_twice_nothing_is_lost(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    with desk(app, alba):
        number = make_list("Lutto", confidential=True).number
        db.session.scalars(select(Subscriber)).one().interests = f"{1 << number:064x}"
    held = memory_in(browser.get(here(token)).text)
    go(browser, token, memory=held)
    come_back(browser, token, go(browser, token, memory=held))
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        assert (row.state, chosen(row.interests)) == ("confirmed", {number})


def test_what_was_chosen_since_the_page_was_opened_counts(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    held = memory_in(browser.get(here(token)).text)
    with desk(app, alba):
        number = make_list("Feste").number
        db.session.scalars(select(Subscriber)).one().interests = f"{1 << number:064x}"
    come_back(browser, token, go(browser, token, memory=held))
    with desk(app, alba):
        assert chosen(db.session.scalars(select(Subscriber)).one().interests) == {number}


def test_only_the_newsletter_it_was_left_through_counts_one_less(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    with desk(app, alba):
        mine = db.session.scalars(select(Subscriber.id)).one()
        first, second = make_newsletter(), make_newsletter()
        first.unsubscribed = second.unsubscribed = 3
        links = [reader_token(mine, one.id) for one in (first, second)]
        own, ids = choices_token(mine), (first.id, second.id)
    found = []
    for back in (links[1], own):
        page = go(browser, links[0])
        come_back(browser, back, page if back != own else "")
        with desk(app, alba):
            found.append([db.session.get_one(Newsletter, one).unsubscribed for one in ids])
    assert found == [[3, 3], [4, 3]]


def test_it_waits_for_the_newsletter_before_the_subscriber(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    with desk(app, alba):
        row, newsletter = db.session.scalars(select(Subscriber)).one(), make_newsletter()
        reader, newsletter_id = Reader(row.id, newsletter.id), newsletter.id
        link = reader_token(row.id, newsletter.id)
    page, held = go(browser, link), Event()

    def work(number: int) -> bool:
        if number == 1:
            held.wait(20)
            return undo_leaving(reader, memory=memory_in(page), by=PUBLIC)
        db.session.execute(select(Newsletter.id).where(Newsletter.id == newsletter_id).with_for_update())
        held.set()
        Event().wait(0.5)  # the other is at its first lock by now
        db.session.execute(select(Subscriber.id).where(Subscriber.id == reader.subscriber_id).with_for_update())
        return True

    assert at_once(app, alba, work, hands=2) == [True, True]


def test_leaving_and_taking_back_at_once_are_no_deadlock(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    with desk(app, alba):
        person = make_person(email=EMAIL)
        newsletter = make_newsletter()
        first = db.session.scalars(select(Subscriber)).one()
        other = make_subscriber("altra@posta.example")
        first.person_id = other.person_id = person.id
        readers = [Reader(one.id, newsletter.id, chooses=True) for one in (first, other)]
    page = go(browser, token)

    def work(number: int) -> bool:
        reader = readers[number // 2 % 2]
        if number % 2:
            return leave(reader, through="link", by=PUBLIC) is not None
        return undo_leaving(reader, memory=memory_in(page), by=PUBLIC) is not None

    assert at_once(app, alba, work) == [True] * 8


def test_the_audit_does_not_say_whose_consent_it_was(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    consent_of_theirs(app, alba, needs_confirmation=False)
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        other = make_subscriber("altra@posta.example")
        row.person_id = other.person_id = db.session.scalars(select(Consent.person_id)).one()
        before = db.session.scalar(select(LedgerEntry.number).order_by(LedgerEntry.number.desc()).limit(1)) or 0
    come_back(browser, token, go(browser, token))
    with desk(app, alba):
        entries = db.session.scalars(select(LedgerEntry).where(LedgerEntry.number > before)).all()
        told = {entry.facts["verb"]: (entry.facts["subject_id"], entry.facts["changes"]) for entry in entries}
    about_consents = ("consent.withdrawn", "consent.given", "subscriber.left")
    assert [told[verb] for verb in about_consents] == [("", {})] * 3


def test_another_address_that_left_too_is_said(app: Flask, alba: Standing, browser: Browser, token: str) -> None:
    consent_of_theirs(app, alba, needs_confirmation=False)
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        other = make_subscriber("altra@posta.example")
        row.person_id = other.person_id = db.session.scalars(select(Consent.person_id)).one()
    answer = come_back(browser, token, go(browser, token))
    assert "Solo a questo indirizzo" in browser.get(answer.location).text
    assert (state_of(app, alba), state_of(app, alba, "altra@posta.example")) == ("confirmed", "left")


def test_of_one_address_nothing_is_said_of_others(browser: Browser, token: str) -> None:
    answer = come_back(browser, token, go(browser, token))
    assert "Solo a questo indirizzo" not in browser.get(answer.location).text


def test_every_page_that_leaves_holds_a_memory_that_says_nothing(
    app: Flask, alba: Standing, browser: Browser, token: str
) -> None:
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        own, length = choices_token(row.id), len(memory_of(row, Reader(row.id, None)))
        row.interests = "f" * 64
    pages = [here(token), f"/newsletter/preferenze/{token}", f"/newsletter/preferenze/{own}"]
    assert [len(memory_in(browser.get(page).text)) for page in pages] == [length] * 3
    with desk(app, alba):
        assert len(db.session.scalars(select(SubscriptionProof)).all()) == 1


def test_the_page_of_the_person_says_the_month(
    app: Flask, alba: Standing, browser: Browser, client: Clients, token: str
) -> None:
    consent_of_theirs(app, alba, needs_confirmation=False)
    office = client(alba.host)
    sign_in(office, alba, Role.SECRETARY)
    come_back(browser, token, go(browser, token))
    go(browser, token)
    with desk(app, alba):
        person_id = db.session.scalars(select(Consent.person_id)).first()
    page = office.get(f"/manage/persone/{person_id}").text
    told = re.findall(r"<dt>(Revocato|Scritto qui)</dt><dd>([^<]*)</dd>", page)
    assert sorted((what, ":" in when) for what, when in told) == [
        ("Revocato", False),
        ("Revocato", False),
        ("Scritto qui", False),
        ("Scritto qui", True),
    ]
