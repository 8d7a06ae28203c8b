"""Taking an action back: once, within the hour, by who did it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Actor, Permission, Role
from ama_net.kernel.office import CannotUndo, JobProgress, UndoAction, keep_undo, start_progress, undo, undoable
from ama_net.kernel.office.tasks import forget_old
from ama_net.kernel.tenancy import tenant_scope
from tests.support.cast import actor, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing


@undoable("trial.marked", Permission.GROUPS_EDIT)
def take_mark_back(payload: dict[str, Any], *, by: Actor) -> None:
    """Leaves one row for each time it ran."""
    if payload.get("overtaken"):
        raise CannotUndo("Nel frattempo è cambiato.")
    start_progress("annullato", 0, kind="trial", by=by)


def _keep(app: Flask, standing: Standing, part: Role = Role.SECRETARY, **payload: Any) -> UUID:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return keep_undo("trial.marked", payload, by=actor(standing, part)).id


def _times(app: Flask, standing: Standing) -> int:
    with app.app_context(), tenant_scope(standing.id):
        return db.session.scalar(select(func.count()).select_from(JobProgress)) or 0


def test_undo_runs_the_inverse_once(app: Flask, alba: Standing, secretary: Browser) -> None:
    undo_id = _keep(app, alba)
    first = secretary.submit(f"/manage/undo/{undo_id}")
    second = secretary.submit(f"/manage/undo/{undo_id}")
    assert (first.status_code, second.status_code, _times(app, alba)) == (303, 303, 1)
    assert "Non si può più annullare." in secretary.get("/manage/").text


def test_undo_returns_to_the_page_it_came_from(app: Flask, alba: Standing, secretary: Browser) -> None:
    page = f"https://{alba.host}/manage/posta?state=failed"
    answer = secretary.submit(f"/manage/undo/{_keep(app, alba)}", headers={"Referer": page})
    assert answer.location == "/manage/posta?state=failed"


@pytest.mark.parametrize(
    "page", ["https://evil.example/manage/", "https://alba.localhost/", "", "//evil.example/manage"]
)
def test_undo_returns_to_the_dashboard_from_anywhere_else(
    app: Flask, alba: Standing, secretary: Browser, page: str
) -> None:
    answer = secretary.submit(f"/manage/undo/{_keep(app, alba)}", headers={"Referer": page} if page else {})
    assert answer.location in {"/manage/", None} or answer.status_code == 400


def test_undo_of_another_account_is_not_there(app: Flask, alba: Standing, president: Browser) -> None:
    assert president.submit(f"/manage/undo/{_keep(app, alba)}").status_code == 404
    assert _times(app, alba) == 0


def test_undo_of_another_association_is_not_there(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    browser = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert browser.submit(f"/manage/undo/{_keep(app, alba)}").status_code == 404


def test_unknown_undo_is_not_there(secretary: Browser) -> None:
    assert secretary.submit(f"/manage/undo/{uuid4()}").status_code == 404


def test_undo_needs_the_token_of_the_form(app: Flask, alba: Standing, secretary: Browser) -> None:
    assert secretary.post(f"/manage/undo/{_keep(app, alba)}").status_code == 400
    assert _times(app, alba) == 0


def test_undo_is_over_after_an_hour(app: Flask, alba: Standing) -> None:
    undo_id = _keep(app, alba)
    with app.app_context():
        with tenant_scope(alba.id), unit_of_work():
            db.session.execute(update(UndoAction).values(expires_at=now() - timedelta(seconds=1)))
        with tenant_scope(alba.id), pytest.raises(CannotUndo):
            undo(undo_id, by=actor(alba, Role.SECRETARY))


def test_undo_lasts_one_hour(app: Flask, alba: Standing) -> None:
    undo_id = _keep(app, alba)
    with app.app_context(), tenant_scope(alba.id):
        row = db.session.get_one(UndoAction, undo_id)
        assert abs(row.expires_at - row.created_at - timedelta(hours=1)) < timedelta(seconds=1)


def test_undo_of_who_lost_the_permission_is_refused(app: Flask, alba: Standing) -> None:
    undo_id = _keep(app, alba, Role.TREASURER)
    with app.app_context(), tenant_scope(alba.id), pytest.raises(CannotUndo):
        undo(undo_id, by=actor(alba, Role.TREASURER))


def test_undo_overtaken_by_another_change_says_why_and_changes_nothing(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    secretary.submit(f"/manage/undo/{_keep(app, alba, overtaken=True)}")
    assert "Nel frattempo è cambiato." in secretary.get("/manage/").text
    assert _times(app, alba) == 0


def test_two_clicks_at_once_undo_once(app: Flask, alba: Standing) -> None:
    undo_id = _keep(app, alba)
    start, outcomes = threading.Barrier(8), []

    def click() -> None:
        start.wait()
        try:
            with app.app_context(), tenant_scope(alba.id), unit_of_work():
                undo(undo_id, by=actor(alba, Role.SECRETARY))
            outcomes.append("done")
        except CannotUndo:
            outcomes.append("late")

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(outcomes), _times(app, alba)) == (["done"] + ["late"] * 7, 1)


def test_system_cannot_be_offered_the_way_back(in_alba: Standing) -> None:
    with pytest.raises(ValueError, match="only what a person did"):
        keep_undo("trial.marked", {}, by=SYSTEM)


def test_unregistered_kind_is_refused(in_alba: Standing) -> None:
    with pytest.raises(LookupError, match="no way back"):
        keep_undo("nobody.knows", {}, by=actor(in_alba, Role.SECRETARY))


def test_kind_has_one_way_back_only() -> None:
    with pytest.raises(ValueError, match="two ways back"):
        undoable("trial.marked", Permission.GROUPS_EDIT)(lambda payload, *, by: None)


def test_old_rows_are_forgotten(app: Flask, alba: Standing) -> None:
    _keep(app, alba)
    kept = _keep(app, alba)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        over = update(UndoAction).where(UndoAction.id != kept).values(expires_at=now() - timedelta(seconds=1))
        db.session.execute(over)
        for days in (29, 31):
            start_progress("lavoro", 0, kind="trial", by=SYSTEM).created_at = now() - timedelta(days=days)
    forget_old.apply(throw=True)
    with app.app_context(), tenant_scope(alba.id):
        assert list(db.session.scalars(select(UndoAction.id))) == [kept]
    assert _times(app, alba) == 1
