"""Two at the same moment: of each pair exactly one gets through, and nobody meets a deadlock (a 500)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyotp
from flask import Flask

from ama_net.foundation.clock import now
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.lockout import TRIES
from ama_net.kernel.accounts.operations.second_factor import new_recovery_codes
from ama_net.kernel.tenancy import tenant_scope
from tests.accounts.mails import mails
from tests.accounts.rows import account_row
from tests.support.cast import PASSWORD, email_of, player, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]
SECRET = pyotp.random_base32()


def _together(*tries: Callable[[], int]) -> list[int]:
    """Start all at once; the answers, sorted."""
    barrier = Barrier(len(tries))

    def go(one: Callable[[], int]) -> int:
        barrier.wait()
        return one()

    with ThreadPoolExecutor(len(tries)) as pool:
        return sorted(pool.map(go, tries))


def _half_signed(client: At, standing: Standing) -> Browser:
    browser = client(standing.host)
    browser.submit("/accedi", {"email": email_of(standing, Role.MEMBER), "password": PASSWORD})
    return browser


def _sender(browser: Browser, path: str, form: dict[str, object]) -> Callable[[], int]:
    token = browser.csrf_token()
    return lambda: browser.post(path, data={**form, "csrf_token": token}).status_code


def test_reset_link_used_twice_at_once_works_once(app: Flask, client: At, alba: Standing) -> None:
    client(alba.host).submit("/password-dimenticata", {"email": email_of(alba, Role.MEMBER)})
    path = mails(app, alba)[-1].path
    forms = [{"password": words, "again": words} for words in ("tre civette sul comò", "quattro gatti in fila")]
    assert _together(*(_sender(client(alba.host), path, form) for form in forms)) == [303, 410]


def test_same_totp_code_sent_twice_at_once_works_once(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.MEMBER) as account:
        account.totp = SECRET
    browsers = [_half_signed(client, alba) for _ in range(2)]
    form = {"code": pyotp.TOTP(SECRET).at(now())}
    assert _together(*(_sender(browser, "/accedi/codice", form) for browser in browsers)) == [303, 422]


def test_same_recovery_code_sent_twice_at_once_works_once(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.MEMBER) as account:
        account.totp = SECRET
        form = {"code": new_recovery_codes(account)[0]}
    browsers = [_half_signed(client, alba) for _ in range(2)]
    assert _together(*(_sender(browser, "/accedi/codice", form) for browser in browsers)) == [303, 422]


def test_the_last_two_in_charge_cannot_leave_together(app: Flask, client: At, alba: Standing) -> None:
    leaving = []
    for part in (Role.PRESIDENT, Role.SECRETARY):
        with app.app_context(), tenant_scope(alba.id):
            account_id = player(alba, part).account_id
        browser = sign_in(client(alba.host), alba, part)
        leaving.append(_sender(browser, f"/manage/accessi/{account_id}/ruoli", {"roles": ["member"]}))
    assert _together(*leaving) == [303, 422]


def test_same_address_invited_twice_at_once_is_one_account(client: At, alba: Standing) -> None:
    form = {"given_name": "Gina", "family_name": "Nuova", "email": "gina@nuova.example", "roles": ["member"]}
    parts = (Role.PRESIDENT, Role.SECRETARY)
    inviting = [_sender(sign_in(client(alba.host), alba, part), "/manage/accessi/invito", form) for part in parts]
    assert _together(*inviting) == [303, 422]


def test_wrong_tries_at_once_are_all_counted(app: Flask, client: At, alba: Standing) -> None:
    form = {"email": email_of(alba, Role.MEMBER), "password": "sbagliata sbagliata"}
    answers = _together(*(_sender(client(alba.host), "/accedi", form) for _ in range(TRIES - 1)))
    assert answers == [422] * (TRIES - 1)
    with account_row(app, alba, Role.MEMBER) as account:
        assert account.failed_tries == TRIES - 1
