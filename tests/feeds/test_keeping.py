"""Feeds kept in the process: never old, never another's, sent compressed, and not at all to who has them."""

import gzip
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.http import parse_date

from ama_net.features.groups.models import Group, GroupPause
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.directory.feeds import kept as keeping
from ama_net.kernel.directory.pairs import answer_pair, find_pairs, my_pairs
from tests.factories.groups import make_group
from tests.feeds.conftest import whole_group
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[Standing], Any]
FEED = "/gruppi/meetings.json"
ALL = [
    FEED,
    "/gruppi.csv",
    "/gruppi/novita.atom",
    "/gruppi/novita.rss",
    "/client_interface/json/?switcher=GetSearchResults",
    "/api/v1/groups",
    "/api/v1/themes",
    "/api/openapi.json",
]


def _rename(name: str) -> None:
    db.session.execute(select(Group).where(Group.slug == "ginestra")).scalar_one().name = name


def test_change_is_in_the_next_answer(at: At, alba: Standing, reader: Browser, portal: Browser) -> None:
    with at(alba):
        whole_group()
    before = [browser.get(FEED).json[0]["name"] for browser in (reader, portal)]
    with at(alba):
        _rename("Betulla")
    after = [browser.get(FEED).json[0]["name"] for browser in (reader, portal)]
    assert (before, after) == (["Ginestra"] * 2, ["Betulla"] * 2)


def test_withdrawn_group_is_gone_from_the_next_answer(
    at: At, alba: Standing, brig: Standing, reader: Browser, portal: Browser
) -> None:
    with at(alba):
        whole_group()
    with at(brig):
        whole_group("Faro")
    assert (len(reader.get(FEED).json), len(portal.get(FEED).json)) == (1, 2)
    with at(alba):
        db.session.execute(select(Group).where(Group.slug == "ginestra")).scalar_one().published = False
    assert (len(reader.get(FEED).json), len(portal.get(FEED).json)) == (0, 1)


def test_warm_answer_asks_the_database_one_thing(at: At, alba: Standing, reader: Browser, portal: Browser) -> None:
    with at(alba):
        whole_group()
    for browser in (reader, portal):
        browser.get(FEED)
        with count_queries() as queries:
            browser.get(FEED)
        assert len(queries) == 1


