"""Long jobs: seen while they run, done with their work, failed without it; their pages."""

import re
import threading
import time
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue, job
from ama_net.foundation.local.postgres import Cluster
from ama_net.foundation.web.listing import csv_text
from ama_net.kernel.access import Role
from ama_net.kernel.office import JobProgress, JobStopped, Outcome, Progress, advance, follow, start_progress
from ama_net.kernel.tenancy import tenant_scope
from tests.conftest import DATABASE
from tests.support.cast import actor, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing


def _start(app: Flask, standing: Standing, part: Role = Role.SECRETARY, total: int = 3) -> UUID:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return start_progress("Importazione dei gruppi", total, kind="trial", by=actor(standing, part)).id


def _state(app: Flask, standing: Standing, job_id: UUID) -> tuple[str, int, int]:
    with app.app_context(), tenant_scope(standing.id):
        row = db.session.get_one(JobProgress, job_id)
        return row.state, row.done, row.total


def _follow(app: Flask, standing: Standing, job_id: UUID, work: Callable[[Progress], Outcome | None]) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        follow(job_id, work)


def _finish(app: Flask, standing: Standing, job_id: UUID, outcome: Outcome) -> None:
    _follow(app, standing, job_id, lambda _progress: outcome)


def test_job_begins_waiting(app: Flask, alba: Standing) -> None:
    assert _state(app, alba, _start(app, alba)) == ("waiting", 0, 3)


def test_steps_are_seen_while_the_job_still_works(app: Flask, alba: Standing, cluster: Cluster) -> None:
    job_id = _start(app, alba)
    seen = []

    def work(progress: Progress) -> None:
        start_progress("scritto a metà", 0, kind="half", by=actor(alba, Role.SECRETARY))
        db.session.flush()
        progress.advance(2)
        with psycopg.connect(cluster.conninfo(DATABASE)) as connection:
            seen.extend(connection.execute("SELECT kind, state, done FROM job_progress").fetchall())

    _follow(app, alba, job_id, work)
    assert seen == [("trial", "running", 2)]
    assert _state(app, alba, job_id) == ("done", 3, 3)


