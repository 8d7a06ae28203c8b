"""One's own access: the personal area's first page, the password, the signed-in browsers."""

from collections.abc import Callable

import pytest
from flask import Flask, g
from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.lockout import TRIES
from ama_net.kernel.accounts.models import AccountSession
from ama_net.kernel.tenancy import tenant_scope
from tests.accounts.mails import mails
from tests.accounts.rows import account_row, audited
from tests.support.cast import PASSWORD, STRANGER, email_of, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]
NEW = "tre civette sul comò"
FORM = {"current": PASSWORD, "password": NEW, "again": NEW}


def _who(browser: Browser) -> str | None:
    with browser:
        browser.get("/nothing-here")
        return g.actor.name if g.actor else None


def _sessions(app: Flask, standing: Standing) -> list[str]:
    with app.app_context(), tenant_scope(standing.id):
        return [str(found) for found in db.session.scalars(select(AccountSession.id).order_by(AccountSession.id))]


@pytest.mark.parametrize("path", ["/my", "/my/", "/my/accesso", "/my/accesso/password", "/my/accesso/email"])
def test_everybody_signed_in_has_the_personal_area(client: At, alba: Standing, path: str) -> None:
    assert sign_in(client(alba.host), alba, STRANGER).get(path).status_code == 200


def test_home_greets_and_says_what_is_next(client: At, alba: Standing) -> None:
    page = sign_in(client(alba.host), alba, Role.MEMBER).get("/my").text
    assert "Ciao Mara</h1>" in page
    assert "Niente in programma" in page


@pytest.mark.parametrize(("part", "shown"), [(Role.SECRETARY, True), (Role.MEMBER, False)])
def test_home_leads_to_the_office_only_who_works_there(client: At, alba: Standing, part: Role, shown: bool) -> None:
    assert ("Vai all'ufficio" in sign_in(client(alba.host), alba, part).get("/my").text) is shown


def test_password_change_signs_out_the_others_and_keeps_this_browser(client: At, alba: Standing) -> None:
    here, elsewhere = (sign_in(client(alba.host), alba, Role.MEMBER) for _ in range(2))
    answer = here.submit("/my/accesso/password", FORM)
    assert (answer.status_code, answer.location) == (303, "/my/accesso")
    assert (_who(here), _who(elsewhere)) == ("Mara di Alba", None)


def test_password_change_gives_this_browser_a_new_session(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    with browser.session_transaction() as cookie:
        before = cookie["_user_id"]
    browser.submit("/my/accesso/password", FORM)
    with browser.session_transaction() as cookie:
        assert cookie["_user_id"] != before


def test_password_change_is_audited_and_told(app: Flask, client: At, alba: Standing) -> None:
    sign_in(client(alba.host), alba, Role.MEMBER).submit("/my/accesso/password", FORM)
    assert audited(app, alba) == ["account.password_changed"]
    assert [(mail.template, mail.to) for mail in mails(app, alba)] == [
        ("accounts/password_changed", email_of(alba, Role.MEMBER))
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"current": "un'altra frase"},
        {"again": "tre civette sul"},
        {"password": "breve", "again": "breve"},
        {"current": ""},
    ],
)
def test_bad_input_changes_nothing(app: Flask, client: At, alba: Standing, changes: dict[str, str]) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    assert browser.submit("/my/accesso/password", {**FORM, **changes}).status_code == 422
    again = client(alba.host).submit("/accedi", {"email": email_of(alba, Role.MEMBER), "password": PASSWORD})
    assert again.status_code == 303


def test_guessing_the_password_from_an_open_browser_closes_the_account(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    for _ in range(TRIES):
        browser.submit("/my/accesso/password", {**FORM, "current": "un'altra frase"})
    assert browser.submit("/my/accesso/password", FORM).status_code == 422
    with account_row(app, alba, Role.MEMBER) as account:
        assert account.is_locked


def test_browsers_are_listed_and_one_can_be_signed_out(app: Flask, client: At, alba: Standing) -> None:
    here, elsewhere = (sign_in(client(alba.host), alba, Role.MEMBER) for _ in range(2))
    page = here.get("/my/accesso").text
    assert page.count("Firefox · Linux") == 2
    other = next(found for found in _sessions(app, alba) if f"dispositivi/{found}/chiusura" in page)
    assert here.submit(f"/my/accesso/dispositivi/{other}/chiusura").status_code == 303
    assert (_who(here), _who(elsewhere)) == ("Mara di Alba", None)


def test_browser_of_somebody_else_cannot_be_signed_out(app: Flask, client: At, alba: Standing) -> None:
    president = sign_in(client(alba.host), alba, Role.PRESIDENT)
    theirs = _sessions(app, alba)[0]
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    assert browser.submit(f"/my/accesso/dispositivi/{theirs}/chiusura").status_code == 404
    assert _who(president) == "Paola di Alba"


def test_all_others_can_be_signed_out_at_once(client: At, alba: Standing) -> None:
    here, first, second = (sign_in(client(alba.host), alba, Role.MEMBER) for _ in range(3))
    here.submit("/my/accesso/dispositivi/chiusura")
    assert [_who(here), _who(first), _who(second)] == ["Mara di Alba", None, None]


def test_sessions_of_others_stay_when_mine_are_ended(client: At, alba: Standing) -> None:
    president = sign_in(client(alba.host), alba, Role.PRESIDENT)
    sign_in(client(alba.host), alba, Role.MEMBER).submit("/my/accesso/dispositivi/chiusura")
    assert _who(president) == "Paola di Alba"


@pytest.mark.parametrize(
    "path",
    [
        "/my/accesso/password",
        "/my/accesso/email",
        "/my/accesso/codice/preparazione",
        "/my/accesso/codice/rimozione",
        "/my/accesso/dispositivi/chiusura",
    ],
)
def test_nobody_signed_in_changes_nothing(client: At, alba: Standing, path: str) -> None:
    answer = client(alba.host).submit(path, FORM)
    assert (answer.status_code, answer.location) == (302, "/accedi")
