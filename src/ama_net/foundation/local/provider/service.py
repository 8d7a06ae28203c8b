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
        self.processes = _launch(self.port, self.engine_port, self.log, self.file, self.answers_after)

    def wait(self) -> None:
        """Wait until both answer. Raises TimeoutError."""
        ready = children.wait_until(lambda: _answers(self.port) and _answers(self.engine_port), seconds=START_SECONDS)
        if not ready:
            raise TimeoutError(f"il finto gestore dei pagamenti non parte ({self.log}): {children.last_line(self.log)}")


def is_there() -> bool:
    """Whether localstripe is installed: it is for who develops, never for production."""
    return importlib.util.find_spec("localstripe") is not None


def start(*, log: Path, file: Path | None = None, answers_after: float = 0) -> LocalProvider:
    """Start both on free ports, without waiting for them. Call it from the main thread (see `children.spawn`)."""
    port, engine_port = broker.free_port(), broker.free_port()
    processes = _launch(port, engine_port, log, file, answers_after)
    return LocalProvider(port, engine_port, log, file, answers_after, processes)


def _launch(
    port: int, engine_port: int, log: Path, file: Path | None, answers_after: float
) -> list[subprocess.Popen[bytes]]:
    log.parent.mkdir(parents=True, exist_ok=True)
    engine = [sys.executable, "-m", "localstripe", "--port", str(engine_port), "--from-scratch"]
    ours = [sys.executable, "-m", __package__, str(port), str(engine_port), str(file or ""), str(answers_after)]
    with log.open("ab") as output:
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
