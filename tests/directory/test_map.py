"""The map: what stands where, what is not on it, and drawings that can be read."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from ama_net.foundation.database import unit_of_work
from ama_net.kernel.directory.map import draw
from ama_net.kernel.directory.map.drawing import WIDTH, Place
from ama_net.kernel.directory.map.places import map_page
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import FERRARA, make_group, make_venue
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]

_PLACES = st.lists(
    st.builds(
        Place,
        lat=st.floats(36, 47),
        lon=st.floats(7, 18),
        name=st.text(min_size=1, max_size=25),
        groups=st.integers(1, 300),
        url=st.just("/"),
    ),
    min_size=1,
    max_size=40,
)


@given(_PLACES)
def test_every_place_is_inside_the_drawing(places: list[Place]) -> None:
    drawing = draw(places)
    assert drawing is not None
    assert len(drawing.spots) == len(places)
    outside = [spot for spot in drawing.spots if not (0 <= spot.x <= WIDTH and 0 <= spot.y <= drawing.height)]
    assert outside == []


@given(_PLACES)
def test_names_do_not_cover_each_other(places: list[Place]) -> None:
    drawing = draw(places)
    assert drawing is not None
    lines = [(spot.label[1], spot) for spot in drawing.spots if spot.label and spot.label[2] == "start"]
    same = [(one, other) for y, one in lines for z, other in lines if one is not other and abs(y - z) < 3]
    apart = [abs(one.x - other.x) >= 4 for one, other in same]
    assert all(apart)


def test_nothing_to_draw_is_no_drawing() -> None:
    assert draw([]) is None


def test_more_groups_make_a_larger_circle() -> None:
    drawing = draw([Place(44.5, 11.3, "Bologna", 40, "/"), Place(44.8, 11.6, "Ferrara", 4, "/")])
    assert drawing is not None
    assert [spot.place.name for spot in drawing.spots] == ["Bologna", "Ferrara"]
    assert drawing.spots[0].radius > drawing.spots[1].radius


@pytest.fixture
def filled(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_group("Uno")
        make_group("Due")
        make_group("Tre", municipality_code=FERRARA)
        make_group("Online", mode="online")
        make_group("Ignoto", municipality_code=None)
        venue = make_venue("Casa segreta", lat=44.1234, lon=11.4321, position_source="misurato")
        make_group("Velato", hides_place=True, venue_id=venue.id)
    with app.app_context(), tenant_scope(brig.id), unit_of_work():
        make_group("Di Brig", municipality_code="058091")


def _map(app: Flask, tenant: Any, **args: str) -> Any:
    with app.app_context(), tenant_scope(tenant) if tenant else nullcontext():
        return map_page(args, tenant, here="/gruppi/mappa", finder="/gruppi")


def test_groups_stand_under_their_municipality(app: Flask, alba: Standing, filled: None) -> None:
    page = _map(app, alba.id)
    assert [(place.name, place.groups, place.is_venue) for place in page.places] == [
        ("Bologna", 2, False),
        ("Ferrara", 1, False),
    ]


def test_who_has_no_place_is_counted_and_not_drawn(app: Flask, alba: Standing, filled: None) -> None:
    assert _map(app, alba.id).without_place == 3


def test_venue_is_drawn_only_where_it_was_measured(app: Flask, alba: Standing, filled: None) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        known = make_venue("Sala misurata", lat=44.5, lon=11.35, position_source="misurato")
        make_group("Quattro", venue_id=known.id)
        make_group("Cinque", venue_id=make_venue("Sala qualunque").id)
    spots = _map(app, alba.id).drawing.spots
    assert [spot.place.name for spot in spots if spot.place.is_venue] == ["Sala misurata"]


def test_town_leads_to_its_groups_with_the_same_search(app: Flask, alba: Standing, filled: None) -> None:
    page = _map(app, alba.id, modo="presenza", comune="037006")
    assert [place.url for place in page.places] == [
        "/gruppi?modo=presenza&comune=037006",
        "/gruppi?modo=presenza&comune=038008",
    ]


def test_portal_shows_every_association(app: Flask, filled: None) -> None:
    assert [place.name for place in _map(app, None).places] == ["Bologna", "Ferrara", "Roma"]


def test_province_narrows_the_portal(app: Flask, filled: None) -> None:
    assert [place.name for place in _map(app, None, zona="rm").places] == ["Roma"]


def test_many_towns_become_provinces(app: Flask, filled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ama_net.kernel.directory.map.places.MOST_OF_THE_NETWORK", 2)
    page = _map(app, None)
    assert [(place.name, place.groups, place.url) for place in page.places] == [
        ("Bologna", 2, "/gruppi/mappa?zona=BO"),
        ("Ferrara", 1, "/gruppi/mappa?zona=FE"),
        ("Roma", 1, "/gruppi/mappa?zona=RM"),
    ]


def test_protected_group_is_nowhere_on_the_page(client: Client, alba: Standing, filled: None) -> None:
    page = client(alba.host).get("/gruppi/mappa")
    told = [word in page.text for word in ("Casa segreta", "Velato", "11.4321")]
    assert (page.status_code, told) == (200, [False] * 3)


@pytest.mark.parametrize(
    "query", ["?zona=%00", "?zona=" + "x" * 5000, "?comune=%27", "?q=%F0%9F%98%80&zona=ZZ", "?page=-1"]
)
def test_rubbish_is_survived(client: Client, alba: Standing, filled: None, query: str) -> None:
    assert client(alba.host).get(f"/gruppi/mappa{query}").status_code == 200
    assert client("localhost").get(f"/mappa{query}").status_code == 200


def test_empty_association_says_so(client: Client, brig: Standing) -> None:
    assert "Nessuno dei gruppi trovati ha un luogo" in client(brig.host).get("/gruppi/mappa").text


def test_queries_do_not_grow(app: Flask, alba: Standing, filled: None) -> None:
    _map(app, alba.id)
    with app.app_context(), tenant_scope(alba.id), count_queries() as few:
        map_page({}, alba.id, here="/m", finder="/g")
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        for number in range(12):
            make_group(f"Altro {number}", municipality_code=("037006", "038008", "037011")[number % 3])
    _map(app, alba.id)
    with app.app_context(), tenant_scope(alba.id), count_queries() as many:
        map_page({}, alba.id, here="/m", finder="/g")
    assert len(many) == len(few)
