"""Leaving a shift is asked first, and the office knows of the gap; what looks for a swap stands once, with what is possible."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from ama_net.features.volunteers.models import Shift
from ama_net.features.volunteers.operations.signups import leave_place
from ama_net.features.volunteers.operations.swaps import offer_place
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import Person
from tests.factories.volunteers import make_shift, make_volunteer
from tests.support.cast import player
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing
from tests.volunteers.my_shift_acts import holders, in_hours, mails, placed, rules, volunteer

Made = Callable[[Callable[[], Shift]], UUID]


@pytest.fixture
def vito(app: Flask, alba: Standing, at: Callable[[Role], Browser]) -> Browser:
    """The volunteer of the cast, in the register, signed in."""
    with desk(app, alba):
        rules()
        make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
    return at(Role.VOLUNTEER)


@pytest.fixture
def made(app: Flask, alba: Standing) -> Made:
    """Make a shift in the association, committed; gives its id."""

    def make(work: Callable[[], Shift]) -> UUID:
        with desk(app, alba):
            return work().id

    return make


def _names(app: Flask, alba: Standing, shift_id: UUID) -> list[str]:
    with desk(app, alba):
        return holders(db.session.get_one(Shift, shift_id))


def _vito(alba: Standing) -> Person:
    return db.session.get_one(Person, player(alba, Role.VOLUNTEER).person_id)


def test_leaving_is_asked_before_it_is_done(app: Flask, alba: Standing, vito: Browser, made: Made) -> None:
    shift_id = made(lambda: placed(_vito(alba), make_shift(in_hours(72), minimum=1, maximum=2)).shift)
    assert f'href="/my/turni/{shift_id}/rinuncia"' in vito.get(f"/my/turni/{shift_id}").text
    asked = vito.get(f"/my/turni/{shift_id}/rinuncia").text
    assert ["Lascia il turno" in asked, "Resta scoperto" in asked] == [True, True]
    assert _names(app, alba, shift_id) == ["Vito"]


def test_where_enough_are_left_nothing_stays_uncovered(alba: Standing, vito: Browser, made: Made) -> None:
    def two() -> Shift:
        place = placed(_vito(alba), make_shift(in_hours(72), minimum=1, maximum=2))
        return placed(volunteer("Prima"), place.shift).shift

    assert "Resta scoperto" not in vito.get(f"/my/turni/{made(two)}/rinuncia").text


def test_what_cannot_be_left_is_not_asked(alba: Standing, vito: Browser, made: Made) -> None:
    shift_id = made(lambda: placed(_vito(alba), hours=3).shift)
    assert vito.get(f"/my/turni/{shift_id}/rinuncia").location == f"/my/turni/{shift_id}"


@pytest.mark.parametrize(
    ("hours", "minimum", "told"),
    [(48, 2, 1), (48, 1, 0), (48, 3, 0), (100, 2, 0)],
    ids=["gap", "enough", "already", "later"],
)
def test_the_office_is_told_when_leaving_opens_a_gap_soon(
    in_alba: Standing, hours: int, minimum: int, told: int
) -> None:
    rules()
    place = placed(volunteer("Prima"), make_shift(in_hours(hours), minimum=minimum, maximum=4))
    placed(volunteer("Seconda"), place.shift)
    leave_place(place, by=SYSTEM)
    assert len(mails("shift_uncovered")) == told


def test_a_shift_offered_stands_once_and_who_offers_it_is_not_said_to_come(vito: Browser, made: Made) -> None:
    def offered() -> Shift:
        place = placed(volunteer("Gina"), make_shift(in_hours(72), title="Banchetto", minimum=2, maximum=4))
        placed(volunteer("Olmo"), place.shift)
        offer_place(place, by=SYSTEM)
        return place.shift

    shift_id = made(offered)
    listed, page = vito.get("/my/turni").text, vito.get(f"/my/turni/{shift_id}").text
    assert listed.count(f'href="/my/turni/{shift_id}"') == 1
    assert ["Chi cerca un cambio" in listed, "Manca una persona" in page] == [True, True]
    assert ["Olmo" in page, "Gina, Olmo" in page, "Olmo, Gina" in page] == [True, False, False]


def test_only_places_that_can_be_exchanged_are_offered(alba: Standing, vito: Browser, made: Made) -> None:
    def mine() -> Shift:
        shift = placed(_vito(alba), make_shift(in_hours(72), maximum=3)).shift
        colleague, other = volunteer("Ludovica"), volunteer("Teodora")
        placed(colleague, shift)
        placed(colleague, make_shift(in_hours(100), title="Di chi è già qui", maximum=3))
        both = placed(other, make_shift(in_hours(130), maximum=3)).shift
        placed(_vito(alba), both)
        placed(other, make_shift(in_hours(160), maximum=3))
        return shift

    page = vito.get(f"/my/turni/{made(mine)}/cambio").text
    menu = page[page.index('name="in_return"') :]
    menu = menu[: menu.index("</select>")]
    assert (menu.count("<option"), menu.count("Ludovica"), menu.count("Teodora")) == (2, 0, 1)
