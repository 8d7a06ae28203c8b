"""Worker, beat, broker and database that can be killed (SIGKILL) and brought back, as a power cut or the kernel would.

Started from the Procfile with its own commands; the database as in production: what is committed is on the disk (fsync).
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from ama_net.foundation.local import LocalRuntimeError, children
from ama_net.foundation.local.broker import Broker
from ama_net.foundation.local.places import here
from ama_net.foundation.local.postgres import Cluster
from ama_net.foundation.local.processes import kill_group
from ama_net.foundation.local.procfile import read_procfile

ROOT = here().root
PROGRAMS = ("worker", "beat")
SERVICES = ("broker", "database")
TOGETHER = ("worker", *SERVICES)
DOWN_SECONDS = (0.2, 2.5)
"""How long what was killed stays away before it is brought back."""

STARTS = 3
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass
class Killable:
    """What sends mail, standing by itself. ``env`` is what its processes are told; their words go to ``logs``."""

    cluster: Cluster
    broker: Broker
    env: Mapping[str, str]
    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        """Start lines of the Procfile, or a service that was killed."""
        for name in names:
            if name == "broker":
                self.broker.restart()
            elif name == "database":
                self._restart_database()
            else:
                self.running[name] = self._spawn(read_procfile(ROOT / "Procfile")[name], name)

    def kill(self, *names: str) -> None:
        """Kill them at once, with every process that is theirs; what they were doing stays half done."""
        for name in names:
            if name == "broker":
                self.broker.process.kill()
            elif name == "database":
                self._kill_database()
            else:
                kill_group(self.running[name])
        for name in set(names) - set(SERVICES):
            self.running.pop(name).wait()

    def stop(self) -> None:
        """Let worker and beat end in good order."""
        for process in self.running.values():
            children.stop(process, ask=signal.SIGTERM, seconds=25)
        self.running.clear()

    def mend(self) -> None:
        """Bring back what ended without being killed, as whoever looks after processes does."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                kill_group(process)
                self.start(name)

    def durable(self, database: str) -> dict[str, str]:
        """How the database keeps what is committed."""
        with psycopg.connect(self.cluster.conninfo(database)) as connection:
            found = {name: connection.execute(f"SHOW {name}").fetchone() for name in DURABLE}
        return {name: str(row[0]) for name, row in found.items() if row}

    def _spawn(self, line: str, name: str) -> subprocess.Popen[bytes]:
        for folder in self.logs, self.logs.with_name("run"):  # beat keeps its timetable there
            folder.mkdir(exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as output:
            return children.spawn(["sh", "-c", f"exec {line}"], env=self.env, cwd=ROOT, output=output)

    def _restart_database(self) -> None:
        """Try again when it does not start at once, as whoever looks after services does."""
        for _ in range(STARTS - 1):
            with contextlib.suppress(LocalRuntimeError):
                return self.cluster.restart()
        return self.cluster.restart()

    def _kill_database(self) -> None:
        """The server first, so that it cannot see its children die; each of them left its group, but works in its folder."""
        postmaster = self.cluster.process
        if postmaster is None:
            raise RuntimeError("this database belongs to another process")
        postmaster.kill()
        postmaster.wait()
        while theirs := children.working_in(self.cluster.data_dir):
            for pid in theirs:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Blow:
    """One kill: what fell, after how many messages, and for how long it stayed away."""

    names: tuple[str, ...]
    after: int
    away: float


def rounds_of(kills: int, chance: random.Random) -> list[tuple[str, ...]]:
    """Worker, broker and database in turn, in no order that could be learnt; once, in the middle, all of them."""
    single = [(TOGETHER[number % len(TOGETHER)],) for number in range(kills - 1)]
    chance.shuffle(single)
    return [*single[: kills // 2], TOGETHER, *single[kills // 2 :]]


def strike(
    stack: Killable, taken: Callable[[], int], total: int, kills: int, chance: random.Random, *, patience: float
) -> Iterator[Blow]:
    """Kill and bring back ``kills`` times, spread over the sending of ``total`` messages; ``taken`` says how many left."""
    step = total / (kills + 1)
    for number, names in enumerate(rounds_of(kills, chance), start=1):
        aim = step * number + chance.uniform(-0.3, 0.3) * step
        wait(lambda aim=aim: taken() >= aim, f"{aim:.0f} messages", stack, patience=patience)  # type: ignore[misc]
        at = taken()
        stack.kill(*names)
        away = chance.uniform(*DOWN_SECONDS)
        time.sleep(away)
        # The order in which a machine that begins again has them.
        stack.start(*sorted(names))
        yield Blow(names, at, away)


def wait(holds: Callable[[], bool], what: str, stack: Killable, *, patience: float) -> None:
    """Wait for something, looking after what ended by itself; the run ends when it does not come."""
    end = time.monotonic() + patience
    while not holds():
        if time.monotonic() > end:
            log = stack.logs / "worker.log"
            sys.exit(f"{what}: not in {patience:.0f} s ({children.last_line(log) if log.exists() else 'no worker'})")
        stack.mend()
        time.sleep(0.05)
