"""A new link for who lost theirs: by mail, to who receives or asked, and the same answer to everybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from ama_net.across.newsletters.links import reader_token
from ama_net.across.newsletters.models import Subscriber, SubscriptionProof
from ama_net.across.office import closed
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import Account
from tests.factories.newsletters import make_list, make_subscriber
from tests.newsletters.subscribing_steps import EMAIL, FORM, ask_from, confirm_path, mailed_path, mails, state_of
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

Clients = Callable[[str], Browser]
LINK = "/newsletter/link"
CHOICES = "newsletters/choices"


@pytest.fixture
def browser(client: Clients, alba: Standing) -> Browser:
    return client(alba.host)


def used_up(app: Flask, alba: Standing, browser: Browser) -> None:
    """A stranger asks for this mailbox as often as it may be written to."""
    for _time in range(4):
        ask_from(browser)
        with desk(app, alba):
            db.session.execute(update(Subscriber).values(mailed_at=now() - timedelta(hours=2)))


def test_who_receives_is_mailed_the_link_to_choose(app: Flask, alba: Standing, browser: Browser) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL)
    assert browser.submit(LINK, {"link_email": f" {EMAIL.upper()} "}).location == f"{LINK}/inviato"
    path = mailed_path(mails(app, alba, CHOICES)[0])
    assert 'name="language"' in browser.get(path).text


def test_who_never_confirmed_is_mailed_another_link_and_the_first_stays_good(
    app: Flask, alba: Standing, browser: Browser
) -> None:
    with desk(app, alba):
        number = make_list("Feste").number
    ask_from(browser, lists=[str(number)])
    with desk(app, alba):
        db.session.execute(update(Subscriber).values(mailed_at=now() - timedelta(hours=2)))
    browser.submit(LINK, {"link_email": EMAIL})
    first, second = (confirm_path(text) for text in mails(app, alba))
    assert [browser.get(path).status_code for path in (first, second)] == [200, 200]
    browser.submit(second)
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        assert (row.state, row.name, int(row.interests or "0", 16) >> number & 1) == ("confirmed", "Teresa", 1)


def test_others_are_sent_nothing_and_leave_no_row(app: Flask, alba: Standing, browser: Browser) -> None:
    with desk(app, alba):
        make_subscriber("uscita@posta.example", state="left")
    for address in ("ignota@posta.example", "uscita@posta.example"):
        browser.submit(LINK, {"link_email": address})
    with desk(app, alba):
        rows = db.session.scalars(select(Subscriber)).all()
        assert [(row.address, row.mailed_today) for row in rows] == [("uscita@posta.example", 0)]
    assert (mails(app, alba, CHOICES), mails(app, alba)) == ([], [])


def test_the_answer_is_the_same_for_everybody(app: Flask, alba: Standing, browser: Browser) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL)
    answers = [browser.submit(LINK, {"link_email": one}) for one in (EMAIL, "ignota@posta.example")]
    assert len({(one.status_code, one.location, one.data) for one in answers}) == 1


def test_one_link_an_hour(app: Flask, alba: Standing, browser: Browser) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL)
    for _time in range(3):
        browser.submit(LINK, {"link_email": EMAIL})
    assert len(mails(app, alba, CHOICES)) == 1


def test_an_address_that_cannot_be_is_said_beside_the_field(browser: Browser) -> None:
    answer = browser.submit(LINK, {"link_email": "teresa.posta.example"})
    assert (answer.status_code, "manca la chiocciola" in answer.text) == (422, True)


@pytest.mark.parametrize("page", ["preferenze", "disiscrizione", "conferma"])
@pytest.mark.parametrize("token", ["", "/", "/abc", "/" + "a" * 63])
def test_a_cut_link_asks_for_a_new_one(browser: Browser, page: str, token: str) -> None:
    answer = browser.get(f"/newsletter/{page}{token}")
    assert (answer.status_code, f'action="{LINK}"' in answer.text) == (404, True)
    assert "Questo link non è completo, o non vale più" in answer.text


@pytest.mark.parametrize("page", ["preferenze", "disiscrizione"])
def test_the_page_of_anothers_link_is_that_of_a_made_up_one(
    app: Flask, client: Clients, alba: Standing, brig: Standing, page: str
) -> None:
    with desk(app, alba):
        token = reader_token(make_subscriber(EMAIL).id)
    pages = [client(brig.host).get(f"/newsletter/{page}/{one}") for one in (token, "x" * len(token))]
    assert [answer.status_code for answer in pages] == [404, 404]
    assert [EMAIL[:2] + "…" in answer.text for answer in pages] == [False, False]


def test_a_closed_room_sends_links_too(
    app: Flask, alba: Standing, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL)
    monkeypatch.setattr(closed, "is_open", lambda endpoint, _tenant: closed.room_of(endpoint) != "newsletters")
    page = browser.get("/newsletter/preferenze/abc")
    assert (page.status_code, f'action="{LINK}"' in page.text, "Iscriviti" in page.text) == (404, True, False)
    assert browser.submit(LINK, {"link_email": EMAIL}).status_code == 303
    assert len(mails(app, alba, CHOICES)) == 1


def test_the_page_of_subscribing_has_its_own_form_for_who_receives_already(browser: Browser) -> None:
    page = browser.get("/newsletter").text
    assert (page.count(f'action="{LINK}"'), "Mandami il link" in page, "Guarda nella posta" in page) == (1, True, False)


def test_when_others_used_up_the_mails_the_last_link_still_confirms(
    app: Flask, alba: Standing, browser: Browser
) -> None:
    used_up(app, alba, browser)
    assert ask_from(browser).status_code == 303
    sent = mails(app, alba)
    assert "Il link dell'ultimo messaggio vale una settimana" in browser.get("/newsletter/inviato").text
    assert (len(sent), browser.submit(confirm_path(sent[-1])).status_code) == (3, 303)
    assert state_of(app, alba) == "confirmed"


def test_who_is_signed_in_with_that_address_is_always_written_to(
    app: Flask, alba: Standing, client: Clients, browser: Browser
) -> None:
    sign_in(browser, alba, Role.MEMBER)
    with desk(app, alba):
        mine = db.session.scalars(select(Account.email).where(Account.email.startswith("socia@"))).one()
    stranger = client(alba.host)
    for number in range(3):
        ask_from(stranger, mine, form_key=str(number) * 43)
        with desk(app, alba):
            db.session.execute(update(Subscriber).values(mailed_at=now() - timedelta(hours=2)))
    before = len(mails(app, alba))
    for _time in range(2):
        ask_from(browser, mine)
    assert (before, len(mails(app, alba))) == (3, 5)
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(SubscriptionProof)) == 5


def test_who_is_signed_in_is_a_stranger_to_other_mailboxes(app: Flask, alba: Standing, browser: Browser) -> None:
    sign_in(browser, alba, Role.MEMBER)
    for _time in range(3):
        browser.submit("/newsletter", {**FORM, "email": EMAIL})
    assert len(mails(app, alba)) == 1


def test_what_a_link_confirms_is_read_before_it_is_pressed(app: Flask, alba: Standing, browser: Browser) -> None:
    with desk(app, alba):
        topic, other = make_list("Lutto", confidential=True).number, make_list("Feste").number
    assert topic != other
    ask_from(browser, interests=[str(topic)], interests_consent="y")
    page = browser.get(confirm_path(mails(app, alba)[0])).text
    assert ("<li>Lutto</li>" in page, "Feste" in page) == (True, False)


def test_what_nobody_answered_for_days_is_not_mailed_again(app: Flask, alba: Standing, browser: Browser) -> None:
    ask_from(browser)
    with desk(app, alba):
        db.session.execute(update(SubscriptionProof).values(given_at=now() - timedelta(days=8)))
        db.session.execute(update(Subscriber).values(mailed_at=now() - timedelta(days=8)))
    browser.submit(LINK, {"link_email": EMAIL})
    assert len(mails(app, alba)) == 1


def test_asked_many_times_an_asking_is_kept_twice(app: Flask, alba: Standing, browser: Browser) -> None:
    ask_from(browser)
    for _time in range(3):
        with desk(app, alba):
            db.session.execute(update(Subscriber).values(mailed_at=now() - timedelta(days=2)))
        browser.submit(LINK, {"link_email": EMAIL})
    paths = [confirm_path(text) for text in mails(app, alba)]
    with desk(app, alba):
        assert (len(paths), len(db.session.scalars(select(SubscriptionProof)).all())) == (4, 2)
    assert [browser.get(paths[number]).status_code for number in (0, 3)] == [200, 200]


@pytest.mark.parametrize("path", [LINK, "/newsletter"])
def test_page_after_says_once_the_address_this_browser_typed(
    client: Clients, alba: Standing, browser: Browser, path: str
) -> None:
    browser.submit(path, {**FORM, "email": EMAIL, "link_email": EMAIL})
    assert EMAIL not in client(alba.host).get(f"{path}/inviato").text
    assert EMAIL in browser.get(f"{path}/inviato").text
    assert EMAIL not in browser.get(f"{path}/inviato").text
