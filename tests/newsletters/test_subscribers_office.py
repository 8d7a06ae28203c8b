"""The office's pages of subscriptions, lists and excluded addresses: what they show, what they never show, who may."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.interests import chosen
from ama_net.across.newsletters.models import (
    NewsletterList,
    Subscriber,
    SubscriptionProof,
    Suppression,
    SuppressionReason,
)
from ama_net.across.newsletters.operations.counting import count_topics
from ama_net.across.newsletters.operations.suppressing import suppress
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import PERMISSIONS_OF, SYSTEM, Permission, Role
from ama_net.kernel.audit import LedgerEntry
from tests.factories.newsletters import make_list, make_subscriber
from tests.newsletters.subscribing_steps import EMAIL, mails, reason_of, state_of
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

Clients = Callable[[str], Browser]
HERE = "/manage/newsletter/iscrizioni"
LISTS = "/manage/newsletter/liste"
EXCLUDED = "/manage/newsletter/esclusi"
LIST = {"name": "Feste", "description": "Inviti", "confidential": ""}


def paper(ahead: int = 0) -> dict[str, str]:
    """What the office types of a consent given on paper, today or in so many days."""
    given_on = (today() + timedelta(days=ahead)).isoformat()
    words = "Modulo della festa di maggio"
    return {"email": EMAIL, "name": "Teresa", "language": "it", "given_on": given_on, "words": words}


@pytest.fixture
def office(client: Clients, alba: Standing) -> Browser:
    """The secretary at work."""
    browser = client(alba.host)
    sign_in(browser, alba, Role.SECRETARY)
    return browser


def id_of(app: Flask, standing: Standing, email: str = EMAIL) -> str:
    """The id of a subscription."""
    with desk(app, standing):
        wanted = select(Subscriber.id).where(Subscriber.address_digest == address_digest(email))
        return str(db.session.scalars(wanted).one())


def test_the_list_shows_who_receives(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL)
    page = office.get(HERE)
    assert page.status_code == 200
    assert EMAIL in page.text


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TREASURER, Role.FACILITATOR])
@pytest.mark.parametrize("path", [HERE, f"{HERE}/nuova", f"{HERE}/importazioni", f"{HERE}/elenco.csv", LISTS, EXCLUDED])
def test_others_find_no_such_page(client: Clients, alba: Standing, role: Role, path: str) -> None:
    browser = client(alba.host)
    sign_in(browser, alba, role)
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("path", [f"{HERE}/elenco.csv", f"{HERE}/elenco.xlsx", f"{HERE}/importazioni"])
def test_who_may_only_read_takes_nothing_away_and_brings_nothing(
    client: Clients, alba: Standing, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = PERMISSIONS_OF[Role.BOARD] | {Permission.SUBSCRIBERS_READ}
    monkeypatch.setitem(PERMISSIONS_OF, Role.BOARD, reads)
    browser = client(alba.host)
    sign_in(browser, alba, Role.BOARD)
    assert (browser.get(HERE).status_code, browser.get(path).status_code) == (200, 404)


def test_those_of_another_association_are_not_here(app: Flask, brig: Standing, office: Browser) -> None:
    with desk(app, brig):
        make_subscriber(EMAIL)
    assert EMAIL not in office.get(HERE).text
    assert office.get(f"{HERE}/{id_of(app, brig)}").status_code == 404


def test_an_address_is_found_only_whole(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL)
    found = office.submit(f"{HERE}/ricerca", {"email": EMAIL.upper()})
    assert (found.status_code, found.location) == (303, f"{HERE}/{id_of(app, alba)}")


def test_an_address_that_is_not_here_is_told_calmly_and_can_be_subscribed(office: Browser) -> None:
    answer = office.submit(f"{HERE}/ricerca", {"email": EMAIL})
    assert (answer.status_code, "Questo indirizzo non riceve la newsletter" in answer.text) == (200, True)
    form = office.submit(f"{HERE}/nuova", {"email": EMAIL, "begin": "y"})
    assert (form.status_code, f'value="{EMAIL}"' in form.text, "field-error" in form.text) == (200, True, False)


def test_of_an_address_that_is_not_here_it_is_said_that_it_is_excluded(
    app: Flask, alba: Standing, office: Browser
) -> None:
    with desk(app, alba):
        suppress(EMAIL, reason=SuppressionReason.HARD_BOUNCE, by=SYSTEM)
    page = office.submit(f"{HERE}/ricerca", {"email": EMAIL}).text
    assert ("indirizzo non esiste" in page, "Se ha firmato un foglio" in page) == (True, False)


def test_what_cannot_be_an_address_is_an_error(office: Browser) -> None:
    assert office.submit(f"{HERE}/ricerca", {"email": "teresa"}).status_code == 422


def test_the_list_costs_the_same_whatever_its_length(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        make_subscriber()
    office.get(HERE)
    with count_queries() as few:
        office.get(HERE)
    with desk(app, alba):
        for _number in range(10):
            make_subscriber()
    with count_queries() as many:
        office.get(HERE)
    assert len(many.statements) == len(few.statements)


def test_the_page_shows_the_proof(app: Flask, alba: Standing, office: Browser) -> None:
    office.submit(f"{HERE}/nuova", paper())
    page = office.get(f"{HERE}/{id_of(app, alba)}").text
    assert "Modulo della festa di maggio" in page


def test_who_signed_a_paper_is_subscribed_and_welcomed(app: Flask, alba: Standing, office: Browser) -> None:
    assert office.submit(f"{HERE}/nuova", paper()).status_code == 303
    assert state_of(app, alba) == "confirmed"
    assert len(mails(app, alba, "newsletters/welcome")) == 1
    with desk(app, alba):
        proof = db.session.scalars(select(SubscriptionProof)).one()
        assert (proof.source, proof.recorded_by is not None) == ("office", True)


def test_a_paper_of_tomorrow_is_refused(office: Browser) -> None:
    answer = office.submit(f"{HERE}/nuova", paper(ahead=1))
    assert answer.status_code == 422
    assert "nel futuro" in answer.text


def test_an_excluded_address_is_not_added_by_the_office(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        suppress(EMAIL, reason=SuppressionReason.LEFT, by=SYSTEM)
    answer = office.submit(f"{HERE}/nuova", paper())
    assert answer.status_code == 422
    assert "fra quelli esclusi" in answer.text
    assert (state_of(app, alba), reason_of(app, alba)) == (None, "left")


@pytest.mark.parametrize("page", ["/{id}", "excluded"])
def test_when_somebody_left_is_said_by_the_month(app: Flask, alba: Standing, office: Browser, page: str) -> None:
    left = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
    with desk(app, alba):
        one = make_subscriber(EMAIL, state="left", left_at=left, left_through="link")
        suppress(EMAIL, reason=SuppressionReason.LEFT, by=SYSTEM)
        db.session.scalars(select(Suppression)).one().since = left
        address = HERE + page.format(id=one.id) if "id" in page else EXCLUDED
    text = office.get(address).text
    assert ("marzo 2026" in text, "14 marzo" in text, "10:26" in text) == (True, False, False)


def test_who_is_subscribed_is_not_added_again(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL)
    assert office.submit(f"{HERE}/nuova", paper()).status_code == 422


def test_the_office_lets_go_who_asks(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL)
    assert office.submit(f"{HERE}/{id_of(app, alba)}/disiscrizione").status_code == 303
    assert (state_of(app, alba), reason_of(app, alba)) == ("left", "left")


def test_a_file_of_the_list_has_addresses_and_no_choices(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL, lists=[make_list("Ansia", confidential=True)])
    text = office.get(f"{HERE}/elenco.csv").text
    assert EMAIL in text
    assert "Ansia" not in text
    assert office.get(f"{HERE}/elenco.xlsx").status_code == 200


def test_a_file_of_the_list_says_how_each_stands_since_when_and_who_is_excluded(
    app: Flask, alba: Standing, office: Browser
) -> None:
    with desk(app, alba):
        then = datetime(2026, 3, 14, 10, 26, tzinfo=UTC)
        make_subscriber(EMAIL, created_at=then, confirmed_at=then, state="left", left_at=then)
        make_subscriber("esclusa@posta.example", created_at=then + timedelta(1), confirmed_at=then)
        suppress("esclusa@posta.example", reason=SuppressionReason.HARD_BOUNCE, by=SYSTEM)
    heads, out, left = csv.reader(office.get(f"{HERE}/elenco.csv").text.lstrip("\ufeff").splitlines(), delimiter=";")
    kept = [dict(zip(heads, row, strict=True)) for row in (out, left)]
    said = [(row["Stato"], row["Come è arrivata"], row["Non riceve più dal"], row["Escluso"]) for row in kept]
    assert said == [("Riceve", "Dal sito", "", "L'indirizzo non esiste"), ("Non riceve più", "Dal sito", "03/2026", "")]
    assert all("2026" in row["Dal"] and "2026" in row["Confermata"] for row in kept)


def test_a_file_of_the_list_is_written_in_the_audit(app: Flask, alba: Standing, office: Browser) -> None:
    office.get(f"{HERE}/elenco.csv")
    with desk(app, alba):
        facts = db.session.scalars(select(LedgerEntry.facts).where(LedgerEntry.ledger == "audit")).all()
        assert [one["verb"] for one in facts].count("list.exported") == 1


def test_a_list_is_added_changed_closed_and_opened(app: Flask, alba: Standing, office: Browser) -> None:
    assert office.submit(f"{LISTS}/nuova", LIST).status_code == 303
    with desk(app, alba):
        list_id = db.session.scalars(select(NewsletterList.id).where(NewsletterList.name == "Feste")).one()
    office.submit(f"{LISTS}/{list_id}/dati", {**LIST, "name": "Feste e incontri"})
    office.submit(f"{LISTS}/{list_id}/chiusura")
    with desk(app, alba):
        one = db.session.get_one(NewsletterList, list_id)
        assert (one.name, one.confidential, one.closed_at is not None) == ("Feste e incontri", False, True)
    office.submit(f"{LISTS}/{list_id}/apertura")
    with desk(app, alba):
        assert db.session.get_one(NewsletterList, list_id).closed_at is None


def test_two_lists_do_not_have_one_name(office: Browser) -> None:
    office.submit(f"{LISTS}/nuova", LIST)
    assert office.submit(f"{LISTS}/nuova", {**LIST, "name": "FESTE"}).status_code == 422


def test_what_was_confidential_stays_so(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        list_id = make_list("Lutto", confidential=True).id
    office.submit(f"{LISTS}/{list_id}/dati", {**LIST, "name": "Lutto", "confidential": ""})
    with desk(app, alba):
        assert db.session.get_one(NewsletterList, list_id).confidential


def test_the_number_of_a_closed_list_is_never_given_again(app: Flask, alba: Standing, office: Browser) -> None:
    office.submit(f"{LISTS}/nuova", LIST)
    office.submit(f"{LISTS}/nuova", {**LIST, "name": "Altro"})
    with desk(app, alba):
        numbers = db.session.scalars(select(NewsletterList.number)).all()
        assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(("people", "words"), [(0, "meno di 5"), (4, "meno di 5"), (5, "almeno 5"), (9, "almeno 5")])
def test_interests_are_counted_in_steps(app: Flask, alba: Standing, office: Browser, people: int, words: str) -> None:
    with desk(app, alba):
        interest = make_list("Lutto", confidential=True)
        for _number in range(people):
            make_subscriber(lists=[interest])
        count_topics()
    page = office.get(LISTS).text
    assert words in page
    assert f"{people} persone" not in page


def test_other_lists_are_counted(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        party = make_list("Feste")
        for _number in range(3):
            make_subscriber(lists=[party])
    assert "3 persone" in office.get(LISTS).text


def test_coming_back_on_paper_brings_no_interest_back(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL, lists=[make_list("Lutto", confidential=True)])
    office.submit(f"{HERE}/{id_of(app, alba)}/disiscrizione")
    with desk(app, alba):
        assert chosen(db.session.scalars(select(Subscriber)).one().interests) == set()


@pytest.mark.parametrize("path", [HERE, LISTS, f"{LISTS}/nuova", EXCLUDED])
def test_the_menu_shows_which_room_its_pages_are_of(office: Browser, path: str) -> None:
    page = office.get(path).text
    marked = re.findall(r'aria-current="page">.*?</svg>([^<]+)</a>', page)
    assert {name.strip() for name in marked} == {"Iscrizioni"}


def test_who_is_excluded_is_found_among_them_from_their_page(app: Flask, alba: Standing, office: Browser) -> None:
    with desk(app, alba):
        made = make_subscriber(EMAIL).id
        suppress(EMAIL, reason=SuppressionReason.HARD_BOUNCE, by=SYSTEM)
    page = office.get(f"{HERE}/{made}").text
    assert (f'action="{EXCLUDED}/ricerca"' in page, f'value="{EMAIL}"' in page) == (True, True)
