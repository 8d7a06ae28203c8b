"""Links in mails: reset, invitation, confirmed address. GET shows, POST acts, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask, g

from ama_net.foundation.clock import now
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import ACTIVE, INVITED, SUSPENDED
from tests.accounts.mails import Mail, mails
from tests.accounts.rows import account_row, audited
from tests.support.cast import PASSWORD, email_of, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[str], Browser]
NEW = "tre civette sul comò"
NEW_FORM = {"password": NEW, "again": NEW}


def _who(browser: Browser) -> str | None:
    with browser:
        browser.get("/nothing-here")
        return g.actor.name if g.actor else None


def _reset_mail(app: Flask, client: At, standing: Standing, part: Role = Role.MEMBER) -> Mail:
    client(standing.host).submit("/password-dimenticata", {"email": email_of(standing, part)})
    return mails(app, standing)[-1]


def _invitation_mail(app: Flask, client: At, standing: Standing) -> Mail:
    form = {"given_name": "Gina", "family_name": "Nuova", "email": "gina@nuova.example", "roles": ["member"]}
    sign_in(client(standing.host), standing, Role.SECRETARY).submit("/manage/accessi/invito", form)
    return mails(app, standing)[-1]


def _email_mail(app: Flask, client: At, standing: Standing, new: str = "mara@altrove.example") -> Mail:
    browser = sign_in(client(standing.host), standing, Role.MEMBER)
    browser.submit("/my/accesso/email", {"email": new, "current": PASSWORD})
    return mails(app, standing)[-1]


def _signs_in(client: At, standing: Standing, email: str, password: str) -> bool:
    return client(standing.host).submit("/accedi", {"email": email, "password": password}).status_code == 303


def test_reset_is_asked_with_the_same_answer_for_anybody(client: At, alba: Standing) -> None:
    known = client(alba.host).submit("/password-dimenticata", {"email": email_of(alba, Role.MEMBER)})
    unknown = client(alba.host).submit("/password-dimenticata", {"email": "socix@alba.example"})
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert known.text.replace("socia@", "socix@") == unknown.text


def test_reset_of_an_unknown_address_sends_nothing(app: Flask, client: At, alba: Standing) -> None:
    client(alba.host).submit("/password-dimenticata", {"email": "nessuno@alba.example"})
    client(alba.host).submit("/password-dimenticata", {"email": "socia@brig.example"})
    assert mails(app, alba) == []


def test_reset_of_an_unknown_address_asks_as_much_of_the_database(client: At, alba: Standing) -> None:
    browser, writes = client(alba.host), []
    browser.get("/password-dimenticata")
    for email in (email_of(alba, Role.MEMBER), "nessuno@alba.example"):
        with count_queries() as queries:
            browser.submit("/password-dimenticata", {"email": email})
        writes.append(sum(one.startswith(("INSERT", "DELETE", "UPDATE")) for one in queries.statements))
    assert writes == [2, 2]


def test_reset_of_a_suspended_account_sends_nothing(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.MEMBER) as account:
        account.status = SUSPENDED
    client(alba.host).submit("/password-dimenticata", {"email": email_of(alba, Role.MEMBER)})
    assert mails(app, alba) == []


def test_reset_mail_is_neutral_and_leads_to_the_associations_host(app: Flask, client: At, alba: Standing) -> None:
    mail = _reset_mail(app, client, alba)
    assert (mail.to, mail.subject) == ("socia@alba.example", "Una nuova password per Alba")
    assert "http://alba.localhost:8000/password/" in mail.text


def test_reset_link_shows_and_does_not_act(app: Flask, client: At, alba: Standing) -> None:
    path = _reset_mail(app, client, alba).path
    assert [client(alba.host).get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert _signs_in(client, alba, email_of(alba, Role.MEMBER), PASSWORD)


def test_reset_changes_the_password_and_signs_out_everywhere(app: Flask, client: At, alba: Standing) -> None:
    elsewhere = sign_in(client(alba.host), alba, Role.MEMBER)
    answer = client(alba.host).submit(_reset_mail(app, client, alba).path, NEW_FORM)
    assert (answer.status_code, answer.location) == (303, "/accedi")
    assert _who(elsewhere) is None
    assert _signs_in(client, alba, email_of(alba, Role.MEMBER), NEW)
    assert not _signs_in(client, alba, email_of(alba, Role.MEMBER), PASSWORD)


def test_reset_is_audited_and_told(app: Flask, client: At, alba: Standing) -> None:
    client(alba.host).submit(_reset_mail(app, client, alba).path, NEW_FORM)
    assert audited(app, alba) == ["account.password_reset"]
    assert mails(app, alba)[-1].template == "accounts/password_changed"


def test_reset_opens_an_account_closed_by_wrong_tries(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.MEMBER) as account:
        account.locked_until = now() + timedelta(minutes=15)
    client(alba.host).submit(_reset_mail(app, client, alba).path, NEW_FORM)
    assert _signs_in(client, alba, email_of(alba, Role.MEMBER), NEW)


def test_reset_link_works_once(app: Flask, client: At, alba: Standing) -> None:
    path = _reset_mail(app, client, alba).path
    answers = [client(alba.host).submit(path, NEW_FORM).status_code for _ in range(2)]
    assert [*answers, client(alba.host).get(path).status_code] == [303, 410, 410]


def test_other_links_end_when_one_is_used(app: Flask, client: At, alba: Standing) -> None:
    first, second = _reset_mail(app, client, alba).path, _reset_mail(app, client, alba).path
    answers = [client(alba.host).submit(path, NEW_FORM).status_code for path in (second, first)]
    assert answers == [303, 410]


def test_reset_link_is_over_after_an_hour(app: Flask, client: At, alba: Standing) -> None:
    path = _reset_mail(app, client, alba).path
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert client(alba.host).submit(path, NEW_FORM).status_code == 410


def test_link_of_one_association_is_nothing_at_the_other(
    app: Flask, client: At, alba: Standing, brig: Standing
) -> None:
    path = _reset_mail(app, client, alba).path
    assert client(brig.host).submit(path, NEW_FORM).status_code == 410


def test_reset_token_is_not_an_invitation(app: Flask, client: At, alba: Standing) -> None:
    path = _reset_mail(app, client, alba).path.replace("/password/", "/invito/")
    assert client(alba.host).submit(path, NEW_FORM).status_code == 410


@pytest.mark.parametrize(
    "form",
    [
        {"password": NEW, "again": "tre civette sulla"},
        {"password": "corta", "again": "corta"},
        {"password": "evviva la Mara nostra", "again": "evviva la Mara nostra"},
        {},
    ],
)
def test_bad_password_keeps_the_link_good(app: Flask, client: At, alba: Standing, form: dict[str, str]) -> None:
    path = _reset_mail(app, client, alba).path
    assert client(alba.host).submit(path, form).status_code == 422
    assert client(alba.host).submit(path, NEW_FORM).status_code == 303


def test_reset_does_not_go_round_the_second_step(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.MEMBER) as account:
        account.totp = "JBSWY3DPEHPK3PXP"
    browser = client(alba.host)
    browser.submit(_reset_mail(app, client, alba).path, NEW_FORM)
    assert _who(browser) is None
    answer = browser.submit("/accedi", {"email": email_of(alba, Role.MEMBER), "password": NEW})
    assert answer.location == "/accedi/codice"


def test_too_many_resets_from_one_place_are_stopped(client: At, alba: Standing) -> None:
    form = {"email": "nessuno@alba.example"}
    answers = [client(alba.host).submit("/password-dimenticata", form).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_invitation_lets_in_who_chooses_a_password(app: Flask, client: At, alba: Standing) -> None:
    mail = _invitation_mail(app, client, alba)
    browser = client(alba.host)
    assert browser.get(mail.path).status_code == 200
    answer = browser.submit(mail.path, NEW_FORM)
    assert (mail.to, answer.status_code, answer.location) == ("gina@nuova.example", 303, "/my")
    assert _who(browser) == "Gina Nuova"


def test_invitation_lasts_seven_days(app: Flask, client: At, alba: Standing) -> None:
    path = _invitation_mail(app, client, alba).path
    with time_machine.travel(now() + timedelta(days=6, hours=23)):
        assert client(alba.host).get(path).status_code == 200
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        assert client(alba.host).get(path).status_code == 410


def test_invited_account_cannot_sign_in_before_accepting(app: Flask, client: At, alba: Standing) -> None:
    _invitation_mail(app, client, alba)
    assert not _signs_in(client, alba, "gina@nuova.example", "")
    assert not _signs_in(client, alba, "gina@nuova.example", PASSWORD)


def test_reset_of_an_invited_account_accepts_it(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.MEMBER) as account:
        account.status, account.password_hash = INVITED, None
    client(alba.host).submit(_reset_mail(app, client, alba).path, NEW_FORM)
    with account_row(app, alba, Role.MEMBER) as account:
        assert account.status == ACTIVE


def test_address_changes_only_when_confirmed(app: Flask, client: At, alba: Standing) -> None:
    mail = _email_mail(app, client, alba)
    assert (mail.template, mail.to) == ("accounts/email_change", "mara@altrove.example")
    assert client(alba.host).get(mail.path).status_code == 200
    assert _signs_in(client, alba, email_of(alba, Role.MEMBER), PASSWORD)


def test_confirmed_address_is_the_one_to_sign_in_with(app: Flask, client: At, alba: Standing) -> None:
    assert client(alba.host).submit(_email_mail(app, client, alba).path).status_code == 303
    assert _signs_in(client, alba, "mara@altrove.example", PASSWORD)
    assert not _signs_in(client, alba, email_of(alba, Role.MEMBER), PASSWORD)


def test_link_sent_to_the_old_address_opens_nothing_any_more(app: Flask, client: At, alba: Standing) -> None:
    sent_before = _reset_mail(app, client, alba)
    client(alba.host).submit(_email_mail(app, client, alba).path)
    assert client(alba.host).get(sent_before.path).status_code == 410


def test_old_address_is_told(app: Flask, client: At, alba: Standing) -> None:
    client(alba.host).submit(_email_mail(app, client, alba).path)
    told = mails(app, alba)[-1]
    assert (told.template, told.to) == ("accounts/email_changed", "socia@alba.example")
    assert audited(app, alba) == ["account.email_changed"]


def test_address_of_somebody_else_gets_no_mail_and_the_page_does_not_tell(
    app: Flask, client: At, alba: Standing
) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    form = {"email": email_of(alba, Role.PRESIDENT), "current": PASSWORD}
    assert browser.submit("/my/accesso/email", form).status_code == 303
    assert mails(app, alba) == []


def test_address_taken_meanwhile_is_refused(app: Flask, client: At, alba: Standing) -> None:
    path = _email_mail(app, client, alba).path
    with account_row(app, alba, Role.EDITOR) as account:
        account.email = "mara@altrove.example"
    assert client(alba.host).submit(path).status_code == 410


def test_address_change_asks_for_the_password(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.MEMBER)
    form = {"email": "mara@altrove.example", "current": "un'altra frase"}
    assert browser.submit("/my/accesso/email", form).status_code == 422
    assert mails(app, alba) == []


def test_mail_is_in_the_persons_language(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.MEMBER) as account:
        account.person.preferred_language = "en"
    assert _reset_mail(app, client, alba).path.startswith("/en/password/")
