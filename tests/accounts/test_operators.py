"""Operators of the installation: at the bare host only, with no way into any association, and no association into them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.lockout import TRIES
from ama_net.kernel.accounts.operators.models import Operator
from ama_net.kernel.accounts.operators.operations import add_operator
from ama_net.kernel.accounts.passwords import hash_password
from ama_net.kernel.tenancy import tenant_scope
from tests.support.cast import PASSWORD, email_of, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]
BARE = "localhost"
EMAIL = "operatore@installazione.example"
NEW_FORM = {"password": "tre civette sul comò", "again": "tre civette sul comò"}


@pytest.fixture
def operator(app: Flask) -> str:
    """An operator with a password; the address."""
    with app.app_context(), unit_of_work():
        db.session.add(Operator(email=EMAIL, password_hash=hash_password(PASSWORD)))
    return EMAIL


def _link(app: Flask) -> str:
    with app.app_context(), unit_of_work():
        return f"/operatori/password/{add_operator(EMAIL)}"


def _signed_in(browser: Browser, email: str = EMAIL, password: str = PASSWORD) -> Browser:
    browser.submit("/operatori/accedi", {"email": email, "password": password})
    return browser


def test_operator_sees_the_associations(client: At, operator: str) -> None:
    page = _signed_in(client(BARE), operator).get("/operatori")
    assert page.status_code == 200
    assert re.findall(r">(alba|brig)<", page.text) == ["alba", "brig"]
    assert "alba.localhost" in page.text


def test_operators_page_names_no_person(app: Flask, client: At, operator: str) -> None:
    page = _signed_in(client(BARE), operator).get("/operatori").text
    assert "Sara" not in page
    assert "alba.example" not in page


@pytest.mark.parametrize("path", ["/operatori"])
def test_nobody_else_sees_them(client: At, path: str) -> None:
    assert client(BARE).get(path).location == "/operatori/accedi"


@pytest.mark.parametrize("path", ["/operatori", "/operatori/accedi"])
def test_operators_pages_are_not_at_an_associations_host(client: At, alba: Standing, path: str) -> None:
    assert sign_in(client(alba.host), alba, Role.PRESIDENT).get(path).status_code == 404


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, "un'altra frase"), ("nessuno@installazione.example", PASSWORD), ("", "")]
)
def test_wrong_credentials_are_refused(client: At, operator: str, email: str, password: str) -> None:
    answer = client(BARE).submit("/operatori/accedi", {"email": email, "password": password})
    assert answer.status_code == 422


def test_account_of_an_association_cannot_sign_in_at_the_bare_host(client: At, operator: str, alba: Standing) -> None:
    form = {"email": email_of(alba, Role.PRESIDENT), "password": PASSWORD}
    assert client(BARE).submit("/operatori/accedi", form).status_code == 422


def test_operator_cannot_sign_in_at_an_association(client: At, operator: str, alba: Standing) -> None:
    assert client(alba.host).submit("/accedi", {"email": operator, "password": PASSWORD}).status_code == 422


def test_cookie_of_an_operator_is_nobody_at_an_association(client: At, operator: str, alba: Standing) -> None:
    cookie = _signed_in(client(BARE), operator).get_cookie("__Host-sid", domain=BARE)
    browser = client(alba.host)
    browser.set_cookie("__Host-sid", cookie.value, domain=alba.host, secure=True)
    assert browser.get("/my").status_code == 302
    assert browser.get("/operatori").status_code == 404


def test_cookie_of_an_account_is_nobody_at_the_bare_host(client: At, alba: Standing) -> None:
    cookie = sign_in(client(alba.host), alba, Role.PRESIDENT).get_cookie("__Host-sid", domain=alba.host)
    browser = client(BARE)
    browser.set_cookie("__Host-sid", cookie.value, domain=BARE, secure=True)
    assert browser.get("/operatori").status_code == 302


def test_wrong_tries_close_an_operator(client: At, operator: str) -> None:
    for _ in range(TRIES):
        _signed_in(client(BARE), operator, "sbagliata sbagliata")
    assert client(BARE).submit("/operatori/accedi", {"email": operator, "password": PASSWORD}).status_code == 422


def test_link_of_the_command_chooses_the_password_once(app: Flask, client: At) -> None:
    path = _link(app)
    assert [client(BARE).get(path).status_code for _ in range(2)] == [200, 200]
    assert [client(BARE).submit(path, NEW_FORM).status_code for _ in range(2)] == [303, 410]
    assert _signed_in(client(BARE), EMAIL, NEW_FORM["password"]).get("/operatori").status_code == 200


def test_link_lasts_a_day(app: Flask, client: At) -> None:
    path = _link(app)
    with time_machine.travel(now() + timedelta(hours=25)):
        assert client(BARE).get(path).status_code == 410


def test_link_is_not_there_at_an_associations_host(app: Flask, client: At, alba: Standing) -> None:
    assert client(alba.host).submit(_link(app), NEW_FORM).status_code == 404


def test_weak_password_is_refused(app: Flask, client: At) -> None:
    form = {"password": "operatore2026", "again": "operatore2026"}
    assert client(BARE).submit(_link(app), form).status_code == 422


def test_operator_added_twice_is_one(app: Flask) -> None:
    _link(app)
    _link(app)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Operator)) == 1


def test_sign_out_ends_the_session(client: At, operator: str) -> None:
    browser = _signed_in(client(BARE), operator)
    browser.submit("/operatori/esci")
    assert browser.get("/operatori").status_code == 302


def test_work_for_an_association_finds_no_operator(app: Flask, operator: str, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalars(select(Operator)).all() == []


def test_work_for_an_association_cannot_make_an_operator(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id):
        db.session.add(Operator(email="intrusa@alba.example"))
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.flush()
        db.session.rollback()


def test_function_behind_the_page_gives_four_columns_and_no_more(app: Flask) -> None:
    with app.app_context():
        rows = db.session.execute(text("SELECT * FROM tenancy.list_tenants()"))
        assert list(rows.keys()) == ["slug", "name", "status", "hosts"]
