"""The invented insurance of the demonstration: what the pages have to show."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.volunteers.demo_insurance import seed_demo_insurance
from ama_net.features.volunteers.demo_volunteers import seed_demo_volunteers
from ama_net.features.volunteers.insurance_overview import overview
from ama_net.features.volunteers.models import InsurancePolicy
from ama_net.features.volunteers.queries_insurance import uncovered_on
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.people import PaidWork
from ama_net.kernel.people.seeds import seed_demo_people
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing

TENANTS = Path(__file__).resolve().parents[2] / "tenants"


def _load(app: Flask, standing: Standing, slug: str) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        seed_demo_people(TENANTS / slug)
        seed_demo_volunteers(TENANTS / slug)
        seed_demo_insurance(TENANTS / slug)


@pytest.mark.parametrize(("slug", "policies"), [("ferrara", 2), ("riconoscere", 1), ("bologna", 0)])
def test_invented_policies_are_written_once(app: Flask, alba: Standing, slug: str, policies: int) -> None:
    for _time in range(2):
        _load(app, alba, slug)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalar(select(func.count(InsurancePolicy.id))) == policies


def test_one_volunteer_of_ferrara_is_not_covered_and_somebody_is_paid(app: Flask, alba: Standing) -> None:
    _load(app, alba, "ferrara")
    with app.app_context(), tenant_scope(alba.id):
        assert [one.person.given_name for one in db.session.scalars(uncovered_on(today()))] == ["Ariodante"]
        assert db.session.scalar(select(func.count(PaidWork.id))) == 1


def test_the_policy_of_the_other_association_is_about_to_end(app: Flask, alba: Standing) -> None:
    _load(app, alba, "riconoscere")
    with app.app_context(), tenant_scope(alba.id):
        found = overview(today())
        assert (found.uncovered, len(found.expiring), found.untold > 0) == (0, 1, True)
