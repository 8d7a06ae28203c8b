"""The questions a BMLT reader asks, and the answers it understands."""

import json
from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

from ama_net.features.groups.models import Frequency, Mode
from ama_net.kernel.directory.feeds.bmlt_entries import Entry, distinct, number_of
from tests.factories.groups import FERRARA, make_group, make_meeting, make_venue
from tests.feeds.conftest import whole_group
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[Standing], Any]
API = "/client_interface/json/?switcher="
SEARCH = f"{API}GetSearchResults"


@pytest.fixture
def three(at: At, alba: Standing) -> None:
    """Ginestra (Wednesdays at six, open, in Bologna), Betulla (Sundays at nine, online), Faro (Mondays, Ferrara)."""
    with at(alba):
        whole_group()
        online = make_group("Betulla", mode=Mode.ONLINE, entry="contact_first", municipality_code=None)
        make_meeting(online, weekday=7, starts=time(9), ends=time(11), frequency=Frequency.BIWEEKLY)
        venue = make_venue("Biblioteca", municipality_code=FERRARA, lat=44.84, lon=11.62, position_source="GPS")
        make_meeting(make_group("Faro", venue_id=venue.id), weekday=1, starts=time(20, 30))


def _names(browser: Browser, query: str = "") -> list[str]:
    answer = browser.get(SEARCH + query)
    assert answer.status_code == 200, answer.text
    return [meeting["meeting_name"] for meeting in answer.json]


def test_meeting_is_told_whole(three: None, reader: Browser, alba: Standing) -> None:
    (told,) = (meeting for meeting in reader.get(SEARCH).json if meeting["meeting_name"] == "Ginestra")
    assert all(isinstance(value, str) for value in told.values())
    known = {
        "weekday_tinyint": "4",
        "start_time": "18:00:00",
        "duration_time": "00:00:00",
        "time_zone": "Europe/Rome",
        "venue_type": "1",
        "formats": "AMA-LUTTO,O,X",
        "location_street": "Via Nani 10",
        "location_municipality": "Bologna",
        "location_province": "BO",
        "location_postal_code_1": "40132",
        "latitude": "44.50123",
        "longitude": "11.30456",
        "service_body_bigint": str(number_of(alba.id)),
        "published": "1",
        "email_contact": "",
        "root_server_uri": "http://alba.localhost:8000",
        "group_url": "http://alba.localhost:8000/gruppi/ginestra",
    }
    assert {name: told[name] for name in known} == known


def _format_id(browser: Browser, key: str) -> int:
    return next(int(one["id"]) for one in browser.get(f"{API}GetFormats").json if one["key_string"] == key)


ASKED: dict[str, list[str]] = {
    "": ["Betulla", "Faro", "Ginestra"],
    "&weekdays=1": ["Betulla"],
    "&weekdays[]=1&weekdays[]=2": ["Betulla", "Faro"],
    "&weekdays=-1": ["Faro", "Ginestra"],
    "&venue_types=2": ["Betulla"],
    "&venue_types=-2,-3": ["Faro", "Ginestra"],
    "&SearchString=BIBLIOTECA": ["Faro"],
    "&SearchString=niente": [],
    "&StartsAfterH=17": ["Faro", "Ginestra"],
    "&StartsBeforeH=18&StartsBeforeM=30": ["Betulla", "Ginestra"],
    "&EndsBeforeH=12": ["Betulla"],
    "&MinDurationH=2": ["Betulla"],
    "&MaxDurationH=1&MaxDurationM=45": [],  # how long the other two last nobody has said
    "&MaxDurationH=2": ["Betulla"],
    "&EndsBeforeH=23": ["Betulla"],
    "&lat_val=44.5&long_val=11.3&geo_width_km=10": ["Ginestra"],
    "&lat_val=44.5&long_val=11.3&geo_width=60": ["Faro", "Ginestra"],
    "&lat_val=44.8&long_val=11.6&geo_width_km=-1": ["Faro"],
    "&lat_val=44.8&long_val=11.6&geo_width_km=90&sort_results_by_distance=1": ["Faro", "Ginestra"],
    "&sort_keys=meeting_name": ["Betulla", "Faro", "Ginestra"],
    "&sort_keys=start_time,meeting_name": ["Betulla", "Ginestra", "Faro"],
    "&sort_keys=start_time&page_size=2&page_num=2": ["Faro"],
    "&page_size=2&page_num=9": [],
    "&meeting_key=location_municipality&meeting_key_value=Ferrara": ["Faro"],
    "&services=5": [],
    "&meeting_ids=5": [],
    "&what_is_this=1": ["Betulla", "Faro", "Ginestra"],
}


def test_meetings_are_those_asked_for(three: None, reader: Browser) -> None:
    assert {query: _names(reader, query) for query in ASKED} == ASKED


def test_formats_are_all_or_any_or_none(three: None, reader: Browser) -> None:
    open_door, biweekly = _format_id(reader, "O"), _format_id(reader, "AMA-BIW")
    both = f"&formats={open_door},{biweekly}"
    assert _names(reader, both) == []
    assert _names(reader, f"{both}&formats_comparison_operator=OR") == ["Betulla", "Ginestra"]
    assert _names(reader, f"&formats=-{biweekly}") == ["Faro", "Ginestra"]


