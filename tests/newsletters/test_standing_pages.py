"""How a newsletter went, as its pages say it: of one that tells an interest nothing that could be of a single person."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from ama_net.across.newsletters.models import Delivery, DeliveryState, NewsletterState
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.audit import LedgerEntry
from tests.factories.newsletters import make_newsletter
from tests.newsletters.page_steps import HOME, delivered, put, row_of, text_of
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import Ask

At = Callable[[Part], Browser]


@pytest.fixture
def sara(at: At) -> Browser:
    return at(Role.SECRETARY)


@pytest.fixture
def draft(of_alba: Ask) -> str:
    return str(of_alba(lambda: make_newsletter().id))


@pytest.mark.parametrize("page", ["", "/andamento", "/in-dubbio"])
def test_nothing_appears_when_one_reader_of_a_confidential_newsletter_went_another_way(
    sara: Browser, of_alba: Ask, page: str
) -> None:
    shown = []
    for state in (DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.CANCELLED, DeliveryState.IN_DOUBT):
        facts = {"state": NewsletterState.SENT, "started_at": now(), "frozen_at": now(), "confidential": True}
        one = of_alba(lambda facts=facts: str(make_newsletter(**facts).id))
        of_alba(lambda one=one, state=state: (delivered(one, 1, state), delivered(one, 6, DeliveryState.FAILED)))
        shown.append(text_of(sara.get(f"{HOME}/{one}{page}").text))
    assert shown == [shown[0]] * 4


@pytest.mark.parametrize("confidential", [False, True])
@pytest.mark.parametrize("decision", ["arrived", "again"])
def test_a_decision_is_one_entry_of_the_audit(
    sara: Browser, of_alba: Ask, draft: str, decision: str, confidential: bool
) -> None:
    put(of_alba, draft, state=NewsletterState.SENT, started_at=now(), frozen_at=now(), confidential=confidential)
    of_alba(lambda: delivered(draft, 3, DeliveryState.IN_DOUBT))
    page = sara.get(sara.submit(f"{HOME}/{draft}/in-dubbio", {"decision": decision}).location).text
    decided = LedgerEntry.facts["verb"].astext.startswith("newsletter.doubt_")
    entries = of_alba(lambda: db.session.scalar(select(func.count()).select_from(LedgerEntry).where(decided)))
    left = of_alba(lambda: set(db.session.scalars(select(Delivery.state))))
    assert (entries, left) == (1, {"sent" if decision == "arrived" else "queued"})
    assert ("3 messaggi" in page, "dubbio: meno di 5" in page) == (not confidential, confidential)


@pytest.mark.parametrize("decision", ["arrived", "again"])
def test_a_decision_about_a_confidential_newsletter_leaves_the_same_traces_if_none_is_in_doubt(
    sara: Browser, of_alba: Ask, decision: str
) -> None:
    traces = []
    for many in (0, 1):
        facts = {"state": NewsletterState.SENT, "started_at": now(), "frozen_at": now(), "confidential": True}
        one = of_alba(lambda facts=facts: str(make_newsletter(**facts).id))
        of_alba(lambda one=one, many=many: delivered(one, many, DeliveryState.IN_DOUBT))
        page = text_of(sara.get(sara.submit(f"{HOME}/{one}/in-dubbio", {"decision": decision}).location).text)
        traces.append((page, row_of(of_alba, one, "state", "finished_at")))
    assert traces[0] == traces[1]


@pytest.mark.parametrize(("recipients", "confidential"), [(99, True), (100, True), (2, False)])
def test_a_confidential_newsletter_for_few_has_no_bar(
    sara: Browser, of_alba: Ask, draft: str, recipients: int, confidential: bool
) -> None:
    facts = {"state": NewsletterState.SENDING, "confidential": confidential, "recipients": recipients}
    put(of_alba, draft, started_at=now(), frozen_at=now(), **facts)
    assert ("<progress" in sara.get(f"{HOME}/{draft}/andamento").text) == (recipients != 99)


@pytest.mark.parametrize("confidential", [False, True])
def test_when_a_confidential_newsletter_began_and_ended_is_said_by_the_hour(
    sara: Browser, of_alba: Ask, draft: str, confidential: bool
) -> None:
    began, ended = (datetime(2026, 11, 2, 9, minute, 41, tzinfo=UTC) for minute in (3, 47))
    put(of_alba, draft, state=NewsletterState.SENT, started_at=began, finished_at=ended, confidential=confidential)
    pages = sara.get(HOME).text + sara.get(f"{HOME}/{draft}").text
    assert ("ore 10:03" in pages, "ore 10:47" in pages) == (not confidential, not confidential)
    assert ("ore 10:00" in pages) == confidential


@pytest.mark.parametrize("recipients", [5, 7, 9])
def test_the_place_of_a_confidential_newsletter_does_not_say_its_number(
    sara: Browser, of_alba: Ask, recipients: int
) -> None:
    of_alba(
        lambda: [
            make_newsletter(subject, state=NewsletterState.SENT, confidential=hidden, recipients=number)
            for subject, number, hidden in (("Seconda", 6, False), ("Prima", recipients, True), ("Terza", 8, False))
        ]
    )
    page = sara.get(f"{HOME}?sort=recipients").text
    assert sorted(("Prima", "Seconda", "Terza"), key=page.index) == ["Prima", "Seconda", "Terza"]


def test_a_message_in_doubt_is_settled_by_somebody(sara: Browser, of_alba: Ask, draft: str) -> None:
    put(of_alba, draft, state=NewsletterState.SENT, started_at=now(), frozen_at=now())
    of_alba(lambda: delivered(draft, 2, DeliveryState.IN_DOUBT))
    page = sara.get(f"{HOME}/{draft}/in-dubbio").text
    one = re.search(r'name="delivery" value="([^"]+)"', page)
    assert one is not None
    sara.submit(f"{HOME}/{draft}/in-dubbio", {"decision": "arrived", "delivery": one[1]})
    states = of_alba(lambda: sorted(db.session.scalars(select(Delivery.state))))
    assert (states, "le…@po…" in page, "lettrice0@" in page) == (["in_doubt", "sent"], True, False)


def test_of_a_confidential_newsletter_nothing_is_shown_but_rounded_totals(
    sara: Browser, of_alba: Ask, draft: str
) -> None:
    put(of_alba, draft, state=NewsletterState.SENT, started_at=now(), frozen_at=now(), confidential=True)
    of_alba(lambda: (delivered(draft, 3, DeliveryState.IN_DOUBT), delivered(draft, 14, DeliveryState.SENT)))
    show, doubts, listed = (sara.get(url).text for url in (f"{HOME}/{draft}", f"{HOME}/{draft}/in-dubbio", HOME))
    assert ("almeno 15" in show, "almeno 10" in show, "meno di 5" in show, "almeno 15" in listed) == (True,) * 4
    assert ("posta.example" in doubts, "le…@po…" in doubts, 'name="delivery"' in doubts) == (False, False, False)
    assert re.search(r">\s*(17|14|3)\s*<", show + doubts + listed) is None


def test_no_message_of_a_confidential_newsletter_is_settled_alone(sara: Browser, of_alba: Ask, draft: str) -> None:
    put(of_alba, draft, state=NewsletterState.SENT, started_at=now(), confidential=True)
    of_alba(lambda: delivered(draft, 1, DeliveryState.IN_DOUBT))
    delivery = of_alba(lambda: str(db.session.scalars(select(Delivery.id)).one()))
    answer = sara.submit(f"{HOME}/{draft}/in-dubbio", {"decision": "arrived", "delivery": delivery})
    assert answer.status_code == 404


def test_the_progress_asks_for_itself_only_while_it_moves(sara: Browser, of_alba: Ask, draft: str) -> None:
    asks, whole = [], []
    for state in (NewsletterState.SENDING, NewsletterState.PAUSED, NewsletterState.SENT):
        put(of_alba, draft, state=state, started_at=now(), frozen_at=now())
        answer = sara.get(f"{HOME}/{draft}/andamento", headers={"HX-Request": "true"})
        asks.append('hx-trigger="every 3s"' in answer.text)
        whole.append(answer.headers.get("HX-Refresh"))
    assert (asks, whole) == ([True, False, False], [None, "true", "true"])
