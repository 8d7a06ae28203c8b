"""From a clean clone to the first page, with downloads; and started again."""

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bed import ROOT, free_port
from benchmarks.report import Row

HOST = "bologna.localhost"
COLD_SECONDS, WARM_SECONDS, TEST_SECONDS = 600, 60, 1800
OURS = ("AMA_", "DATABASE_", "REDIS_", "PYTHONPATH", "VIRTUAL_ENV", "MAKE", "MFLAGS")


def run() -> list[Row]:
    """`make run` in an empty folder with empty caches, stopped, and once more."""
    with _clone() as clone:
        env = _environment(clone)
        cold, warm = _until_first_page(clone, env, COLD_SECONDS), _until_first_page(clone, env, WARM_SECONDS)
    return [Row("setup.cold_s", round(cold, 1), "s"), Row("setup.warm_s", round(warm, 1), "s")]


def tests() -> list[Row]:
    """`make test` in a clean clone, its own set-up included."""
    with _clone() as clone:
        began = time.monotonic()
        done = subprocess.run(["make", "test"], cwd=clone, env=_environment(None), timeout=TEST_SECONDS, check=False)
        took = time.monotonic() - began
    if done.returncode != 0:
        sys.exit("tests.minutes: le prove non passano")
    return [Row("tests.minutes", round(took / 60, 2), "min")]


@contextlib.contextmanager
def _clone() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ama-clone-"))
    folder.chmod(0o755)
    try:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "ama-net")], check=True)
        yield folder / "ama-net"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environment(clone: Path | None) -> dict[str, str]:
    """A stranger's environment; with a clone, the installers' caches are empty folders beside it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    own = str(Path(sys.executable).parent)
    kept["PATH"] = os.pathsep.join(part for part in kept["PATH"].split(os.pathsep) if part != own)
    if clone is not None:
        caches = clone.parent / "caches"
        kept |= {"UV_CACHE_DIR": f"{caches}/uv", "npm_config_cache": f"{caches}/npm", "PIP_CACHE_DIR": f"{caches}/pip"}
    return kept


def _until_first_page(clone: Path, env: dict[str, str], longest: float) -> float:
    """Seconds from the command to the first public page; then everything is stopped as with Ctrl-C."""
    port, log = free_port(), clone.parent / "run.log"
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=clone,
            env={**env, "PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            while not _serves(port):
                if process.poll() is not None or time.monotonic() - began > longest:
                    sys.exit(f"make run: {log.read_text(errors='replace').strip().splitlines()[-1:]}")
                time.sleep(0.02)
            return time.monotonic() - began
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)


def _serves(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": f"{HOST}:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
