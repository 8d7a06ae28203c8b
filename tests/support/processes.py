"""The system as it runs: web and worker in processes of their own, over a database with the three real associations."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30


@dataclass(frozen=True)
class RunningSystem:
    """Addresses and folders of a running system."""

    port: int
    var: Path
    environment: dict[str, str]

    def url(self, slug: str, path: str = "/") -> str:
        """An address of an association, or of the portal when ``slug`` is empty."""
        host = f"{slug}.localhost" if slug else "localhost"
        return f"http://{host}:{self.port}{path}"


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def process(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the system, stopped (then killed) when the block ends."""
    with log.open("ab") as output:
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


@contextlib.contextmanager
def web(environment: dict[str, str], port: int, log: Path) -> Iterator[None]:
    """The web process, ready to answer."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "ama_net.app:create_app",
    ]  # fmt: skip
    with process(command, environment, log):
        _wait_until_ready(port, log)
        yield


@contextlib.contextmanager
def worker(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker in its own process."""
    command = [
        sys.executable, "-m", "celery", "--quiet", "--app", "worker.app", "worker", "--concurrency", "1",
        "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat",
    ]  # fmt: skip
    with process(command, environment, log) as running:
        yield running


def child_environment(values: dict[str, str]) -> dict[str, str]:
    """What a process of the system gets: the machine's own variables, ours, and where the sources are."""
    # Without compiled bytecode a process of the system takes three times as long to start.
    dropped = {"PYTHONDONTWRITEBYTECODE", "DATABASE_URL", "REDIS_URL"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AMA_") and name not in dropped}
    return {**kept, **values, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}


def _wait_until_ready(port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, urllib.error.URLError):
            request = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": "localhost"})
            with urllib.request.urlopen(request, timeout=2) as answer:
                if answer.status == 200:
                    return
        time.sleep(0.1)
    raise RuntimeError(f"the web process did not become ready:\n{log.read_text()[-2000:]}")