def test_questions_do_not_grow_with_the_groups(at: At, alba: Standing, portal: Browser) -> None:
    counts = []
    for number in (1, 3):
        with at(alba):
            for group in range(number):
                whole_group(f"Gruppo {number} {group}")
        with count_queries() as queries:
            portal.get(FEED)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_only_the_changed_association_is_written_again(
    at: At, alba: Standing, brig: Standing, portal: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for standing in (alba, brig):
        with at(standing):
            whole_group()
    portal.get(FEED)
    read: list[set[Any]] = []
    original = keeping.rows_by_association

    def note(whose: Any, tenants: Any) -> Any:
        read.append(set(tenants))
        return original(whose, tenants)

    monkeypatch.setattr(keeping, "rows_by_association", note)
    with at(brig):
        _rename("Betulla")
    names = [told["name"] for told in portal.get(FEED).json]
    assert (sorted(names), read) == (["Betulla", "Ginestra"], [{brig.id}])


def test_one_association_never_gets_anothers(
    at: At, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    with at(alba):
        whole_group("Ginestra")
    with at(brig):
        whole_group("Faro")
    for path in ALL:
        bodies = {standing.slug: client(standing.host).get(path).text for standing in (alba, brig, alba)}
        assert ("Faro" in bodies["alba"], "Ginestra" in bodies["brig"]) == (False, False), path


@pytest.mark.parametrize("host", ["alba.localhost", "localhost"])
def test_who_has_it_gets_304(at: At, alba: Standing, client: Callable[[str], Browser], host: str) -> None:
    with at(alba):
        whole_group()
    browser = client(host)
    for path in ALL:
        first = browser.get(path)
        again = browser.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (path, first.status_code, again.status_code, again.data) == (path, 200, 304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]


def test_every_site_may_read_them(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        whole_group()
    names = ("Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy", "Cache-Control", "Set-Cookie")
    told = {tuple(reader.get(path).headers.get(name) for name in names) for path in ALL}
    assert told == {("*", "cross-origin", "public, no-cache", None)}


@pytest.mark.parametrize("path", [FEED, "/gruppi.csv", "/gruppi/novita.atom"])
def test_who_asks_by_date_gets_304_until_something_changes(at: At, alba: Standing, reader: Browser, path: str) -> None:
    with at(alba):
        whole_group()
    start = datetime.now(UTC) + timedelta(hours=1)
    with time_machine.travel(start) as clock:
        reader.get(path)
        clock.shift(60)
        since = reader.get(path).headers["Last-Modified"]
        same = reader.get(path, headers={"If-Modified-Since": since}).status_code
        with at(alba):
            _rename("Betulla")
        other = reader.get(path, headers={"If-Modified-Since": since}).status_code
    assert (same, other) == (304, 200)


def test_date_within_the_second_of_a_change_is_not_trusted(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        whole_group()
    with time_machine.travel("2031-01-01T10:00:00.2Z", tick=False):
        since = reader.get(FEED).headers["Last-Modified"]
    with at(alba):
        _rename("Betulla")
    with time_machine.travel("2031-01-01T10:00:00.9Z", tick=False):
        answer = reader.get(FEED, headers={"If-Modified-Since": since})
    assert (answer.status_code, parse_date(since)) == (200, datetime(2031, 1, 1, 9, 59, 59, tzinfo=UTC))


def test_it_comes_compressed_as_the_reader_likes(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        whole_group()
    plain, zipped, small = (
        reader.get(FEED, headers={"Accept-Encoding": said}) for said in ("identity", "gzip, deflate", "gzip, br, zstd")
    )
    assert [one.headers.get("Content-Encoding") for one in (plain, zipped, small)] == [None, "gzip", "br"]
    assert gzip.decompress(zipped.data) == brotli.decompress(small.data) == plain.data
    assert all("Accept-Encoding" in one.headers["Vary"] for one in (plain, zipped, small))


def test_head_tells_the_same_without_the_text(at: At, alba: Standing, reader: Browser, portal: Browser) -> None:
    with at(alba):
        whole_group()
    for browser in (reader, portal):
        get, head = browser.get(FEED), browser.head(FEED)
        assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(get.data)))


def test_what_follows_the_question_mark_does_not_matter(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        whole_group()
    assert reader.get(f"{FEED}?1732233600000").data == reader.get(FEED).data


def test_association_without_groups_has_an_empty_feed(reader: Browser, portal: Browser, alba: Standing) -> None:
    assert [browser.get(FEED).json for browser in (reader, portal)] == [[], []]


def test_day_that_begins_is_told_by_its_own_association_only_written_again(
    at: At, alba: Standing, brig: Standing, portal: Browser
) -> None:
    with at(alba):
        group = whole_group()
        group.pauses.append(GroupPause(group_id=group.id, first_day=date(2030, 8, 1), last_day=None, reason=""))
    with at(brig):
        whole_group("Faro")
    closed = []
    for day in ("2030-07-31T21:30:00Z", "2030-07-31T22:30:00Z"):  # midnight in Rome is between the two
        with time_machine.travel(day, tick=False):
            closed.append({told["name"] for told in portal.get(FEED).json if "TC" in told["types"]})
    assert closed == [set(), {"Ginestra"}]


def test_memory_has_an_end(
    app: Flask,
    at: At,
    alba: Standing,
    brig: Standing,
    client: Callable[[str], Browser],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app.extensions.pop("feeds", None)
    monkeypatch.setattr(keeping, "MOST_BYTES", 3500)
    for standing in (alba, brig):
        with at(standing):
            make_group("Ginestra", description="a" * 1500)
        client(standing.host).get(FEED)
    client("localhost").get(FEED)
    kept = {(name, whose.tenant_id) for name, whose in app.extensions["feeds"].kept}
    assert kept == {("meeting-guide", brig.id), ("meeting-guide", None)}
    assert json.loads(client(alba.host).get(FEED).data)[0]["name"] == "Ginestra"


def test_group_listed_by_two_is_told_once_and_who_tells_it_may_change(
    at: At, alba: Standing, brig: Standing, portal: Browser
) -> None:
    ids = {}
    for standing, day in ((alba, date(2026, 1, 1)), (brig, date(2026, 2, 1))):
        with at(standing):
            ids[standing.slug] = whole_group(confirmed_on=day).id
    with at(alba):
        find_pairs()
        (pair,) = (pair.id for pair in my_pairs())
        answer_pair(pair, same=True, by=SYSTEM)
    assert len(portal.get(FEED).json) == 2
    with at(brig):
        answer_pair(pair, same=True, by=SYSTEM)
    shown = [[told["slug"] for told in portal.get(FEED).json]]
    with at(alba):  # Brig publishes what it did before, and yet now it is the one to show
        db.session.get_one(Group, ids["alba"]).confirmed_on = date(2026, 3, 1)
    shown.append([told["slug"] for told in portal.get(FEED).json])
    with at(alba):
        db.session.get_one(Group, ids["alba"]).published = False
    shown.append([told["slug"] for told in portal.get(FEED).json])
    assert shown == [["brig--ginestra-mer"], ["alba--ginestra-mer"], ["brig--ginestra-mer"]]


def test_many_readers_after_a_change_get_the_new_one_written_once(
    app: Flask, at: At, alba: Standing, client: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(alba):
        whole_group()
    client("localhost").get(FEED)
    written: list[int] = []
    original = keeping.rows_by_association
    monkeypatch.setattr(keeping, "rows_by_association", lambda whose, t: written.append(len(t)) or original(whose, t))
    with at(alba):
        _rename("Betulla")
    with ThreadPoolExecutor(8) as readers:
        answers = list(readers.map(lambda _number: client("localhost").get(FEED).json[0]["name"], range(24)))
    assert (set(answers), written) == ({"Betulla"}, [1])
