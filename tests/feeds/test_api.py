"""The public API: the finder's search and a group whole, described in OpenAPI, with problems told by the standard."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
import time_machine
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from ama_net.features.groups.models import GroupPause, MeetingChange, Status
from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.directory.feeds import addresses
from tests.factories.groups import FERRARA, make_group, make_meeting
from tests.feeds.conftest import whole_group
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[Standing], Any]
GROUPS = "/api/v1/groups"


def _slugs(browser: Browser, query: str = "") -> list[str]:
    answer = browser.get(GROUPS + query)
    assert answer.status_code == 200, answer.text
    return [group["slug"] for group in answer.json["items"]]


def test_group_is_told_whole(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        group = whole_group(languages=["it"], newcomers=True)
        group.meetings[0].ends = time(19, 30)
    told = reader.get(f"{GROUPS}/ginestra").json
    assert told["association"] == {
        "slug": "alba",
        "name": told["association"]["name"],
        "url": "http://alba.localhost:8000",
    }
    assert told["place"] == {
        "venue": "Casa della comunità",
        "address": "Via Nani 10",
        "postcode": "40132",
        "municipality": "Bologna",
        "istat_code": "037006",
        "province": "BO",
        "district": "Città di Bologna",
        "latitude": 44.50123,
        "longitude": 11.30456,
        "step_free": True,
    }
    assert told["timetable"] == [
        {
            "weekday": 3,
            "starts": "18:00",
            "ends": "19:30",
            "time_words": "",
            "frequency": "weekly",
            "month_week": None,
            "rule": "",
            "starts_on": None,
            "ends_on": None,
            "off_holidays": False,
            "off_august": False,
            "words": "ogni mercoledì, ore 18:00-19:30",
        }
    ]
    known = {"status": "active", "confirmed": True, "example": False, "protected": False, "newcomers": True}
    assert {name: told[name] for name in known} == known
    assert told["theme"]["key"] == "lutto"


def test_next_five_times_reckon_pauses_and_changes(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        group = whole_group()
        group.meetings[0].starts_on = date(2030, 1, 1)
        group.pauses.append(
            GroupPause(group_id=group.id, first_day=date(2030, 12, 20), last_day=date(2031, 1, 6), reason="")
        )
        db.session.add(
            MeetingChange(
                group_id=group.id, meeting_id=group.meetings[0].id, original_day=date(2030, 12, 11), cancelled=True
            )
        )
    with time_machine.travel("2030-12-04T18:00:00Z", tick=False):
        told = reader.get(f"{GROUPS}/ginestra").json["next"]
    assert [(one["starts"][:16], one["cancelled"]) for one in told] == [
        ("2030-12-04T18:00", False),
        ("2030-12-11T18:00", True),
        ("2030-12-18T18:00", False),
        ("2031-01-08T18:00", False),
        ("2031-01-15T18:00", False),
    ]


def test_end_that_nobody_said_is_null(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        whole_group()
    told = reader.get(f"{GROUPS}/ginestra").json
    assert {one["ends"] for one in (*told["next"], *told["timetable"])} == {None}


def test_filters_are_the_finders(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        whole_group()
        make_meeting(make_group("Faro", municipality_code=FERRARA), weekday=1)
    assert _slugs(reader) == ["faro", "ginestra"]
    assert _slugs(reader, "?q=ginestar") == ["ginestra"]
    assert _slugs(reader, "?tema=lutto") == ["ginestra"]
    assert _slugs(reader, f"?comune={FERRARA}") == ["faro"]
    assert _slugs(reader, "?giorno=lunedi") == ["faro"]
    assert _slugs(reader, "?comune=niente&altro=1") == []


def test_what_is_not_confirmed_is_there_and_says_so(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        make_group("Certo")
        make_group("Forse", status=Status.UNCONFIRMED, confirmed_on=None)
    told = {group["slug"]: group["confirmed"] for group in reader.get(GROUPS).json["items"]}
    assert told == {"certo": True, "forse": False}


def test_examples_are_there_only_for_who_asks(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        make_group("Vero")
        make_group("Esempio", is_example=True)
    assert (_slugs(reader), reader.get(GROUPS).json["total"]) == (["vero"], 1)
    told = reader.get(f"{GROUPS}?examples=true").json
    assert {group["slug"]: group["example"] for group in told["items"]} == {"esempio": True, "vero": False}
    assert told["total"] == 2


def test_pages_are_in_the_link_header(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        for number in range(5):
            make_group(f"Gruppo {number}")
    answer = reader.get(f"{GROUPS}?per_page=2&page=2&tipo=gruppi")
    root = "http://alba.localhost:8000/api/v1/groups?per_page=2&tipo=gruppi&page="
    assert answer.headers["Link"].split(", ") == [
        f'<{root}1>; rel="first"',
        f'<{root}1>; rel="prev"',
        f'<{root}3>; rel="next"',
        f'<{root}3>; rel="last"',
    ]
    paging = {name: answer.json[name] for name in ("total", "page", "per_page", "pages")}
    assert paging == {"total": 5, "page": 2, "per_page": 2, "pages": 3}
    assert [group["slug"] for group in answer.json["items"]] == ["gruppo-2", "gruppo-3"]
    assert _slugs(reader, "?page=99") == []


def test_portal_has_the_groups_of_all_each_at_its_own_address(
    at: At, alba: Standing, brig: Standing, portal: Browser
) -> None:
    for standing in (alba, brig):
        with at(standing):
            whole_group()
            make_group("Solo da noi", in_portal=False)
    items = portal.get(GROUPS).json["items"]
    addresses = sorted(group["api_url"] for group in items)
    assert addresses == [f"http://localhost:8000/api/v1/groups/{slug}/ginestra" for slug in ("alba", "brig")]
    assert portal.get(f"{GROUPS}/brig/ginestra").json["association"]["slug"] == "brig"
    wrong = ("ginestra", "alba/solo-da-noi", "alba/niente", "nessuno/ginestra", "a/b/c")
    assert {portal.get(f"{GROUPS}/{path}").status_code for path in wrong} == {404}


def test_themes_tell_how_many_groups_have_them(
    at: At, alba: Standing, brig: Standing, reader: Browser, portal: Browser
) -> None:
    for standing in (alba, brig):
        with at(standing):
            whole_group()
            whole_group("Esempio", is_example=True)
    told = [
        [(theme["key"], theme["groups"]) for theme in browser.get("/api/v1/themes").json["items"]]
        for browser in (reader, portal)
    ]
    assert told == [[("lutto", 1)], [("lutto", 2)]]


def test_page_of_one_and_page_of_three_ask_the_same(at: At, alba: Standing, reader: Browser) -> None:
    counts = []
    for number in (1, 3):
        with at(alba):
            for group in range(number):
                whole_group(f"Gruppo {number} {group}")
        reader.get(GROUPS)
        with count_queries() as queries:
            reader.get(GROUPS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


PROBLEMS = {
    f"{GROUPS}?page=0": 400,
    f"{GROUPS}?page=due": 400,
    f"{GROUPS}?per_page=101": 400,
    f"{GROUPS}?page=9999999999": 400,
    f"{GROUPS}?page=²": 400,
    f"{GROUPS}?examples=forse": 400,
    f"{GROUPS}/niente": 404,
    "/api/v1/altro": 404,
    "/api/": 404,
}


@pytest.mark.parametrize("host", ["alba.localhost", "localhost"])
def test_problems_are_told_by_the_standard(client: Callable[[str], Browser], alba: Standing, host: str) -> None:
    browser = client(host)
    for path, status in PROBLEMS.items():
        answer = browser.get(path)
        assert (path, answer.status_code, answer.mimetype) == (path, status, "application/problem+json")
        assert set(answer.json) == {"type", "title", "status", "detail"}
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert browser.get(f"{GROUPS}/%00").status_code == 404


@pytest.mark.parametrize("host", ["alba.localhost", "localhost"])
def test_who_asks_too_much_is_told_so(client: Callable[[str], Browser], alba: Standing, host: str) -> None:
    browser = client(host)
    answers = [browser.get("/api/v1/themes") for _ in range(241)]
    assert ({answer.status_code for answer in answers[:240]}, answers[240].status_code) == ({200}, 429)
    assert answers[240].mimetype == "application/problem+json"
    assert browser.get("/gruppi/meetings.json").status_code == 200
    limiter.reset()
    assert addresses.OFTEN == "240 per minute"


@pytest.mark.parametrize("host", ["alba.localhost", "localhost"])
def test_nothing_can_be_written(client: Callable[[str], Browser], alba: Standing, host: str) -> None:
    browser = client(host)
    assert {browser.post(path, json={}).status_code for path in addresses.ADDRESSES} <= {400, 404, 405}


@pytest.mark.parametrize("host", ["alba.localhost", "localhost"])
def test_description_is_valid_openapi(client: Callable[[str], Browser], alba: Standing, host: str) -> None:
    described = client(host).get("/api/openapi.json").json
    OpenAPIV31SpecValidator(described).validate()
    assert described["openapi"].startswith("3.1")


def test_answers_are_as_described(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        whole_group(contact_name="Anna", contact_phone="051 000000", contact_consent_on=date(2026, 1, 1))
        make_group("Nascosto", hides_place=True, municipality_code=None)
    described = reader.get("/api/openapi.json").json
    registry: Any = Registry().with_resource("urn:api", Resource(contents=described, specification=DRAFT202012))
    shapes = {GROUPS: "GroupList", f"{GROUPS}/ginestra": "Group", "/api/v1/themes": "ThemeList", "/api/x": "Problem"}
    for path, shape in shapes.items():
        schema = {"$ref": f"urn:api#/components/schemas/{shape}"}
        told = reader.get(path).json
        assert (shape, list(Draft202012Validator(schema, registry=registry).iter_errors(told))) == (shape, [])


@pytest.mark.parametrize("host", ["alba.localhost", "localhost"])
def test_page_about_the_feeds_names_each_of_them(client: Callable[[str], Browser], alba: Standing, host: str) -> None:
    page, english = (client(host).get(f"{prefix}/dati-aperti") for prefix in ("", "/en"))
    assert (page.status_code, english.status_code) == (200, 200)
    missing = {path for path in addresses.ADDRESSES if "jsonp" not in path and path not in page.text}
    assert missing == set()
