"""Whatever an association writes, the feeds stay readable: tried with thousands of odd groups, without a database."""

from datetime import UTC, date, datetime
from html import unescape
from types import SimpleNamespace
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from ama_net.kernel.directory.feeds.meeting_guide import objects_of
from ama_net.kernel.directory.feeds.news import _atom, _rss
from ama_net.kernel.directory.feeds.whose import Whose
from ama_net.kernel.directory.feeds.wording import holds_until, plain
from tests.feeds.tsml import load

DAY = date(2030, 8, 15)
ALBA = Whose(uuid4(), "Alba", "https://alba.example", "051 000000", "info@alba.example")

texts = st.text(max_size=40) | st.sampled_from(
    ["<b>a</b>", "**a** _b_", "- a\n- b", "a\x0bb", "&lt;script&gt;", " a  b "]
)
days = st.none() | st.dates(date(2029, 1, 1), date(2031, 12, 31)).map(date.isoformat)
hours = st.none() | st.times().map(lambda hour: hour.isoformat("minutes"))
meetings = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str),
        "weekday": st.none() | st.integers(1, 7),
        "starts": hours,
        "ends": hours,
        "time_words": texts,
        "frequency": st.sampled_from(["weekly", "biweekly", "monthly", "custom", "unknown"]),
        "month_week": st.none() | st.integers(1, 5),
        "rule": st.sampled_from(["", "FREQ=MONTHLY;BYDAY=1MO,-1FR", "FREQ=MONTHLY;BYMONTHDAY=15"]),
        "first": st.just("2029-01-01"),
        "starts_on": days,
        "ends_on": days,
        "off_holidays": st.booleans(),
        "off_august": st.booleans(),
    }
)
pauses = st.fixed_dictionaries(
    {"first": st.dates(date(2029, 1, 1), date(2031, 1, 1)).map(date.isoformat), "last": days, "reason": texts}
)
changes = st.fixed_dictionaries(
    {
        "original": st.just("2030-09-04"),
        "cancelled": st.booleans(),
        "day": days,
        "starts": hours,
        "place": texts,
        "note": texts,
    }
)
groups = st.fixed_dictionaries(
    {
        "slug": st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,8}", fullmatch=True).map(lambda slug: slug[:64]),
        "name": texts,
        "description": texts,
        "status": st.sampled_from(["active", "starting", "suspended"]),
        "mode": st.sampled_from(["in_person", "online", "hybrid", "unknown"]),
        "entry": st.sampled_from(["open", "contact_first", "interview", "unknown"]),
        "online_url": st.sampled_from(
            ["", "https://meet.jit.si/a", "https://zoom.us.evil.example/", "http://[", "xyz"]
        ),
        "address": st.none() | texts,
        "venue_name": st.none() | texts,
        "municipality": st.none() | texts,
        "province": st.none() | st.just("BO"),
        "postcode": st.none() | st.just("40132"),
        "district": st.none() | texts,
        "lat": st.none() | st.floats(-90, 90),
        "lon": st.none() | st.floats(-180, 180),
        "step_free": st.none() | st.booleans(),
        "newcomers": st.none() | st.booleans(),
        "languages": st.lists(st.sampled_from(["it", "es", "sq"]), max_size=3),
        "theme_key": st.none() | st.just("disagio_psichico"),
        "contact": st.none() | st.fixed_dictionaries({"name": texts, "phone": texts, "email": texts}),
        "meetings": st.lists(meetings, max_size=4),
        "pauses": st.lists(pauses, max_size=2),
        "changes": st.lists(changes, max_size=2),
    }
)


def _row(values: dict[str, Any]) -> Any:
    fixed = {
        "group_id": uuid4(),
        "tenant_slug": "alba",
        "tenant_name": "Alba",
        "host": "alba.example",
        "updated_at": datetime(2030, 1, 1, tzinfo=UTC),
        "created_at": datetime(2030, 1, 1, tzinfo=UTC),
        "confirmed_on": DAY,
        "theme_label": "Disagio" if values["theme_key"] else None,
    }
    return SimpleNamespace(**fixed, **values)


@pytest.fixture(scope="module")
def words(_application: Flask) -> Flask:
    """An application, for its words."""
    return _application


@settings(max_examples=100, deadline=None)
@given(many=st.lists(groups, min_size=1, max_size=4))
def test_no_group_makes_tsml_ui_complain(words: Flask, many: list[dict[str, Any]]) -> None:
    rows, taken = [_row(values) for values in many], set[str]()
    with words.app_context(), force_locale("it"):
        feed = [one for row in rows for one in objects_of(row, ALBA, DAY, taken)]
    shown = load(feed)
    assert (shown.dropped, shown.warnings) == (0, [])
    assert all(len(told["slug"]) <= 64 and told["name"] and told["formatted_address"] for told in feed)
    assert {told["url"].rpartition("/")[2] for told in feed} == {row.slug for row in rows}
    assert all(holds_until(row, DAY) > DAY for row in rows)


@settings(max_examples=60, deadline=None)
@given(many=st.lists(groups, max_size=3))
def test_no_group_breaks_the_news(words: Flask, many: list[dict[str, Any]]) -> None:
    rows = [_row(values) for values in many]
    with words.app_context(), force_locale("it"):
        for root in (_atom(rows, ALBA), _rss(rows, ALBA)):
            again = ET.fromstring(ET.tostring(root, encoding="unicode"))
            found = again.findall("{http://www.w3.org/2005/Atom}entry") + again.findall("channel/item")
            assert len(found) == len(rows)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200))
def test_plain_text_is_printable_and_stays_plain(text: str) -> None:
    told = plain(text)
    assert all(line.isprintable() for line in told.split("\n"))
    assert told == told.strip()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<<<b>>img src=x onerror=alert(1)>", ""),
        ("&amp;lt;img src=x onerror=alert(1)&amp;gt; *a*", "a"),
        ("&lt;&lt;b&gt;img src=x onerror=alert(1)&gt;", ""),
        ("<img src=x onerror=alert(1) ", "img src=x onerror=alert(1)"),
        ("&*lt;img src=x&*gt;", ""),
        ("&[l](x)t;b", "b"),
        ("&" + "amp;" * 40 + "lt;b", "amp;" * 32 + "lt;b"),
        ("meno di 5 < 6 & R&D", "meno di 5 6 & R&D"),
    ],
)
def test_plain_text_has_no_markup_however_it_is_wrapped(text: str, told: str) -> None:
    assert plain(text) == told


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(st.sampled_from(["<", ">", "&", "amp;", "lt;", "#60;", "*", "[", "](", ")", "b", " ", "\x00"])))
def test_plain_text_has_nothing_left_to_open(parts: list[str]) -> None:
    assert {"<", ">"}.isdisjoint(unescape(plain("".join(parts))))


@pytest.mark.parametrize("piece", ["[", "![", "\n", "_", "<", "&amp;", "[a]("])
def test_plain_text_reads_endless_marks_once(piece: str) -> None:
    assert len(plain(f"<a{piece * 100_000}a")) < 1_000_000
