"""The heads written outside the database: the file, the daily task, the commands."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.local.postgres import Cluster
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import AUDIT, Break, Ledger, ledger, record
from ama_net.kernel.audit.anchors import anchor_heads, read_anchors, verify_all, verify_ledger
from ama_net.kernel.audit.commands import audit
from ama_net.kernel.audit.tasks import anchor_heads as anchor_task
from ama_net.kernel.tenancy import tenant_scope
from tests.conftest import DATABASE
from tests.support.standing import Standing


def _record(app: Flask, standing: Standing, times: int = 1) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        for _ in range(times):
            record(by=SYSTEM, verb="a")


def _run(app: Flask, *words: str) -> Result:
    return CliRunner().invoke(audit, list(words), obj=ScriptInfo(create_app=lambda: app), standalone_mode=True)


def test_anchor_is_a_line_with_the_head(app: Flask, alba: Standing, folder: Path) -> None:
    _record(app, alba, 2)
    with app.app_context(), tenant_scope(alba.id):
        assert anchor_heads() == 1
        number, mac = AUDIT.head()
        line = json.loads((folder / "alba.jsonl").read_text())
        assert (line["ledger"], line["number"], line["mac"]) == ("audit", number, mac.hex())


def test_anchors_only_grow(app: Flask, alba: Standing, folder: Path) -> None:
    for _ in range(2):
        _record(app, alba)
        with app.app_context(), tenant_scope(alba.id):
            anchor_heads()
    with app.app_context(), tenant_scope(alba.id):
        assert sorted(read_anchors()["audit"]) == [1, 2]
        assert verify_all()["audit"].broken is None


def test_empty_chains_are_not_anchored(app: Flask, alba: Standing, folder: Path) -> None:
    with app.app_context(), tenant_scope(alba.id):
        assert (anchor_heads(), (folder / "alba.jsonl").exists()) == (0, False)


def test_line_cut_short_is_no_fault_and_is_closed_by_the_next(app: Flask, alba: Standing, folder: Path) -> None:
    _record(app, alba)
    with app.app_context(), tenant_scope(alba.id):
        anchor_heads()
        with (folder / "alba.jsonl").open("a") as file:
            file.write('{"at": "2026-')
        assert verify_all()["audit"].broken is None
        anchor_heads()
        assert len((folder / "alba.jsonl").read_text().splitlines()) == 2
        assert verify_all()["audit"].broken is None


@pytest.mark.parametrize("line", ["rubbish\n", "{}\n", "[]\n", '{"ledger": "audit", "number": "x", "mac": ""}\n'])
def test_altered_file_is_found(app: Flask, alba: Standing, folder: Path, line: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "alba.jsonl").write_text(line)
    with app.app_context(), tenant_scope(alba.id):
        broken = verify_all()["audit"].broken
        assert broken == Break(0, "gli ancoraggi sono stati alterati (riga 1 di alba.jsonl)")


MISSING = Break(0, "mancano le impronte copiate fuori dal sistema")


@pytest.fixture
def days_ago(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Set how long ago entries are written."""

    def at(days: int) -> None:
        monkeypatch.setattr(ledger, "now", lambda: now() - timedelta(days=days))

    return at


@pytest.mark.parametrize(("days", "found"), [(3, MISSING), (1, None)])
def test_an_old_chain_without_anchors_is_found(
    app: Flask, alba: Standing, days_ago: Callable[[int], None], days: int, found: Break | None
) -> None:
    days_ago(days)
    _record(app, alba, 2)
    with app.app_context(), tenant_scope(alba.id):
        assert (verify_all()["audit"].broken, verify_ledger("audit").broken) == (found, found)


def test_anchors_of_another_chain_are_not_enough(
    app: Flask, alba: Standing, folder: Path, days_ago: Callable[[int], None]
) -> None:
    days_ago(3)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        Ledger("members").append([{"kind": "x"}])
    with app.app_context(), tenant_scope(alba.id):
        anchor_heads()
    _record(app, alba)
    with app.app_context(), tenant_scope(alba.id):
        found = {name: verdict.broken for name, verdict in verify_all().items()}
    assert found == {"audit": MISSING, "members": None}


def test_the_command_fails_without_anchors(app: Flask, alba: Standing, days_ago: Callable[[int], None]) -> None:
    days_ago(3)
    _record(app, alba)
    result = _run(app, "verify", "--tenant", "alba")
    assert (result.exit_code, result.output.splitlines()[0]) == (
        1,
        f"alba\taudit\tVERIFICA NON COMPLETA: {MISSING.reason}",
    )


def test_the_night_that_finds_no_anchors_says_so_once(
    app: Flask, alba: Standing, days_ago: Callable[[int], None]
) -> None:
    days_ago(3)
    _record(app, alba)
    for _night in range(2):
        anchor_task.apply(throw=True)
    with app.app_context(), tenant_scope(alba.id):
        verbs = [entry.facts["verb"] for entry in db.session.scalars(AUDIT.entries())]
        assert (verbs, verify_all()["audit"].broken) == (["audit.anchors_missing", "a"], None)


def test_daily_task_anchors_every_association(app: Flask, alba: Standing, brig: Standing, folder: Path) -> None:
    _record(app, alba)
    _record(app, brig)
    anchor_task.apply(throw=True)
    assert sorted(file.name for file in folder.iterdir()) == ["alba.jsonl", "brig.jsonl"]


def test_command_says_one_line_for_each_association(app: Flask, alba: Standing, brig: Standing) -> None:
    _record(app, alba, 2)
    with app.app_context(), tenant_scope(alba.id):
        head = AUDIT.head()[1].hex()[:16]
    result = _run(app, "verify")
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        [f"alba\taudit\tintegro, 2 registrazioni, impronta {head}", "brig\taudit\tintegro, 0 registrazioni"],
    )


def test_command_fails_on_a_break(app: Flask, alba: Standing, cluster: Cluster) -> None:
    _record(app, alba, 2)
    with psycopg.connect(cluster.conninfo(DATABASE), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM ledger_entries WHERE number = 1")
    result = _run(app, "verify", "--tenant", "alba")
    assert (result.exit_code, result.output.splitlines()) == (
        1,
        ["alba\taudit\tINTERROTTO alla registrazione 1: manca una registrazione", "Error: Registri interrotti: 1."],
    )


def test_command_refuses_an_unknown_association(app: Flask) -> None:
    result = _run(app, "verify", "--tenant", "nowhere")
    assert (result.exit_code, "Non c'è nessuna associazione «nowhere»" in result.output) == (1, True)


def test_command_anchors_now(app: Flask, alba: Standing, brig: Standing, folder: Path) -> None:
    _record(app, alba)
    assert _run(app, "anchor").output.splitlines() == ["alba\t1", "brig\t0"]
    assert (folder / "alba.jsonl").exists()
