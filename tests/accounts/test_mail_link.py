"""Signing in by a mailed link: for the personal area only, once, for a quarter of an hour, on any device."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pyotp
import pytest
import time_machine
from flask import Flask, g

from ama_net.foundation.clock import now
from ama_net.kernel.access import PERMISSIONS_OF, Permission, Role
from ama_net.kernel.accounts.models import ACTIVE, INVITED, SUSPENDED
from ama_net.kernel.accounts.operations.mail_link import MOST
from tests.accounts.mails import Mail, mails
from tests.accounts.rows import account_row, audited
from tests.support.cast import PASSWORD, email_of, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[str], Browser]
ASK = "/accedi/link"
OFFICE = [role for role in Role if Permission.OFFICE_OPEN in PERMISSIONS_OF[role]]


def _who(browser: Browser) -> str | None:
    with browser:
        browser.get("/nothing-here")
        return g.actor.name if g.actor else None


def _link_mail(app: Flask, client: At, standing: Standing, part: Role = Role.FACILITATOR) -> Mail:
    client(standing.host).submit(ASK, {"email": email_of(standing, part)})
    return mails(app, standing)[-1]


def test_sign_in_page_offers_the_link(client: At, alba: Standing) -> None:
    assert f'href="{ASK}"' in client(alba.host).get("/accedi").text


def test_link_is_mailed_with_a_neutral_subject(app: Flask, client: At, alba: Standing) -> None:
    mail = _link_mail(app, client, alba)
    assert (mail.template, mail.to) == ("accounts/sign_in_link", email_of(alba, Role.FACILITATOR))
    assert mail.subject == "Il tuo link per entrare: Alba"
    assert "http://alba.localhost:8000/accedi/link/" in mail.text


def test_link_shows_a_button_and_signs_in_only_when_pressed(app: Flask, client: At, alba: Standing) -> None:
    path, browser = _link_mail(app, client, alba).path, client(alba.host)
    assert [browser.get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert _who(browser) is None
    answer = browser.submit(path)
    assert (answer.status_code, answer.location) == (303, "/my")
    assert _who(browser) == "Franca di Alba"


def test_link_works_on_another_device(app: Flask, client: At, alba: Standing) -> None:
    asking, other = client(alba.host), client(alba.host)
    asking.submit(ASK, {"email": email_of(alba, Role.FACILITATOR)})
    other.submit(mails(app, alba)[-1].path)
    assert (_who(asking), _who(other)) == (None, "Franca di Alba")


def test_same_browser_goes_on_where_it_wanted_to(app: Flask, client: At, alba: Standing) -> None:
    browser = client(alba.host)
    browser.get(f"{ASK}?next=/my/accesso")
    browser.submit(ASK, {"email": email_of(alba, Role.FACILITATOR)})
    assert browser.submit(mails(app, alba)[-1].path).location == "/my/accesso"


def test_link_never_leads_to_another_host(app: Flask, client: At, alba: Standing) -> None:
    browser = client(alba.host)
    browser.get(f"{ASK}?next=//altrove.example/my")
    browser.submit(ASK, {"email": email_of(alba, Role.FACILITATOR)})
    assert browser.submit(mails(app, alba)[-1].path).location == "/my"


def test_answer_is_the_same_for_anybody(client: At, alba: Standing) -> None:
    known, unknown, office = (
        client(alba.host).submit(ASK, {"email": email})
        for email in (email_of(alba, Role.MEMBER), "socix@alba.example", email_of(alba, Role.SECRETARY))
    )
    assert (known.status_code, unknown.status_code, office.status_code) == (200, 200, 200)
    assert known.text.replace("socia@", "socix@") == unknown.text
    assert office.text.replace("segreteria@", "socix@") == unknown.text


def test_unknown_address_asks_as_much_of_the_database(client: At, alba: Standing) -> None:
    browser, writes = client(alba.host), []
    for email in (email_of(alba, Role.MEMBER), "nessuno@alba.example", email_of(alba, Role.SECRETARY)):
        with count_queries() as queries:
            browser.submit(ASK, {"email": email})
        writes.append(sum(one.startswith(("INSERT", "DELETE", "UPDATE")) for one in queries.statements))
    assert writes == [2, 2, 2]


def test_address_of_the_other_association_gets_nothing(app: Flask, client: At, alba: Standing, brig: Standing) -> None:
    client(alba.host).submit(ASK, {"email": email_of(brig, Role.FACILITATOR)})
    assert (mails(app, alba), mails(app, brig)) == ([], [])


@pytest.mark.parametrize("role", OFFICE)
def test_who_works_in_the_office_gets_no_link(app: Flask, client: At, alba: Standing, role: Role) -> None:
    client(alba.host).submit(ASK, {"email": email_of(alba, role)})
    assert mails(app, alba) == []


def test_link_ends_when_its_owner_gets_a_role_of_the_office(app: Flask, client: At, alba: Standing) -> None:
    path = _link_mail(app, client, alba).path
    with account_row(app, alba, Role.FACILITATOR) as account:
        account.roles = [Role.FACILITATOR, Role.SECRETARY]
    assert [client(alba.host).get(path).status_code, client(alba.host).submit(path).status_code] == [410, 410]


def test_suspended_account_gets_no_link_and_uses_none(app: Flask, client: At, alba: Standing) -> None:
    path = _link_mail(app, client, alba).path
    with account_row(app, alba, Role.FACILITATOR) as account:
        account.status = SUSPENDED
    client(alba.host).submit(ASK, {"email": email_of(alba, Role.FACILITATOR)})
    assert (client(alba.host).submit(path).status_code, len(mails(app, alba))) == (410, 1)


def test_link_works_once(app: Flask, client: At, alba: Standing) -> None:
    path = _link_mail(app, client, alba).path
    answers = [client(alba.host).submit(path).status_code for _ in range(2)]
    assert [*answers, client(alba.host).get(path).status_code] == [303, 410, 410]


def test_link_is_over_after_a_quarter_of_an_hour(app: Flask, client: At, alba: Standing) -> None:
    path = _link_mail(app, client, alba).path
    with time_machine.travel(now() + timedelta(minutes=14)):
        assert client(alba.host).get(path).status_code == 200
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert client(alba.host).submit(path).status_code == 410


def test_link_is_nothing_at_the_other_association(app: Flask, client: At, alba: Standing, brig: Standing) -> None:
    path = _link_mail(app, client, alba).path
    assert client(brig.host).submit(path).status_code == 410
    assert client(alba.host).submit(path).status_code == 303


def test_link_chooses_no_password_and_a_reset_signs_nobody_in(app: Flask, client: At, alba: Standing) -> None:
    token = _link_mail(app, client, alba).path.removeprefix(f"{ASK}/")
    client(alba.host).submit("/password-dimenticata", {"email": email_of(alba, Role.FACILITATOR)})
    reset = mails(app, alba)[-1].path.removeprefix("/password/")
    answers = [client(alba.host).get(path).status_code for path in (f"/password/{token}", f"{ASK}/{reset}")]
    assert answers == [410, 410]


def test_link_ends_when_the_password_changes(app: Flask, client: At, alba: Standing) -> None:
    path = _link_mail(app, client, alba).path
    form = {"current": PASSWORD, "password": "tre civette sul comò", "again": "tre civette sul comò"}
    assert sign_in(client(alba.host), alba, Role.FACILITATOR).submit("/my/accesso/password", form).status_code == 303
    assert client(alba.host).submit(path).status_code == 410


def test_second_step_is_still_asked(app: Flask, client: At, alba: Standing) -> None:
    secret = pyotp.random_base32()
    with account_row(app, alba, Role.FACILITATOR) as account:
        account.totp = secret
    browser = client(alba.host)
    assert browser.submit(_link_mail(app, client, alba).path).location == "/accedi/codice"
    assert _who(browser) is None
    assert browser.submit("/accedi/codice", {"code": pyotp.TOTP(secret).at(now())}).status_code == 303
    assert _who(browser) == "Franca di Alba"


def test_wrong_passwords_of_others_do_not_keep_the_owner_out(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.FACILITATOR) as account:
        account.locked_until = now() + timedelta(minutes=15)
    assert client(alba.host).submit(_link_mail(app, client, alba).path).status_code == 303


def test_link_of_an_invited_account_accepts_the_invitation(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.FACILITATOR) as account:
        account.status, account.password_hash = INVITED, None
    client(alba.host).submit(_link_mail(app, client, alba).path)
    with account_row(app, alba, Role.FACILITATOR) as account:
        assert account.status == ACTIVE
    assert audited(app, alba) == ["account.invitation_accepted"]


def test_a_mailbox_is_not_filled(app: Flask, client: At, alba: Standing) -> None:
    for _ in range(MOST + 1):
        client(alba.host).submit(ASK, {"email": email_of(alba, Role.FACILITATOR)})
    assert len(mails(app, alba)) == MOST


def test_too_many_from_one_place_are_stopped(client: At, alba: Standing) -> None:
    answers = [client(alba.host).submit(ASK, {"email": "nessuno@alba.example"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


@pytest.mark.parametrize("email", ["", "nessuno", "a\x00@b.example c", "x" * 300 + "@alba.example"])
def test_what_is_no_address_is_said(client: At, alba: Standing, email: str) -> None:
    assert client(alba.host).submit(ASK, {"email": email}).status_code == 422


def test_link_used_twice_at_once_signs_in_once(app: Flask, client: At, alba: Standing) -> None:
    path, barrier = _link_mail(app, client, alba).path, Barrier(2)
    ready = [(browser, browser.csrf_token()) for browser in (client(alba.host), client(alba.host))]

    def go(one: tuple[Browser, str]) -> int:
        barrier.wait()
        return one[0].post(path, data={"csrf_token": one[1]}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, ready)) == [303, 410]
