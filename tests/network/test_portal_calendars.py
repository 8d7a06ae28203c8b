"""The portal's calendar of a search: groups of every association, each with its own page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from ama_net.foundation.database import unit_of_work
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import make_group, make_meeting
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

ADDRESS = "/gruppi/calendario.ics"


@pytest.fixture
def portal(client: Callable[[str], Browser]) -> Browser:
    return client("localhost")


@pytest.fixture
def write(app: Flask) -> Callable[..., None]:
    """Write a group that meets on Wednesdays in an association."""

    def run(standing: Standing, name: str, **values: Any) -> None:
        with app.app_context(), tenant_scope(standing.id), unit_of_work():
            make_meeting(make_group(name, **values), starts_on=date(2026, 1, 1))

    return run


def _pages(browser: Browser, query: str) -> list[str]:
    answer = browser.get(f"{ADDRESS}?{query}")
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    return sorted(str(event["URL"]) for event in Calendar.from_ical(answer.data).events)


def test_search_of_the_portal_has_the_groups_of_every_association(
    write: Callable[..., None], portal: Browser, alba: Standing, brig: Standing
) -> None:
    write(alba, "Gruppo Alfa")
    write(brig, "Gruppo Beta")
    write(brig, "Gruppo Gamma", municipality_code="038008")
    assert _pages(portal, "comune=037006") == [
        f"http://{alba.host}:8000/gruppi/gruppo-alfa",
        f"http://{brig.host}:8000/gruppi/gruppo-beta",
    ]


@pytest.mark.parametrize(
    "values", [{"in_portal": False}, {"hides_place": True}, {"confirmed_on": None}, {"is_example": True}]
)
def test_what_may_not_be_told_there_is_not(
    write: Callable[..., None], portal: Browser, alba: Standing, values: dict[str, Any]
) -> None:
    write(alba, "Gruppo Alfa", **values)
    assert _pages(portal, "q=alfa") == []


def test_everything_at_once_is_not_offered(write: Callable[..., None], portal: Browser, alba: Standing) -> None:
    write(alba, "Gruppo Alfa")
    assert portal.get(ADDRESS).status_code == 404


def test_page_offers_it_for_a_search_and_not_for_everything(
    write: Callable[..., None], portal: Browser, alba: Standing
) -> None:
    write(alba, "Gruppo Alfa")
    page = portal.get("/?q=alfa").text
    assert 'href="webcal://localhost/gruppi/calendario.ics?q=alfa&amp;discreto=1"' in page
    assert "calendario.ics" not in portal.get("/").text


def test_unchanged_calendar_is_not_sent_again(write: Callable[..., None], portal: Browser, alba: Standing) -> None:
    write(alba, "Gruppo Alfa")
    first = portal.get(f"{ADDRESS}?q=alfa")
    known = {"If-None-Match": first.headers["ETag"]}
    assert portal.get(f"{ADDRESS}?q=alfa", headers=known).status_code == 304
    write(alba, "Gruppo Alfa e Omega")
    assert portal.get(f"{ADDRESS}?q=alfa", headers=known).status_code == 200


def test_as_many_questions_for_many_groups_as_for_one(
    write: Callable[..., None], portal: Browser, alba: Standing
) -> None:
    write(alba, "Gruppo Alfa")
    portal.get(f"{ADDRESS}?q=gruppo")
    with count_queries() as one:
        portal.get(f"{ADDRESS}?q=gruppo")
    for number in range(6):
        write(alba, f"Gruppo {number}")
    portal.get(f"{ADDRESS}?q=gruppo")
    with count_queries() as many:
        portal.get(f"{ADDRESS}?q=gruppo")
    assert len(many) == len(one)


def test_calendar_is_asked_so_often_and_no_more(portal: Browser) -> None:
    assert [portal.get(f"{ADDRESS}?comune=037006").status_code for _time in range(31)] == [200] * 30 + [429]
