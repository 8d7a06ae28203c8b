"""What is forgotten, when, and in which association."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from pydantic import ValidationError

from ama_net.features.groups.commands import groups
from ama_net.features.groups.operations import join_answers
from ama_net.features.groups.operations.join_retention import Forgetting, forget, forgetting_plan
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


def _quiet_for(
    app: Flask, standing: Standing, days: int, *, state: str = "answered", warned: int | None = None
) -> None:
    """The request was last changed some days ago, and its person warned some days ago."""
    with steps.inside(app, standing):
        row, moment = steps.the_request(), now() - timedelta(days=days)
        row.state, row.changed_at, row.waiting_since = state, moment, moment
        row.answered_at = moment if state == "answered" else None
        row.warned_at = None if warned is None else now() - timedelta(days=warned)


def _state(app: Flask, standing: Standing) -> tuple[str, str, str | None]:
    with steps.inside(app, standing):
        row = steps.the_request()
        return row.state, row.outcome, row.nickname


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


def test_answered_request_without_news_closes_once_its_person_was_warned(
    app: Flask, alba: Standing, client: Any, run_jobs: Any
) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _quiet_for(app, alba, 61, warned=8)
    _a_night_passes(app, run_jobs)
    assert _state(app, alba) == ("closed", "quiet", steps.NICKNAME)


def test_nobody_is_closed_without_the_days_to_answer_the_warning(
    app: Flask, alba: Standing, client: Any, run_jobs: Any
) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _quiet_for(app, alba, 400)
    for _ in range(2):
        _a_night_passes(app, run_jobs)
    assert _state(app, alba) == ("answered", "", steps.NICKNAME)


def test_answered_request_with_news_stays_open(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _quiet_for(app, alba, 59, warned=8)
    _a_night_passes(app, run_jobs)
    assert _state(app, alba)[0] == "answered"


def test_request_nobody_answered_ends_with_its_time_and_is_emptied(
    app: Flask, alba: Standing, client: Any, run_jobs: Any
) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _quiet_for(app, alba, 91, state="new", warned=8)
    _a_night_passes(app, run_jobs)
    assert _state(app, alba) == ("closed", "unanswered", None)


def test_request_nobody_answered_lasts_until_then(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _quiet_for(app, alba, 89, state="new", warned=8)
    _a_night_passes(app, run_jobs)
    assert _state(app, alba) == ("new", "", steps.NICKNAME)


def test_who_left_a_telephone_is_closed_without_a_mail(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host), contact=steps.PHONE)
    _quiet_for(app, alba, 91, state="new")
    _a_night_passes(app, run_jobs)
    assert _state(app, alba) == ("closed", "unanswered", None)


def _warnings(app: Flask) -> list[Any]:
    return [mail for mail in steps.mails(app) if mail["To"] == steps.MAIL and "chiudiamo" in steps.whole_text(mail)]


def test_person_is_warned_once_in_a_mail_that_says_nothing(
    app: Flask, alba: Standing, client: Any, run_jobs: Any
) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _quiet_for(app, alba, 84, state="new")
    for _ in range(2):
        _a_night_passes(app, run_jobs)
    (mail,) = _warnings(app)
    text = steps.whole_text(mail)
    assert mail["Subject"] == "La tua richiesta: Alba"
    assert [word in text for word in (steps.GROUP, steps.NICKNAME, "sorella")] == [False] * 3
    assert "non siamo riusciti a risponderti" in text


def test_nobody_is_warned_before_the_days_chosen(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _quiet_for(app, alba, 82, state="new")
    _a_night_passes(app, run_jobs)
    assert _warnings(app) == []


def test_keeping_it_open_begins_its_time_anew(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, _code = steps.ask_and_read(browser)
    _quiet_for(app, alba, 95, state="new", warned=8)
    assert "Stiamo per chiudere la tua richiesta" in browser.get(path).text
    assert browser.submit(f"{path}/proroga").status_code == 303
    assert "Stiamo per chiudere la tua richiesta" not in browser.get(path).text
    _a_night_passes(app, run_jobs)
    assert _state(app, alba) == ("new", "", steps.NICKNAME)


def test_closed_request_cannot_be_kept_open(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, _code = steps.ask_and_read(browser)
    _closed_days_ago(app, alba, 1)
    browser.submit(f"{path}/proroga")
    assert _state(app, alba)[0] == "closed"


def test_dry_run_says_what_a_night_does_and_does_nothing(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    for days, warned in ((91, 8), (84, None), (10, None)):
        steps.ask(browser)
        with steps.inside(app, alba):
            row = steps.all_requests()[-1]
            row.changed_at = now() - timedelta(days=days)
            row.warned_at = None if warned is None else now() - timedelta(days=warned)
    with steps.inside(app, alba):
        planned = forgetting_plan()
        assert [row.state for row in steps.all_requests()] == ["new"] * 3
        assert planned == Forgetting(warned=1, closed=1, emptied=1)
        assert forget() == planned
        assert forgetting_plan() == Forgetting(0, 0, 0)


def test_command_counts_and_touches_nothing(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _quiet_for(app, alba, 91, state="new", warned=8)
    said = app.test_cli_runner().invoke(groups, ["forget", "--dry-run"])
    assert said.exit_code == 0
    assert "alba: 0 da avvisare, 1 da chiudere, 1 da cancellare" in said.output
    assert _state(app, alba) == ("new", "", steps.NICKNAME)


def test_command_forgets_when_it_is_not_dry(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _quiet_for(app, alba, 91, state="new", warned=8)
    assert app.test_cli_runner().invoke(groups, ["forget"]).exit_code == 0
    assert _state(app, alba) == ("closed", "unanswered", None)


def test_office_reads_what_tonight_will_do(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    _quiet_for(app, alba, 91, state="new", warned=8)
    page = steps.office(client, alba).get("/manage/richieste/cancellazioni").text
    assert "1 richiesta da cancellare" in page
    assert steps.NICKNAME not in page


def test_terms_beyond_thirty_to_ninety_days_are_refused() -> None:
    for days in (29, 91):
        with pytest.raises(ValidationError):
            GroupsSettings(keep_requests_days=days)


def test_timetable_names_the_task() -> None:
    tasks = {entry["task"] for entry in TIMETABLE.values()}
    assert {"groups.forget_join_requests", "groups.alert_late_requests"} <= tasks
