"""A gift whose giver the register cannot tell by itself: the office says who it is."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.donations.models import Gift
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.payments import Payment, Receipt
from ama_net.kernel.people import Person
from tests.factories.donations import DONOR, give, make_gift
from tests.factories.people import make_person
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

CODE = "RSSMRA80A01H501U"
At = Callable[[Part], Browser]


@pytest.fixture
def other(app: Flask, alba: Standing) -> str:
    """Somebody of the register who has the tax code that who gives wrote."""
    with desk(app, alba):
        return str(make_person("Altra", "Persona", tax_code=CODE).id)


@pytest.fixture
def gift(app: Flask, alba: Standing, other: str, run_jobs: Callable[[], int]) -> str:
    """A gift that came, by somebody called otherwise."""
    with app.test_request_context(), desk(app, alba):
        made = make_gift(donor=replace(DONOR, tax_code=CODE))
        give(made)
        gift_id = str(made.id)
    run_jobs()
    return gift_id


def _giver(app: Flask, alba: Standing) -> tuple[str | None, int]:
    with desk(app, alba):
        person_id = db.session.scalar(select(Gift.person_id))
        return str(person_id) if person_id else None, db.session.scalar(select(func.count()).select_from(Receipt)) or 0


def test_nobody_is_taken_for_another(app: Flask, alba: Standing, gift: str) -> None:
    assert _giver(app, alba) == (None, 0)


def test_the_list_and_the_page_ask_who_it_is(at: At, gift: str, other: str) -> None:
    browser = at(Role.TREASURER)
    assert gift in browser.get("/manage/donazioni?who=unsure").text
    assert other in browser.get(f"/manage/donazioni/{gift}").text


def test_the_one_chosen_gets_the_gift_its_money_and_the_receipt(
    app: Flask, alba: Standing, at: At, gift: str, other: str, run_jobs: Callable[[], int]
) -> None:
    answer = at(Role.TREASURER).submit(f"/manage/donazioni/{gift}/chi-dona", {"who": other})
    run_jobs()
    with desk(app, alba):
        payer = str(db.session.scalar(select(Payment.person_id)))
    assert (answer.status_code, _giver(app, alba), payer) == (303, (other, 1), other)


def test_the_register_keeps_what_it_knew(app: Flask, alba: Standing, at: At, gift: str, other: str) -> None:
    at(Role.TREASURER).submit(f"/manage/donazioni/{gift}/chi-dona", {"who": other})
    with desk(app, alba):
        assert db.session.get_one(Person, other).name == "Altra Persona"


@pytest.mark.parametrize("who", ["", "new", "niente"])
def test_what_cannot_be_chosen_is_refused(app: Flask, alba: Standing, at: At, gift: str, who: str) -> None:
    """Somebody new cannot have the tax code of another."""
    answer = at(Role.TREASURER).submit(f"/manage/donazioni/{gift}/chi-dona", {"who": who})
    assert (answer.status_code, _giver(app, alba)) == (422, (None, 0))
