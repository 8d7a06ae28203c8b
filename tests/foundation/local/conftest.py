import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ama_net.foundation.local.places import Places


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the database's user can reach too, which pytest's own (0700, of root) is not."""
    made = Path(tempfile.mkdtemp(prefix="ama-local-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Places:
    """An empty checkout."""
    places = Places(tmp_path / "project", tmp_path / "project" / "var")
    places.var.mkdir(parents=True)
    return places


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of our own programs in front of the machine's."""
    made = tmp_path / "programs"
    made.mkdir()
    monkeypatch.setenv("PATH", f"{made}:/usr/bin:/bin")
    return made


def write_program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path
