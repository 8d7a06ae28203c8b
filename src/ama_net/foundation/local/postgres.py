"""One private PostgreSQL cluster in a folder, reachable only through a unix socket inside it.

The folder is 0700, which is why `trust` is enough there: who can open the socket could read the files anyway.
As root the server runs as `postgres` or `nobody`; when that user cannot reach the folder (a clone inside /root), the
data go to /var/lib/ama-net and a link is left in their place.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

from ama_net.foundation.local import LocalRuntimeError, children
from ama_net.foundation.local.children import SystemUser
from ama_net.foundation.local.programs import PostgresPrograms, find_programs, readable_by

BUILTIN_LOCALE_SINCE = 17
PORT = 5432  # only the name of the socket file: no TCP port is ever opened
SOCKET_PATH_LIMIT = 107  # bytes in sockaddr_un, without the final zero
OPEN_HOMES = Path("/var/lib/ama-net")
START_SECONDS = 60
STOP_SECONDS = 20
CRASH_SECONDS = 10

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Values and statements may hold personal data: the log says what failed, never on which row.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# For clusters thrown away after the run: a power cut may lose them, nothing else changes.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Cluster:
    """A running cluster. `stop()` does nothing when another process started it (`process` is None)."""

    data_dir: Path
    socket_dir: Path
    port: int
    programs: PostgresPrograms
    process: subprocess.Popen[bytes] | None = None
    launch: Callable[[], subprocess.Popen[bytes]] | None = field(default=None, repr=False)

    def admin_url(self, database: str = "postgres") -> str:
        """The superuser's address for SQLAlchemy with psycopg."""
        return f"postgresql+psycopg://postgres@/{quote(database)}?host={quote(str(self.socket_dir))}&port={self.port}"

    def conninfo(self, database: str = "postgres") -> str:
        """The same for libpq: psql, pg_dump, psycopg.connect."""
        return self.admin_url(database).replace("+psycopg", "", 1)

    def is_running(self) -> bool:
        """Whether the server still answers for this folder."""
        if self.process is not None:
            return self.process.poll() is None
        return _running(self.data_dir) is not None

    def stop(self) -> None:
        """Fast stop (open transactions are rolled back), then by force."""
        if self.process is not None:
            children.stop(self.process, ask=signal.SIGINT, seconds=STOP_SECONDS)

    def restart(self) -> None:
        """Bring the same cluster back after a stop or a crash. From the main thread, like `start`."""
        if self.launch is not None:
            self.stop()
            self.process = self.launch()


def start(data_dir: Path, *, log: Path, reuse: bool = False, throwaway: bool = False) -> Cluster:
    """Start the cluster of `data_dir`, made on first use. Call it from the main thread (see `children.spawn`).

    `reuse` answers with the one another process already runs there; without it that is a LocalRuntimeError.
    `throwaway` trades safety against power cuts for speed: tests only.
    """
    user = children.unprivileged_user()
    real = _reachable(data_dir.absolute(), user)
    if found := _running(real):
        if reuse:
            children.wait_until(
                lambda: (told := _pid_file(real)) is None or told.state == "ready", seconds=START_SECONDS
            )
            return found
        raise LocalRuntimeError(f"il database locale in {data_dir} è già acceso: chiudere l'altro `make run`")
    programs = readable_by(_programs_for(real), user, copy_to=real.with_name(f"{real.name}-programs"))
    if not (real / "PG_VERSION").exists():
        _initialise(real, programs, user)
    socket_dir = _socket_dir(real, user)
    settings = {**SETTINGS, **(THROWAWAY if throwaway else {}), "unix_socket_directories": str(socket_dir)}
    launch = partial(_launch, real, programs["postgres"], user, log, settings)
    return Cluster(real, socket_dir, PORT, programs, launch(), launch)


def running(data_dir: Path) -> Cluster | None:
    """The cluster another process runs in this folder, if any."""
    return _running(data_dir.absolute().resolve())


def remove(data_dir: Path) -> None:
    """Delete a stopped cluster, wherever its data really are, and what was made beside it."""
    real = data_dir.absolute().resolve()
    for folder in real, real.with_name(f"{real.name}-programs"), _short_socket_dir(real):
        shutil.rmtree(folder, ignore_errors=True)
    if data_dir.is_symlink():
        data_dir.unlink()


def _programs_for(real: Path) -> PostgresPrograms:
    version = real / "PG_VERSION"
    return find_programs(major=int(version.read_text()) if version.exists() else None)


