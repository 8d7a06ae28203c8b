"""Pages of the books through the browser: a giroconto out of the cash box, what a year and a movement say."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from ama_net.foundation.clock import today
from ama_net.kernel.access import Role
from tests.factories.ledger import make_bank, make_box, moves
from tests.support.days import last_year
from tests.support.hands import desk
from tests.support.standing import Standing


@pytest.mark.parametrize(("amount", "status"), [("50", 303), ("50,01", 422)])
def test_no_more_leaves_the_cash_box_than_is_in_it(
    app: Flask, alba: Standing, at: Callable[[Any], Any], amount: str, status: int
) -> None:
    with desk(app, alba):
        sides = {"from_id": str(make_box(5_000).id), "to_id": str(make_bank().id)}
    typed = {"form_key": str(uuid4()), "amount": amount, "on": today().isoformat(), "arrived_on": "", "memo": ""}
    answer = at(Role.TREASURER).submit("/manage/conti/nuovo/giroconto", {**typed, **sides})
    assert (answer.status_code, "quel giorno ci sono" in answer.text) == (status, status == 422)


def test_who_closes_a_year_without_its_approval_is_asked(app: Flask, alba: Standing, at: Callable[[Any], Any]) -> None:
    with desk(app, alba):
        moves(make_bank(), 1_000, "A.E8")
    page = at(Role.TREASURER).get(f"/manage/conti/anni/{last_year()}").text
    assert "approvazione non è ancora scritta: chiudere lo stesso?" in page


def test_a_movement_keeps_documents(app: Flask, alba: Standing, at: Callable[[Any], Any]) -> None:
    with desk(app, alba):
        payment_id = moves(make_bank(), 1_000, "A.E8").id
    assert "Aggiungi un documento" in at(Role.TREASURER).get(f"/manage/conti/movimenti/{payment_id}").text
