from pathlib import Path

import pytest

from ama_net.foundation.local import LocalRuntimeError
from ama_net.foundation.local.places import here
from ama_net.foundation.local.procfile import read_procfile


def test_read_procfile_keeps_order_and_colons(tmp_path: Path) -> None:
    file = tmp_path / "Procfile"
    file.write_text("# processes\nrelease: a && b\n\nweb:  serve --app x:y --port $PORT\n")
    assert list(read_procfile(file).items()) == [("release", "a && b"), ("web", "serve --app x:y --port $PORT")]


@pytest.mark.parametrize("line", ["web", "web:", "we b: x", ": x", "release: twice"])
def test_read_procfile_names_the_bad_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "Procfile"
    file.write_text(f"release: once\n{line}\n")
    with pytest.raises(LocalRuntimeError, match="riga 2"):
        read_procfile(file)


def test_read_procfile_says_that_it_is_missing(tmp_path: Path) -> None:
    with pytest.raises(LocalRuntimeError, match="non si può leggere"):
        read_procfile(tmp_path / "Procfile")


def test_our_procfile_has_the_four_processes() -> None:
    assert list(read_procfile(here().root / "Procfile")) == ["release", "web", "worker", "beat"]
