"""The whole of `make run` once the environment exists, and `make reset`."""

import base64
import concurrent.futures
import contextlib
import os
import secrets
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from ama_net.foundation.local import LocalRuntimeError, broker, frontend, postgres, release, summary
from ama_net.foundation.local.places import Places, here, only_one
from ama_net.foundation.local.processes import Service, Supervisor
from ama_net.foundation.local.procfile import read_procfile
from ama_net.foundation.local.provider import service as provider
from ama_net.foundation.local.terminal import Terminal

DEFAULT_PORT = 8000
HIGHEST_PORT = 65535
# Seconds after which the bank of who pays by direct debit answers by itself.
ANSWERS = 20
# What `make reset` leaves: measures, and a node that would only be downloaded again.
KEPT_BY_RESET = {"bench.json", "node"}


def up() -> None:
    """Start database, broker, frontend, release, web, worker and beat; stay until Ctrl-C.

    Raises:
        LocalRuntimeError: a port is busy, a tool is missing, or something does not start; one line says what to do.
    """
    began = time.monotonic()
    places, port, terminal = here(), chosen_port(), Terminal()
    with only_one(places.run / "up.lock", wait=False) as mine:
        if not mine:
            raise LocalRuntimeError("`make run` è già acceso in questa cartella: fermarlo con Ctrl-C nel suo terminale")
        check_port(port)
        commands = read_procfile(places.root / "Procfile")
        ensure_master_key(places)
        with _services(places, port, terminal) as (services, addresses):
            env = _environment(places, port, addresses)
            release.prepare(
                commands.pop("release", ""), places, env=env, terminal=terminal, may_skip="database" in services
            )
            supervisor = Supervisor(
                commands, cwd=places.root, logs=places.logs, env=env, terminal=terminal, services=services
            )
            _announce_when_ready(supervisor, places, port, env, terminal, began)
            supervisor.run()
    terminal.say("Fermato. I dati restano in var/; `make run` per ripartire.")


def reset() -> list[str]:
    """Delete everything `make run` made (database, mailbox, files, keys); answers the names of what went.

    Raises:
        LocalRuntimeError: it is running.
    """
    places = here()
    with only_one(places.run / "up.lock", wait=False) as mine:
        if not mine or postgres.running(places.postgres):
            raise LocalRuntimeError("`make run` è acceso: fermarlo con Ctrl-C, poi `make reset`")
        gone = [path for path in sorted(places.var.iterdir()) if path.name not in KEPT_BY_RESET]
        postgres.remove(places.postgres)
        for path in gone:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        left = [str(path) for path in gone if path.exists()]
        if left:
            raise LocalRuntimeError(f"non si può cancellare {', '.join(left)}: è di un altro utente, farlo come root")
    return [path.name for path in gone]


def chosen_port() -> int:
    """The port of the web server: `PORT`, else 8000."""
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 0 < int(text) <= HIGHEST_PORT:
        raise LocalRuntimeError(f"PORT={text} non è una porta: serve un numero tra 1 e {HIGHEST_PORT}")
    return int(text)


def check_port(port: int) -> None:
    """Refuse a port somebody else listens on, before anything has been started."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            probe = socket.socket(family)
        except OSError:  # no IPv6 here
            continue
        with probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except PermissionError:
                raise LocalRuntimeError(f"la porta {port} è riservata a root: PORT=8010 make run") from None
            except OSError:
                if family == socket.AF_INET or _listens(host, port):
                    raise LocalRuntimeError(
                        f"la porta {port} è occupata da un altro programma: sceglierne un'altra, PORT=8010 make run"
                    ) from None


def _listens(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def ensure_master_key(places: Places) -> None:
    """Make the key that wraps the associations' keys, unless one is given by AMA_MASTER_KEY or AMA_MASTER_KEY_FILE."""
    if os.environ.get("AMA_MASTER_KEY") or os.environ.get("AMA_MASTER_KEY_FILE") or places.master_key.exists():
        return
    places.master_key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(places.master_key, base64.b64encode(secrets.token_bytes(32)).decode() + "\n")


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    fresh.write_text(text)
    fresh.replace(path)


@contextlib.contextmanager
def _services(places: Places, port: int, terminal: Terminal) -> Iterator[tuple[dict[str, Service], dict[str, str]]]:
    """What is not given by address: database, broker, who takes payments online; with the frontend built meanwhile."""
    services: dict[str, Service] = {}
    addresses: dict[str, str] = {}
    with contextlib.ExitStack() as stack, concurrent.futures.ThreadPoolExecutor(1) as pool:
        building = pool.submit(frontend.build, places)
        if not (os.environ.get("DATABASE_URL") or os.environ.get("AMA_ADMIN_DATABASE_URL")):
            cluster = postgres.start(places.postgres, log=places.logs / "postgres.log")
            stack.callback(cluster.stop)
            services["database"] = cluster
            addresses["AMA_ADMIN_DATABASE_URL"] = cluster.admin_url()
        if not os.environ.get("REDIS_URL"):
            redis = broker.start(log=places.logs / "broker.log")
            stack.callback(redis.stop)
            services["broker"] = redis
            addresses["REDIS_URL"] = redis.url
        if not os.environ.get("AMA_STRIPE_API") and provider.is_there():
            played = provider.start(
                log=places.logs / "provider.log",
                file=places.var / "provider.json",
                web_port=port,
                answers_after=ANSWERS,
            )
            stack.callback(played.stop)
            services["provider"] = played
            addresses["AMA_STRIPE_API"] = played.url
        if not building.done():
            terminal.say("Preparo i fogli di stile e gli script…")
        building.result()
        write_private(places.services_file, "".join(f"{name}={value}\n" for name, value in addresses.items()))
        stack.callback(places.services_file.unlink, missing_ok=True)
        yield services, addresses


def _environment(places: Places, port: int, addresses: dict[str, str]) -> dict[str, str]:
    programs = str(Path(sys.executable).parent)
    if os.geteuid() == 0:  # in a container root is all there is: Celery need not say so at every start
        addresses = {**addresses, "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    return {
        **os.environ,
        **addresses,
        "AMA_VAR": str(places.var),
        "PORT": str(port),
        "PATH": os.pathsep.join([programs, os.environ.get("PATH", os.defpath)]),
        "PYTHONUNBUFFERED": "1",
    }


def _announce_when_ready(
    supervisor: Supervisor, places: Places, port: int, env: dict[str, str], terminal: Terminal, began: float
) -> None:
    def announce() -> None:
        if summary.wait_until_ready(port, give_up=lambda: supervisor.is_stopping):
            seconds = time.monotonic() - began
            terminal.say("\n".join(summary.lines(places, port, env, terminal, seconds=seconds)))
        elif not supervisor.is_stopping:
            terminal.say(f"http://localhost:{port}/readyz non risponde: il motivo è in {places.logs / 'web.log'}")

    threading.Thread(target=announce, name="announce", daemon=True).start()
