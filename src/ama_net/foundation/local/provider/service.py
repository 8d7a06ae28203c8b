"""Both processes together: started without waiting, since nobody pays in the first second; stopped with who started them."""

import http.client
import importlib.util
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ama_net.foundation.local import broker, children
from ama_net.foundation.local.provider.server import HOST

STOP_SECONDS = 5
START_SECONDS = 20


@dataclass
class LocalProvider:
    """The running processes; `restart()` brings them back at the same address, with what they knew."""

    port: int
    engine_port: int
    log: Path
    file: Path | None
    web_port: int
    answers_after: float
    processes: list[subprocess.Popen[bytes]]

    @property
    def url(self) -> str:
        """Where the API is, and the desk."""
        return f"http://{HOST}:{self.port}"

    def is_running(self) -> bool:
        """Whether both are still there."""
        return all(process.poll() is None for process in self.processes)

    def stop(self) -> None:
        """Stop both."""
        for process in self.processes:
            children.stop(process, ask=signal.SIGTERM, seconds=STOP_SECONDS)

    def restart(self) -> None:
        """Start again what died."""
        self.stop()
        self.processes = _launch(self)

    def wait(self) -> None:
        """Wait until both answer. Raises TimeoutError."""
        ready = children.wait_until(lambda: _answers(self.port) and _answers(self.engine_port), seconds=START_SECONDS)
        if not ready:
            raise TimeoutError(f"il finto gestore dei pagamenti non parte ({self.log}): {children.last_line(self.log)}")


def is_there() -> bool:
    """Whether localstripe is installed: it is for who develops, never for production."""
    return importlib.util.find_spec("localstripe") is not None


def start(*, log: Path, file: Path | None = None, web_port: int = 0, answers_after: float = 0) -> LocalProvider:
    """Start both on free ports, without waiting for them. Call it from the main thread (see `children.spawn`).

    ``file`` keeps what they know; notices go to ``web_port`` of this machine whatever port was said; after ``answers_after``
    seconds banks answer by themselves (0: only when told).
    """
    made = LocalProvider(broker.free_port(), broker.free_port(), log, file, web_port, answers_after, [])
    made.processes = _launch(made)
    return made


def _launch(wanted: LocalProvider) -> list[subprocess.Popen[bytes]]:
    wanted.log.parent.mkdir(parents=True, exist_ok=True)
    engine = [sys.executable, "-m", "localstripe", "--port", str(wanted.engine_port), "--from-scratch"]
    told = (wanted.port, wanted.engine_port, wanted.file or "", wanted.web_port, wanted.answers_after)
    ours = [sys.executable, "-m", str(__package__), *map(str, told)]
    with wanted.log.open("ab") as output:
        return [
            children.spawn(engine, at_death=signal.SIGTERM, output=subprocess.DEVNULL),
            children.spawn(ours, at_death=signal.SIGTERM, output=output),
        ]


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("localhost", port, timeout=1)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
