import io
from pathlib import Path

import pytest

from ama_net.foundation.local import LocalRuntimeError, release
from ama_net.foundation.local.places import Places
from ama_net.foundation.local.terminal import Terminal

COMMAND = "echo prepared >> runs; mkdir -p var/secrets; echo url > var/secrets/database.env"


@pytest.fixture
def released(checkout: Places) -> Places:
    """A checkout whose release has run once on its own cluster."""
    (checkout.root / "Procfile").write_text(f"release: {COMMAND}\n")
    (checkout.root / "src" / "ama_net").mkdir(parents=True)
    (checkout.root / "src" / "ama_net" / "app.py").write_text("x = 1")
    checkout.postgres.mkdir()
    (checkout.postgres / "PG_VERSION").write_text("18")
    prepare(checkout)
    return checkout


def prepare(places: Places, command: str = COMMAND, *, may_skip: bool = True) -> None:
    env = {"PATH": "/usr/bin:/bin"}
    release.prepare(command, places, env=env, terminal=Terminal(io.StringIO()), may_skip=may_skip)


def runs(places: Places) -> int:
    return len((places.root / "runs").read_text().splitlines())


def test_prepare_is_skipped_when_nothing_changed(released: Places) -> None:
    prepare(released)
    assert runs(released) == 1


def test_prepare_of_an_external_database_is_never_skipped(released: Places) -> None:
    prepare(released, may_skip=False)
    assert runs(released) == 2


@pytest.mark.parametrize("changed", ["src/ama_net/app.py", "Procfile", "var/secrets/database.env", "tenants/new.csv"])
def test_prepare_runs_again_when_something_it_reads_changed(released: Places, changed: str) -> None:
    file: Path = released.root / changed
    file.parent.mkdir(exist_ok=True)
    file.write_text("changed")
    prepare(released)
    assert runs(released) == 2


def test_prepare_runs_again_on_another_cluster(released: Places) -> None:
    (released.postgres / "PG_VERSION").unlink()
    (released.postgres / "PG_VERSION").write_text("18")
    prepare(released)
    assert runs(released) == 2


def test_prepare_that_fails_says_its_last_line_and_is_tried_again(released: Places) -> None:
    for _attempt in range(2):
        with pytest.raises(LocalRuntimeError) as failed:
            prepare(released, "echo no such table; exit 3", may_skip=False)
        assert str(failed.value) == "la preparazione non è riuscita (uscito con codice 3): no such table"
    prepare(released)
    assert runs(released) == 2
