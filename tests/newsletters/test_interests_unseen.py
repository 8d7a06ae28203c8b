"""Nobody of the office can see who chose an interest: every page, every file, every entry of the audit is read for it."""

import re
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text

from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import NewsletterList, Subscriber
from ama_net.across.newsletters.operations.counting import count_topics
from ama_net.across.newsletters.operations.preferring import Preferences, change_preferences
from ama_net.across.newsletters.operations.subscribing import Asking, ask
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.audit import LedgerEntry
from tests.factories.newsletters import make_list, make_subscriber
from tests.newsletters.subscribing_steps import subscribed
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

Clients = Callable[[str], Browser]
CHOSE, CHOSE_NOT = "bianca@posta.example", "nerina@posta.example"
INTEREST = "Lutto e perdita"


@pytest.fixture
def office(app: Flask, client: Clients, alba: Standing) -> Browser:
    """Two people alike in everything but an interest; the president at work, who may open every page."""
    with desk(app, alba):
        interest = make_list(INTEREST, confidential=True)
        make_subscriber(CHOSE, name="Bianca", lists=[interest])
        make_subscriber(CHOSE_NOT, name="Bianca")
    browser = client(alba.host)
    sign_in(browser, alba, Role.PRESIDENT)
    return browser


def pages_of(app: Flask, subscriber_id: UUID) -> Iterator[str]:
    """Every page of newsletters in the office that a subscription, or nothing, leads to."""
    with app.test_request_context():
        adapter = app.url_map.bind("alba.localhost")
        for rule in app.url_map.iter_rules():
            if not rule.rule.startswith(("/manage/newsletter", "/manage/posta")) or "GET" not in (rule.methods or ()):
                continue
            values = {"subscriber_id": subscriber_id} if "subscriber_id" in rule.arguments else {}
            if "ending" in rule.arguments:
                values["ending"] = "csv"  # type: ignore[assignment]  # an address takes both
            if set(rule.arguments) <= set(values):
                yield adapter.build(rule.endpoint, values)


def bare(page: str, names: list[str]) -> str:
    """A page without what differs from visit to visit, nor who it is of."""
    page = re.sub(r'(csrf[-_]token" (?:content|value)=")[^"]*|nonce="[^"]*"', "", page)
    page = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", page)
    for name in names:
        page = page.replace(name, "")
    return page


def test_the_two_pages_are_the_same_but_for_the_address(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        ids = {one.address: one.id for one in db.session.scalars(select(Subscriber)) if one.address}
    pages = [
        bare(office.get(f"/manage/newsletter/iscrizioni/{ids[address]}").text, [CHOSE, CHOSE_NOT])
        for address in (CHOSE, CHOSE_NOT)
    ]
    assert pages[0] == pages[1]
    assert INTEREST not in pages[0]


def test_no_page_of_the_office_has_both_the_person_and_the_interest(
    app: Flask, alba: Standing, office: Browser
) -> None:
    with desk(app, alba):
        subscriber_id = next(one.id for one in db.session.scalars(select(Subscriber)) if one.address == CHOSE)
    seen = 0
    for path in pages_of(app, subscriber_id):
        answer = office.get(path)
        assert answer.status_code in (200, 302, 303, 404), path
        seen += answer.status_code == 200
        assert not (INTEREST in answer.text and CHOSE in answer.text), path
    assert seen >= 8


@pytest.mark.parametrize("query", ["interests=1", "lists=1", "q=Lutto", "sort=interests", "sort=-interests", "list=1"])
def test_no_filter_nor_order_of_the_list_tells_them_apart(office: Browser, query: str) -> None:
    plain = re.findall(rf"{CHOSE}|{CHOSE_NOT}", office.get("/manage/newsletter/iscrizioni").text)
    narrowed = re.findall(rf"{CHOSE}|{CHOSE_NOT}", office.get(f"/manage/newsletter/iscrizioni?{query}").text)
    assert sorted(plain) == sorted(narrowed)


def test_no_file_tells_them_apart(office: Browser) -> None:
    lines = office.get("/manage/newsletter/iscrizioni/elenco.csv").text.splitlines()
    mine = [line for line in lines if "@posta.example" in line]
    assert len({bare(re.sub(r"\d\d:\d\d(:\d\d)?", "", line), [CHOSE_NOT, CHOSE]) for line in mine}) == 1


def test_the_audit_says_the_same_of_both(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        number = make_list(INTEREST, confidential=True).number
    subscribed(app, client(alba.host), alba, CHOSE, interests=[str(number)], interests_consent="y")
    subscribed(app, client(alba.host), alba, CHOSE_NOT)
    with desk(app, alba):
        for one in db.session.scalars(select(Subscriber)).all():
            lists = frozenset({number}) if one.address == CHOSE else frozenset()
            change_preferences(
                Reader(one.id, None, chooses=True), Preferences(name="Bianca", language="it", lists=lists), by=PUBLIC
            )
    with desk(app, alba):
        said = {
            one.id: [
                (entry.facts["verb"], entry.facts["changes"])
                for entry in db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number))
                if entry.facts.get("subject_id") == str(one.id)
            ]
            for one in db.session.scalars(select(Subscriber)).all()
        }
    first, second = said.values()
    assert first == second
    assert [verb for verb, _changes in first] == ["subscriber.asked", "subscriber.confirmed", "subscriber.changed"]


def test_rows_and_proofs_are_alike_in_everything_but_what_is_sealed(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        number = make_list(INTEREST, confidential=True).number
        ask(Asking(CHOSE, name="Bianca", lists=frozenset({number})), by=PUBLIC)
        ask(Asking(CHOSE_NOT, name="Bianca"), by=PUBLIC)
        sizes = db.session.scalars(text("SELECT DISTINCT length(interests_sealed) FROM subscribers")).all()
        texts = db.session.scalars(text("SELECT count(DISTINCT text_id) FROM subscription_proofs")).all()
    assert (len(sizes), texts) == (1, [1])


def test_taking_one_person_away_does_not_change_a_small_count(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        interest = db.session.scalars(select(NewsletterList)).one()
        for _number in range(7):
            make_subscriber(lists=[interest])
        interest.reached_slack = 0
        count_topics()
    before = office.get("/manage/newsletter/liste").text
    with desk(app, alba):
        subscriber_id = next(one.id for one in db.session.scalars(select(Subscriber)) if one.address == CHOSE)
    office.submit(f"/manage/newsletter/iscrizioni/{subscriber_id}/disiscrizione")
    with desk(app, alba):
        count_topics()
    after = office.get("/manage/newsletter/liste").text
    assert ("almeno 5" in before, "almeno 5" in after) == (True, True)
