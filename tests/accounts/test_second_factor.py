"""The second step: set up, asked at sign-in, never twice the same code, recovery codes, required by the association."""

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask, g

from ama_net.foundation.clock import now
from ama_net.foundation.database import unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.lockout import TRIES
from ama_net.kernel.accounts.operations.second_factor import matching_step, new_recovery_codes
from ama_net.kernel.accounts.settings import AccountsSettings
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.accounts.mails import mails
from tests.accounts.rows import account_row, audited
from tests.support.cast import PASSWORD, email_of, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]
SECRET = pyotp.random_base32()
RESERVE = re.compile(r"<code>([2-9a-z]{5}-[2-9a-z]{5})</code>")


def _turn_on(app: Flask, standing: Standing, part: Role = Role.SECRETARY) -> None:
    with account_row(app, standing, part) as account:
        account.totp = SECRET


def _require(app: Flask, standing: Standing) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        save_settings(AccountsSettings(require_second_factor=True), by=None)


def _code(later: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(now() + timedelta(seconds=later))


def _half_signed(browser: Browser, standing: Standing, part: Role = Role.SECRETARY, **more: str) -> Browser:
    browser.submit("/accedi", {"email": email_of(standing, part), "password": PASSWORD, **more})
    return browser


def _who(browser: Browser) -> str | None:
    with browser:
        browser.get("/nothing-here")
        return g.actor.name if g.actor else None


def test_password_alone_leads_to_the_second_step_and_opens_nothing(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    browser = client(alba.host)
    answer = browser.submit("/accedi", {"email": email_of(alba, Role.SECRETARY), "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/accedi/codice")
    assert _who(browser) is None
    assert browser.get("/my").status_code == 302


def test_right_password_ends_the_browsers_earlier_session(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    with browser.session_transaction() as cookie:
        before = dict(cookie)
    _half_signed(browser, alba)
    with browser.session_transaction() as cookie:
        cookie.update(before)
    assert _who(browser) is None


def test_right_code_signs_in_and_goes_where_asked(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    browser = _half_signed(client(alba.host), alba, next="/my/accesso")
    answer = browser.submit("/accedi/codice", {"code": _code()})
    assert (answer.status_code, answer.location) == (303, "/my/accesso")
    assert _who(browser) == "Sara di Alba"


def test_code_may_be_typed_with_a_space(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    code = _code()
    answer = _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": f"{code[:3]} {code[3:]}"})
    assert answer.status_code == 303


def test_same_code_is_refused_the_second_time(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    code = _code()
    first = _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": code})
    second = _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": code})
    assert (first.status_code, second.status_code) == (303, 422)


def test_earlier_code_is_refused_after_a_later_one(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    first = _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": _code(30)})
    second = _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": _code()})
    assert (first.status_code, second.status_code) == (303, 422)


@pytest.mark.parametrize("typed", ["000000", "abc", "è un codice", "１２３４５６", "1" * 40, "999999999999"])
def test_wrong_codes_are_refused(app: Flask, client: At, alba: Standing, typed: str) -> None:
    _turn_on(app, alba)
    answer = _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": typed})
    assert answer.status_code == 422


def test_code_of_an_hour_ago_is_refused(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    answer = _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": _code(-3600)})
    assert answer.status_code == 422


def test_second_step_without_the_first_leads_back(client: At, alba: Standing) -> None:
    browser = client(alba.host)
    assert browser.get("/accedi/codice").location == "/accedi"
    assert browser.submit("/accedi/codice", {"code": _code()}).location == "/accedi"


def test_second_step_is_over_after_ten_minutes(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    browser = _half_signed(client(alba.host), alba)
    with time_machine.travel(now() + timedelta(minutes=11)):
        answer = browser.submit("/accedi/codice", {"code": _code()})
    assert answer.location == "/accedi"


def test_half_signed_cookie_works_once(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    browser = _half_signed(client(alba.host), alba)
    with browser.session_transaction() as cookie:
        kept = dict(cookie)
    browser.submit("/accedi/codice", {"code": _code()})
    with browser.session_transaction() as cookie:
        cookie.clear()
        cookie.update(kept)
    assert browser.submit("/accedi/codice", {"code": _code(30)}).location == "/accedi"


def test_wrong_codes_close_the_account_though_the_password_is_right(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    for _ in range(TRIES):
        _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": "000000"})
    answer = client(alba.host).submit("/accedi", {"email": email_of(alba, Role.SECRETARY), "password": PASSWORD})
    assert answer.status_code == 422


def test_recovery_code_signs_in_once(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    with account_row(app, alba, Role.SECRETARY) as account:
        code = new_recovery_codes(account)[0]
    first = _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": f" {code.upper()} "})
    second = _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": code})
    assert (first.status_code, second.status_code) == (303, 422)


def test_recovery_code_of_another_account_is_refused(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    with account_row(app, alba, Role.MEMBER) as account:
        code = new_recovery_codes(account)[0]
    assert _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": code}).status_code == 422


def test_set_up_turns_on_and_gives_ten_recovery_codes(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert browser.submit("/my/accesso/codice/preparazione", {"current": PASSWORD}).status_code == 303
    page = browser.get("/my/accesso/codice/preparazione").text
    secret = re.search(r"secret=([A-Z2-7]+)", page)[1]
    assert 'src="data:image/svg+xml' in page
    answer = browser.submit("/my/accesso/codice/conferma", {"code": pyotp.TOTP(secret).now()})
    assert len(set(RESERVE.findall(answer.text))) == 10
    with account_row(app, alba, Role.SECRETARY) as account:
        assert (account.totp, account.totp_pending) == (secret, None)


def test_code_typed_at_set_up_is_not_good_for_signing_in(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.SECRETARY) as account:
        account.totp_pending = SECRET
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    code = _code()
    browser.submit("/my/accesso/codice/conferma", {"code": code})
    assert _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": code}).status_code == 422


def test_set_up_with_a_wrong_code_turns_nothing_on(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.SECRETARY) as account:
        account.totp_pending = SECRET
    answer = sign_in(client(alba.host), alba, Role.SECRETARY).submit("/my/accesso/codice/conferma", {"code": "000000"})
    assert answer.status_code == 422
    with account_row(app, alba, Role.SECRETARY) as account:
        assert not account.has_second_factor


def test_set_up_asks_for_the_password(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert browser.submit("/my/accesso/codice/preparazione", {"current": "un'altra frase"}).status_code == 422
    with account_row(app, alba, Role.SECRETARY) as account:
        assert account.totp_pending is None


def test_secret_is_not_readable_in_the_row(app: Flask, alba: Standing) -> None:
    _turn_on(app, alba)
    with account_row(app, alba, Role.SECRETARY) as account:
        assert SECRET.encode() not in account.totp_sealed


def test_change_is_audited_and_told_by_mail(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert browser.submit("/my/accesso/codice/rimozione", {"current": PASSWORD}).location == "/my/accesso"
    assert audited(app, alba) == ["account.second_factor_off"]
    assert [(mail.template, mail.to) for mail in mails(app, alba)] == [
        ("accounts/second_factor", email_of(alba, Role.SECRETARY))
    ]


def test_required_factor_shuts_the_office_until_it_is_there(app: Flask, client: At, alba: Standing) -> None:
    _require(app, alba)
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert browser.get("/manage/accessi").location == "/my/accesso/codice"
    assert browser.get("/my").status_code == 200
    _turn_on(app, alba)
    assert browser.get("/manage/accessi").status_code == 200


def test_required_factor_does_not_concern_who_has_no_office(app: Flask, client: At, alba: Standing) -> None:
    _require(app, alba)
    assert sign_in(client(alba.host), alba, Role.MEMBER).get("/manage/accessi").status_code == 404


def test_required_factor_cannot_be_taken_away(app: Flask, client: At, alba: Standing) -> None:
    _require(app, alba)
    _turn_on(app, alba)
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert browser.submit("/my/accesso/codice/rimozione", {"current": PASSWORD}).status_code == 422
    with account_row(app, alba, Role.SECRETARY) as account:
        assert account.has_second_factor


def test_required_by_one_association_is_not_by_the_other(
    app: Flask, client: At, alba: Standing, brig: Standing
) -> None:
    _require(app, alba)
    assert sign_in(client(brig.host), brig, Role.SECRETARY).get("/manage/accessi").status_code == 200


def test_new_recovery_codes_end_the_old_ones(app: Flask, client: At, alba: Standing) -> None:
    _turn_on(app, alba)
    with account_row(app, alba, Role.SECRETARY) as account:
        old = new_recovery_codes(account)[0]
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    browser.submit("/my/accesso/codice/codici", {"current": PASSWORD})
    assert audited(app, alba) == ["account.recovery_codes_renewed"]
    assert _half_signed(client(alba.host), alba).submit("/accedi/codice", {"code": old}).status_code == 422


def test_step_is_found_within_half_a_minute_of_drift() -> None:
    moment = now()
    step = int(moment.timestamp()) // 30
    codes = [pyotp.TOTP(SECRET).generate_otp(step + shift) for shift in (-2, -1, 0, 1, 2)]
    assert [matching_step(SECRET, code, moment) for code in codes] == [None, step - 1, step, step + 1, None]


def test_pages_of_the_second_factor_send_no_cached_copy(app: Flask, client: At, alba: Standing) -> None:
    answer = sign_in(client(alba.host), alba, Role.SECRETARY).get("/my/accesso/codice")
    assert answer.headers["Cache-Control"] == "no-store"
