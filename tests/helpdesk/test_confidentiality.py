"""What is noted, why somebody comes and where two meet online: looked for at every address, by whoever must not find it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from ama_net.features.helpdesk.models import Visitor
from ama_net.features.helpdesk.operations.notes import write_note
from ama_net.features.helpdesk.operations.online import online_link
from ama_net.features.helpdesk.settings import HelpdeskSettings, OnlineKind
from ama_net.features.helpdesk.visitor_secrets import token_of
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.confiding import token_digest
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_appointment, make_pathway, make_service, make_visitor
from tests.support.cast import STRANGER, Part, actor, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

REASON, NOTED = "non dorme da un mese", "ha paura di tornare a casa"

ROOMS = (
    "ama_net.features.helpdesk",
    "ama_net.features.volunteers.views.volunteer_my",
    "ama_net.across.office.views.audit",
    "ama_net.across.office.views.mail",
    "ama_net.across.office.views.manage",
    "ama_net.kernel.accounts.views.my",
)


@pytest.fixture
def known(app: Flask, alba: Standing) -> dict[str, UUID | str]:
    """The ids of what Lina follows: somebody met today, online; somebody on a pathway. What must not be found is ``room``."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        save_settings(HelpdeskSettings(online_kind=OnlineKind.JITSI, online_host="meet.alba.example"), by=None)
        lina = actor(alba, Role.LISTENER)
        person = db.session.get_one(Person, lina.person_id)
        visitor, other = _visitor(), _visitor()
        meeting = make_appointment(make_service(), person, now() + timedelta(minutes=40), visitor, mode="online")
        pathway = make_pathway(make_service(kind="pathway"), person, other)
        note = write_note(visitor, NOTED, by=lina, appointment=meeting)
        write_note(other, NOTED, by=lina, pathway=pathway)
        online_link(meeting)
        return {
            "appointment_id": meeting.id,
            "visitor_id": visitor.id,
            "note_id": note.id,
            "pathway_id": pathway.id,
            "service_id": meeting.service_id,
            "person_id": person.id,
            "account_id": _account(lina),
            "slug": meeting.service.slug,
            "room": meeting.online_room or pytest.fail("there is one"),
        }


def _visitor() -> Visitor:
    visitor = make_visitor()
    visitor.reason, visitor.secret_digest = REASON, token_digest(token_of(visitor))
    return visitor


def _account(who: Actor) -> UUID:
    assert who.account_id is not None
    return who.account_id


def _addresses(app: Flask, known: dict[str, UUID | str]) -> Iterator[str]:
    """Every page one can ask for with what is known, of the rooms that could know of it."""
    for rule in app.url_map.iter_rules():
        room = app.view_functions[rule.endpoint].__module__
        if "GET" in (rule.methods or ()) and room.startswith(ROOMS) and not rule.arguments - known.keys():
            yield app.url_map.bind("").build(rule.endpoint, {name: known[name] for name in rule.arguments})


@pytest.mark.parametrize("part", [Role.SECRETARY, Role.BOARD, Role.HELPDESK_OPERATOR, Role.VOLUNTEER])
def test_no_address_tells_what_was_noted_why_they_come_or_where_they_meet(
    app: Flask, known: dict[str, UUID | str], alba: Standing, part: Part
) -> None:
    browser, words = _signed_in(app, alba, part), (NOTED, REASON, str(known["room"]))
    assert [url for url in _addresses(app, known) if _tells(browser, url, *words)] == []


def test_not_even_the_president_reads_what_was_noted_or_where_they_meet(
    app: Flask, known: dict[str, UUID | str], alba: Standing
) -> None:
    browser, words = _signed_in(app, alba, Role.PRESIDENT), (NOTED, str(known["room"]))
    assert [url for url in _addresses(app, known) if _tells(browser, url, *words)] == []


def test_it_would_be_found_by_who_follows(app: Flask, known: dict[str, UUID | str], alba: Standing) -> None:
    browser = _signed_in(app, alba, Role.LISTENER)
    found = {url for url in _addresses(app, known) if _tells(browser, url, NOTED, str(known["room"]))}
    base = "/my/sportello"
    assert found == {
        f"{base}/appuntamenti/{known['appointment_id']}",
        f"{base}/persone/{known['visitor_id']}/appunti",
        f"{base}/appunti/{known['note_id']}",
    }


def test_who_comes_finds_the_same_room(app: Flask, known: dict[str, UUID | str], alba: Standing) -> None:
    browser = _signed_in(app, alba, STRANGER)
    with app.app_context(), tenant_scope(alba.id):
        token = token_of(db.session.get_one(Visitor, known["visitor_id"]))
    page = browser.get(f"/sportello/mio/{token}").text
    assert (f"https://meet.alba.example/{known['room']}" in page, NOTED in page) == (True, False)


def _signed_in(app: Flask, alba: Standing, part: Part) -> Browser:
    browser = Browser(app, app.response_class)
    browser.host = alba.host
    return sign_in(browser, alba, part)


def _tells(browser: Browser, url: str, *words: str) -> bool:
    said = browser.get(url).get_data()
    return any(word.encode() in said for word in words)
