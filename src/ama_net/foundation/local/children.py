"""Child processes that die with us, so that no stop, crash or `kill -9` leaves anything behind."""

import contextlib
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

FOLLOW = Path(__file__).with_name("follow.py")


@dataclass(frozen=True)
class SystemUser:
    """The unprivileged account a server runs as when we are root."""

    name: str
    uid: int
    gid: int


def unprivileged_user() -> SystemUser | None:
    """`postgres` or `nobody` when we are root (PostgreSQL refuses to run as root), else None: run as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return SystemUser(name, entry.pw_uid, entry.pw_gid)
    return None


def spawn(
    command: Sequence[str | Path],
    *,
    at_death: signal.Signals = signal.SIGTERM,
    user: SystemUser | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | int | None = None,
    stdin: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session; the kernel sends it `at_death` when the calling *thread* ends.

    Call it from the main thread. The session of its own keeps a Ctrl-C in the terminal to ourselves, so that we
    decide in which order things stop.
    """
    identity = (user.uid, user.gid) if user else (-1, -1)
    follow = [sys.executable, "-I", "-S", FOLLOW, int(at_death), os.getpid(), *identity]
    return subprocess.Popen(
        [str(part) for part in (*follow, *command)],
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=env,
        cwd=cwd,
        start_new_session=True,
    )


def run_as(
    user: SystemUser | None, *command: str | Path, seconds: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a short program to its end as `user` (None: as ourselves), from a folder everyone can enter."""
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
        cwd="/",
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
    )


def answers(*command: str | Path, user: SystemUser | None = None) -> str | None:
    """What a program prints (first line), or None when it is missing, fails, or cannot be read by `user`."""
    try:
        done = run_as(user, *command, seconds=20)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip().partition("\n")[0] if done.returncode == 0 else None


def can_enter(folder: Path, user: SystemUser | None) -> bool:
    """Whether `user` may reach `folder`; tried, not computed: mount options and ACLs count too."""
    return user is None or answers("sh", "-c", 'cd "$1"', "sh", folder, user=user) is not None


def stop(process: subprocess.Popen[bytes], *, ask: signal.Signals, seconds: float) -> None:
    """Ask a child to stop, wait, and kill it after `seconds`."""
    if process.poll() is None:
        process.send_signal(ask)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def is_alive(pid: int) -> bool:
    """Whether a process with this number exists and is not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    status = Path(f"/proc/{pid}/stat")
    with contextlib.suppress(OSError):
        return status.read_text(errors="replace").rpartition(")")[2].split()[0] != "Z"
    return True


def wait_until(ready: Callable[[], bool], *, seconds: float, every: float = 0.02) -> bool:
    """Poll `ready` until it holds or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        time.sleep(every)
    return ready()


def working_in(folder: Path) -> list[int]:
    """The living processes whose working folder is this one (Linux; elsewhere nobody is seen)."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if link.readlink() == folder:
                found.append(int(link.parent.name))
    return found


def last_line(log: Path, word: str = "") -> str:
    """The last line of a log that holds `word`, else that says anything: for one-line error messages."""
    with contextlib.suppress(OSError):
        lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
        return next((line for line in reversed(lines) if word in line), lines[-1] if lines else "")
    return ""
