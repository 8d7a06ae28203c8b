"""A protected group tells nobody where and when: no feed has its place, day, hour, room online, pause or change."""

import json
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from ama_net.features.groups.models import GroupPause, MeetingChange, Mode
from ama_net.foundation.database import db
from tests.factories.groups import FERRARA, make_group, make_meeting, make_venue, theme
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[Standing], Any]

PLACES = ["SedeSegreta", "Via Nascosta", "44999", "Ferrara", "038008", "44.77777", "11.77777"]
TIMES = ["13:07", "14:09", "mercoled", "2031-05-07", "7 maggio", "2031-05-08", "2031-06-01", "1 giugno"]
REST = ["stanzasegreta", "MotivoSegreto", "NotaSegreta", "AltroveSegreto"]

CHANNELS = [
    "/gruppi/meetings.json",
    "/gruppi.csv",
    "/gruppi/novita.atom",
    "/gruppi/novita.rss",
    "/api/v1/groups",
    "/api/v1/groups?q=ombra",
    "/api/v1/themes",
    *(
        f"/client_interface/{form}/?switcher={switcher}"
        for form in ("json", "jsonp")
        for switcher in ("GetSearchResults&get_used_formats=1", "GetFormats", "GetServiceBodies", "GetServerInfo")
    ),
]


@pytest.fixture(autouse=True)
def _shadow(at: At, alba: Standing) -> None:
    """Ombra, protected, with all that may not be told."""
    with at(alba):
        venue = make_venue(
            "SedeSegreta",
            address="Via Nascosta 3",
            postcode="44999",
            municipality_code=FERRARA,
            lat=44.77777,
            lon=11.77777,
            position_source="GPS",
        )
        group = make_group(
            "Ombra",
            hides_place=True,
            venue_id=venue.id,
            municipality_code=FERRARA,
            theme_id=theme().id,
            entry="open",
            mode=Mode.HYBRID,
            online_url="https://meet.jit.si/stanzasegreta",
        )
        line = make_meeting(group, starts=time(13, 7), ends=time(14, 9))
        group.pauses.append(
            GroupPause(group_id=group.id, first_day=date(2020, 6, 1), last_day=date(2031, 6, 1), reason="MotivoSegreto")
        )
        change = MeetingChange(
            group_id=group.id,
            meeting_id=line.id,
            original_day=date(2031, 5, 7),
            day=date(2031, 5, 8),
            place="AltroveSegreto",
            note="NotaSegreta",
        )
        db.session.add(change)


@pytest.mark.parametrize("host", ["alba.localhost", "localhost"])
def test_no_channel_tells_where_and_when(client: Callable[[str], Browser], alba: Standing, host: str) -> None:
    browser = client(host)
    for path in CHANNELS:
        body = browser.get(path).text.lower()
        assert (path, [secret for secret in (*PLACES, *TIMES, *REST) if secret.lower() in body]) == (path, [])


@pytest.mark.parametrize(("host", "path"), [("alba.localhost", "ombra"), ("localhost", "alba/ombra")])
def test_its_own_entry_tells_that_it_is_protected_and_no_more(
    client: Callable[[str], Browser], alba: Standing, host: str, path: str
) -> None:
    told = client(host).get(f"/api/v1/groups/{path}").json
    hidden = {name: told[name] for name in ("place", "timetable", "pauses", "next", "online_url", "protected")}
    assert hidden == {
        "place": None,
        "timetable": [],
        "pauses": [],
        "next": [],
        "online_url": "",
        "protected": True,
    }
    assert [secret for secret in (*PLACES, *TIMES, *REST) if secret in json.dumps(told)] == []


def test_no_filter_finds_out(reader: Browser) -> None:
    queries = (f"comune={FERRARA}", "giorno=mercoledi", "fascia=pomeriggio", "q=SedeSegreta", "gradini=senza")
    assert [reader.get(f"/api/v1/groups?{query}").json["items"] for query in queries] == [[]] * len(queries)


def test_that_it_exists_is_told(reader: Browser) -> None:
    lists = ("/gruppi.csv", "/gruppi/novita.atom", "/gruppi/novita.rss", "/api/v1/groups")
    assert [path for path in lists if "Ombra" not in reader.get(path).text] == []
