"""The invented members of the demonstration: the register they are in holds."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.members.demo_members import seed_demo_members
from ama_net.features.members.models import Guardianship, Membership
from ama_net.features.members.seeds import seed as seed_categories
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.people import Person
from ama_net.kernel.people.seeds import seed_demo_people
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing

TENANTS = Path(__file__).resolve().parents[2] / "tenants"


def _seed(app: Flask, alba: Standing, slug: str) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        seed_categories(None, TENANTS / slug)  # type: ignore[arg-type]
        seed_demo_people(TENANTS / slug)
        seed_demo_members(TENANTS / slug)


@pytest.mark.parametrize(("slug", "minor"), [("ferrara", "Brandimarte"), ("riconoscere", "Bellinda")])
def test_invented_members_are_entered_once(app: Flask, alba: Standing, slug: str, minor: str) -> None:
    _seed(app, alba, slug)
    _seed(app, alba, slug)
    with app.app_context(), tenant_scope(alba.id):
        numbers = list(db.session.scalars(select(Membership.number).order_by(Membership.number)))
        assert numbers == list(range(1, 23))
        assert (
            db.session.scalar(select(func.count()).select_from(Membership).where(Membership.ended_on.is_not(None))) == 1
        )
        guarded = select(Person.given_name).join(Guardianship, Guardianship.person_id == Person.id)
        assert list(db.session.scalars(guarded)) == [minor]
