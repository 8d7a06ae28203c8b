"""Finds a Chromium for the journeys, or installs one; never skips: without a browser the tests fail in one clear line.

The order: `$AMA_CHROMIUM`, the names on the PATH that answer `--version`, Playwright's own, the Debian package when we
are root on Debian, `playwright install`. Playwright's own download does not work everywhere, so it comes last.
"""

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DEBIAN_PACKAGES = ("chromium-headless-shell", "chromium")
QUIET_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",  # /dev/shm is 64 MB in most containers
)
INSTALL_SECONDS = 900


class BrowserMissingError(RuntimeError):
    """No Chromium could be found or installed."""


@dataclass(frozen=True)
class Browser:
    """What Playwright's `chromium.launch()` is given."""

    executable_path: str
    args: tuple[str, ...]
    chromium_sandbox: bool

    def launch_options(self) -> dict[str, object]:
        """As keyword arguments of `chromium.launch()`."""
        return {
            "executable_path": self.executable_path,
            "args": list(self.args),
            "chromium_sandbox": self.chromium_sandbox,
            "headless": True,
        }


@functools.cache
def find_browser() -> Browser:
    """The first Chromium that answers, installed if need be.

    Raises:
        BrowserMissingError: none was found and none could be installed; the message says what was tried.
    """
    tried: list[str] = []
    for way in (_named_by_hand, _on_the_path, _playwrights_own, _from_debian, _from_playwright):
        path = way(tried)
        if path:
            # The sandbox needs user namespaces, which root in a container does not get.
            return Browser(path, QUIET_FLAGS, chromium_sandbox=os.geteuid() != 0)
    raise BrowserMissingError(
        f"nessun Chromium per le prove nel browser ({'; '.join(tried)}): installarne uno o indicarlo con AMA_CHROMIUM"
    )


def _named_by_hand(tried: list[str]) -> str | None:
    named = os.environ.get("AMA_CHROMIUM")
    if not named:
        return None
    if not _answers(named):  # named on purpose: another browser would be a surprise
        raise BrowserMissingError(f"AMA_CHROMIUM={named} non risponde a --version")
    return named


def _on_the_path(tried: list[str]) -> str | None:
    found = next((path for path in map(shutil.which, NAMES) if path and _answers(path)), None)
    if found is None:
        tried.append("nessuno sul PATH")
    return found


def _playwrights_own(tried: list[str]) -> str | None:
    path = _playwright_path()
    return path if path and Path(path).exists() and _answers(path) else None


def _from_debian(tried: list[str]) -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _runs(["apt-get", "update", "-qq"], environment)
    for package in DEBIAN_PACKAGES:
        if _runs(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], environment):
            return _on_the_path(tried)
    tried.append("apt-get non lo installa")
    return None


def _from_playwright(tried: list[str]) -> str | None:
    if _runs([sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"], dict(os.environ)):
        return _playwrights_own(tried) or _downloaded_shell()
    tried.append("playwright install non riesce")
    return None


def _playwright_path() -> str | None:
    # Asked in a process of its own: inside pytest an event loop may already be running.
    code = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return asked.stdout.strip() or None


def _downloaded_shell() -> str | None:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    shells = sorted(cache.glob("chromium_headless_shell-*/*/*shell"), reverse=True)
    return next((str(path) for path in shells if _answers(str(path))), None)


def _answers(path: str) -> bool:
    return _runs([path, "--version"], dict(os.environ), seconds=30)


def _runs(command: Sequence[str], environment: dict[str, str], *, seconds: int = INSTALL_SECONDS) -> bool:
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
