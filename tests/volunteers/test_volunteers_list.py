"""The list of volunteers: what it finds, what it exports, who may, how many queries it takes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from ama_net.foundation.database import unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing


@pytest.fixture
def secretary(client: Callable[[str], Browser], alba: Standing) -> Browser:
    return sign_in(client(alba.host), alba, Role.SECRETARY)


def _enter(app: Flask, standing: Standing, **person: Any) -> UUID:
    names = ("ended_on", "end_reason", "started_on", "section")
    values = {name: person.pop(name) for name in names if name in person}
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return make_volunteer(make_person(**person), **values).id


def _page(browser: Browser, query: str = "") -> str:
    answer = browser.get(f"/manage/volontari{query}")
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def test_another_associations_volunteers_are_nobody(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    volunteer = _enter(app, alba, given_name="Nicolò", family_name="Verdi")
    browser = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert "Verdi" not in _page(browser, "?state=")
    assert browser.get(f"/manage/volontari/{volunteer}").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HELPDESK_OPERATOR, Role.MEMBER, Role.VOLUNTEER])
def test_roles_without_the_books_see_no_volunteer(client: Callable[[str], Browser], alba: Standing, role: Role) -> None:
    browser = sign_in(client(alba.host), alba, role)
    pages = ("/manage/volontari", "/manage/volontari/quadro")
    assert [browser.get(page).status_code for page in pages] == [404, 404]
