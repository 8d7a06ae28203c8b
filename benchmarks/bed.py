"""The bed: a cluster, a broker and web servers made for this run, with the same settings as `make run`.

Nothing is shared with a running system: folders, ports and databases are this run's own and go with it.
"""

import base64
import contextlib
import http.client
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from ama_net.foundation.local import broker, children, postgres
from ama_net.foundation.local.places import here
from ama_net.foundation.local.procfile import read_procfile

ROOT = here().root
PROGRAMS = Path(sys.executable).parent
APPLICATION = "ama_net.app:create_app"
START_SECONDS = 120


@dataclass(frozen=True)
class Server:
    """A web server of this run."""

    port: int
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Drain and stop."""
        children.stop(self.process, ask=signal.SIGTERM, seconds=25)


@dataclass
class Bed:
    """What this run stands on. ``env`` is what its processes are told."""

    var: Path
    cluster: postgres.Cluster
    broker: broker.Broker
    env: dict[str, str]
    stack: contextlib.ExitStack = field(repr=False)
    servers: dict[str, "Server"] = field(default_factory=dict)

    @property
    def database_url(self) -> str:
        """The address of the running system's role, for psycopg."""
        lines = (self.var / "secrets" / "database.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)["DATABASE_URL"].replace("+psycopg", "")

    def run(self, *command: str) -> str:
        """Run a program to its end, e.g. ``ama-net db migrate``; what it printed."""
        done = subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}: {done.stderr.strip().splitlines()[-1:]}")
        return done.stdout

    def serve(self, application: str = APPLICATION, *, workers: int | None = None, **env: str) -> Server:
        """Start the Procfile's web line on a free port, for our application or for another one with the same flags.

        ``workers``: as many processes, instead of the Procfile's.
        """
        port = free_port()
        line = read_procfile(ROOT / "Procfile")["web"].replace(APPLICATION, application)
        if workers is not None:
            line = re.sub(r"--workers \d+", f"--workers {workers}", line)
        whole = {**self.env, **env, "PORT": str(port)}
        server = Server(port, self.start(line, f"web-{port}", whole))
        self.stack.callback(server.stop)
        if not children.wait_until(lambda: answers(port), seconds=START_SECONDS):
            sys.exit(f"{application}: {children.last_line(self.var / 'log' / f'web-{port}.log')}")
        return server

    def fill(self) -> None:
        """Make 10,000 groups over 50 associations, one of them of 2,000; then what a quiet minute of autovacuum does."""
        self.run("ama-net", "demo", "load", "--associations", "50", "--groups", "10000", "--people", "10000")
        with psycopg.connect(self.cluster.conninfo("ama_net"), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    def start(self, line: str, name: str, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start a line of the Procfile; what it says goes to a file, as under `make run`."""
        log = self.var / "log" / f"{name}.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("ab") as output:
            return children.spawn(["sh", "-c", f"exec {line}"], env=env, cwd=ROOT, output=output)


@contextlib.contextmanager
def make_bed(*, founders: bool = True) -> Iterator[Bed]:
    """Start database and broker, bring the structure and the founding associations in; all is removed at the end.

    Without ``founders`` there is no association yet, and nothing that anybody would write mail about.
    """
    places = here()
    places.var.mkdir(exist_ok=True)
    var = Path(tempfile.mkdtemp(prefix="bench-", dir=places.var))
    var.chmod(0o755)  # the database runs as another user when we are root
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, var, ignore_errors=True)
        stack.callback(postgres.remove, var / "postgres")
        cluster = postgres.start(var / "postgres", log=var / "postgres.log")
        stack.callback(cluster.stop)
        redis = broker.start(log=var / "broker.log")
        stack.callback(redis.stop)
        bed = Bed(var, cluster, redis, _environment(var, cluster, redis), stack)
        if not founders:
            shutil.copytree(ROOT / "tenants" / "_template", var / "tenants" / "_template")
            bed.env["AMA_TENANTS"] = str(var / "tenants")
        bed.run("ama-net", "release")
        yield bed


def _environment(var: Path, cluster: postgres.Cluster, redis: broker.Broker) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMA_", "DATABASE_", "REDIS_"))}
    return {
        **kept,
        "PATH": os.pathsep.join([str(PROGRAMS), os.environ.get("PATH", os.defpath)]),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        "AMA_VAR": str(var),
        "AMA_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "AMA_ADMIN_DATABASE_URL": cluster.admin_url(),
        "REDIS_URL": redis.url,
    }


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether a web server answers anything at all."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
