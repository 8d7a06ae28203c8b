"""The test bench: a throw-away PostgreSQL and broker, one migrated template with two standing associations, and for each
test that touches it a fresh copy. The application connects as ``ama_app``, never as a superuser."""

import base64
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import time_machine
from flask import Flask
from hypothesis import settings as hypothesis_settings

from ama_net.app import create_app
from ama_net.foundation.clock import now
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db
from ama_net.foundation.database.prepare import ensure_database, prepare, prepare_schema
from ama_net.foundation.local import broker as local_broker
from ama_net.foundation.local import postgres as local_postgres
from ama_net.foundation.local.provider import service as local_provider
from ama_net.foundation.translations import compile_catalogues
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from ama_net.migrations import migrate
from tests.support.cast import Part, sign_in
from tests.support.clients import Browser
from tests.support.hands import Ask, desk
from tests.support.jobs import run_captured_jobs
from tests.support.provider import Provider
from tests.support.standing import Standing, build_template, standing_tenants

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE, DATABASE = "ama_template", "ama_test"

# Machines are noisy: how long an example takes is no fault of what it tries.
hypothesis_settings.register_profile("ama", deadline=None)
hypothesis_settings.load_profile("ama")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules are imported as if it were last year: a run may straddle midnight or New Year's Eve, and a test that keeps
    what the clock said at import fails at any hour, not only then."""
    with time_machine.travel(now() - timedelta(days=366), tick=True):
        return (yield)


@pytest.fixture(scope="session")
def var() -> Iterator[Path]:
    """The run's own folder for everything the system writes."""
    folder = Path(tempfile.mkdtemp(prefix="ama-test-", dir=_memory_disk()))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _memory_disk() -> str | None:
    """A disk in memory where the machine has one with room: each test's copy of the database takes a quarter of the time."""
    disk = Path("/dev/shm")  # the folder made in it is ours alone
    roomy = disk.is_dir() and os.access(disk, os.W_OK) and shutil.disk_usage(disk).free > 2 * 1024**3
    return str(disk) if roomy else None


@pytest.fixture(scope="session")
def cluster(var: Path) -> Iterator[local_postgres.Cluster]:
    """A PostgreSQL of this run only."""
    running = local_postgres.start(var / "postgres", log=var / "postgres.log", throwaway=True)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def broker(var: Path) -> Iterator[local_broker.Broker]:
    """A broker of this run only."""
    running = local_broker.start(log=var / "broker.log")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def _provider(var: Path) -> Iterator[Provider]:
    """Whoever takes money online, of this run only."""
    running = local_provider.start(log=var / "provider.log")
    running.wait()
    yield Provider(running.url)
    running.stop()


@pytest.fixture
def provider(_provider: Provider, app: Flask) -> Iterator[Provider]:
    """Whoever takes money online, knowing nobody yet; the application asks it instead of the real one."""
    _provider.do("clear")
    settings = app.extensions["settings"]
    app.extensions["settings"] = settings.model_copy(update={"stripe_api": _provider.url})
    yield _provider
    app.extensions["settings"] = settings


@pytest.fixture(scope="session")
def environment(cluster: local_postgres.Cluster, broker: local_broker.Broker, var: Path) -> dict[str, str]:
    """The configuration of the system under test, as a process would get it."""
    urls = prepare(cluster.admin_url(), database=TEMPLATE, passwords_file=var / "secrets" / "database.env")
    return {
        "AMA_ENV": "test",
        "AMA_MASTER_KEY": base64.b64encode(b"a test master key of 32 bytes ok").decode(),
        "AMA_VAR": str(var),
        "AMA_TENANTS": str(ROOT / "tests" / "tenants"),
        "REDIS_URL": broker.url,
        **{name: url.replace(f"/{TEMPLATE}", f"/{DATABASE}") for name, url in urls.items()},
    }


@pytest.fixture(scope="session")
def _template(cluster: local_postgres.Cluster, environment: dict[str, str]) -> None:
    """The migrated database that every test's copy is made from, with the standing associations and cast."""
    urls = {n: environment[n].replace(f"/{DATABASE}", f"/{TEMPLATE}") for n in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        ensure_database(connection, TEMPLATE)
    with psycopg.connect(cluster.conninfo(TEMPLATE), autocommit=True) as connection:
        prepare_schema(connection)
    migrate(urls["DATABASE_OWNER_URL"])
    compile_catalogues()
    maker = create_app(load_settings({**environment, **urls}))
    build_template(maker)
    with maker.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def _application(environment: dict[str, str], _template: None) -> Flask:
    return create_app(load_settings(environment))


@pytest.fixture
def app(_application: Flask, cluster: local_postgres.Cluster) -> Iterator[Flask]:
    """The application over a fresh copy of the template; jobs are captured until ``run_jobs``."""
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY OWNER ama_owner")
        connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO ama_app")
    forget_cached_tenants()
    with _application.app_context():
        limiter.reset()
    _application.extensions["jobs"].captured = []
    # Another test may have made an application of its own: a task called by hand belongs to the last one made.
    _application.extensions["celery"].set_current()
    _application.extensions["celery"].set_default()
    shutil.rmtree(_application.extensions["settings"].var / "mailbox", ignore_errors=True)
    yield _application
    with _application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def alba(app: Flask) -> Standing:
    """The first standing association."""
    return standing_tenants(app)["alba"]


@pytest.fixture
def brig(app: Flask) -> Standing:
    """The second standing association: whatever leaks, leaks from here."""
    return standing_tenants(app)["brig"]


@pytest.fixture
def in_alba(app: Flask, alba: Standing) -> Iterator[Standing]:
    """Work inside Alba's scope, without a request."""
    with app.app_context(), tenant_scope(alba.id):
        yield alba


@pytest.fixture
def of_alba(app: Flask, alba: Standing) -> Ask:
    """``of_alba(lambda: …)``: what is asked of, or done to, Alba's rows, committed."""

    def ask(what: Callable[[], Any]) -> Any:
        with desk(app, alba):
            return what()

    return ask


@pytest.fixture
def client(app: Flask) -> Callable[[str], Browser]:
    """``client("alba.localhost")``: a browser at that host, over https so that secure cookies travel."""

    def at(host: str) -> Browser:
        browser = Browser(app, app.response_class)
        browser.host = host
        return browser

    return at


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], int]:
    """Run the captured jobs (and those they ask for) as a worker would: clean context, scope from the headers."""
    return lambda: run_captured_jobs(app)


@pytest.fixture(autouse=True)
def _no_leftover_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if (name.startswith("AMA_") and name != "AMA_CHROMIUM") or name in {"DATABASE_URL", "REDIS_URL"}:
            monkeypatch.delenv(name)


@pytest.fixture
def at(client: Callable[[str], Browser], alba: Standing) -> Callable[[Part], Browser]:
    """``at(Role.TREASURER)``: a browser of Alba, signed in as one of the cast."""
    return lambda part: sign_in(client(alba.host), alba, part)


@pytest.fixture
def secretary(at: Callable[[Part], Browser]) -> Browser:
    """A browser of Alba, signed in as the secretary."""
    return at(Role.SECRETARY)
