"""Where things lie: the project's folder, and everything made while running, under `var/` (or `AMA_VAR`)."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


@dataclass(frozen=True)
class Places:
    """One checkout: its sources and what it makes."""

    root: Path
    var: Path

    @property
    def logs(self) -> Path:
        """One file for each process."""
        return self.var / "log"

    @property
    def run(self) -> Path:
        """What is true only while `make run` runs: locks and addresses."""
        return self.var / "run"

    @property
    def services_file(self) -> Path:
        """The addresses of the running database and broker, for `ama-net …` typed in another terminal."""
        return self.run / "services.env"

    @property
    def postgres(self) -> Path:
        """The embedded cluster of `make run`."""
        return self.var / "postgres"

    @property
    def master_key(self) -> Path:
        """The key that wraps the associations' keys; whoever loses it loses what is encrypted."""
        return self.var / "secrets" / "master.key"

    @property
    def built(self) -> Path:
        """What the browser gets."""
        return self.root / "src" / "ama_net" / "static" / "built"


def here() -> Places:
    """This checkout."""
    return Places(ROOT, (ROOT / (os.environ.get("AMA_VAR") or "var")).absolute())


@contextmanager
def only_one(lock: Path, *, wait: bool) -> Iterator[bool]:
    """Hold a lock that the kernel drops with our process; answers False when another holds it and `wait` is off."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
