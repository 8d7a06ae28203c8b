import io
import threading
from pathlib import Path

import pytest

from ama_net.foundation.local import LocalRuntimeError, children, processes
from ama_net.foundation.local.terminal import Terminal


class Stage:
    """A supervisor on a folder of its own, and what it said."""

    def __init__(self, folder: Path, **commands: str) -> None:
        self.folder, self.said = folder, io.StringIO()
        env = {"PATH": "/usr/bin:/bin", "HERE": str(folder)}
        terminal = Terminal(self.said)
        self.supervisor = processes.Supervisor(commands, cwd=folder, logs=folder / "log", env=env, terminal=terminal)

    def run_until(self, *names: str) -> None:
        """Run until these files exist, then ask to stop."""

        def ask() -> None:
            children.wait_until(lambda: all((self.folder / name).exists() for name in names), seconds=10)
            self.supervisor.ask_to_stop()

        threading.Thread(target=ask, daemon=True).start()
        self.supervisor.run()


def test_run_keeps_every_line_in_the_processs_log_and_on_the_terminal(tmp_path: Path) -> None:
    stage = Stage(tmp_path, web="sh -c 'echo ready; touch up; sleep 60'", beat="sh -c 'touch tick; sleep 60'")
    stage.run_until("up", "tick")
    assert (tmp_path / "log" / "web.log").read_text() == "ready\n"
    assert "web      ready\n" in stage.said.getvalue()


def test_run_stops_every_process_with_a_chance_to_finish(tmp_path: Path) -> None:
    drains = "sh -c 'trap \"echo drained > drained; exit 0\" TERM; touch up; while :; do sleep 0.05; done'"
    stage = Stage(tmp_path, web=drains)
    stage.run_until("up")
    assert (tmp_path / "drained").read_text() == "drained\n"


def test_run_kills_what_does_not_stop_in_time_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.3)
    stage = Stage(tmp_path, worker="sh -c 'trap \"\" TERM; echo $$ > pid; touch up; while :; do sleep 0.05; done'")
    stage.run_until("up")
    assert not children.is_alive(int((tmp_path / "pid").read_text()))
    assert "worker: non si ferma da solo, viene chiuso\n" in stage.said.getvalue()


def test_a_process_that_dies_comes_back(tmp_path: Path) -> None:
    stage = Stage(tmp_path, web="sh -c 'test -e first && touch second && sleep 60; touch first; exit 7'")
    stage.run_until("second")
    assert "web uscito con codice 7: riparte tra 1 s" in stage.said.getvalue()


def test_a_process_that_dies_takes_its_children_with_it(tmp_path: Path) -> None:
    orphan = "sh -c 'test -e pid && touch second && sleep 60; sleep 60 & echo $! > pid; exit 1'"
    stage = Stage(tmp_path, web=orphan)
    stage.run_until("second")
    assert not children.is_alive(int((tmp_path / "pid").read_text()))


def test_a_process_that_dies_at_once_three_times_stops_everything(tmp_path: Path) -> None:
    stage = Stage(tmp_path, web="sh -c 'echo no such module; exit 3'", worker="sh -c 'echo $$ > pid; sleep 60'")
    with pytest.raises(LocalRuntimeError) as gave_up:
        stage.supervisor.run()
    log = tmp_path / "log" / "web.log"
    assert str(gave_up.value) == f"web non parte (uscito con codice 3: no such module). Il resto è in {log}"
    assert not children.is_alive(int((tmp_path / "pid").read_text()))
    assert log.read_text() == "no such module\n" * 3


def test_a_service_that_dies_is_brought_back(tmp_path: Path) -> None:
    class Service:
        restarts = 0

        def is_running(self) -> bool:
            return self.restarts == 1

        def restart(self) -> None:
            self.restarts += 1

    service, said = Service(), io.StringIO()
    supervisor = processes.Supervisor(
        {}, cwd=tmp_path, logs=tmp_path, env={}, terminal=Terminal(said), services={"broker": service}
    )
    threading.Timer(0.3, supervisor.ask_to_stop).start()
    supervisor.run()
    assert (service.restarts, said.getvalue()) == (1, "broker si è fermato: riparte\n")
