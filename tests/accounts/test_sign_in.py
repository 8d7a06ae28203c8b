"""Signing in with address and password: what opens, what is refused, and that refusals do not tell why."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask, g
from sqlalchemy import func, select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.lockout import TRIES
from ama_net.kernel.accounts.models import SUSPENDED, AccountSession
from ama_net.kernel.accounts.passwords import hash_password
from ama_net.kernel.accounts.seeds import DEMO_PASSWORD
from ama_net.kernel.tenancy import tenant_scope
from tests.accounts.mails import mails
from tests.accounts.rows import account_row, audited
from tests.support.cast import PASSWORD, email_of, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]
REFUSED = "indirizzo o la password non sono giusti"


def _try(browser: Browser, email: str, password: str = PASSWORD, **more: str):
    return browser.submit("/accedi", {"email": email, "password": password, **more})


def _who(browser: Browser) -> str | None:
    with browser:
        browser.get("/nothing-here")
        return g.actor.name if g.actor else None


def test_right_password_signs_in(client: At, alba: Standing) -> None:
    browser = client(alba.host)
    answer = _try(browser, email_of(alba, Role.MEMBER))
    assert (answer.status_code, answer.location) == (303, "/my")
    assert _who(browser) == "Mara di Alba"


def test_address_may_be_typed_in_capitals_with_spaces(client: At, alba: Standing) -> None:
    answer = _try(client(alba.host), f"  {email_of(alba, Role.MEMBER).upper()} ")
    assert answer.status_code == 303


def test_office_worker_goes_to_the_office(client: At, alba: Standing) -> None:
    assert _try(client(alba.host), email_of(alba, Role.SECRETARY)).location == "/manage/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("socia@alba.example", "un'altra frase"),
        ("nessuno@alba.example", PASSWORD),
        ("socia@brig.example", PASSWORD),
        ("non un indirizzo", PASSWORD),
        ("so\x00cia@alba.example", "un'altra frase"),
    ],
)
def test_refusals_say_the_same(client: At, alba: Standing, email: str, password: str) -> None:
    answer = _try(client(alba.host), email, password)
    assert answer.status_code == 422
    assert REFUSED in answer.text


def test_suspended_account_is_refused_with_the_same_words(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.MEMBER) as account:
        account.status = SUSPENDED
    answer = _try(client(alba.host), email_of(alba, Role.MEMBER))
    assert (answer.status_code, REFUSED in answer.text) == (422, True)


def test_empty_form_asks_for_both(client: At, alba: Standing) -> None:
    answer = client(alba.host).submit("/accedi")
    assert answer.status_code == 422
    assert "indirizzo e-mail." in answer.text
    assert "Scrivi la password." in answer.text


def test_password_is_never_shown_again(client: At, alba: Standing) -> None:
    assert "un'altra frase" not in _try(client(alba.host), "socia@alba.example", "un'altra frase").text


def test_sign_in_without_token_is_refused(client: At, alba: Standing) -> None:
    answer = client(alba.host).post("/accedi", data={"email": email_of(alba, Role.MEMBER), "password": PASSWORD})
    assert answer.status_code == 400


def test_token_of_the_session_changes_at_sign_in(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    with browser.session_transaction() as cookie:
        before = cookie["_user_id"]
    _try(browser, email_of(alba, Role.MEMBER))
    with browser.session_transaction() as cookie:
        assert cookie["_user_id"] != before


def test_signing_in_again_ends_the_browsers_earlier_session(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    _try(browser, email_of(alba, Role.EDITOR))
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalar(select(func.count()).select_from(AccountSession)) == 1


def test_what_was_in_the_cookie_before_does_not_survive_sign_in(client: At, alba: Standing) -> None:
    browser = client(alba.host)
    with browser.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    _try(browser, email_of(alba, Role.MEMBER))
    with browser.session_transaction() as cookie:
        assert "planted" not in cookie


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("/my/accesso", "/my/accesso"),
        ("/gruppi?tema=lutto", "/gruppi?tema=lutto"),
        ("https://cattivo.example/", "/my"),
        ("//cattivo.example/", "/my"),
        ("/\\cattivo.example/", "/my"),
        ("/\t/cattivo.example/", "/my"),
        ("javascript:alert(1)", "/my"),
        ("/accedi", "/my"),
        ("/esci", "/my"),
        ("", "/my"),
    ],
)
def test_goes_on_only_to_pages_of_this_host(client: At, alba: Standing, asked: str, where: str) -> None:
    assert _try(client(alba.host), email_of(alba, Role.MEMBER), next=asked).location == where


def test_english_page_goes_on_in_english(client: At, alba: Standing) -> None:
    browser = client(alba.host)
    form = {"email": email_of(alba, Role.MEMBER), "password": PASSWORD, "next": "/my/accesso"}
    assert browser.submit("/en/accedi", form).location == "/en/my/accesso"


def test_account_cannot_sign_in_at_the_bare_host(client: At) -> None:
    assert client("localhost").get("/accedi").status_code == 404


def test_wrong_tries_close_the_account_and_survive_the_refusal(app: Flask, client: At, alba: Standing) -> None:
    browser, email = client(alba.host), email_of(alba, Role.MEMBER)
    for _ in range(TRIES):
        _try(browser, email, "sbagliata sbagliata")
    answer = _try(browser, email)
    assert (answer.status_code, REFUSED in answer.text) == (422, True)
    with account_row(app, alba, Role.MEMBER) as account:
        assert account.is_locked


def test_one_wrong_try_less_does_not_close(client: At, alba: Standing) -> None:
    browser, email = client(alba.host), email_of(alba, Role.MEMBER)
    for _ in range(TRIES - 1):
        _try(browser, email, "sbagliata sbagliata")
    assert _try(browser, email).status_code == 303


def test_closed_account_opens_by_itself(client: At, alba: Standing) -> None:
    browser, email = client(alba.host), email_of(alba, Role.MEMBER)
    for _ in range(TRIES):
        _try(browser, email, "sbagliata sbagliata")
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert _try(browser, email).status_code == 303


def test_sign_in_forgives_the_wrong_tries_before(app: Flask, client: At, alba: Standing) -> None:
    browser, email = client(alba.host), email_of(alba, Role.MEMBER)
    _try(browser, email, "sbagliata sbagliata")
    _try(browser, email)
    with account_row(app, alba, Role.MEMBER) as account:
        assert account.failed_tries == 0


def test_closing_is_audited_and_told_to_the_owner(app: Flask, client: At, alba: Standing) -> None:
    browser, email = client(alba.host), email_of(alba, Role.MEMBER)
    for _ in range(TRIES + 2):
        _try(browser, email, "sbagliata sbagliata")
    assert audited(app, alba) == ["account.locked"]
    assert [(mail.template, mail.to) for mail in mails(app, alba)] == [("accounts/locked", email)]


def test_wrong_tries_at_one_association_do_not_close_the_other(
    app: Flask, client: At, alba: Standing, brig: Standing
) -> None:
    for _ in range(TRIES):
        _try(client(alba.host), "socia@alba.example", "sbagliata sbagliata")
    with account_row(app, brig, Role.MEMBER) as account:
        assert (account.failed_tries, account.is_locked) == (0, False)


def test_too_many_tries_from_one_place_are_stopped(client: At, alba: Standing) -> None:
    browser = client(alba.host)
    answers = [_try(browser, f"nessuno{number}@alba.example").status_code for number in range(21)]
    assert answers == [422] * 20 + [429]


@pytest.mark.parametrize(("installation", "status"), [("production", 422), ("development", 303)])
def test_password_of_the_demonstration_opens_nothing_in_production(
    app: Flask, client: At, alba: Standing, monkeypatch: pytest.MonkeyPatch, installation: str, status: int
) -> None:
    with account_row(app, alba, Role.PRESIDENT) as account:
        account.password_hash = hash_password(DEMO_PASSWORD)
    settings = app.extensions["settings"].model_copy(update={"environment": installation})
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert _try(client(alba.host), email_of(alba, Role.PRESIDENT), DEMO_PASSWORD).status_code == status


def test_sign_out_ends_the_session(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    answer = browser.submit("/esci")
    assert (answer.status_code, answer.location) == (303, "/")
    assert _who(browser) is None
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalar(select(func.count()).select_from(AccountSession)) == 0


def test_sign_out_by_link_does_nothing(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    browser.get("/esci")
    assert _who(browser) == "Mara di Alba"


def test_sign_out_of_nobody_is_harmless(client: At, alba: Standing) -> None:
    assert client(alba.host).submit("/esci").status_code == 303


def test_device_is_described_without_version(app: Flask, client: At, alba: Standing) -> None:
    agent = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    form = {"email": email_of(alba, Role.MEMBER), "password": PASSWORD}
    client(alba.host).submit("/accedi", form, headers={"User-Agent": agent})
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalar(select(AccountSession.device)) == "Chrome · Android"
