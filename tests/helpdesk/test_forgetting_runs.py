"""The night's run on a real database: killed, met by somebody at work, in each association by its own term."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from ama_net.features.helpdesk.commands import helpdesk
from ama_net.features.helpdesk.forgetting_tasks import forget_visitors
from ama_net.features.helpdesk.models import ForgettingRun, Visitor
from ama_net.features.helpdesk.operations.forgetting import forget
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.local.postgres import Cluster
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_appointment, make_service, make_visitor
from tests.factories.people import make_person
from tests.support.cast import sign_in
from tests.support.hands import at_once, desk
from tests.support.queries import count_queries
from tests.support.standing import Standing
from worker.schedule import TIMETABLE

PATH = "/manage/sportello/cancellazioni"


def _old_visitors(app: Flask, standing: Standing, many: int = 1, *, days: int = 100) -> None:
    with desk(app, standing):
        for number in range(many):
            make_visitor(f"Stella {number}", created_at=now() - timedelta(days=days))


def _nicknames(app: Flask, standing: Standing) -> list[str]:
    with desk(app, standing):
        return sorted(one.nickname for one in db.session.scalars(select(Visitor)) if one.nickname)


def _runs(app: Flask, standing: Standing) -> list[int]:
    with desk(app, standing):
        return list(db.session.scalars(select(ForgettingRun.visitors).order_by(ForgettingRun.ran_at)))


def _a_night_passes(app: Flask, run_jobs: Any) -> None:
    app.extensions["jobs"].captured = []
    with app.app_context(), unit_of_work():
        db.session.connection()
        enqueue(forget_visitors)
    run_jobs()


def test_run_that_is_killed_has_done_nothing_and_the_next_does_all(
    app: Flask, alba: Standing, cluster: Cluster
) -> None:
    _old_visitors(app, alba, 3)

    def killed() -> None:
        with desk(app, alba):
            assert forget().visitors == 3
            db.session.flush()
            backend = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with psycopg.connect(cluster.conninfo(), autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [backend])
            db.session.execute(text("SELECT 1"))

    with pytest.raises(OperationalError):
        killed()
    assert (_nicknames(app, alba), _runs(app, alba)) == (["Stella 0", "Stella 1", "Stella 2"], [])
    with desk(app, alba):
        assert forget().visitors == 3
    assert (_nicknames(app, alba), _runs(app, alba)) == ([], [3])


def test_who_is_being_worked_on_is_left_for_the_next_night(app: Flask, alba: Standing, cluster: Cluster) -> None:
    _old_visitors(app, alba, 2)
    with psycopg.connect(cluster.conninfo("ama_test")) as other:
        other.execute("SELECT id FROM helpdesk_visitors ORDER BY id LIMIT 1 FOR UPDATE")
        with desk(app, alba):
            assert forget().visitors == 1
    with desk(app, alba):
        assert forget().visitors == 1


def test_meeting_given_at_that_moment_keeps_its_visitor(app: Flask, alba: Standing, cluster: Cluster) -> None:
    with desk(app, alba):
        visitor = make_visitor("Stella", created_at=now() - timedelta(days=100))
        service, person = make_service(), make_person()
        db.session.commit()
        make_appointment(service, person, visitor=visitor)
        db.session.flush()  # not committed: another transaction does not see it, and must wait or pass on
        assert at_once(app, alba, lambda _number: forget().visitors, hands=1) == [0]
    with desk(app, alba):
        assert forget().visitors == 0
    assert _nicknames(app, alba) == ["Stella"]


def test_two_runs_at_once_forget_each_visitor_once(app: Flask, alba: Standing) -> None:
    _old_visitors(app, alba, 20)
    assert sum(at_once(app, alba, lambda _number: forget().visitors, hands=4)) == 20
    assert _nicknames(app, alba) == []


def test_each_association_keeps_its_own_time(app: Flask, alba: Standing, brig: Standing, run_jobs: Any) -> None:
    for standing in (alba, brig):
        _old_visitors(app, standing, days=60)
    with desk(app, brig):
        save_settings(HelpdeskSettings(keep_days=30), by=None)
    _a_night_passes(app, run_jobs)
    assert (_nicknames(app, alba), _nicknames(app, brig)) == (["Stella 0"], [])
    assert (_runs(app, alba), _runs(app, brig)) == ([0], [1])


def test_timetable_names_the_task() -> None:
    assert "helpdesk.forget" in {entry["task"] for entry in TIMETABLE.values()}


def test_command_counts_and_touches_nothing(app: Flask, alba: Standing) -> None:
    _old_visitors(app, alba)
    said = app.test_cli_runner().invoke(helpdesk, ["forget", "--dry-run"])
    assert said.exit_code == 0
    assert "alba: persone da cancellare 1, appuntamenti che restano come numeri 0" in said.output
    assert _nicknames(app, alba) == ["Stella 0"]


def test_command_forgets_when_it_is_not_dry(app: Flask, alba: Standing) -> None:
    _old_visitors(app, alba)
    assert app.test_cli_runner().invoke(helpdesk, ["forget"]).exit_code == 0
    assert _nicknames(app, alba) == []


# --- its page --------------------------------------------------------------------------------------------------------


def test_office_reads_how_many_and_never_who(app: Flask, alba: Standing, client: Any) -> None:
    _old_visitors(app, alba, 7)
    with desk(app, alba):
        db.session.add(ForgettingRun(keep_days=90, visitors=41, appointments=52, notes=63, pathways=0))
    page = sign_in(client(alba.host), alba, Role.SECRETARY).get(PATH).text
    assert [word in page for word in (">7<", ">41<", ">52<", ">63<", "Stella")] == [True] * 4 + [False]


def test_numbers_are_those_of_ones_own_association(app: Flask, alba: Standing, brig: Standing, client: Any) -> None:
    _old_visitors(app, brig, 7)
    page = sign_in(client(alba.host), alba, Role.SECRETARY).get(PATH).text
    assert ">7<" not in page


@pytest.mark.parametrize("role", [Role.BOARD, Role.HELPDESK_OPERATOR, Role.LISTENER, Role.VOLUNTEER])
def test_page_is_not_there_for_who_does_not_set_up(alba: Standing, client: Any, role: Role) -> None:
    assert sign_in(client(alba.host), alba, role).get(PATH).status_code == 404


def test_plan_asks_a_constant_number_of_questions(app: Flask, alba: Standing, client: Any) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    browser.get(PATH)  # what is asked once is asked
    counts = []
    for many in (1, 5):
        _old_visitors(app, alba, many)
        with count_queries() as queries:
            browser.get(PATH)
        counts.append(len(queries))
    assert counts[0] == counts[1]
