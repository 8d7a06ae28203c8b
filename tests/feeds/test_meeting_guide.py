"""Meeting Guide: what TSML UI needs to show every confirmed group, and nothing more than is known."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
import time_machine

from ama_net.features.groups.models import Frequency, GroupPause, MeetingChange, Mode, Status
from ama_net.foundation.database import db
from tests.factories.groups import make_group, make_meeting, make_venue
from tests.feeds.conftest import whole_group
from tests.feeds.tsml import load
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[Standing], Any]
FEED = "/gruppi/meetings.json"


def test_group_is_told_whole(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        group = whole_group(languages=["it", "es", "sq"])
        group.meetings[0].ends = time(19, 30)
    (told,) = reader.get(FEED).json
    updated, entity, types = told.pop("updated"), told.pop("entity"), told.pop("types")
    contacts = {name: told.pop(name) for name in [*told] if name.startswith("entity_") and "url" not in name}
    home = "http://alba.localhost:8000"
    assert told == {
        "name": "Ginestra",
        "group": "Ginestra",
        "slug": "ginestra-mer",
        "day": 3,
        "time": "18:00",
        "end_time": "19:30",
        "timezone": "Europe/Rome",
        "url": f"{home}/gruppi/ginestra",
        "feedback_url": f"{home}/gruppi/ginestra/segnala",
        "entity_url": home,
        "entity_website_url": home,
        "address": "Via Nani 10",
        "city": "Bologna",
        "state": "BO",
        "postal_code": "40132",
        "region": "Città di Bologna",
        "sub_region": "Bologna",
        "location": "Casa della comunità",
        "latitude": 44.50123,
        "longitude": 11.30456,
        "country": "IT",
        "formatted_address": "Via Nani 10, 40132 Bologna BO, Italia",
        "approximate": "no",
        "notes": "Ogni mercoledì, ore 18:00-19:30. Porta aperta: si può andare direttamente.\n\nCi si ascolta.",
    }
    assert types == ["O", "X", "ITA", "S", "AMA-LANG-SQ", "AMA-LUTTO"]
    assert (len(updated), bool(entity), set(contacts) <= {"entity_phone", "entity_email"}) == (19, True, True)


def test_every_confirmed_group_is_shown_without_a_complaint(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        whole_group()
        make_meeting(make_group("Solo il comune"))
        make_group("Senza nulla", municipality_code=None, mode=Mode.UNKNOWN)
        zoom = make_group("Online", mode=Mode.ONLINE, entry="open", online_url="https://us02web.zoom.us/j/123")
        make_meeting(zoom, ends=time(22))
        jitsi = make_group("Stanza nostra", mode=Mode.ONLINE, entry="open", online_url="https://incontri.ama.example/a")
        make_meeting(jitsi, starts=time(23), ends=time(1))
        twice = make_group("Due volte")
        make_meeting(twice, weekday=7)
        make_meeting(twice, weekday=7)
        make_meeting(twice, weekday=7, starts=time(9))
    feed = reader.get(FEED).json
    shown = load(feed)
    assert (shown.dropped, shown.warnings, len(shown.meetings)) == (0, [], 8)
    assert shown.active == {"ginestra-mer", "online-mer"}


def test_every_group_met_in_person_at_an_address_is_active(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        venue = make_venue()
        for number, entry in enumerate(("open", "contact_first", "interview", "unknown")):
            make_meeting(make_group(f"Gruppo {number}", venue_id=venue.id, entry=entry))
    shown = load(reader.get(FEED).json)
    assert shown.active == set(shown.meetings)


def test_known_only_by_its_municipality_goes_out_approximate_and_without_a_point(
    at: At, alba: Standing, reader: Browser
) -> None:
    with at(alba):
        make_group()
    (told,) = reader.get(FEED).json
    assert (told["approximate"], told["formatted_address"]) == ("yes", "Bologna BO, Italia")
    assert {"latitude", "longitude", "address", "day", "time"} & set(told) == set()


@pytest.mark.parametrize(
    "values",
    [
        {"status": Status.UNCONFIRMED},
        {"status": Status.CLOSED},
        {"confirmed_on": None},
        {"is_example": True},
        {"kind": "service"},
        {"published": False},
        {"hides_place": True},
    ],
)
def test_what_is_left_out(at: At, alba: Standing, reader: Browser, values: dict[str, Any]) -> None:
    with at(alba):
        whole_group(**values)
    assert reader.get(FEED).json == []


@pytest.mark.parametrize("values", [{"status": Status.STARTING}, {"in_portal": False}])
def test_what_is_there(at: At, alba: Standing, reader: Browser, values: dict[str, Any]) -> None:
    with at(alba):
        whole_group(**values)
    assert [told["slug"] for told in reader.get(FEED).json] == ["ginestra-mer"]


@pytest.mark.parametrize(
    ("frequency", "values", "code", "words"),
    [
        (Frequency.BIWEEKLY, {}, "AMA-BIW", "Un mercoledì ogni due settimane, ore 18:00."),
        (Frequency.MONTHLY, {"month_week": 3}, "AMA-MON", "Il terzo mercoledì del mese, ore 18:00."),
    ],
)
def test_other_cadences_have_a_code_and_come_first_in_the_notes(
    at: At, alba: Standing, reader: Browser, frequency: Frequency, values: dict[str, Any], code: str, words: str
) -> None:
    with at(alba):
        make_meeting(make_group(), frequency=frequency, **values)
    (told,) = reader.get(FEED).json
    assert code in told["types"]
    assert told["notes"].startswith(words)


def test_own_rule_has_each_of_its_days(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        make_meeting(make_group(), weekday=None, frequency=Frequency.CUSTOM, rule="FREQ=MONTHLY;BYDAY=1SU,-1TU")
    assert [(told["slug"], told["day"]) for told in reader.get(FEED).json] == [
        ("gruppo-alfa-mar", 2),
        ("gruppo-alfa-dom", 0),
    ]


def test_pause_closes_the_group_on_its_days_only(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        group = whole_group()
        group.pauses.append(
            GroupPause(group_id=group.id, first_day=date(2030, 8, 1), last_day=date(2030, 8, 31), reason="ferie")
        )
    seen = {}
    for day in ("2030-07-31", "2030-08-01", "2030-08-31", "2030-09-01"):
        with time_machine.travel(f"{day}T10:00:00Z", tick=False):
            (told,) = reader.get(FEED).json
        seen[day[5:]] = ("TC" in told["types"], "ferie" in told["notes"])
    assert seen == {"07-31": (False, True), "08-01": (True, True), "08-31": (True, True), "09-01": (False, False)}


def test_suspended_group_is_closed_for_now(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        whole_group(status=Status.SUSPENDED)
    (told,) = reader.get(FEED).json
    assert ("TC" in told["types"], "Per ora il gruppo è sospeso." in told["notes"]) == (True, True)


def test_single_change_to_come_is_in_the_notes(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        group = whole_group()
        db.session.add(
            MeetingChange(
                group_id=group.id,
                meeting_id=group.meetings[0].id,
                original_day=date(2030, 12, 4),
                day=date(2030, 12, 5),
                place="Biblioteca",
            )
        )
    with time_machine.travel("2030-12-01T10:00:00Z", tick=False):
        (told,) = reader.get(FEED).json
    assert "Il 5 dicembre 2030 invece del 4 dicembre 2030 ci si incontra, Biblioteca." in told["notes"]


def test_line_that_has_ended_is_no_longer_told(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        make_meeting(make_group(), ends_on=date(2020, 1, 1))
    (told,) = reader.get(FEED).json
    assert ("day" in told, told["slug"], "mercoledì" in told["notes"]) == (False, "gruppo-alfa", False)


def test_contact_is_the_groups_own_and_only_with_its_consent(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        kept = {"contact_name": "Anna", "contact_phone": "051 000000", "contact_email": ""}
        make_group("Con consenso", **kept, contact_consent_on=date(2026, 1, 1))
        make_group("Senza consenso", **kept)
    contacts = {
        told["slug"]: {name: said for name, said in told.items() if name.startswith("contact_")}
        for told in reader.get(FEED).json
    }
    assert contacts == {
        "con-consenso": {"contact_1_name": "Anna", "contact_1_phone": "051 000000"},
        "senza-consenso": {},
    }


def test_texts_are_plain(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        make_group(
            "Caffè & parole «è»", description="## Chi siamo\n\n<b>Ascolto</b>, *insieme*. [Qui](https://a.example)"
        )
    (told,) = reader.get(FEED).json
    assert (told["name"], told["notes"]) == ("Caffè & parole «è»", "Chi siamo\n\nAscolto, insieme. Qui")


def test_slugs_stay_within_64_letters_and_apart(at: At, alba: Standing, reader: Browser, portal: Browser) -> None:
    with at(alba):
        for end in ("a", "b"):
            make_meeting(make_group("x" * 63 + end))
        make_group("Ginestra mer")
        make_meeting(make_group("Ginestra"))
    for browser in (reader, portal):
        slugs = [told["slug"] for told in browser.get(FEED).json]
        assert (len(slugs), len(set(slugs)), max(map(len, slugs)) <= 64) == (4, 4, True)


def test_portal_has_the_groups_of_all_with_slugs_apart(at: At, alba: Standing, brig: Standing, portal: Browser) -> None:
    for standing in (alba, brig):
        with at(standing):
            whole_group()
    with at(brig):
        whole_group("Solo da noi", in_portal=False)
    feed = portal.get(FEED).json
    assert sorted((told["slug"], told["url"]) for told in feed) == [
        ("alba--ginestra-mer", "http://alba.localhost:8000/gruppi/ginestra"),
        ("brig--ginestra-mer", "http://brig.localhost:8000/gruppi/ginestra"),
    ]
    assert load(feed).warnings == []


def test_association_has_its_own_groups_only(at: At, alba: Standing, brig: Standing, reader: Browser) -> None:
    with at(brig):
        whole_group()
    assert reader.get(FEED).json == []
