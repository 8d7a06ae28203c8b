"""What must be true before any process starts: schema, associations, demo cast. The Procfile's `release` line.

On our own cluster it is skipped when nothing it reads has changed since it last succeeded there: starting Python four
times to find nothing to do would be most of a warm start. `make reset` forgets; an external database is never skipped.
"""

import hashlib
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from ama_net.foundation.local import LocalRuntimeError, children
from ama_net.foundation.local.places import Places
from ama_net.foundation.local.processes import how_it_ended, kill_group
from ama_net.foundation.local.terminal import Terminal

STOP_SECONDS = 5


def prepare(command: str, places: Places, *, env: Mapping[str, str], terminal: Terminal, may_skip: bool) -> None:
    """Run the release line to its end.

    Raises:
        LocalRuntimeError: it failed; the last thing it said is in the message.
    """
    stamp = places.var / "released"
    if not command or (may_skip and stamp.exists() and stamp.read_text() == fingerprint(places)):
        return
    stamp.unlink(missing_ok=True)
    _run(command, places, env, terminal)
    stamp.write_text(fingerprint(places))


def fingerprint(places: Places) -> str:
    """Changes with our code, the associations' files, the keys, and when the cluster is another one."""
    whole = hashlib.sha256()
    for path in sorted(_what_it_reads(places)):
        whole.update(f"\0{path}\0".encode() + path.read_bytes())
    version = places.postgres / "PG_VERSION"
    made = version.stat().st_mtime_ns if version.exists() else 0
    whole.update(str(made).encode())
    return whole.hexdigest()


def _what_it_reads(places: Places) -> Iterator[Path]:
    yield places.root / "Procfile"
    sources = places.root / "src" / "ama_net"
    read = {".py", ".sql", ".csv", ".json", ".toml"}
    yield from (
        path for path in sources.rglob("*") if path.suffix in read and path.parts[len(sources.parts)] != "static"
    )
    for folder in (places.root / "tenants", places.master_key.parent):
        yield from (path for path in folder.rglob("*") if path.is_file())


def _run(command: str, places: Places, env: Mapping[str, str], terminal: Terminal) -> None:
    process = children.spawn(["sh", "-c", command], env=env, cwd=places.root, output=subprocess.PIPE)
    log = places.logs / "release.log"
    try:
        if process.stdout is not None:
            terminal.follow("release", process.stdout, log).join()
        code = process.wait()
    except BaseException:
        children.stop(process, ask=signal.SIGTERM, seconds=STOP_SECONDS)
        kill_group(process)
        raise
    if code != 0:
        raise LocalRuntimeError(f"la preparazione non è riuscita ({how_it_ended(code)}): {children.last_line(log)}")
