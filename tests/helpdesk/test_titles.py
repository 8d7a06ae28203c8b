"""The browser keeps the titles of pages, also on the office's shared computer: none names who comes, or who listens."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from ama_net.features.helpdesk.models import WaitingEntry
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from tests.factories.helpdesk import make_appointment, make_operator, make_pathway, make_service, make_visitor
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
NICKNAME = "Zefirina"
OFFICE = {
    "/manage/sportello/appuntamenti/<uuid:appointment_id>",
    "/manage/sportello/attesa/<uuid:entry_id>",
    "/manage/sportello/orari/persone/<uuid:person_id>",
    "/manage/sportello/percorsi/<uuid:pathway_id>",
    "/manage/sportello/servizi/<uuid:service_id>/chi-ascolta/<uuid:operator_id>/fine",
    "/manage/sportello/servizi/<uuid:service_id>/chi-ascolta/<uuid:person_id>",
}
AREA = {"/my/sportello/appuntamenti/<uuid:appointment_id>", "/my/sportello/percorsi/<uuid:pathway_id>"}


@pytest.fixture
def known(app: Flask, alba: Standing) -> dict[str, UUID | str]:
    """The ids of Zefirina's appointment, pathway and place on the waiting list, and of Lina, who listens to her."""
    with desk(app, alba):
        lina = db.session.get_one(Person, player(alba, Role.LISTENER).person_id)
        service, visitor = make_service(), make_visitor(NICKNAME)
        entry = WaitingEntry(service_id=service.id, visitor_id=visitor.id, state="waiting", free_part="evening")
        db.session.add(entry)
        db.session.flush()
        return {
            "appointment_id": make_appointment(service, lina, visitor=visitor).id,
            "pathway_id": make_pathway(make_service(kind="pathway"), lina, visitor).id,
            "entry_id": entry.id,
            "visitor_id": visitor.id,
            "service_id": service.id,
            "operator_id": make_operator(service, lina).id,
            "person_id": lina.id,
            "name": lina.family_name,
        }


@pytest.mark.parametrize(("role", "some"), [(Role.SECRETARY, OFFICE), (Role.LISTENER, AREA)])
def test_no_title_of_the_helpdesk_names_anybody(
    app: Flask, alba: Standing, known: dict[str, UUID | str], role: Role, some: set[str]
) -> None:
    browser = Browser(app, app.response_class)
    browser.host = alba.host
    titles = dict(_titles(app, sign_in(browser, alba, role), known))
    naming = {rule: title for rule, title in titles.items() if NICKNAME in title or str(known["name"]) in title}
    assert (naming, some - titles.keys()) == ({}, set())


@pytest.mark.parametrize("page", ["appuntamenti/{appointment_id}", "attesa/{entry_id}", "percorsi/{pathway_id}"])
def test_the_page_itself_says_who_it_is_about(
    app: Flask, alba: Standing, known: dict[str, UUID | str], page: str
) -> None:
    browser = Browser(app, app.response_class)
    browser.host = alba.host
    text = sign_in(browser, alba, Role.SECRETARY).get(f"/manage/sportello/{page.format(**known)}").text
    found = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)
    assert found
    assert NICKNAME in found[1]


def _titles(app: Flask, browser: Browser, known: dict[str, UUID | str]) -> Iterator[tuple[str, str]]:
    """The title of each page of the room that can be asked for with what is known."""
    for rule in app.url_map.iter_rules():
        room = app.view_functions[rule.endpoint].__module__
        if "GET" not in (rule.methods or ()) or not room.startswith("ama_net.features.helpdesk"):
            continue
        if rule.arguments - known.keys():
            continue
        address = app.url_map.bind("").build(rule.endpoint, {name: known[name] for name in rule.arguments})
        answer = browser.get(address)
        if answer.status_code == 200 and (found := TITLE.search(answer.text)):
            yield rule.rule, found[1]
