"""The invented volunteers of the demonstration: the register they are in holds."""

from pathlib import Path
from typing import get_args

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.across.demo.cast import DEMO_SEEDS
from ama_net.features.volunteers.demo_volunteers import seed_demo_volunteers
from ama_net.features.volunteers.models import Section, ServiceEnd, Volunteer
from ama_net.features.volunteers.queries_hours import minutes_by_month
from ama_net.features.volunteers.register import REGISTER
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.accounts.seeds import seed_demo_accounts
from ama_net.kernel.people.seeds import seed_demo_people
from ama_net.kernel.registers import check
from ama_net.kernel.tenancy import tenant_demo, tenant_scope
from tests.factories.volunteers import make_activity
from tests.support.standing import Standing

TENANTS = Path(__file__).resolve().parents[2] / "tenants"


def _seed(app: Flask, alba: Standing, slug: str) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        seed_demo_people(TENANTS / slug)
        seed_demo_volunteers(TENANTS / slug)


@pytest.mark.parametrize("slug", ["ferrara", "riconoscere"])
def test_invented_volunteers_are_entered_once(app: Flask, alba: Standing, slug: str) -> None:
    _seed(app, alba, slug)
    _seed(app, alba, slug)
    with app.app_context(), tenant_scope(alba.id):
        numbers = list(db.session.scalars(select(Volunteer.number).order_by(Volunteer.number)))
        ended = dict(
            db.session.execute(select(Volunteer.end_reason, func.count()).group_by(Volunteer.end_reason)).all()
        )
        assert numbers == list(range(1, 15))
        assert ended == {None: 12, ServiceEnd.MOVED: 1, ServiceEnd.STOPPED: 1}
        assert check(REGISTER).is_whole


def test_sections_of_the_demonstration_are_those_of_the_room() -> None:
    assert set(get_args(tenant_demo.VolunteerSection)) == set(Section)


def test_the_demonstration_has_hours_of_whole_years(app: Flask, alba: Standing) -> None:
    """Whoever is seeded first must not stop the others."""
    rooms = [one for one in DEMO_SEEDS if one.__module__.startswith("ama_net.features.volunteers")]
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_activity()
        for seed in (seed_demo_people, seed_demo_accounts, *rooms):
            seed(TENANTS / "ferrara")
    with app.app_context(), tenant_scope(alba.id):
        months = minutes_by_month(today().year - 1)
        assert [minutes > 0 for minutes in months] == [True] * 12