def _reachable(data_dir: Path, user: SystemUser | None) -> Path:
    """Where the data really live: here, or in a folder of their own when `user` cannot come this way."""
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    if data_dir.is_symlink() or children.can_enter(data_dir.parent, user):
        real = data_dir.resolve()
    else:
        real = OPEN_HOMES / f"{data_dir.name}-{_fingerprint(data_dir)}"
        if not data_dir.exists():
            data_dir.symlink_to(real)
    real.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if real.exists() and not os.access(real, os.R_OK | os.X_OK):
        raise LocalRuntimeError(f"la cartella {real} è di un altro utente (un `make run` come root?): `make reset`")
    return real


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _initialise(real: Path, programs: PostgresPrograms, user: SystemUser | None) -> None:
    # Beside the final place and renamed at the end, so that an interrupted initdb never looks like a database.
    fresh = real.with_name(f"{real.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _private_folder(fresh, user)
    # Bytes in order, but letters known as letters: lower() and pg_trgm need it for «è» too.
    locale = ["--lc-collate=C", "--lc-ctype=C.UTF-8"]
    if programs.major >= BUILTIN_LOCALE_SINCE:
        locale = ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", *locale, "--no-sync"]
    made = children.run_as(user, programs["initdb"], "-D", fresh, *options)
    if made.returncode != 0:
        reason = (made.stderr.strip() or made.stdout.strip()).splitlines()[-1:]
        raise LocalRuntimeError(f"la base dati locale non si è potuta creare in {real}: {' '.join(reason)}")
    fresh.rename(real)


def _private_folder(folder: Path, user: SystemUser | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    if user:
        os.chown(folder, user.uid, user.gid)


def _launch(
    real: Path, program: Path, user: SystemUser | None, log: Path, settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    _clear_after_crash(real, Path(settings["unix_socket_directories"]))
    options = [f"--{name}={value}" for name, value in settings.items()]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        command: list[str | Path] = [program, "-D", real, "-p", str(PORT), *options]
        process = children.spawn(command, at_death=signal.SIGINT, user=user, cwd=real, output=output)
    children.wait_until(lambda: process.poll() is not None or _is_ready(real, process.pid), seconds=START_SECONDS)
    if not _is_ready(real, process.pid):
        children.stop(process, ask=signal.SIGINT, seconds=STOP_SECONDS)
        raise LocalRuntimeError(f"il database locale non parte ({log}): {children.last_line(log, 'FATAL')}")
    return process


def _clear_after_crash(real: Path, socket_dir: Path) -> None:
    """Remove lock files whose number now belongs to a stranger: the server clears only those of the dead.

    First the old server's children must be gone: two servers on the same files would ruin them.
    """
    if not (real / "postmaster.pid").exists():
        return
    if not children.wait_until(lambda: not children.working_in(real), seconds=CRASH_SECONDS, every=0.1):
        raise LocalRuntimeError(f"il database locale si sta ancora spegnendo ({real}): riprovare tra poco")
    for lock in real / "postmaster.pid", socket_dir / f".s.PGSQL.{PORT}.lock":
        with contextlib.suppress(FileNotFoundError):
            lock.unlink()


def _socket_dir(real: Path, user: SystemUser | None) -> Path:
    """The data folder itself; a short one under the system's temporary folder when the clone lies too deep."""
    if len(os.fsencode(real / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
        return real
    short = _short_socket_dir(real)
    if not short.exists():
        _private_folder(short, user)
    owner = user.uid if user else os.geteuid()
    found = short.lstat()
    if short.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
        raise LocalRuntimeError(f"la cartella {short} è di un altro utente: toglierla, oppure clonare più in alto")
    return short


def _short_socket_dir(real: Path) -> Path:
    return Path(tempfile.gettempdir()) / f"ama-net-{_fingerprint(real)}"


@dataclass(frozen=True)
class _PidFile:
    """What a server writes about itself in postmaster.pid."""

    pid: int
    port: int
    socket_dir: Path
    state: str


def _pid_file(real: Path) -> _PidFile | None:
    """Process, data folder, start time, port, socket folder, TCP address, memory key, state: one a line."""
    try:
        lines = (real / "postmaster.pid").read_text().splitlines()
        pid, _data, _since, port, socket_dir, _tcp, _memory, state, *_rest = (line.strip() for line in lines)
        return _PidFile(int(pid), int(port), Path(socket_dir), state)
    except (OSError, ValueError):  # none, not ours to read, or still being written
        return None


def _is_ready(real: Path, pid: int) -> bool:
    told = _pid_file(real)
    return told is not None and told.pid == pid and told.state == "ready"


def _running(real: Path) -> Cluster | None:
    told = _pid_file(real)
    if told is None or not _is_postmaster(told.pid, real):
        return None
    return Cluster(real, told.socket_dir, told.port, _programs_for(real))


def _is_postmaster(pid: int, real: Path) -> bool:
    """Whether that process is the server of this folder: after a restart of the machine the number may be anyone's."""
    if not children.is_alive(pid):
        return False
    working_folder = Path(f"/proc/{pid}/cwd")
    with contextlib.suppress(OSError):
        return working_folder.exists() is False or working_folder.resolve() == real
    return True
