"""The chain: what is recorded, and that no change made past the program goes unseen."""

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.local.postgres import Cluster
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import AUDIT, Break, LedgerEntry, record
from ama_net.kernel.audit.anchors import anchor_heads, verify_all
from ama_net.kernel.tenancy import tenant_scope
from tests.conftest import DATABASE
from tests.support.standing import Standing

Tamper = Callable[[str], None]


@pytest.fixture
def tamper(cluster: Cluster, app: Flask) -> Tamper:
    """Change the database as its administrator, triggers asleep: what a thief of the server could do."""

    def run(statement: str) -> None:
        with psycopg.connect(cluster.conninfo(DATABASE), autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement)

    return run


def _record(standing: Standing, *verbs: str) -> None:
    with tenant_scope(standing.id), unit_of_work():
        for verb in verbs:
            record(by=SYSTEM, verb=verb, subject=("groups", "1"), changes={"state": ["new", "old"]})


def _verdict(standing: Standing) -> tuple[int, Break | None]:
    with tenant_scope(standing.id):
        verdict = verify_all()["audit"]
        return verdict.entries, verdict.broken


def test_record_is_chained_at_commit_in_order(app: Flask, alba: Standing) -> None:
    with app.app_context():
        _record(alba, "a", "b")
        _record(alba, "c")
        with tenant_scope(alba.id):
            entries = db.session.scalars(AUDIT.entries().order_by(None).order_by(LedgerEntry.number)).all()
            assert [(entry.number, entry.facts["verb"]) for entry in entries] == [(1, "a"), (2, "b"), (3, "c")]
            assert entries[0].facts == {
                "actor": "sistema",
                "verb": "a",
                "subject": "groups",
                "subject_id": "1",
                "changes": {"state": ["new", "old"]},
            }
        assert _verdict(alba) == (3, None)


def test_rolled_back_record_leaves_nothing(app: Flask, alba: Standing) -> None:
    with app.app_context():
        with tenant_scope(alba.id):
            record(by=SYSTEM, verb="a")
            db.session.rollback()
        _record(alba, "b")
        assert _verdict(alba) == (1, None)


def test_chains_of_two_associations_do_not_touch(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        _record(alba, "a", "b")
        _record(brig, "c")
        assert (_verdict(alba), _verdict(brig)) == ((2, None), (1, None))


def test_entry_moved_to_the_other_association_is_found(
    app: Flask, alba: Standing, brig: Standing, tamper: Tamper
) -> None:
    with app.app_context():
        _record(alba, "a")
        tamper(f"UPDATE ledger_entries SET tenant_id = '{brig.id}' WHERE tenant_id = '{alba.id}'")
        assert _verdict(brig) == (0, Break(1, "la registrazione è stata alterata"))


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_entries SET ledger = 'x'", "DELETE FROM ledger_entries", "TRUNCATE ledger_entries"]
)
def test_runtime_role_cannot_change_entries(app: Flask, alba: Standing, statement: str) -> None:
    with app.app_context():
        _record(alba, "a")
        with tenant_scope(alba.id), pytest.raises(DBAPIError, match="permission denied"):
            db.session.execute(text(statement))


def test_owner_cannot_change_entries_while_the_trigger_is_awake(app: Flask, alba: Standing, cluster: Cluster) -> None:
    with app.app_context():
        _record(alba, "a")
    with psycopg.connect(cluster.conninfo(DATABASE)) as connection, pytest.raises(psycopg.Error, match="append-only"):
        connection.execute("DELETE FROM ledger_entries")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ('facts = facts || \'{"actor": "altri"}\'', Break(2, "la registrazione è stata alterata")),
        ("at = at + interval '1 day'", Break(2, "la registrazione è stata alterata")),
        ("mac = 'x'", Break(2, "la registrazione è stata alterata")),
        ("number = 9", Break(2, "manca una registrazione")),
        ("ledger = 'other'", Break(2, "manca una registrazione")),
    ],
)
def test_edit_is_found(app: Flask, alba: Standing, tamper: Tamper, change: str, found: Break) -> None:
    with app.app_context():
        _record(alba, "a", "b", "c")
        tamper(f"UPDATE ledger_entries SET {change} WHERE number = 2")
        assert _verdict(alba) == (1, found)


