"""The office's pages on who keeps a group: adding, inviting, correcting, ending, handing over; who may; what is left."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.groups.models import Facilitator
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.queries import account_with_email
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.training import TrainingPath, trainings_of
from tests.accounts.mails import mails
from tests.accounts.rows import audited
from tests.factories.facilitators import make_person, make_term
from tests.factories.groups import make_group
from tests.groups.my_steps import PAGE, At, at, facilitator, group_now, inside, prepare, sender, together
from tests.support.cast import email_of, player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

FORM = {"role": "facilitator", "started_on": "2026-11-22", "training": "base", "reached_on": "2026-05-01"}
EDITORS = [Role.SECRETARY, Role.PRESIDENT, Role.NETWORK_COORDINATOR]
READERS = [Role.BOARD, Role.HELPDESK_OPERATOR]
OTHERS = [Role.EDITOR, Role.TREASURER, Role.FACILITATOR, Role.MEMBER, Role.VOLUNTEER]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with at():
        yield


def _base(app: Flask, standing: Standing) -> str:
    with inside(app, standing):
        return f"/manage/gruppi/{group_now(standing).id}/facilitatori"


def _term(app: Flask, standing: Standing) -> str:
    with inside(app, standing):
        return str(db.session.scalars(select(Facilitator.id)).one())


def _person(app: Flask, standing: Standing, part: Role = Role.VOLUNTEER) -> str:
    with inside(app, standing):
        return str(player(standing, part).person_id)


def _office(client: At, standing: Standing, part: Role = Role.SECRETARY) -> Browser:
    return sign_in(client(standing.host), standing, part)


@pytest.mark.parametrize("role", [*EDITORS, *READERS])
def test_who_may_read_sees_names(app: Flask, client: At, alba: Standing, role: Role) -> None:
    prepare(app, alba)
    answer = _office(client, alba, role).get(_base(app, alba))
    assert (answer.status_code, "Franca di Alba" in answer.text) == (200, True)


@pytest.mark.parametrize("role", [*READERS, *OTHERS])
def test_who_may_not_edit_finds_nothing_to_edit(app: Flask, client: At, alba: Standing, role: Role) -> None:
    prepare(app, alba)
    browser, base, term = _office(client, alba, role), _base(app, alba), _term(app, alba)
    person = _person(app, alba)
    paths = (f"{base}/nuovo", f"{base}/persone/{person}", f"{base}/{term}", f"{base}/{term}/passaggio")
    posts = (f"{base}/persona", f"{base}/persone/{person}", f"{base}/{term}", f"{base}/{term}/fine")
    assert {browser.get(path).status_code for path in paths} == {404}
    assert {browser.submit(path, FORM).status_code for path in posts} == {404}


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_reads(app: Flask, client: At, alba: Standing, role: Role) -> None:
    prepare(app, alba)
    assert _office(client, alba, role).get(_base(app, alba)).status_code == 404


def test_office_of_the_other_association_finds_nothing(app: Flask, client: At, alba: Standing, brig: Standing) -> None:
    prepare(app, alba)
    browser, base, term = _office(client, brig, Role.PRESIDENT), _base(app, alba), _term(app, alba)
    paths = (base, f"{base}/nuovo", f"{base}/{term}", f"{base}/{term}/passaggio")
    assert {browser.get(path).status_code for path in paths} == {404}
    assert browser.submit(f"{base}/{term}/fine").status_code == 404


def test_person_of_the_register_is_added(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    base, browser = _base(app, alba), _office(client, alba)
    assert "Vito di Alba" in browser.get(f"{base}/nuovo?q=vito").text
    answer = browser.submit(f"{base}/persone/{_person(app, alba)}", {**FORM, "role": "co_facilitator"})
    assert (answer.status_code, answer.location) == (303, base)
    assert _office(client, alba, Role.VOLUNTEER).get(PAGE).status_code == 200
    with inside(app, alba):
        learned = trainings_of([player(alba, Role.VOLUNTEER).person_id])
        assert [(row.status, row.reached_on) for row in learned.values()] == [("base", date(2026, 5, 1))]


def test_audit_says_which_group_and_no_name(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    form = {**FORM, "public_name": "Vito", "public_consent_on": "2026-11-20"}
    _office(client, alba).submit(f"{_base(app, alba)}/persone/{_person(app, alba)}", form)
    assert audited(app, alba) == ["facilitator.added", "account.roles_changed", "facilitator.trained"]
    with inside(app, alba):
        assert "Vito" not in str([row.facts for row in db.session.scalars(select(LedgerEntry))])


def test_who_is_given_a_group_has_it_in_the_menu(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    _office(client, alba).submit(f"{_base(app, alba)}/persone/{_person(app, alba)}", FORM)
    with inside(app, alba):
        account = account_with_email(email_of(alba, Role.VOLUNTEER))
        assert account is not None
        assert account.roles == ["facilitator", "volunteer"]
    assert "Gruppo Alfa" in _office(client, alba, Role.VOLUNTEER).get("/my").text


def test_new_person_is_registered_and_invited(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    base, browser = _base(app, alba), _office(client, alba)
    person = {"given_name": "Gina", "family_name": "Nuova", "email": "gina@nuova.example"}
    answer = browser.submit(f"{base}/persona", person)
    assert answer.status_code == 303
    assert 'value="gina@nuova.example"' in browser.get(answer.location).text
    assert browser.submit(answer.location, {**FORM, "invite": "y", "email": "gina@nuova.example"}).status_code == 303
    assert [(mail.template, mail.to) for mail in mails(app, alba)] == [("accounts/invitation", "gina@nuova.example")]
    with inside(app, alba):
        account = account_with_email("gina@nuova.example")
        assert account is not None
        assert account.roles == ["facilitator"]


def test_address_that_has_an_account_invites_nobody_and_adds_nobody(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        person = make_person()
        person_id = str(person.id)
    form = {**FORM, "invite": "y", "email": email_of(alba, Role.MEMBER)}
    assert _office(client, alba).submit(f"{_base(app, alba)}/persone/{person_id}", form).status_code == 422
    with inside(app, alba):
        assert db.session.scalar(select(func.count()).select_from(Facilitator)) == 1
    assert mails(app, alba) == []


def test_coordinator_adds_only_who_keeps_another_group(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        make_term(make_group("Gruppo Beta"), alba, Role.VOLUNTEER)
    browser, base = _office(client, alba, Role.NETWORK_COORDINATOR), _base(app, alba)
    page = browser.get(f"{base}/nuovo?q=mara").text
    assert [word in page for word in ("Mara", "Una persona nuova", "Nome, e-mail")] == [False] * 3
    assert browser.submit(f"{base}/persone/{_person(app, alba, Role.MEMBER)}", FORM).status_code == 404
    assert browser.submit(f"{base}/persona", {"given_name": "Gina"}).status_code == 404
    assert browser.submit(f"{base}/persone/{_person(app, alba)}", FORM).status_code == 303


@pytest.mark.parametrize(
    "changed",
    [
        {"started_on": ""},
        {"started_on": "domani"},
        {"started_on": "1890-01-01"},
        {"role": "capo"},
        {"public_name": "Vito di Alba"},
        {"public_consent_on": "2026-11-01"},
        {"public_name": "Vito", "public_consent_on": "2027-01-01"},
        {"public_name": "x" * 61},
        {"position": "primo"},
        {"reached_on": "2027-01-01"},
        {"training": "laurea"},
    ],
)
def test_what_cannot_be_is_said(app: Flask, client: At, alba: Standing, changed: dict[str, str]) -> None:
    prepare(app, alba)
    path = f"{_base(app, alba)}/persone/{_person(app, alba)}"
    assert _office(client, alba).submit(path, {**FORM, **changed}).status_code == 422
    with inside(app, alba):
        counts = [db.session.scalar(select(func.count()).select_from(m)) for m in (Facilitator, TrainingPath)]
    assert counts == [1, 0]


def test_nobody_keeps_a_group_twice_at_once(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    path = f"{_base(app, alba)}/persone/{_person(app, alba)}"
    taps = [sender(_office(client, alba), path, FORM) for _ in range(2)]
    assert together(*taps) == [303, 422]


def test_who_has_left_may_come_back(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    base, browser = _base(app, alba), _office(client, alba)
    browser.submit(f"{base}/{_term(app, alba)}/fine")
    answer = browser.submit(f"{base}/persone/{_person(app, alba, Role.FACILITATOR)}", FORM)
    assert answer.status_code == 303
    with inside(app, alba):
        assert db.session.scalar(select(func.count()).select_from(Facilitator)) == 2


def test_ended_term_closes_the_area_at_once_and_can_be_taken_back(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    base, browser, hers = _base(app, alba), _office(client, alba), facilitator(client, alba)
    assert hers.get(PAGE).status_code == 200
    assert browser.submit(f"{base}/{_term(app, alba)}/fine").status_code == 303
    assert hers.get(PAGE).status_code == 404
    page = browser.get(base).text
    assert "In passato" in page
    undo = re.search(r"/manage/undo/[0-9a-f-]{36}", page)
    assert undo is not None
    assert browser.submit(undo[0]).status_code in {302, 303}
    assert hers.get(PAGE).status_code == 200


def test_office_hands_over_at_once(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        make_term(make_group("Gruppo Beta"), alba, Role.VOLUNTEER)
        old = db.session.scalars(select(Facilitator.id).where(Facilitator.group_id == group_now(alba).id)).one()
    answer = _office(client, alba).submit(f"{_base(app, alba)}/{old}/passaggio", {"person_id": _person(app, alba)})
    assert answer.status_code == 303
    statuses = [_office(client, alba, part).get(PAGE).status_code for part in (Role.FACILITATOR, Role.VOLUNTEER)]
    assert statuses == [404, 200]
    assert audited(app, alba) == ["facilitator.ended", "facilitator.added", "account.roles_changed"]


def test_term_of_another_group_is_not_found_under_this_one(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        other = make_term(make_group("Gruppo Beta"), alba, Role.VOLUNTEER).id
    assert _office(client, alba).submit(f"{_base(app, alba)}/{other}/fine").status_code == 404


def test_term_is_corrected_and_the_names_of_facts_are_kept(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    form = {"role": "contact", "started_on": "2026-01-07", "training": "none", "public_name": "Franca", "position": "2"}
    assert _office(client, alba).submit(f"{_base(app, alba)}/{_term(app, alba)}", form).status_code == 303
    with inside(app, alba):
        entry = db.session.scalars(select(LedgerEntry)).one()
        assert entry.facts["changes"]["fields"] == ["role", "public_name", "position"]


def test_page_costs_the_same_for_one_and_three(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    browser, base, costs = _office(client, alba), _base(app, alba), []
    for _ in range(2):
        browser.get(base)
        with count_queries() as queries:
            browser.get(base)
        costs.append(len(queries))
        if len(costs) == 1:
            with inside(app, alba):
                for part in (Role.VOLUNTEER, Role.MEMBER):
                    make_term(group_now(alba), alba, part)
    assert costs[0] == costs[1]
