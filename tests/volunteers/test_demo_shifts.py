"""The invented shifts of the demonstration."""

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.volunteers.demo_shifts import seed_demo_shifts
from ama_net.features.volunteers.demo_volunteers import seed_demo_volunteers
from ama_net.features.volunteers.models import Shift, ShiftSignup
from ama_net.features.volunteers.queries_shifts import is_short
from ama_net.features.volunteers.seeds import seed
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.people.seeds import seed_demo_people
from ama_net.kernel.scheduling import Reservation
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing

TENANTS = Path(__file__).resolve().parents[2] / "tenants"


@pytest.mark.parametrize("slug", ["ferrara", "riconoscere"])
def test_invented_shifts_are_written_once(app: Flask, alba: Standing, slug: str) -> None:
    counted = []
    for _time in range(2):
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            seed_demo_people(TENANTS / slug)
            seed_demo_volunteers(TENANTS / slug)
            seed(None, TENANTS / slug)  # type: ignore[arg-type]  # it reads nothing of the file
            seed_demo_shifts(TENANTS / slug)
        with app.app_context(), tenant_scope(alba.id):
            counted.append(Counter(db.session.scalars(select(Shift.title))))
    assert counted[0] == counted[1]
    assert set(counted[0]) == {"Banchetto in piazza", "Sportello del mercoledì", "Telefonate della segreteria"}
    with app.app_context(), tenant_scope(alba.id):
        coming = select(func.count()).select_from(ShiftSignup).join(Shift, Shift.id == ShiftSignup.shift_id)
        reserved = db.session.scalar(select(func.count()).select_from(Reservation))
        assert db.session.scalar(coming.where(Shift.ends_at > now(), ShiftSignup.state == "taken")) == reserved
        assert "Telefonate della segreteria" in db.session.scalars(select(Shift.title).where(is_short())).all()