def test_formats_used_come_with_the_meetings(three: None, reader: Browser) -> None:
    told = reader.get(f"{SEARCH}&get_used_formats=1&weekdays=1").json
    assert [meeting["meeting_name"] for meeting in told["meetings"]] == ["Betulla"]
    assert [(one["key_string"], one["lang"]) for one in told["formats"]] == [
        ("AMA-BIW", "it"),
        ("C", "it"),
        ("VM", "it"),
    ]
    only = reader.get(f"{SEARCH}&get_formats_only=1&weekdays=1").json
    assert only == {"formats": told["formats"]}


def test_only_the_fields_asked_for(three: None, reader: Browser) -> None:
    told = reader.get(f"{SEARCH}&data_field_key=meeting_name,weekday_tinyint&weekdays=2").json
    assert told == [{"weekday_tinyint": "2", "meeting_name": "Faro"}]


def test_associations_are_service_bodies(
    three: None, at: At, alba: Standing, brig: Standing, reader: Browser, portal: Browser
) -> None:
    with at(brig):
        whole_group("Porto")
    bodies = portal.get(f"{API}GetServiceBodies").json
    assert [body["id"] for body in reader.get(f"{API}GetServiceBodies").json] == [str(number_of(alba.id))]
    assert {body["id"] for body in bodies} == {str(number_of(alba.id)), str(number_of(brig.id))}
    assert _names(portal, f"&services={number_of(brig.id)}") == ["Porto"]
    assert _names(portal, f"&services=-{number_of(brig.id)}") == ["Betulla", "Faro", "Ginestra"]


def test_association_without_groups_is_a_service_body_all_the_same(reader: Browser, alba: Standing) -> None:
    (body,) = reader.get(f"{API}GetServiceBodies").json
    assert (body["id"], body["parent_id"], _names(reader)) == (str(number_of(alba.id)), "0", [])


def test_server_tells_its_version_and_fields(reader: Browser) -> None:
    (info,) = reader.get(f"{API}GetServerInfo").json
    keys = [field["key"] for field in reader.get(f"{API}GetFieldKeys").json]
    assert (info["versionInt"], info["nativeLang"], info["available_keys"]) == ("4000002", "it", ",".join(keys))


def test_jsonp_calls_the_function_named(three: None, reader: Browser) -> None:
    answer = reader.get("/client_interface/jsonp/?switcher=GetServiceBodies&callback=crouton.callback_1")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text.startswith("/**/crouton.callback_1([")
    assert json.loads(answer.text.removeprefix("/**/crouton.callback_1(").removesuffix(");"))


def test_jsonp_calls_nothing_but_a_name(reader: Browser) -> None:
    names = ["alert(1)//", "a b", "", "a" * 99, "1a", "a;b", "<script>", "a\n", "è"]
    asked = ({"switcher": "GetFormats", "callback": name} for name in names)
    answers = [reader.get("/client_interface/jsonp/", query_string=query) for query in asked]
    assert {(answer.status_code, answer.mimetype) for answer in answers} == {(400, "application/json")}


WRONG = (
    "GetSearchResults&weekdays=lunedì",
    "GetSearchResults&formats=1.5",
    "GetSearchResults&services=99999999999999999999999",
    "GetSearchResults&StartsAfterH=sera",
    "GetSearchResults&StartsAfterH=10&StartsAfterM=77",
    "GetSearchResults&lat_val=44.5",
    "GetSearchResults&lat_val=144.5&long_val=11&geo_width_km=3",
    "GetSearchResults&lat_val=nan&long_val=11&geo_width_km=3",
    "GetSearchResults&page_size=molti",
    "GetSearchResults&weekdays=" + ",".join(["1"] * 500),
    "GetFormats&format_ids=x",
    "GetNAWSDump",
    "",
)


def test_bad_question_is_told_plainly(reader: Browser) -> None:
    answers = {query: reader.get(API + query) for query in WRONG}
    told = {query: (answer.status_code, list(answer.json)) for query, answer in answers.items()}
    assert told == dict.fromkeys(WRONG, (400, ["error"]))


def test_with_a_slash_less_or_more_the_address_answers_too(three: None, reader: Browser, portal: Browser) -> None:
    for browser in (reader, portal):
        for path in ("/client_interface/json", "//client_interface/json/"):
            asked = {"PATH_INFO": path, "QUERY_STRING": "switcher=GetServerInfo"}
            answer = browser.get("/", environ_overrides=asked, follow_redirects=True)
            assert answer.json[0]["nativeLang"] == "it"


def test_groups_without_day_or_hour_have_no_place_here(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        make_group()
        make_meeting(make_group("Senza ora"), starts=None)
    assert _names(reader) == []


def test_numbers_stay_and_fit_in_javascript(three: None, reader: Browser, portal: Browser) -> None:
    numbers = [[meeting["id_bigint"] for meeting in browser.get(SEARCH).json] for browser in (reader, portal, reader)]
    assert numbers[0] == numbers[1] == numbers[2]
    assert all(0 < int(number) < 2**53 for number in numbers[0])


def test_two_meetings_with_one_number_get_two() -> None:
    entries = [
        Entry(7, 1, 1, 600, 90, frozenset(), 1, None, None, "", "", name, json.dumps({"id_bigint": "7"}).encode())
        for name in "abc"
    ]
    apart = distinct(entries)
    assert [entry.number for entry in apart] == [7, 8, 9]
    assert [json.loads(entry.text)["id_bigint"] for entry in apart] == ["7", "8", "9"]
