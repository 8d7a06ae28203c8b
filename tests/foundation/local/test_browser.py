import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.foundation.local.conftest import write_program
from tests.support import browser

ANSWERS = "echo Chromium 150"


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine whose PATH holds only what a test puts there, with no browser of Playwright's."""
    monkeypatch.delenv("AMA_CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser.sys, "executable", str(write_program(tmp_path / "python", "exit 1")))
    browser.find_browser.cache_clear()
    yield tmp_path
    browser.find_browser.cache_clear()


def test_the_one_named_by_hand_comes_first(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_program(machine / "chromium", ANSWERS)
    mine = write_program(machine / "mine", ANSWERS)
    monkeypatch.setenv("AMA_CHROMIUM", str(mine))
    assert browser.find_browser().executable_path == str(mine)


def test_one_named_by_hand_that_does_not_answer_is_a_failure(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_program(machine / "chromium", ANSWERS)
    monkeypatch.setenv("AMA_CHROMIUM", "/nowhere")
    with pytest.raises(browser.BrowserMissingError, match="AMA_CHROMIUM=/nowhere non risponde"):
        browser.find_browser()


def test_a_name_on_the_path_that_does_not_answer_is_passed_over(machine: Path) -> None:
    write_program(machine / "chromium-headless-shell", "exit 1")
    works = write_program(machine / "chromium", ANSWERS)
    assert browser.find_browser().executable_path == str(works)


def test_playwrights_own_comes_after_the_path(machine: Path) -> None:
    own = write_program(machine / "own" / "chrome", ANSWERS)
    write_program(machine / "python", f"echo {own}")
    assert browser.find_browser().executable_path == str(own)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs packages")
def test_the_debian_package_is_installed_after_an_update(machine: Path) -> None:
    shell = machine / "chromium-headless-shell"
    installs = f"printf '#!/bin/sh\\necho Chromium' > {shell}; /bin/chmod 755 {shell}"
    write_program(machine / "apt-get", f'echo "$1" >> {machine}/asked; test "$1" = install && {installs}; exit 0')
    assert browser.find_browser().executable_path == str(shell)
    assert (machine / "asked").read_text() == "update\ninstall\n"


def test_none_at_all_is_a_failure_in_one_line(machine: Path) -> None:
    with pytest.raises(browser.BrowserMissingError) as missing:
        browser.find_browser()
    assert str(missing.value) == (
        "nessun Chromium per le prove nel browser (nessuno sul PATH; playwright install non riesce): "
        "installarne uno o indicarlo con AMA_CHROMIUM"
    )


def test_the_sandbox_is_off_only_for_root(machine: Path) -> None:
    write_program(machine / "chromium", ANSWERS)
    assert browser.find_browser().launch_options()["chromium_sandbox"] is (os.geteuid() != 0)