def test_steps_are_written_at_most_twice_a_second(app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[int] = []
    monkeypatch.setattr("ama_net.kernel.office.operations.progress.advance", lambda _id, steps: writes.append(steps))
    progress = Progress(_start(app, alba))
    for _ in range(1000):
        progress.advance()
    assert len(writes) < 5


def test_failed_job_leaves_none_of_its_work(app: Flask, alba: Standing) -> None:
    job_id = _start(app, alba)

    def work(progress: Progress) -> None:
        start_progress("mai visto", 0, kind="half", by=actor(alba, Role.SECRETARY))
        progress.advance()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _follow(app, alba, job_id, work)
    assert _state(app, alba, job_id) == ("failed", 1, 3)
    with app.app_context(), tenant_scope(alba.id):
        assert list(db.session.scalars(select(JobProgress.kind))) == ["trial"]


def test_job_tried_again_begins_anew(app: Flask, alba: Standing) -> None:
    job_id = _start(app, alba)
    with pytest.raises(ZeroDivisionError):
        _follow(app, alba, job_id, lambda progress: progress.advance(2) or 1 / 0)  # type: ignore[func-returns-value,return-value,arg-type]
    _follow(app, alba, job_id, lambda _progress: None)
    assert _state(app, alba, job_id) == ("done", 3, 3)


def test_job_delivered_twice_works_once(app: Flask, alba: Standing) -> None:
    job_id, times = _start(app, alba), []
    for _ in range(2):
        _follow(app, alba, job_id, lambda _progress: times.append(1))
    assert times == [1]


def test_job_delivered_again_while_it_runs_waits_and_works_once(app: Flask, alba: Standing, cluster: Cluster) -> None:
    job_id, times = _start(app, alba), []
    running, go_on = threading.Event(), threading.Event()

    def work(_progress: Progress) -> None:
        times.append(1)
        running.set()
        go_on.wait(5)

    deliveries = [threading.Thread(target=_follow, args=(app, alba, job_id, work)) for _ in range(2)]
    deliveries[0].start()
    assert running.wait(5)
    deliveries[1].start()
    _until(lambda: len(times) == 2 or _waiting_for_a_resource(cluster))
    go_on.set()
    for delivery in deliveries:
        delivery.join(10)
    assert (times, _state(app, alba, job_id)[0]) == ([1], "done")


def _until(met: Callable[[], bool]) -> None:
    for _turn in range(100):
        if met():
            return
        time.sleep(0.05)
    pytest.fail("nobody came to wait")


def _waiting_for_a_resource(cluster: Cluster) -> bool:
    waiting = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with psycopg.connect(cluster.conninfo(DATABASE)) as connection:
        return connection.execute(waiting).fetchone() is not None


def test_stopped_job_says_why_and_is_not_tried_again(app: Flask, alba: Standing, secretary: Browser) -> None:
    job_id = _start(app, alba)

    def work(_progress: Progress) -> None:
        raise JobStopped("Il file non si legge.")

    _follow(app, alba, job_id, work)
    assert _state(app, alba, job_id)[0] == "failed"
    assert "Il file non si legge." in secretary.get(f"/manage/lavori/{job_id}").text


def test_job_of_another_association_cannot_be_advanced(app: Flask, alba: Standing, brig: Standing) -> None:
    job_id = _start(app, alba)
    with app.app_context(), tenant_scope(brig.id):
        advance(job_id)
    assert _state(app, alba, job_id) == ("waiting", 0, 3)


@job(name="trial.followed")
def followed_task(job_id: str) -> None:
    follow(job_id, lambda progress: Outcome([("Righe", 3)]))


def test_job_runs_from_its_task(app: Flask, alba: Standing, run_jobs: Callable[[], int]) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        row = start_progress("Prova", 3, kind="trial", by=actor(alba, Role.SECRETARY))
        enqueue(followed_task, str(row.id))
        job_id = row.id
    run_jobs()
    assert _state(app, alba, job_id) == ("done", 3, 3)


def test_page_asks_again_while_the_job_runs(app: Flask, alba: Standing, secretary: Browser) -> None:
    page = secretary.get(f"/manage/lavori/{_start(app, alba)}").text
    assert re.search(r'hx-get="/manage/lavori/[^"]+" hx-trigger="every 2s"', page)
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page


def test_fragment_is_the_box_alone_and_reloads_the_page_at_the_end(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    job_id = _start(app, alba)
    running = secretary.get(f"/manage/lavori/{job_id}", headers={"HX-Request": "true"})
    _finish(app, alba, job_id, Outcome())
    over = secretary.get(f"/manage/lavori/{job_id}", headers={"HX-Request": "true"})
    assert ("<html" in running.text, running.headers.get("HX-Refresh"), over.headers.get("HX-Refresh")) == (
        False,
        None,
        "true",
    )


def test_page_of_a_finished_job_shows_its_outcome(app: Flask, alba: Standing, secretary: Browser) -> None:
    job_id = _start(app, alba)
    _finish(app, alba, job_id, Outcome([("Gruppi nuovi", 12)], url="/manage/gruppi"))
    page = secretary.get(f"/manage/lavori/{job_id}").text
    assert ("<dt>Gruppi nuovi</dt><dd>12</dd>" in page, 'href="/manage/gruppi"' in page, "resoconto" in page) == (
        True,
        True,
        False,
    )
    assert "http-equiv" not in page


def test_report_can_be_taken_away_and_is_sealed(
    app: Flask, alba: Standing, secretary: Browser, cluster: Cluster
) -> None:
    job_id = _start(app, alba)
    _finish(app, alba, job_id, Outcome(report=csv_text(["Nome"], [["Maria"]])))
    answer = secretary.get(f"/manage/lavori/{job_id}/resoconto.csv")
    assert (answer.mimetype, answer.data.decode()) == ("text/csv", "\ufeffNome\r\nMaria\r\n")
    with psycopg.connect(cluster.conninfo(DATABASE)) as connection:
        rows = connection.execute("SELECT job_progress::text, report_sealed FROM job_progress").fetchall()
    assert ("Maria" in rows[0][0], b"Maria" in rows[0][1]) == (False, False)


def test_job_without_report_has_none_to_take(app: Flask, alba: Standing, secretary: Browser) -> None:
    assert secretary.get(f"/manage/lavori/{_start(app, alba)}/resoconto.csv").status_code == 404


@pytest.mark.parametrize("ending", ["", "/resoconto.csv"])
def test_job_is_seen_by_who_asked_for_it_only(
    app: Flask, alba: Standing, president: Browser, stranger_next_door: Browser, ending: str
) -> None:
    job_id = _start(app, alba)
    _finish(app, alba, job_id, Outcome(report="x"))
    assert [
        browser.get(f"/manage/lavori/{job_id}{ending}").status_code for browser in (president, stranger_next_door)
    ] == [404, 404]


def test_own_jobs_are_listed(app: Flask, alba: Standing, secretary: Browser, client: Callable[[str], Browser]) -> None:
    job_id = _start(app, alba)
    board = sign_in(client(alba.host), alba, Role.BOARD)
    assert [str(job_id) in browser.get("/manage/lavori").text for browser in (secretary, board)] == [True, False]
