"""The rooms of a venue: what may be said of one, who may, and the office's pages."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.places import Room, Venue, WrongVenue
from ama_net.kernel.places.operations import add_room, change_room
from ama_net.kernel.places.queries import open_rooms, rooms_of
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.places import make_venue
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing


def _names(venue: Venue) -> list[str]:
    return [room.name for room in rooms_of(venue)]


@pytest.mark.usefixtures("in_alba")
def test_rooms_of_a_venue_are_listed_by_name() -> None:
    venue = make_venue()
    for name in ("Stanza  verde ", "Stanza azzurra"):
        add_room(venue, name, by=SYSTEM)
    assert _names(venue) == ["Stanza azzurra", "Stanza verde"]


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "STANZA VERDE"])
def test_a_name_is_needed_and_is_of_one_only(name: str) -> None:
    venue = make_venue()
    add_room(venue, "Stanza verde", by=SYSTEM)
    with pytest.raises(WrongVenue) as refused:
        add_room(venue, name, by=SYSTEM)
    assert refused.value.field == "name"


@pytest.mark.usefixtures("in_alba")
def test_two_venues_may_have_rooms_called_the_same() -> None:
    first, second = make_venue(), make_venue(name="Altra casa")
    add_room(first, "Uno", by=SYSTEM)
    add_room(second, "Uno", by=SYSTEM)
    assert (_names(first), _names(second)) == (["Uno"], ["Uno"])


@pytest.mark.usefixtures("in_alba")
def test_a_closed_room_is_chosen_no_more_and_stays() -> None:
    venue = make_venue()
    room = add_room(venue, "Uno", by=SYSTEM)
    assert change_room(room, name="Uno", is_open=False, by=SYSTEM) == ["is_open"]
    assert (open_rooms(), _names(venue)) == ([], ["Uno"])


@pytest.mark.usefixtures("in_alba")
def test_a_room_is_renamed_and_the_same_again_changes_nothing() -> None:
    room = add_room(make_venue(), "Uno", by=SYSTEM)
    assert change_room(room, name="Due", is_open=True, by=SYSTEM) == ["name"]
    assert change_room(room, name="Due", is_open=True, by=SYSTEM) == []


@pytest.mark.usefixtures("in_alba")
def test_what_is_done_is_recorded_without_names() -> None:
    room = add_room(make_venue(), "Uno", by=SYSTEM)
    change_room(room, name="Due", is_open=True, by=SYSTEM)
    db.session.commit()
    facts = [entry.facts for entry in db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number))]
    said = [(one["verb"], one.get("changes", {})) for one in facts if one["subject"] == "rooms"]
    assert said == [("room.added", {}), ("room.changed", {"fields": ["name"]})]


def _venue(app: Flask, standing: Standing, *rooms: str) -> tuple[UUID, list[UUID]]:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        venue = make_venue()
        return venue.id, [add_room(venue, name, by=SYSTEM).id for name in rooms]


def _kept(app: Flask, standing: Standing) -> list[tuple[str, bool]]:
    with app.app_context(), tenant_scope(standing.id):
        return [(room.name, room.is_open) for room in db.session.scalars(select(Room).order_by(Room.name))]


def test_the_office_adds_a_room_and_closes_another(
    app: Flask, alba: Standing, client: Callable[[str], Browser]
) -> None:
    venue_id, (room_id,) = _venue(app, alba, "Uno")
    browser: Browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    page = f"/manage/luoghi/{venue_id}/stanze"
    assert browser.submit(page, {"name": "Due"}).status_code == 303
    assert browser.submit(f"{page}/{room_id}", {"name": "Uno"}).status_code == 303
    assert _kept(app, alba) == [("Due", True), ("Uno", False)]


def test_a_taken_name_is_refused_beside_its_field(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> None:
    venue_id, _rooms = _venue(app, alba, "Uno")
    answer = sign_in(client(alba.host), alba, Role.SECRETARY).submit(
        f"/manage/luoghi/{venue_id}/stanze", {"name": "uno"}
    )
    assert (answer.status_code, "già una stanza con questo nome" in answer.text) == (422, True)


def test_who_may_not_change_places_sees_no_rooms(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> None:
    venue_id, _rooms = _venue(app, alba)
    assert sign_in(client(alba.host), alba, Role.BOARD).get(f"/manage/luoghi/{venue_id}/stanze").status_code == 404


def test_a_room_of_another_association_or_venue_is_not_there(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    venue_id, (room_id,) = _venue(app, brig, "Uno")
    mine, _none = _venue(app, alba)
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert browser.get(f"/manage/luoghi/{venue_id}/stanze").status_code == 404
    assert browser.get(f"/manage/luoghi/{mine}/stanze/{room_id}").status_code == 404
