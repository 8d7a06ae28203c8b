"""Runs the lines of the Procfile together: restarts what falls, gives up on what cannot stand, stops in good order."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ama_net.foundation.local import LocalRuntimeError, children
from ama_net.foundation.local.terminal import Terminal

AT_ONCE = 5.0  # seconds: a process that lives less than this "dies at once"
GIVE_UP_AFTER = 3
STOP_SECONDS = 25.0  # the web drains, the worker ends the task in hand; a task killed after this is delivered again
TICK = 0.1


class Service(Protocol):
    """A server the processes lean on: brought back at the same address when it dies."""

    def is_running(self) -> bool:
        """Whether it is still there."""

    def restart(self) -> None:
        """Bring it back."""


@dataclass
class Running:
    """One line of the Procfile and the process it is now."""

    name: str
    command: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths_at_once: int = 0
    restart_at: float | None = field(default=0.0)


class Supervisor:
    """Keeps processes and services up until it is asked to stop. Everything is started from the main thread."""

    def __init__(
        self,
        commands: Mapping[str, str],
        *,
        cwd: Path,
        logs: Path,
        env: Mapping[str, str],
        terminal: Terminal,
        services: Mapping[str, Service] | None = None,
    ) -> None:
        self._running = [Running(name, command) for name, command in commands.items()]
        self._services = dict(services or {})
        self._cwd, self._logs, self._env, self._terminal = cwd, logs, env, terminal
        self._asked_to_stop = threading.Event()
        self._in_a_hurry = False

    def run(self) -> None:
        """Start everything and stay until `ask_to_stop` or a signal.

        Raises:
            LocalRuntimeError: a process died at once three times in a row; everything has been stopped.
        """
        with self._signals():
            try:
                while not self._asked_to_stop.is_set():
                    self._mend_services()
                    for running in self._running:
                        self._look_after(running)
                    self._asked_to_stop.wait(TICK)
            finally:
                self._stop_all()

    def ask_to_stop(self) -> None:
        """End `run` in good order; callable from any thread."""
        self._asked_to_stop.set()

    @property
    def is_stopping(self) -> bool:
        """Whether the end has begun."""
        return self._asked_to_stop.is_set()

    def _look_after(self, running: Running) -> None:
        if running.process is not None and running.process.poll() is not None:
            self._note_death(running, running.process)
        if running.process is None and running.restart_at is not None and time.monotonic() >= running.restart_at:
            self._start(running)

    def _start(self, running: Running) -> None:
        command = ["sh", "-c", f"exec {running.command}"]
        running.process = children.spawn(command, env=self._env, cwd=self._cwd, output=subprocess.PIPE)
        running.started = time.monotonic()
        if running.process.stdout is not None:
            self._terminal.follow(running.name, running.process.stdout, self._logs / f"{running.name}.log")

    def _note_death(self, running: Running, process: subprocess.Popen[bytes]) -> None:
        kill_group(process)  # what it started must not keep its port or its tasks
        running.process = None
        lived = time.monotonic() - running.started
        running.deaths_at_once = running.deaths_at_once + 1 if lived < AT_ONCE else 0
        log = self._logs / f"{running.name}.log"
        if running.deaths_at_once >= GIVE_UP_AFTER:
            running.restart_at = None
            reason = f"{how_it_ended(process.returncode)}: {children.last_line(log)}"
            raise LocalRuntimeError(f"{running.name} non parte ({reason}). Il resto è in {log}")
        pause = max(1, running.deaths_at_once)
        running.restart_at = time.monotonic() + pause
        self._terminal.say(f"{running.name} {how_it_ended(process.returncode)}: riparte tra {pause} s ({log})")

    def _mend_services(self) -> None:
        for name, service in self._services.items():
            if not service.is_running():
                self._terminal.say(f"{name} si è fermato: riparte")
                service.restart()

    def _stop_all(self) -> None:
        living = [one.process for one in self._running if one.process is not None]
        for process in living:
            if process.poll() is None:
                process.terminate()
        end = time.monotonic() + STOP_SECONDS
        children.wait_until(
            lambda: self._in_a_hurry or all(process.poll() is not None for process in living),
            seconds=end - time.monotonic(),
            every=0.05,
        )
        late = [one.name for one in self._running if one.process is not None and one.process.poll() is None]
        if late:
            self._terminal.say(f"{', '.join(late)}: non si ferma da solo, viene chiuso")
        for process in living:
            kill_group(process)
            process.wait()

    def _on_signal(self, _number: int, _frame: object) -> None:
        # The first asks, the second does not wait.
        self._in_a_hurry = self._asked_to_stop.is_set()
        self._asked_to_stop.set()

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        caught = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before: dict[signal.Signals, Callable[..., object] | int | None] = {
            number: signal.signal(number, self._on_signal) for number in caught
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler or signal.SIG_DFL)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of a child's session: it leads a group of its own (see `children.spawn`)."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def how_it_ended(code: int) -> str:
    """An exit code in words."""
    return f"ucciso dal segnale {-code}" if code < 0 else f"uscito con codice {code}"