def test_removal_in_the_middle_is_found(app: Flask, alba: Standing, tamper: Tamper) -> None:
    with app.app_context():
        _record(alba, "a", "b", "c")
        tamper("DELETE FROM ledger_entries WHERE number = 2")
        assert _verdict(alba) == (1, Break(2, "manca una registrazione"))


def test_removal_that_renumbers_is_found(app: Flask, alba: Standing, tamper: Tamper) -> None:
    with app.app_context():
        _record(alba, "a", "b", "c")
        tamper("DELETE FROM ledger_entries WHERE number = 2; UPDATE ledger_entries SET number = 2 WHERE number = 3")
        assert _verdict(alba) == (1, Break(2, "la registrazione è stata alterata"))


def test_cut_tail_is_found_by_the_anchor(app: Flask, alba: Standing, tamper: Tamper) -> None:
    with app.app_context():
        _record(alba, "a", "b", "c")
        with tenant_scope(alba.id):
            anchor_heads()
        tamper("DELETE FROM ledger_entries WHERE number = 3")
        assert _verdict(alba) == (2, Break(3, "mancano le ultime registrazioni"))


def test_whole_chain_removed_is_found_by_the_anchor(app: Flask, alba: Standing, tamper: Tamper) -> None:
    with app.app_context():
        _record(alba, "a", "b")
        with tenant_scope(alba.id):
            anchor_heads()
        tamper("TRUNCATE ledger_entries")
        assert _verdict(alba) == (0, Break(1, "mancano le ultime registrazioni"))


def test_full_rewrite_without_the_key_is_found(app: Flask, alba: Standing, tamper: Tamper) -> None:
    with app.app_context():
        _record(alba, "a", "b")
        tamper("UPDATE ledger_entries SET mac = sha256(convert_to(facts::text, 'UTF8'))")
        assert _verdict(alba) == (0, Break(1, "la registrazione è stata alterata"))


def test_full_rewrite_with_the_key_is_found_by_the_anchor(app: Flask, alba: Standing, tamper: Tamper) -> None:
    with app.app_context():
        _record(alba, "a", "b")
        with tenant_scope(alba.id):
            anchor_heads()
        tamper("TRUNCATE ledger_entries")
        _record(alba, "a", "not b")  # with the key: a chain that holds by itself
        assert _verdict(alba) == (2, Break(2, "il registro è stato riscritto dopo l'ancoraggio"))


@pytest.mark.parametrize("facts", [{"x": 1.5}, {"x": [{"y": 0.1}]}])
def test_floats_are_refused(in_alba: Standing, facts: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="floats"):
        AUDIT.append([facts])


def test_facts_hold_whatever_the_database_makes_of_them(app: Flask, alba: Standing) -> None:
    facts = {"z": 'è «così» 💡\\ "', "a": [None, True, 10**30, -1], "nested": {"b": {"d": 1, "c": []}}}
    with app.app_context():
        with tenant_scope(alba.id), unit_of_work():
            AUDIT.append([facts])
        assert _verdict(alba) == (1, None)


def test_many_at_once_keep_the_chain_whole(app: Flask, alba: Standing) -> None:
    errors: list[Exception] = []
    start = threading.Barrier(20)

    def work(worker: int) -> None:
        start.wait()
        try:
            with app.app_context():
                for turn in range(3):
                    _record(alba, f"{worker}.{turn}")
        except Exception as error:  # noqa: BLE001  # a deadlock (40P01) or any other refusal fails the test
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with app.app_context():
        assert _verdict(alba) == (60, None)
        with tenant_scope(alba.id):
            assert list(db.session.scalars(select(LedgerEntry.number).order_by(LedgerEntry.number))) == list(
                range(1, 61)
            )
