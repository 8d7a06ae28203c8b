"""When something is missing or broken: one clear page or line, never a traceback, and nothing lost."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from ama_net.app import create_app
from ama_net.cli import cli
from ama_net.doctor import production_fault
from ama_net.foundation.config import ConfigurationError, load_settings
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.tenancy.sync import sync_tenants
from ama_net.kernel.tenancy.tenant_file import TenantFileError
from tests.support.standing import Standing

NOBODY_LISTENS = "postgresql://ama_app@127.0.0.1:1/niente"


def test_unknown_host_gets_a_page_that_says_so(app: Flask) -> None:
    answer = app.test_client().get("/gruppi", base_url="https://inventata.localhost")
    assert answer.status_code == 404
    assert "Alba" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("host", ["alba.localhost", "localhost", "inventata.localhost"])
def test_database_down_gets_the_page_that_needs_nothing(environment: dict[str, str], host: str) -> None:
    broken = create_app(load_settings({**environment, "DATABASE_URL": NOBODY_LISTENS}))
    answer = broken.test_client().get("/", base_url=f"https://{host}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Torniamo tra poco" in answer.text


@pytest.fixture
def _other_limits() -> Iterator[None]:
    """The limiter is one for the whole process: give it back as it was after another application's broken broker."""
    kept = dict(vars(limiter))
    yield
    vars(limiter).update(kept)


@pytest.mark.usefixtures("_other_limits")
def test_readiness_names_what_is_down(environment: dict[str, str]) -> None:
    broken = create_app(
        load_settings({**environment, "DATABASE_URL": NOBODY_LISTENS, "REDIS_URL": "redis://127.0.0.1:1/0"})
    )
    browser = broken.test_client()
    answer = browser.get("/readyz", base_url="https://localhost")
    assert answer.status_code == 503
    assert answer.json == {"ready": False, "checks": {"broker": "non risponde", "database": "non risponde"}}
    assert browser.get("/healthz", base_url="https://localhost").status_code == 200


def test_database_comes_back_in_the_middle(app: Flask, alba: Standing, cluster: object) -> None:
    browser = app.test_client()
    assert browser.get("/readyz", base_url="https://localhost").status_code == 200
    cluster.restart()  # type: ignore[attr-defined]
    statuses = [browser.get("/readyz", base_url="https://localhost").status_code for _ in range(3)]
    assert statuses[-1] == 200


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("REDIS_URL", "amqp://localhost", "REDIS_URL: deve iniziare con redis://"),
        ("DATABASE_URL", "mysql://localhost", "DATABASE_URL: deve iniziare con postgresql://"),
        ("AMA_MASTER_KEY", "corta", "AMA_MASTER_KEY: servono 32 byte in base64."),
        ("AMA_ENV", "produzione", "AMA_ENV: "),
        ("AMA_MAIL_URL", "sendmail", "AMA_MAIL_URL: deve essere mailbox:"),
        ("AMA_MAIL_URL", "mailgun://alba.example", "AMA_MAIL_URL: per Mailgun si scrive"),
        ("AMA_MAIL_URL", "mailgun://api:k@alba.example?region=it", "AMA_MAIL_URL: per Mailgun si scrive"),
        ("AMA_MAIL_DKIM_KEY_FILE", "/nowhere", "AMA_MAIL_DKIM_KEY_FILE: il file della chiave non si può leggere"),
        ("AMA_MAIL_DKIM_KEY_FILE", __file__, "AMA_MAIL_DKIM_KEY_FILE: il file della chiave non si può leggere"),
        ("AMA_MAIL_DKIM_SELECTOR", "a.b", "AMA_MAIL_DKIM_SELECTOR: "),
    ],
)
def test_wrong_configuration_names_the_variable(environment: dict[str, str], name: str, value: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        load_settings({**environment, name: value})


def test_service_of_the_tests_is_never_asked_in_production(environment: dict[str, str]) -> None:
    trial = "mailgun://api:k@alba.example?api=http://127.0.0.1:1"
    assert load_settings({**environment, "AMA_MAIL_URL": trial}).mail_url == trial
    with pytest.raises(ConfigurationError, match="AMA_MAIL_URL: api= serve solo alle prove"):
        load_settings({**environment, "AMA_ENV": "production", "AMA_MAIL_URL": trial})


def test_real_domain_is_never_served_with_the_pages_of_development(environment: dict[str, str]) -> None:
    real = {**environment, "AMA_BASE_HOST": "reti.example"}
    with pytest.raises(ConfigurationError, match=r"AMA_BASE_HOST: con un dominio vero serve AMA_ENV=production"):
        load_settings({**real, "AMA_ENV": "development"})
    assert load_settings({**real, "AMA_ENV": "production"}).base_host == "reti.example"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"AMA_SCHEME": "http"}, "AMA_SCHEME=https"),
        ({"AMA_SECURE_COOKIES": "false"}, "cookie sicuri"),
        ({"AMA_MAIL_URL": "mailbox:"}, "AMA_MAIL_URL"),
        ({"AMA_TRUSTED_PROXIES": "0"}, "AMA_TRUSTED_PROXIES"),
    ],
)
def test_doctor_names_what_is_not_fit_for_production(
    environment: dict[str, str], changes: dict[str, str], said: str
) -> None:
    good = {"AMA_ENV": "production", "AMA_SCHEME": "https", "AMA_MAIL_URL": "smtps://posta", "AMA_TRUSTED_PROXIES": "1"}
    fault = production_fault(load_settings({**environment, **good, **changes}))
    assert (said in fault, bool(fault)) == (True, bool(said))


def test_missing_configuration_names_every_variable(tmp_path: Path, environment: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings({"AMA_MASTER_KEY": environment["AMA_MASTER_KEY"], "AMA_VAR": str(tmp_path)})
    assert str(caught.value) == "DATABASE_URL: manca.\nREDIS_URL: manca."


def test_broken_tenant_file_changes_nothing(
    app: Flask, environment: dict[str, str], tmp_path: Path, alba: Standing
) -> None:
    folder = tmp_path / "tenants"
    shutil.copytree(Path(environment["AMA_TENANTS"]), folder)
    (folder / "brig" / "tenant.toml").write_text('slug = "brig"\nnome = "sbagliato"\n')
    settings = load_settings({**environment, "AMA_TENANTS": str(folder)})
    with app.app_context(), pytest.raises(TenantFileError, match=r"brig/tenant\.toml"):
        sync_tenants(settings, seeds=[], unit_of_work=lambda: None)


def test_doctor_finds_a_working_installation(
    app: Flask, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    outcome = CliRunner().invoke(cli, ["doctor"])
    assert "base di dati: a posto" in outcome.output
    assert "coda: a posto" in outcome.output


def test_doctor_refuses_a_role_that_sees_past_the_walls(
    app: Flask, environment: dict[str, str], cluster: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = cluster.conninfo("ama_test")  # type: ignore[attr-defined]
    for name, value in {**environment, "DATABASE_URL": admin}.items():
        monkeypatch.setenv(name, value)
    outcome = CliRunner().invoke(cli, ["doctor"])
    assert "il ruolo in DATABASE_URL vede oltre i muri" in outcome.output
    assert outcome.exit_code == 1
