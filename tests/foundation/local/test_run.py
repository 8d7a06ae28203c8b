import base64
import os
import socket
import subprocess
from pathlib import Path

import pytest

from ama_net.foundation.local import LocalRuntimeError, run
from ama_net.foundation.local.places import Places, here, only_one
from tests.foundation.local.conftest import write_program


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_check_port_names_a_busy_port_and_how_to_choose_another(host: str) -> None:
    with socket.socket() as other:
        other.bind((host, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(LocalRuntimeError) as busy:
            run.check_port(port)
    assert str(busy.value) == (
        f"la porta {port} è occupata da un altro programma: sceglierne un'altra, PORT=8010 make run"
    )
    run.check_port(port)


@pytest.mark.parametrize("text", ["0", "65536", "otto", "-1"])
def test_chosen_port_refuses_what_is_not_a_port(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(LocalRuntimeError, match=f"PORT={text} non è una porta"):
        run.chosen_port()


def test_chosen_port_is_8000_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    assert run.chosen_port() == 8000
    monkeypatch.setenv("PORT", "8010")
    assert run.chosen_port() == 8010


def test_master_key_is_made_once_and_only_ours(checkout: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMA_MASTER_KEY", raising=False)
    run.ensure_master_key(checkout)
    key = checkout.master_key.read_text()
    run.ensure_master_key(checkout)
    assert checkout.master_key.read_text() == key
    assert len(base64.b64decode(key)) == 32
    assert checkout.master_key.stat().st_mode & 0o777 == 0o600
    assert checkout.master_key.parent.stat().st_mode & 0o777 == 0o700


def test_master_key_given_from_outside_is_not_made(checkout: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMA_MASTER_KEY", "x")
    run.ensure_master_key(checkout)
    assert not checkout.master_key.exists()


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AMA_VAR", str(tmp_path / "var"))
    for name in ("mailbox/one.eml", "secrets/master.key", "bench.json", "node/kept"):
        file = tmp_path / "var" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    return tmp_path / "var"


def test_reset_deletes_the_data_and_keeps_the_measures(var: Path) -> None:
    assert run.reset() == ["mailbox", "run", "secrets"]
    assert sorted(path.name for path in var.iterdir()) == ["bench.json", "node"]


def test_reset_and_up_are_refused_in_one_line_while_running(var: Path) -> None:
    with only_one(here().run / "up.lock", wait=False):
        with pytest.raises(LocalRuntimeError, match="`make run` è acceso"):
            run.reset()
        with pytest.raises(LocalRuntimeError, match="già acceso in questa cartella"):
            run.up()
    assert (var / "mailbox" / "one.eml").exists()


def test_make_without_a_new_enough_python_says_one_line(tmp_path: Path) -> None:
    root = here().root
    (tmp_path / "Makefile").write_text((root / "Makefile").read_text())
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        write_program(tmp_path / "programs" / name, "exit 1")
    done = subprocess.run(
        ["/usr/bin/env", "make", "environment"],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path / 'programs'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == (
        "ama_net: serve Python 3.11 o più recente (Debian: apt-get install python3 python3-venv)"
    )
