"""The pathways of who listens: theirs and nobody else's; each opening is in the audit."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import Pathway
from ama_net.features.helpdesk.operations.pathways import hand_over
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import Person
from tests.helpdesk.pathway_steps import at, followed, listener, meeting_states, pathway_service
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

LIST = "/my/sportello/percorsi"
REASON = "non dormo da un mese"


@pytest.fixture
def lina(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Who listens."""
    return sign_in(client(alba.host), alba, Role.LISTENER)


def _hers(app: Flask, alba: Standing) -> UUID:
    with desk(app, alba):
        service = pathway_service()
        pathway = followed(service, listener(service, _lina(alba)))
        pathway.visitor.reason = REASON
        return pathway.id


def _lina(alba: Standing) -> Person:
    return db.session.get_one(Person, player(alba, Role.LISTENER).person_id)


def _state(app: Flask, alba: Standing, pathway_id: UUID) -> tuple[str, str]:
    with desk(app, alba):
        row = db.session.get_one(Pathway, pathway_id)
        return row.state, row.outcome


def test_she_finds_whom_she_follows(app: Flask, lina: Browser, alba: Standing) -> None:
    _hers(app, alba)
    assert "Stella" in lina.get(LIST).text


def test_she_reads_why_they_came_and_it_is_in_the_audit(app: Flask, lina: Browser, alba: Standing) -> None:
    pathway_id = _hers(app, alba)
    page = lina.get(f"{LIST}/{pathway_id}").text
    with desk(app, alba):
        verbs = [row.facts["verb"] for row in db.session.scalars(select(LedgerEntry))]
    assert (REASON in page, verbs.count("helpdesk.visitor_read")) == (True, 1)


def test_of_others_she_finds_nothing(app: Flask, lina: Browser, alba: Standing) -> None:
    with desk(app, alba):
        service = pathway_service()
        listener(service, _lina(alba))
        pathway_id = followed(service, listener(service)).id
    pages = ("", "/incontri", "/numero", "/sospensione", "/chiusura")
    assert [lina.get(f"{LIST}/{pathway_id}{page}").status_code for page in pages] == [404] * 5
    acts = ("/incontri", "/numero", "/sospensione", "/ripresa", "/chiusura", "/avviso")
    assert [lina.submit(f"{LIST}/{pathway_id}{act}").status_code for act in acts] == [404] * 6
    assert "Stella" not in lina.get(LIST).text


def test_handed_over_it_is_not_there_any_more(app: Flask, lina: Browser, alba: Standing) -> None:
    pathway_id = _hers(app, alba)
    with desk(app, alba):
        pathway = db.session.get_one(Pathway, pathway_id)
        hand_over(pathway, listener(pathway.service), by=SYSTEM)
    assert lina.get(f"{LIST}/{pathway_id}").status_code == 404


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.SECRETARY, Role.PRESIDENT, Role.BOARD])
def test_who_does_not_listen_has_no_such_page(client: Callable[[str], Browser], alba: Standing, role: Role) -> None:
    assert sign_in(client(alba.host), alba, role).get(LIST).status_code == 404


def test_she_fixes_the_next_meeting(app: Flask, lina: Browser, alba: Standing) -> None:
    pathway_id = _hers(app, alba)
    assert lina.get(f"{LIST}/{pathway_id}/incontri").status_code == 200
    answer = lina.submit(f"{LIST}/{pathway_id}/incontri", {"mode": "online", "starts": [at(7).isoformat()]})
    with desk(app, alba):
        states = [state for _person, state, _who in meeting_states(db.session.get_one(Pathway, pathway_id))]
    assert (answer.status_code, states) == (303, ["confirmed"])


def test_she_suspends_resumes_and_closes(app: Flask, lina: Browser, alba: Standing) -> None:
    pathway_id, seen = _hers(app, alba), []
    for page, data in (("sospensione", {"until": ""}), ("ripresa", {}), ("chiusura", {"outcome": "stopped"})):
        answer = lina.submit(f"{LIST}/{pathway_id}/{page}", data)
        seen.append((answer.status_code, *_state(app, alba, pathway_id)))
    assert seen == [(303, "suspended", ""), (303, "active", ""), (303, "closed", "stopped")]


def test_once_closed_she_is_led_to_the_list(app: Flask, lina: Browser, alba: Standing) -> None:
    pathway_id = _hers(app, alba)
    assert lina.submit(f"{LIST}/{pathway_id}/chiusura", {"outcome": "completed"}).location == LIST


def test_the_list_takes_the_same_questions_for_one_and_for_many(app: Flask, lina: Browser, alba: Standing) -> None:
    _hers(app, alba)
    lina.get(LIST)
    with count_queries() as one:
        lina.get(LIST)
    with desk(app, alba):
        service = pathway_service(slug="altro", name="Altro")
        for _number in range(4):
            followed(service, _lina(alba))
    with count_queries() as many:
        lina.get(LIST)
    assert len(many) == len(one)


def test_another_association_finds_nothing(
    app: Flask, client: Callable[[str], Browser], alba: Standing, brig: Standing
) -> None:
    pathway_id = _hers(app, alba)
    assert sign_in(client(brig.host), brig, Role.LISTENER).get(f"{LIST}/{pathway_id}").status_code == 404


def test_a_pathway_without_a_meeting_is_among_her_next_things(app: Flask, lina: Browser, alba: Standing) -> None:
    pathway_id = _hers(app, alba)
    before = "aspetta il prossimo incontro" in lina.get("/my/").text
    lina.submit(f"{LIST}/{pathway_id}/incontri", {"mode": "online", "starts": [at(7).isoformat()]})
    assert (before, "aspetta il prossimo incontro" in lina.get("/my/").text) == (True, False)


def test_the_title_of_the_page_names_nobody(app: Flask, lina: Browser, alba: Standing) -> None:
    page = lina.get(f"{LIST}/{_hers(app, alba)}").text
    assert "Stella" not in page.partition("</title>")[0]
