"""What the tests of the room share."""

import pytest
from flask import Flask

from ama_net.features.volunteers.operations.signups import take_place
from ama_net.kernel.access import SYSTEM
from tests.factories.volunteers import make_shift
from tests.support.standing import Standing
from tests.volunteers.shifts_desk import desk, person_called, soon


@pytest.fixture
def shift(app: Flask, alba: Standing) -> str:
    """A shift of two hours in two days, for three at most and two at least, with Ada in it."""
    with desk(app, alba):
        made = make_shift(soon(), title="Sportello di prova", minimum=2, maximum=3)
        take_place(made, person_called(), by=SYSTEM)
        return str(made.id)
