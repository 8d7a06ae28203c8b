"""Who is signed in: the cookie's token, its session row, and the walls between associations."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask, g
from sqlalchemy import select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import SUSPENDED, AccountSession
from ama_net.kernel.tenancy import tenant_scope
from tests.accounts.rows import account_row
from tests.support.cast import STRANGER, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[str], Browser]
COOKIE = "__Host-sid"


def _name_seen(browser: Browser) -> str | None:
    """Ask any page and look at who it was asked by."""
    with browser:
        browser.get("/nothing-here")
        actor = g.get("actor")
        return actor.name if actor else None


def test_signed_in_person_is_the_actor(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert _name_seen(browser) == "Sara di Alba"


def test_actor_has_the_roles_of_the_account(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    with browser:
        browser.get("/nothing-here")
        assert g.actor.roles == {Role.SECRETARY}


def test_stranger_has_no_permission(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, STRANGER)
    with browser:
        browser.get("/nothing-here")
        assert g.actor.permissions == frozenset()


@pytest.mark.parametrize("host", ["brig.localhost", "localhost"])
def test_cookie_of_one_association_is_nobody_elsewhere(client: At, alba: Standing, host: str) -> None:
    browser = sign_in(client(alba.host), alba, Role.PRESIDENT)
    cookie = browser.get_cookie(COOKIE, domain=alba.host)
    other = client(host)
    other.set_cookie(COOKIE, cookie.value, domain=host, secure=True)
    assert _name_seen(other) is None


def test_altered_cookie_is_nobody(client: At, alba: Standing) -> None:
    browser = client(alba.host)
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "x" * 43
    assert _name_seen(browser) is None


def test_cookie_of_an_ended_session_is_forgotten(client: At, alba: Standing) -> None:
    browser = client(alba.host)
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "x" * 43
    browser.get("/accedi")
    with browser.session_transaction() as cookie:
        assert "_user_id" not in cookie


def test_suspended_account_is_signed_out(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    with account_row(app, alba, Role.MEMBER) as account:
        account.status = SUSPENDED
    assert _name_seen(browser) is None


def test_session_unused_for_half_a_day_is_over(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    with time_machine.travel(now() + timedelta(hours=12, minutes=1)):
        assert _name_seen(browser) is None


def test_use_keeps_a_session_open_but_not_for_ever(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    start = now()  # after the sign-in: a cookie signed a second later than "now" would be refused
    for hours in range(0, 24 * 14, 11):
        with time_machine.travel(start + timedelta(hours=hours)):
            assert browser.get("/my").status_code == 200
    with time_machine.travel(start + timedelta(days=14, minutes=1)):
        assert browser.get("/my").status_code == 302


def test_anonymous_request_asks_nothing_about_accounts(client: At, alba: Standing) -> None:
    browser = client(alba.host)
    browser.get("/accedi")
    with count_queries() as queries:
        assert browser.get("/accedi").status_code == 200
    assert [statement for statement in queries.statements if "account" in statement] == []


def test_signed_in_request_asks_one_query(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.EDITOR)
    browser.get("/my")
    with count_queries() as queries:
        assert browser.get("/my").status_code == 200
    assert len(queries) == 1


def test_use_is_written_at_most_every_five_minutes(app: Flask, client: At, alba: Standing) -> None:
    start = now()
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    with time_machine.travel(start + timedelta(minutes=6), tick=False):
        browser.get("/my")
        written = now()
    with time_machine.travel(start + timedelta(minutes=8), tick=False):
        browser.get("/my")
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalar(select(AccountSession.seen_at)) == written


def test_my_sends_an_anonymous_to_sign_in_and_back(client: At, alba: Standing) -> None:
    answer = client(alba.host).get("/my/accesso")
    assert (answer.status_code, answer.location) == (302, "/accedi?next=/my/accesso")
