"""A protected group tells neither place nor hour before the first contact: every public address is asked, whatever it is."""

import io
from collections.abc import Callable, Iterator
from datetime import date, time

import pypdf
import pytest
from flask import Flask

from ama_net.features.groups.models import Entry, GroupPause, MeetingChange
from ama_net.features.groups.operations.promoters import add_promoter, organisation_called
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Door
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import make_group, make_meeting, make_venue, theme
from tests.support.clients import Browser
from tests.support.standing import Standing

Client = Callable[[str], Browser]

NAME = "Gruppo Crisalide"
SECRETS = (
    "Casa Zagara", "via dei Segreti", "44.98", "11.97", "21:37", "22:53", "T2137", "stanza-segreta", "si va al mare",
    "Oratorio Velato", "portare la torcia", "Copparo", "Parrocchia Ospitale",
)  # fmt: skip
"""Everything that says where and when: venue, address, point, hours, online room, pause, change, municipality."""

COPPARO = "038007"
NEAR = f"?comune={COPPARO}", "?giorno=giovedi", "?fascia=sera", "?vicino=Copparo&km=20", "?gradini=senza"
"""Searches by what it hides: it must not be among what they find."""


@pytest.fixture
def protected(app: Flask, alba: Standing) -> str:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        venue = make_venue(
            "Casa Zagara", address="via dei Segreti 7", municipality_code=COPPARO, step_free=True,
            lat=44.98, lon=11.97, position_source="misurato",
        )  # fmt: skip
        group = make_group(
            NAME, hides_place=True, venue_id=venue.id, municipality_code=COPPARO, theme_id=theme().id,
            online_url="https://incontri.example/stanza-segreta", entry=Entry.OPEN, mode="hybrid",
        )  # fmt: skip
        meeting = make_meeting(group, weekday=4, starts=time(21, 37), ends=time(22, 53), starts_on=date(2026, 1, 8))
        db.session.add(GroupPause(group_id=group.id, first_day=date(2026, 12, 20), reason="si va al mare"))
        db.session.add(
            MeetingChange(
                group_id=group.id,
                meeting_id=meeting.id,
                original_day=date(2026, 12, 3),
                day=date(2026, 12, 4),
                place="Oratorio Velato",
                note="portare la torcia",
            )
        )
        add_promoter(group, organisation_called("Parrocchia Ospitale"), "hosts", by=SYSTEM)
        # Another group of the same town in the open, so that searches by place have something to show.
        make_meeting(make_group("Gruppo Aperto", municipality_code="038008"), weekday=4, starts=time(20, 30))
        return group.slug


def _public_addresses(app: Flask, slug: str) -> Iterator[str]:
    doors = app.extensions["doors"]
    for rule in app.url_map.iter_rules():
        if doors.get(rule.endpoint.partition(".")[0]) is not Door.PUBLIC or "GET" not in (rule.methods or ()):
            continue
        if rule.arguments <= {"slug"}:
            with app.test_request_context():
                yield rule.rule.replace("<slug>", slug)


def _said(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code < 500, address
    if answer.mimetype == "application/pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    return answer.get_data().decode(errors="replace")


def test_no_public_address_tells_where_or_when(app: Flask, client: Client, alba: Standing, protected: str) -> None:
    browser = client(alba.host)
    asked = sorted(set(_public_addresses(app, protected)))
    told = [(address, secret) for address in asked for secret in SECRETS if secret in _said(browser, address)]
    assert (len(asked) > 25, told) == (True, [])


def test_no_address_of_the_portal_tells_it(app: Flask, client: Client, protected: str) -> None:
    browser = client("localhost")
    told = [(path, secret) for path in app.extensions["portal"] for secret in SECRETS if secret in _said(browser, path)]
    assert told == []


@pytest.mark.parametrize("query", NEAR)
def test_search_by_what_it_hides_does_not_find_it(client: Client, alba: Standing, protected: str, query: str) -> None:
    found = [NAME in _said(client(alba.host), f"/gruppi{query}"), NAME in _said(client("localhost"), f"/{query}")]
    assert found == [False, False]


def test_search_by_who_hosts_it_does_not_find_it(client: Client, alba: Standing, protected: str) -> None:
    assert NAME not in _said(client(alba.host), "/gruppi?q=parrocchia+ospitale&esatta=si")


def test_search_by_its_name_finds_it(client: Client, alba: Standing, protected: str) -> None:
    assert NAME in _said(client(alba.host), "/gruppi?q=crisalide")


@pytest.mark.parametrize("switcher", ["GetSearchResults", "GetSearchResults&get_used_formats=1", "GetFormats"])
def test_other_systems_are_not_told_either(client: Client, alba: Standing, protected: str, switcher: str) -> None:
    said = _said(client(alba.host), f"/client_interface/json/?switcher={switcher}")
    assert [secret for secret in SECRETS if secret in said] == []
