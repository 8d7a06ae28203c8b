"""The commands and the demonstration cast."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import func, select

from ama_net.across.demo.cast import load_cast, sign_ins
from ama_net.cli import cli
from ama_net.foundation.config import Settings
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.seeds import DEMO_PASSWORD
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import register_tenant
from ama_net.kernel.tenancy.tenant_file import load_demo, load_tenant_file
from tests.accounts.mails import mails
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]
TENANTS = Path(__file__).resolve().parents[2] / "tenants"
NEW_FORM = {"password": "tre civette sul comò", "again": "tre civette sul comò"}
_CAST = len(load_demo(TENANTS / "bologna").accounts)
"""One for each role but that of who listens, which its service gives."""


def _run(app: Flask, *words: str) -> Result:
    return CliRunner().invoke(cli, words, obj=ScriptInfo(create_app=lambda: app))


def _path(address: str) -> str:
    return "/" + address.strip().split("/", 3)[3]


def _with_bologna(app: Flask) -> tuple[Settings, Standing]:
    settings: Settings = app.extensions["settings"].model_copy(update={"tenants": TENANTS})
    with app.app_context():
        tenant_id, _synced = register_tenant(settings, load_tenant_file(TENANTS / "bologna"))
    return settings, Standing(tenant_id, "bologna", "bologna.localhost")


def _accounts(app: Flask, standing: Standing) -> int:
    with app.app_context(), tenant_scope(standing.id):
        return db.session.scalar(select(func.count()).select_from(Account))


def test_first_president_is_invited_by_command(app: Flask, client: At, alba: Standing) -> None:
    said = _run(app, "accounts", "invite", "alba", "Gina@Nuova.example", "--nome", "Gina", "--cognome", "Nuova")
    assert said.exit_code == 0
    browser = client(alba.host)
    assert browser.submit(_path(said.output), NEW_FORM).status_code == 303
    assert browser.get("/manage/accessi").status_code == 200
    assert [mail.to for mail in mails(app, alba)] == ["gina@nuova.example"]


@pytest.mark.parametrize(
    ("slug", "email", "complaint"),
    [
        ("nessuna", "gina@nuova.example", "non c'è un'associazione"),
        ("alba", "non un indirizzo", "chiocciola"),
        ("alba", "socia@alba.example", "ha già un accesso"),
    ],
)
def test_wrong_invitation_is_one_line(app: Flask, slug: str, email: str, complaint: str) -> None:
    said = _run(app, "accounts", "invite", slug, email, "--nome", "Gina", "--cognome", "Nuova")
    assert said.exit_code == 1
    assert complaint in said.output
    assert len(said.output.strip().splitlines()) == 1


def test_operator_is_added_by_command(app: Flask, client: At) -> None:
    said = _run(app, "operators", "add", "Operatore@Installazione.example")
    assert said.output.startswith("http://localhost:8000/operatori/password/")
    assert client("localhost").submit(_path(said.output), NEW_FORM).status_code == 303


def test_demo_cast_signs_in_with_the_demo_password(app: Flask, client: At) -> None:
    settings, bologna = _with_bologna(app)
    with app.app_context():
        list(load_cast(settings))
    secretary = next(who for who in load_demo(TENANTS / "bologna").accounts if who.role == Role.SECRETARY)
    browser = client(bologna.host)
    browser.submit("/accedi", {"email": secretary.email, "password": DEMO_PASSWORD})
    assert browser.get("/manage/accessi").status_code == 200


def test_demo_cast_is_loaded_once(app: Flask) -> None:
    settings, bologna = _with_bologna(app)
    with app.app_context():
        list(load_cast(settings))
    before = _accounts(app, bologna)
    with app.app_context():
        list(load_cast(settings))
    assert (before, _accounts(app, bologna)) == (_CAST, _CAST)


def test_demo_cast_is_never_loaded_in_production(app: Flask) -> None:
    settings, bologna = _with_bologna(app)
    production = settings.model_copy(update={"environment": "production"})
    with app.app_context():
        assert list(load_cast(production)) == ["In produzione le persone dimostrative non si caricano."]
    assert (_accounts(app, bologna), sign_ins(production)) == (0, [])


def test_sign_ins_are_told_one_a_role(app: Flask) -> None:
    settings, _bologna = _with_bologna(app)
    rows = [row for row in sign_ins(settings) if "bologna" in row.address]
    assert len(rows) == _CAST
    assert {row.address for row in rows} == {"http://bologna.localhost:8000/accedi"}
    assert {row.password for row in rows} == {DEMO_PASSWORD}
