"""Many messages in doubt: all can be looked through, page after page, and one decision is of all of them."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from ama_net.across.newsletters.models import Delivery, DeliveryState, NewsletterState
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.audit import LedgerEntry
from tests.factories.newsletters import make_newsletter
from tests.newsletters.page_steps import HOME, delivered, row_of, text_of
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import Ask
from tests.support.queries import count_queries

At = Callable[[Part], Browser]


@pytest.fixture
def sara(at: At) -> Browser:
    return at(Role.SECRETARY)


def _in_doubt(of_alba: Ask, many: int, *, confidential: bool = False) -> str:
    facts: dict[str, Any] = {
        "state": NewsletterState.SENT,
        "started_at": now(),
        "frozen_at": now(),
        "confidential": confidential,
    }

    def make() -> str:
        one = str(make_newsletter(**facts).id)
        delivered(one, many, DeliveryState.IN_DOUBT)
        return one

    made: str = of_alba(make)
    return made


def _rows(page: str) -> int:
    return page.count("È arrivato")


def test_all_of_them_are_on_some_page(sara: Browser, of_alba: Ask) -> None:
    one = _in_doubt(of_alba, 120)
    pages = [sara.get(f"{HOME}/{one}/in-dubbio?page={number}").text for number in (1, 2, 3)]
    assert [_rows(page) for page in pages] == [50, 50, 20]
    words = ["Da 1 a 50 di 120", "Da 51 a 100 di 120", "Da 101 a 120 di 120"]
    assert [said in text_of(page) for said, page in zip(words, pages, strict=True)] == [True] * 3
    assert ["Successiva" in page for page in pages] == [True, True, False]


@pytest.mark.parametrize(("many", "page", "rows"), [(51, 9, 1), (51, 0, 50), (51, -1, 50), (3, 10**9, 3)])
def test_a_page_that_is_not_there_is_the_nearest(sara: Browser, of_alba: Ask, many: int, page: int, rows: int) -> None:
    one = _in_doubt(of_alba, many)
    assert _rows(sara.get(f"{HOME}/{one}/in-dubbio?page={page}").text) == rows


def test_few_have_one_page_without_numbers(sara: Browser, of_alba: Ask) -> None:
    page = sara.get(f"{HOME}/{_in_doubt(of_alba, 50)}/in-dubbio").text
    assert (_rows(page), "pagination" in page, "Da 1 a" in page) == (50, False, False)


@pytest.mark.parametrize("many", [51, 203])
@pytest.mark.parametrize(("decision", "state"), [("arrived", "sent"), ("again", "queued")])
def test_a_decision_is_of_all_of_them(sara: Browser, of_alba: Ask, many: int, decision: str, state: str) -> None:
    one = _in_doubt(of_alba, many)
    page = sara.get(sara.submit(f"{HOME}/{one}/in-dubbio", {"decision": decision}).location).text
    assert f"Fatto per {many} messaggi." in text_of(page)
    assert of_alba(lambda: Counter(db.session.scalars(select(Delivery.state)))) == {state: many}
    decided = LedgerEntry.facts["verb"].astext.startswith("newsletter.doubt_")
    assert of_alba(lambda: db.session.scalar(select(func.count()).select_from(LedgerEntry).where(decided))) == 1


def test_it_asks_the_database_as_often_for_many_as_for_few(sara: Browser, of_alba: Ask) -> None:
    first, few, many = (_in_doubt(of_alba, number) for number in (1, 2, 203))
    sara.submit(f"{HOME}/{first}/in-dubbio", {"decision": "arrived"})
    counts = []
    for one in (few, many):
        with count_queries() as asked:
            sara.submit(f"{HOME}/{one}/in-dubbio", {"decision": "arrived"})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_of_a_confidential_newsletter_all_are_decided_and_only_counted(sara: Browser, of_alba: Ask) -> None:
    one = _in_doubt(of_alba, 203, confidential=True)
    page = sara.get(f"{HOME}/{one}/in-dubbio?page=2").text
    assert (_rows(page), "pagination" in page, "almeno 200" in page, "203" in text_of(page)) == (0, False, True, False)
    sara.submit(f"{HOME}/{one}/in-dubbio", {"decision": "again"})
    assert of_alba(lambda: set(db.session.scalars(select(Delivery.state)))) == {"queued"}
    assert row_of(of_alba, one, "state") == NewsletterState.SENDING
