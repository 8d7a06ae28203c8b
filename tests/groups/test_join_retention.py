"""What is forgotten, when, and in which association."""

from datetime import timedelta
from typing import Any

from flask import Flask

from ama_net.features.groups.operations import join_answers
from ama_net.features.groups.settings import GroupsSettings
from ama_net.features.groups.tasks import forget_join_requests
from ama_net.foundation.clock import now
from ama_net.foundation.database import unit_of_work
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy.settings import save_settings
from tests.groups import join_steps as steps
from tests.support.cast import actor
from tests.support.standing import Standing
from worker.schedule import TIMETABLE


def _closed_days_ago(app: Flask, standing: Standing, days: int) -> None:
    with steps.inside(app, standing):
        join_answers.close(steps.the_request(), join_answers.OFFICE_OUTCOMES[0], by=actor(standing, Role.SECRETARY))
        steps.the_request().closed_at = now() - timedelta(days=days)


def _answered_days_ago(app: Flask, standing: Standing, days: int) -> None:
    with steps.inside(app, standing):
        row = steps.the_request()
        row.state, row.answered_at, row.waiting_since = (
            "answered",
            now() - timedelta(days=days),
            now() - timedelta(days=days),
        )


def _a_night_passes(app: Flask, run_jobs: Any) -> None:
    app.extensions["jobs"].captured = []
    with app.app_context(), unit_of_work():
        from ama_net.foundation.database import db

        db.session.connection()
        enqueue(forget_join_requests)
    run_jobs()


def _nickname(app: Flask, standing: Standing) -> str | None:
    with steps.inside(app, standing):
        return steps.the_request().nickname


def test_closed_request_is_emptied_after_ninety_days(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _closed_days_ago(app, alba, 91)
    _a_night_passes(app, run_jobs)
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.nickname, row.contact, row.message, row.code_digest) == (None, None, None, None)
        assert (row.outcome, row.is_emptied, row.group.name) == ("pointed_to_group", True, steps.GROUP)


def test_closed_request_is_kept_until_then(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _closed_days_ago(app, alba, 89)
    _a_night_passes(app, run_jobs)
    assert _nickname(app, alba) == steps.NICKNAME


def test_each_association_keeps_its_own_time(
    app: Flask, alba: Standing, brig: Standing, client: Any, run_jobs: Any
) -> None:
    steps.prepare(app, alba, brig)
    for standing in (alba, brig):
        steps.ask(client(standing.host))
        _closed_days_ago(app, standing, 40)
    with steps.inside(app, brig):
        save_settings(GroupsSettings(keep_requests_days=30), by=None)
    _a_night_passes(app, run_jobs)
    assert (_nickname(app, alba), _nickname(app, brig)) == (steps.NICKNAME, None)


def test_request_nobody_answered_is_never_closed_by_itself(
    app: Flask, alba: Standing, client: Any, run_jobs: Any
) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    with steps.inside(app, alba):
        steps.the_request().waiting_since = now() - timedelta(days=400)
    _a_night_passes(app, run_jobs)
    with steps.inside(app, alba):
        assert steps.the_request().state == "new"


def test_answered_request_without_news_closes_by_itself(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _answered_days_ago(app, alba, 61)
    _a_night_passes(app, run_jobs)
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.state, row.outcome, row.nickname) == ("closed", "quiet", steps.NICKNAME)


def test_answered_request_with_news_stays_open(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _answered_days_ago(app, alba, 59)
    _a_night_passes(app, run_jobs)
    with steps.inside(app, alba):
        assert steps.the_request().state == "answered"


def test_timetable_names_the_task() -> None:
    assert "groups.forget_join_requests" in {entry["task"] for entry in TIMETABLE.values()}
