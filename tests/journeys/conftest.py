"""Journeys: the three real associations, web and worker in processes of their own, a real Chromium."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from ama_net.app import create_app
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.database.prepare import prepare
from ama_net.foundation.local import broker as local_broker
from ama_net.foundation.local import postgres as local_postgres
from ama_net.foundation.local.provider import service as local_provider
from ama_net.foundation.translations import compile_catalogues
from ama_net.kernel.accounts.seeds import DEMO_PASSWORD
from ama_net.kernel.tenancy.sync import sync_tenants
from ama_net.migrations import migrate
from tests.support.browser import find_browser
from tests.support.processes import ROOT, RunningSystem, child_environment, free_port, web, worker

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def system(
    cluster: local_postgres.Cluster, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSystem]:
    """The system as ``make run`` has it, on a port of its own, with a broker and a trial provider of its own."""
    var = tmp_path_factory.mktemp("journeys")
    port = free_port()
    own_broker = local_broker.start(log=var / "broker.log")
    played = local_provider.start(log=var / "provider.log", web_port=port)
    played.wait()
    urls = prepare(cluster.admin_url(), database="ama_journeys", passwords_file=_passwords(environment))
    values = {
        **environment, **urls, "AMA_ENV": "development", "AMA_VAR": str(var), "AMA_TENANTS": str(ROOT / "tenants"),
        "AMA_PUBLIC_PORT": str(port), "REDIS_URL": own_broker.url, "AMA_STRIPE_API": played.url,
    }  # fmt: skip
    _fill(values)
    child = child_environment(values)
    with web(child, port, var / "web.log"), worker(child, var / "worker.log"):
        yield RunningSystem(port, var, values)
    played.stop()
    own_broker.stop()


def _passwords(environment: dict[str, str]) -> Path:
    """The roles' passwords belong to the cluster, which this run shares with the other tests."""
    return Path(environment["AMA_VAR"]) / "secrets" / "database.env"


def _fill(values: dict[str, str]) -> None:
    from ama_net.across.demo.cast import load_cast

    migrate(values["DATABASE_OWNER_URL"])
    compile_catalogues()
    maker = create_app(load_settings(values))
    with maker.app_context():
        sync_tenants(maker.extensions["settings"], seeds=maker.extensions["seeds"], unit_of_work=unit_of_work)
        list(load_cast(maker.extensions["settings"]))
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A real Chromium; a missing one is a failure, never a skip."""
    browser = playwright.chromium.launch(**find_browser().launch_options())
    yield browser
    browser.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, system: RunningSystem) -> Iterator[Open]:
    """``open_page(phone=True)``: a page of a fresh browser; at the end nothing was asked of another host, nothing failed."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(*, phone: bool = False, refused: bool = False, leaves: bool = False, **options: object) -> Page:
        size = PHONE if phone else DESKTOP
        context = chromium.new_context(viewport=size, has_touch=phone, locale="it-IT", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if not leaves:
            page.on("request", lambda request: _note_stranger(request.url, faults))
        page.on("console", lambda message: _note_error(message, faults, refused=refused))
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


def _note_error(message: ConsoleMessage, faults: list[str], *, refused: bool) -> None:
    """Chromium writes refused answers (404, 422) to the console: right only where the journey looks for one.

    htmx writes there too when an answer no longer wanted is dropped, because somebody went on typing.
    """
    dropped = message.text.startswith(("htmx:afterRequest", "htmx:sendAbort"))
    expected = refused and "the server responded with a status of 4" in message.text
    if message.type == "error" and not dropped and not expected:
        faults.append(message.text)


def _note_stranger(url: str, faults: list[str]) -> None:
    host = url.split("/")[2].partition(":")[0] if url.startswith("http") else ""
    if host and host != "localhost" and not host.endswith(".localhost"):
        faults.append(f"asked another host: {url}")


@pytest.fixture
def sign_in(system: RunningSystem) -> Callable[[Page, str, str], None]:
    """``sign_in(page, "bologna", "rosaura@bologna.example")`` through the form."""

    def through_the_form(page: Page, slug: str, email: str) -> None:
        page.goto(system.url(slug, "/accedi"))
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password", exact=False).first.fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Accedi").click()
        page.wait_for_url(re.compile(r"/(manage|my)(/|$)"))

    return through_the_form


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where the journeys leave their pictures: the README's tour is made of them."""
    folder = Path(os.environ.get("AMA_PICTURES") or ROOT / "var" / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
