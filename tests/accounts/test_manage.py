"""The office's pages of accounts: who sees them, who may give what, that somebody always stays in charge."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask, g
from sqlalchemy import func, select

from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import ACTIVE, INVITED, SUSPENDED, Account
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.accounts.mails import mails
from tests.accounts.rows import account_row, audited
from tests.support.cast import STRANGER, Part, email_of, player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[str], Browser]
GINA = {"given_name": "Gina", "family_name": "Nuova", "email": "gina@nuova.example", "roles": ["member"]}


def _id(app: Flask, standing: Standing, part: Part) -> UUID:
    with app.app_context(), tenant_scope(standing.id):
        return player(standing, part).account_id


def _people(app: Flask, standing: Standing) -> int:
    with app.app_context(), tenant_scope(standing.id):
        return db.session.scalar(select(func.count()).select_from(Person))


def _roles(app: Flask, standing: Standing, part: Part) -> list[str]:
    with account_row(app, standing, part) as account:
        return account.roles


@pytest.mark.parametrize("part", [Role.PRESIDENT, Role.SECRETARY, Role.BOARD])
def test_list_is_for_who_may_read_it(client: At, alba: Standing, part: Role) -> None:
    page = sign_in(client(alba.host), alba, part).get("/manage/accessi")
    assert page.status_code == 200
    assert "segreteria@alba.example" in page.text
    assert "brig.example" not in page.text


@pytest.mark.parametrize("part", [Role.TREASURER, Role.EDITOR, Role.MEMBER, STRANGER])
@pytest.mark.parametrize("path", ["/manage/accessi", "/manage/accessi/invito"])
def test_list_is_not_there_for_others(client: At, alba: Standing, part: Part, path: str) -> None:
    assert sign_in(client(alba.host), alba, part).get(path).status_code == 404


def test_list_is_searched_and_filtered(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    found = browser.get("/manage/accessi?q=mara").text
    assert ("socia@alba.example" in found, "rete@alba.example" in found) == (True, False)
    found = browser.get("/manage/accessi?role=treasurer").text
    assert ("tesoreria@alba.example" in found, "rete@alba.example" in found) == (True, False)


def test_list_takes_the_same_queries_however_long(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    browser.get("/manage/accessi")
    with count_queries() as one:
        browser.get("/manage/accessi?role=treasurer")
    with count_queries() as all_of_them:
        browser.get("/manage/accessi")
    assert len(one) == len(all_of_them)


def test_account_of_the_other_association_is_not_there(app: Flask, client: At, alba: Standing, brig: Standing) -> None:
    theirs = _id(app, brig, Role.MEMBER)
    browser = sign_in(client(alba.host), alba, Role.PRESIDENT)
    assert browser.get(f"/manage/accessi/{theirs}").status_code == 404
    assert browser.submit(f"/manage/accessi/{theirs}/sospensione").status_code == 404


def test_invitation_makes_account_person_and_mail(app: Flask, client: At, alba: Standing) -> None:
    before = _people(app, alba)
    answer = sign_in(client(alba.host), alba, Role.SECRETARY).submit("/manage/accessi/invito", GINA)
    assert answer.status_code == 303
    assert _people(app, alba) == before + 1
    assert [mail.to for mail in mails(app, alba)] == ["gina@nuova.example"]
    assert "account.invited" in audited(app, alba)


def test_invited_person_already_in_the_register_is_the_same(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    browser.submit("/manage/accessi/invito", GINA)
    with app.app_context(), tenant_scope(alba.id):
        db.session.delete(db.session.scalars(select(Account).where(Account.email == GINA["email"])).one())
        db.session.commit()
    before = _people(app, alba)
    browser.submit("/manage/accessi/invito", {**GINA, "given_name": "GINA"})
    assert _people(app, alba) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "non un indirizzo"},
        {"email": "socia@alba.example"},
        {"email": ""},
        {"given_name": " "},
        {"family_name": "\x00"},
        {"roles": ["emperor"]},
        {"given_name": "x" * 101},
    ],
)
def test_bad_invitation_is_refused(app: Flask, client: At, alba: Standing, changes: dict[str, object]) -> None:
    before = _people(app, alba)
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert browser.submit("/manage/accessi/invito", {**GINA, **changes}).status_code == 422
    assert (_people(app, alba), mails(app, alba)) == (before, [])


def test_same_address_may_be_invited_by_two_associations(client: At, alba: Standing, brig: Standing) -> None:
    answers = [
        sign_in(client(standing.host), standing, Role.SECRETARY).submit("/manage/accessi/invito", GINA).status_code
        for standing in (alba, brig)
    ]
    assert answers == [303, 303]


def test_secretary_cannot_invite_a_president(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert browser.submit("/manage/accessi/invito", {**GINA, "roles": ["president"]}).status_code == 422
    assert mails(app, alba) == []


def test_board_reads_and_cannot_invite(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.BOARD)
    assert browser.get("/manage/accessi/invito").status_code == 404
    assert browser.submit("/manage/accessi/invito", GINA).status_code == 404


def test_invitation_can_be_sent_again(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    page = browser.submit("/manage/accessi/invito", GINA).location
    assert browser.submit(f"{page}/invito").status_code == 303
    first, second = (mail.path for mail in mails(app, alba))
    assert first != second


def test_active_account_needs_no_invitation(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert browser.submit(f"/manage/accessi/{_id(app, alba, Role.MEMBER)}/invito").status_code == 404


def test_roles_are_given_and_audited(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    page = f"/manage/accessi/{_id(app, alba, Role.MEMBER)}"
    assert browser.submit(f"{page}/ruoli", {"roles": ["member", "editor"]}).location == page
    assert _roles(app, alba, Role.MEMBER) == ["editor", "member"]
    assert audited(app, alba) == ["account.roles_changed"]


def test_new_role_is_in_force_at_the_next_page(app: Flask, client: At, alba: Standing) -> None:
    member = sign_in(client(alba.host), alba, Role.MEMBER)
    before = member.get("/manage/accessi").status_code
    with account_row(app, alba, Role.MEMBER) as account:
        account.roles = ["board"]
    assert (before, member.get("/manage/accessi").status_code) == (404, 200)


def test_secretary_cannot_give_nor_take_the_presidency(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    browser.submit(f"/manage/accessi/{_id(app, alba, Role.MEMBER)}/ruoli", {"roles": ["president"]})
    browser.submit(f"/manage/accessi/{_id(app, alba, Role.PRESIDENT)}/ruoli", {"roles": []})
    assert (_roles(app, alba, Role.MEMBER), _roles(app, alba, Role.PRESIDENT)) == (["member"], ["president"])


def test_secretary_gives_other_roles_to_the_president(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    browser.submit(f"/manage/accessi/{_id(app, alba, Role.PRESIDENT)}/ruoli", {"roles": ["member"]})
    assert _roles(app, alba, Role.PRESIDENT) == ["member", "president"]


def test_secretary_cannot_suspend_the_president(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert browser.submit(f"/manage/accessi/{_id(app, alba, Role.PRESIDENT)}/sospensione").status_code == 404


def test_nobody_suspends_themselves(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.PRESIDENT)
    assert browser.submit(f"/manage/accessi/{_id(app, alba, Role.PRESIDENT)}/sospensione").status_code == 404


def test_suspension_signs_out_and_reactivation_opens_again(app: Flask, client: At, alba: Standing) -> None:
    member = sign_in(client(alba.host), alba, Role.MEMBER)
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    page = f"/manage/accessi/{_id(app, alba, Role.MEMBER)}"
    browser.submit(f"{page}/sospensione")
    with member:
        member.get("/nothing-here")
        assert g.actor is None
    with account_row(app, alba, Role.MEMBER) as account:
        assert account.status == SUSPENDED
    browser.submit(f"{page}/riattivazione")
    with account_row(app, alba, Role.MEMBER) as account:
        assert account.status == ACTIVE
    assert audited(app, alba) == ["account.suspended", "account.reactivated"]


def test_account_that_never_chose_a_password_is_invited_again_after_suspension(
    app: Flask, client: At, alba: Standing
) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    page = browser.submit("/manage/accessi/invito", GINA).location
    browser.submit(f"{page}/sospensione")
    browser.submit(f"{page}/riattivazione")
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalar(select(Account.status).where(Account.email == GINA["email"])) == INVITED


def test_last_who_edits_accounts_cannot_leave(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.SECRETARY) as account:
        account.status = SUSPENDED
    browser = sign_in(client(alba.host), alba, Role.PRESIDENT)
    answer = browser.submit(f"/manage/accessi/{_id(app, alba, Role.PRESIDENT)}/ruoli", {"roles": ["member"]})
    assert (answer.status_code, "non resterebbe nessuno" in answer.text) == (422, True)
    assert _roles(app, alba, Role.PRESIDENT) == ["president"]


def test_who_edits_accounts_may_leave_when_another_stays(app: Flask, client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.PRESIDENT)
    answer = browser.submit(f"/manage/accessi/{_id(app, alba, Role.PRESIDENT)}/ruoli", {"roles": ["member"]})
    assert answer.status_code == 303
    assert _roles(app, alba, Role.PRESIDENT) == ["member"]


def test_second_factor_is_taken_away_for_who_lost_it(app: Flask, client: At, alba: Standing) -> None:
    with account_row(app, alba, Role.MEMBER) as account:
        account.totp = "JBSWY3DPEHPK3PXP"
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    browser.submit(f"/manage/accessi/{_id(app, alba, Role.MEMBER)}/secondo-passaggio/rimozione")
    with account_row(app, alba, Role.MEMBER) as account:
        assert not account.has_second_factor
    assert [mail.to for mail in mails(app, alba)] == [email_of(alba, Role.MEMBER)]


def test_requirement_of_the_second_factor_is_decided_by_who_edits_settings(client: At, alba: Standing) -> None:
    form = {"require_second_factor": "y"}
    assert (
        sign_in(client(alba.host), alba, Role.SECRETARY).submit("/manage/accessi/impostazioni", form).status_code == 404
    )
    president = sign_in(client(alba.host), alba, Role.PRESIDENT)
    assert president.submit("/manage/accessi/impostazioni", form).status_code == 303
    assert president.get("/manage/accessi/impostazioni").location == "/my/accesso/codice"
