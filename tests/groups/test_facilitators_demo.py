"""The demonstration's facilitators: only on example groups, the same however often it is loaded."""

from typing import get_args

from flask import Flask
from sqlalchemy import func, select

from ama_net.features.groups.demo_facilitators import WEEKS_COUNTED, seed_demo_facilitators
from ama_net.features.groups.models import Facilitator, FacilitatorRole, Group, HeadCount
from ama_net.foundation.database import db
from ama_net.kernel.accounts.seeds import seed_demo_accounts
from ama_net.kernel.tenancy import tenant_demo
from ama_net.kernel.training import Training
from tests.conftest import ROOT
from tests.factories.groups import make_group, make_meeting
from tests.groups.my_steps import inside
from tests.support.standing import Standing

BOLOGNA = ROOT / "tenants" / "bologna"
EXAMPLE, NO_EXAMPLE = "gruppo-di-esempio-la-finestra", "gruppo-di-esempio-carte-scoperte"


def test_only_example_groups_are_given_people_and_numbers(app: Flask, alba: Standing) -> None:
    with inside(app, alba):
        make_meeting(make_group("La Finestra", slug=EXAMPLE, is_example=True), 1)
        make_meeting(make_group("Carte Scoperte", slug=NO_EXAMPLE), 1)
        seed_demo_accounts(BOLOGNA)
    for _ in range(2):
        with inside(app, alba):
            seed_demo_facilitators(BOLOGNA)
    with inside(app, alba):
        kept = db.session.scalars(select(Group.slug).join(Facilitator, Facilitator.group_id == Group.id)).all()
        counts = db.session.scalar(select(func.count()).select_from(HeadCount))
    assert (set(kept), len(kept), counts) == ({EXAMPLE}, 2, WEEKS_COUNTED)


def test_words_of_the_demonstration_are_those_of_the_room() -> None:
    said = [set(get_args(words)) for words in (tenant_demo.FacilitatorRole, tenant_demo.FacilitatorTraining)]
    assert said == [set(FacilitatorRole), set(Training)]
