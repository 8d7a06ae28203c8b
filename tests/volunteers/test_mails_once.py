"""Jobs that run again, because a worker was stopped in the middle, write to nobody twice."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.hours_letters import remind_office
from ama_net.features.volunteers.models import HourEntry
from ama_net.features.volunteers.operations.swaps import offer_place
from ama_net.features.volunteers.swap_tasks import tell_colleagues
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.hands import at_once, desk
from tests.support.standing import Standing
from tests.volunteers.hours_desk import make_hours
from tests.volunteers.my_shift_acts import mails, placed, rules, volunteer


def _hours_wait() -> None:
    ada = make_person("Ada", "Prova")
    make_volunteer(ada)
    for minutes in (60, 90):
        make_hours(ada, minutes=minutes)


@pytest.mark.usefixtures("in_alba")
def test_the_office_is_told_once_that_hours_wait() -> None:
    _hours_wait()
    assert ([remind_office(), remind_office()], len(mails("hours_waiting"))) == ([2, 0], 1)


@pytest.mark.usefixtures("in_alba")
def test_a_week_later_it_is_told_again() -> None:
    _hours_wait()
    remind_office()
    for entry in db.session.scalars(select(HourEntry).where(HourEntry.told_on.is_not(None))):
        entry.told_on = today() - timedelta(days=7)
    assert (remind_office(), len(mails("hours_waiting"))) == (2, 2)


def test_of_two_jobs_at_once_one_tells_the_office(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        _hours_wait()
    assert sorted(at_once(app, alba, lambda _number: remind_office(), hands=4)) == [0, 0, 0, 2]


def test_colleagues_are_told_of_an_offer_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        rules()
        placed(volunteer("Olmo"), hours=200)
        swap_id = str(offer_place(placed(volunteer("Gina")), by=SYSTEM).id)
    for _time in range(2):
        with desk(app, alba):
            tell_colleagues(swap_id)
    with desk(app, alba):
        assert mails("swap_offered") == ["olmo@alba.example"]
