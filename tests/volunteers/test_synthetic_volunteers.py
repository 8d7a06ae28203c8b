"""Volunteers made to measure with: the register that goes with them holds, and every page has something to read."""

import random

from sqlalchemy import func, select

from ama_net.across.demo.synthetic_volunteers import add_volunteers
from ama_net.features.volunteers.models import HourEntry, ShiftSignup, Volunteer
from ama_net.features.volunteers.queries_volunteers import state_counts
from ama_net.features.volunteers.register import REGISTER
from ama_net.foundation.database import db
from ama_net.kernel.registers import check
from tests.factories.volunteers import make_activity
from tests.support.standing import Standing


def test_so_many_are_made_and_their_register_holds(in_alba: Standing) -> None:
    make_activity()
    made = add_volunteers(40, 100, "alba", "FE", random.Random(1))  # invented
    count = [db.session.scalar(select(func.count()).select_from(one)) for one in (Volunteer, HourEntry, ShiftSignup)]
    db.session.commit()
    assert (made, *count) == (40, 40, 100, 36)
    assert check(REGISTER).is_whole
    assert state_counts() == {"active": 36, "uncovered": 4}
