"""The invented offer of the demonstration."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.demo_swaps import seed_demo_swaps
from ama_net.features.volunteers.models import ShiftSwap
from ama_net.features.volunteers.queries_swaps import offers_for
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from tests.factories.volunteers import make_volunteer
from tests.support.cast import player
from tests.support.standing import Standing
from tests.volunteers.my_shift_acts import placed, rules, volunteer


def test_the_volunteer_of_the_cast_has_one_offer_to_answer(app: Flask, in_alba: Standing) -> None:
    rules()
    vito = player(in_alba, Role.VOLUNTEER).person_id
    make_volunteer(person_id=vito)
    place = placed(volunteer("Gina"))
    for _time in range(2):
        seed_demo_swaps(Path())
    assert [swap.signup_id for swap in offers_for(vito)] == [place.id]


def test_without_shifts_there_is_none(app: Flask, in_alba: Standing) -> None:
    seed_demo_swaps(Path())
    assert db.session.scalars(select(ShiftSwap)).all() == []
