"""Who facilitates: the list of everybody, what everybody may read of them, and what is forgotten."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.groups.models import (
    Facilitator,
    FacilitatorHandover,
    HandoverAnswer,
    MeetingSubstitute,
)
from ama_net.features.groups.operations.facilitator_retention import forget_facilitators
from ama_net.features.groups.queries_facilitators import public_names
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.training import TrainingPath
from tests.factories.facilitators import make_person, make_term
from tests.factories.groups import make_group
from tests.factories.trainings import make_path
from tests.groups.my_steps import NOW, At, at, group_now, inside, prepare
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

OTHERS = [Role.EDITOR, Role.TREASURER, Role.FACILITATOR, Role.MEMBER, Role.VOLUNTEER]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with at():
        yield


def _office(client: At, standing: Standing, part: Role = Role.SECRETARY) -> Browser:
    return sign_in(client(standing.host), standing, part)


def _old_rows(standing: Standing) -> dict[str, Any]:
    group = group_now(standing)
    term = make_term(
        group,
        standing,
        Role.VOLUNTEER,
        started_on=date(2019, 1, 1),
        ended_on=date(2021, 11, 21),
        public_name="Vito",
        public_consent_on=date(2019, 1, 1),
    )
    person_id = player(standing, Role.VOLUNTEER).person_id
    rows = [
        make_path(person_id, "base"),
        MeetingSubstitute(group_id=group.id, day=date(2026, 10, 20), name="Lella"),
        FacilitatorHandover(
            facilitator_id=term.id,
            person_id=person_id,
            answer=HandoverAnswer.DECLINED,
            answered_at=now() - timedelta(days=366),
        ),
    ]
    db.session.add_all(rows)
    db.session.flush()
    return {"term": term.id}


def test_public_name_needs_a_dated_consent(app: Flask, alba: Standing) -> None:
    with inside(app, alba):
        group = make_group()
        make_term(group, alba, Role.FACILITATOR, public_name="Franca", public_consent_on=date(2026, 2, 1), position=2)
        make_term(group, alba, Role.VOLUNTEER, public_name="Vito")
        make_term(group, alba, Role.MEMBER, public_name="Mara", public_consent_on=date(2026, 2, 1), position=1)
        gone = make_term(group, alba, make_person(), public_name="Gino", public_consent_on=date(2026, 2, 1))
        gone.ended_on = today()
        db.session.flush()
        assert public_names(group.id) == ["Mara", "Franca"]


def test_public_page_names_who_agreed_and_nobody_else(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        group = make_group()
        make_term(group, alba, Role.FACILITATOR, public_name="Franca", public_consent_on=date(2026, 2, 1))
        make_term(group, alba, Role.VOLUNTEER, public_name="Vito")
    page = client(alba.host).get("/gruppi/gruppo-alfa").text
    assert [word in page for word in ("Franca", "Vito", "di Alba")] == [True, False, False]


def test_what_is_over_is_forgotten(app: Flask, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        ids = _old_rows(alba)
    with inside(app, alba):
        forget_facilitators()
    with inside(app, alba):
        term = db.session.get_one(Facilitator, ids["term"])
        assert (term.person_id, term.public_name, term.public_consent_on) == (None, "", None)
        models = (TrainingPath, MeetingSubstitute, FacilitatorHandover)
        assert [db.session.scalar(select(func.count()).select_from(model)) for model in models] == [0, 0, 0]


def test_what_goes_on_is_kept(app: Flask, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        make_path(player(alba, Role.FACILITATOR).person_id, "qualified")
        db.session.add(MeetingSubstitute(group_id=group_now(alba).id, day=NOW.date(), name="Lella"))
    with inside(app, alba):
        forget_facilitators()
        models = (Facilitator, TrainingPath, MeetingSubstitute)
        assert [db.session.scalar(select(func.count()).select_from(model)) for model in models] == [1, 1, 1]
        assert db.session.scalars(select(Facilitator.person_id)).one() is not None


def test_list_of_everybody_shows_groups_and_training(app: Flask, client: At, alba: Standing, brig: Standing) -> None:
    prepare(app, alba)
    prepare(app, brig)
    with inside(app, alba):
        make_path(player(alba, Role.FACILITATOR).person_id, "qualified")
        make_term(group_now(alba), alba, Role.MEMBER, ended_on=date(2026, 11, 1))
    browser = _office(client, alba)
    page = browser.get("/manage/gruppi/facilitatori").text
    words = ("di Alba Franca", "Gruppo Alfa", "Formazione completa", "Mara", "di Brig")
    assert [word in page.partition("<table")[2] for word in words] == [True, True, True, False, False]
    found = {kind: browser.get(f"/manage/gruppi/facilitatori?training={kind}").text for kind in ("qualified", "none")}
    assert ["di Alba Franca" in page for page in found.values()] == [True, False]


@pytest.mark.parametrize("role", OTHERS)
def test_list_of_everybody_is_not_for_everybody(client: At, alba: Standing, role: Role) -> None:
    assert _office(client, alba, role).get("/manage/gruppi/facilitatori").status_code == 404


def test_list_of_everybody_costs_the_same_for_one_and_three(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    browser, costs, path = _office(client, alba), [], "/manage/gruppi/facilitatori"
    for _ in range(2):
        browser.get(path)
        with count_queries() as queries:
            browser.get(path)
        costs.append(len(queries))
        if len(costs) == 1:
            with inside(app, alba):
                for part in (Role.VOLUNTEER, Role.MEMBER):
                    make_term(group_now(alba), alba, part)
    assert costs[0] == costs[1]
