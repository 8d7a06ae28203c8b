"""The area of who listens: their appointments and nobody else's; what each page shows, to whom, and what it leaves behind."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from ama_net.features.helpdesk.models import Appointment, MeetingNote, Pathway, PathwayAssignment, Visitor
from ama_net.features.helpdesk.operations.forgetting import empty_visitors
from ama_net.features.helpdesk.settings import HelpdeskSettings, OnlineKind
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_pathway, make_service
from tests.helpdesk.my_area import CONTACT, MY, REASON, SECRET, Met, lina_meets, told_of
from tests.support.cast import STRANGER, Part, player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing


@pytest.fixture
def meet(app: Flask, alba: Standing) -> Callable[..., Met]:
    """``meet(hours=-2)``: a meeting of Lina's with Stella."""
    return lambda hours=-2, **values: lina_meets(app, alba, hours, **values)


@pytest.fixture
def lina(at: Callable[[Part], Browser]) -> Browser:
    """Who listens, signed in."""
    return at(Role.LISTENER)


def _verbs(app: Flask, alba: Standing) -> list[tuple[str, str]]:
    with app.app_context(), tenant_scope(alba.id):
        found = db.session.scalars(select(LedgerEntry.facts).order_by(LedgerEntry.number))
        return [(facts["verb"], facts["subject_id"]) for facts in found]


def test_the_first_page_has_who_comes_next_by_day(lina: Browser, meet: Callable[..., Met]) -> None:
    met = meet(hours=30)
    page = lina.get(MY)
    assert (page.status_code, "Stella" in page.text, met.page in page.text) == (200, True, True)
    assert [word in page.text for word in (REASON, CONTACT, SECRET)] == [False, False, False]


def test_the_first_page_asks_how_the_last_ones_went(lina: Browser, meet: Callable[..., Met]) -> None:
    meet(hours=-3)
    assert "Segna com'è andato l'incontro." in unescape(lina.get(MY).text)


def test_the_first_page_says_when_today_has_none(lina: Browser, meet: Callable[..., Met]) -> None:
    meet(hours=30)
    page = lina.get(MY).text
    assert ("Oggi nessun incontro." in page, "<span>Apri</span>" in page) == (True, True)
    meet(hours=0.01)
    assert "Oggi nessun incontro." not in lina.get(MY).text


def test_one_with_no_appointments_is_told_what_will_be_here(lina: Browser) -> None:
    assert "Nessun appuntamento" in lina.get(MY).text


@pytest.mark.parametrize("part", [*(role for role in Role if role is not Role.LISTENER), STRANGER])
def test_nobody_else_finds_any_of_it(at: Callable[[Part], Browser], meet: Callable[..., Met], part: Part) -> None:
    met, browser = meet(), at(part)
    pages = [met.page, f"{met.page}/spostamento", f"{met.page}/disdetta", met.notes, f"{MY}/appunti/{met.note_id}"]
    assert [browser.get(page).status_code for page in pages] == [404] * 5


@pytest.mark.parametrize("part", [Role.SECRETARY, Role.PRESIDENT, Role.VOLUNTEER])
def test_who_does_not_listen_has_no_such_area(at: Callable[[Part], Browser], part: Part) -> None:
    browser = at(part)
    assert [browser.get(page).status_code for page in (MY, f"{MY}/passati")] == [404, 404]
    assert f'href="{MY}"' not in browser.get("/my/").text


@pytest.mark.parametrize("part", [Role.SECRETARY, Role.PRESIDENT, Role.HELPDESK_OPERATOR])
def test_nobody_else_does_anything_there(
    app: Flask, alba: Standing, at: Callable[[Part], Browser], meet: Callable[..., Met], part: Part
) -> None:
    met, browser = meet(), at(part)
    asked: list[tuple[str, dict[str, Any]]] = [
        (f"{met.page}/esito", {"result": "met"}),
        (f"{met.page}/gruppo", {}),
        (f"{met.page}/disdetta", {}),
        (f"{met.page}/spostamento", {"mode": "online"}),
        (met.notes, {"note": "altro"}),
        (f"{MY}/appunti/{met.note_id}", {"note": "altro"}),
        (f"{MY}/appunti/{met.note_id}/cancellazione", {}),
    ]
    assert [browser.submit(path, data).status_code for path, data in asked] == [404] * 7
    assert told_of(app, alba, met) == (None, set(), "confirmed")


def test_the_other_association_finds_nothing(
    brig: Standing, client: Callable[[str], Browser], meet: Callable[..., Met]
) -> None:
    met, browser = meet(), sign_in(client(brig.host), brig, Role.LISTENER)
    assert [browser.get(page).status_code for page in (met.page, met.notes)] == [404, 404]


def test_a_page_of_one_shows_who_and_why_and_not_the_notes(lina: Browser, meet: Callable[..., Met]) -> None:
    text = lina.get(meet().page).text
    assert [word in text for word in ("Stella", REASON, CONTACT, SECRET)] == [True, True, True, False]


def test_who_meets_online_enters_from_the_page(
    app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        save_settings(HelpdeskSettings(online_kind=OnlineKind.JITSI, online_host="meet.alba.example"), by=None)
    met = meet(hours=1, mode="online")
    pages = [lina.get(met.page).text for _time in range(2)]
    with app.app_context(), tenant_scope(alba.id):
        room = db.session.get_one(Appointment, met.appointment_id).online_room
    assert [f'href="https://meet.alba.example/{room}"' in page for page in pages] == [True, True]


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        ({"contact": "+39051555010", "contact_kind": "phone"}, "Chiama la persona e accordatevi"),
        ({}, "manda tu un collegamento alla persona"),
    ],
)
def test_without_a_room_it_says_how_the_link_reaches_who_comes(
    app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met], contact: dict[str, str], words: str
) -> None:
    met = meet(hours=30, mode="online")
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        visitor = db.session.get_one(Visitor, met.visitor_id)
        for name, value in contact.items():
            setattr(visitor, name, value)
    assert words in lina.get(met.page).text


def test_its_title_names_nobody(lina: Browser, meet: Callable[..., Met]) -> None:
    title = lina.get(meet().page).text.partition("<title>")[2].partition("</title>")[0]
    assert ("Appuntamento" in title, "Stella" in title) == (True, False)


def test_each_opening_and_each_reading_is_in_the_audit(
    app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]
) -> None:
    met = meet()
    for page in (met.page, met.notes, met.notes):
        lina.get(page)
    visitor = str(met.visitor_id)
    assert _verbs(app, alba)[1:] == [
        ("helpdesk.visitor_read", visitor),
        ("helpdesk.notes_read", visitor),
        ("helpdesk.notes_read", visitor),
    ]


@pytest.mark.parametrize("path", ["", "/disdetta"])
def test_no_page_is_kept_in_a_cache(lina: Browser, meet: Callable[..., Met], path: str) -> None:
    assert lina.get(f"{meet(hours=5).page}{path}").headers["Cache-Control"] == "no-store"


def test_after_a_hand_over_nothing_opens_any_more(
    app: Flask, alba: Standing, lina: Browser, at: Callable[[Part], Browser], meet: Callable[..., Met]
) -> None:
    met = meet()
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        visitor = db.session.get_one(Appointment, met.appointment_id).visitor
        pathway = make_pathway(make_service(kind="pathway"), db.session.get_one(Person, _person(alba)), visitor)
        olga = player(alba, Role.HELPDESK_OPERATOR).person_id
        db.session.execute(update(PathwayAssignment).values(ended_at=now()))
        db.session.execute(update(Pathway).where(Pathway.id == pathway.id).values(person_id=olga))
        db.session.add(PathwayAssignment(pathway_id=pathway.id, person_id=olga))
    pages = (met.page, met.notes, f"{MY}/appunti/{met.note_id}")
    assert [lina.get(page).status_code for page in pages] == [404, 404, 404]
    assert "Stella" not in lina.get(MY).text
    assert SECRET in at(Role.HELPDESK_OPERATOR).get(met.notes).text


def _person(alba: Standing) -> UUID:
    return player(alba, Role.LISTENER).person_id


def test_how_it_went_is_said_in_one_form(app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]) -> None:
    met = meet()
    said = {"result": "met", "outcomes": ["listening", "association"], "note": "due parole"}
    answer = lina.submit(f"{met.page}/esito", said)
    assert (answer.status_code, answer.location) == (303, MY)
    assert told_of(app, alba, met) == ("met", {"listening", "association"}, "confirmed")
    assert "due parole" in lina.get(met.notes).text


def test_what_was_said_is_shown_and_may_be_said_anew(
    app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]
) -> None:
    met = meet()
    lina.submit(f"{met.page}/esito", {"result": "met", "outcomes": ["listening"]})
    page = lina.get(met.page).text
    assert (page.count("checked"), "Segna com" in lina.get(MY).text) == (2, False)
    lina.submit(f"{met.page}/esito", {"result": "visitor_absent"})
    assert told_of(app, alba, met)[:2] == ("visitor_absent", set())


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "Scegli una di queste risposte."),
        ({"result": "inventato"}, "Scegli una di queste risposte."),
        ({"result": "visitor_absent", "outcomes": ["group"]}, "Se non vi siete visti, qui non si sceglie niente."),
        ({"result": "met", "note": "a" * 9000}, "Il testo è troppo lungo"),
    ],
)
def test_a_refused_form_says_why_and_shows_nothing_confided(
    app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met], said: dict[str, Any], why: str
) -> None:
    met = meet()
    answer = lina.submit(f"{met.page}/esito", said)
    assert (answer.status_code, why in answer.text) == (422, True)
    assert [word in answer.text for word in ("Stella", REASON, CONTACT, SECRET)] == [False] * 4
    assert told_of(app, alba, met) == (None, set(), "confirmed")


def test_before_it_begins_nothing_is_asked_of_how_it_went(lina: Browser, meet: Callable[..., Met]) -> None:
    met = meet(hours=5)
    assert "Com&#39;è andata?" not in lina.get(met.page).text
    assert lina.submit(f"{met.page}/esito", {"result": "met"}).status_code == 422


def test_pointing_to_a_group_is_one_click_and_leads_to_the_groups(
    app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]
) -> None:
    met = meet()
    answers = [lina.submit(f"{met.page}/gruppo") for _time in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/gruppi")] * 2
    assert told_of(app, alba, met) == ("met", {"group"}, "confirmed")


def test_who_was_not_met_is_pointed_nowhere(
    app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]
) -> None:
    met = meet()
    lina.submit(f"{met.page}/esito", {"result": "visitor_absent"})
    assert lina.submit(f"{met.page}/gruppo").location == met.page
    assert told_of(app, alba, met)[1] == set()


def test_one_notes_corrects_and_deletes(app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]) -> None:
    met = meet()
    mine = f"{MY}/appunti/{met.note_id}"
    assert SECRET in lina.get(mine).text
    assert lina.submit(mine, {"note": "corretto"}).location == met.notes
    assert "corretto" in lina.get(met.notes).text
    assert lina.submit(f"{mine}/cancellazione").location == met.notes
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalars(select(MeetingNote)).all() == []


def test_an_empty_note_is_refused_and_the_others_stay_closed(lina: Browser, meet: Callable[..., Met]) -> None:
    answer = lina.submit(meet().notes, {"note": "  "})
    assert (answer.status_code, "oppure lascia stare" in answer.text, SECRET in answer.text) == (422, True, False)


def test_past_meetings_are_there_while_one_follows(
    app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]
) -> None:
    met, old = meet(hours=-30), meet(hours=-30, nickname="Antica")
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        long_ago = now() - timedelta(days=91)
        times = {"starts_at": long_ago - timedelta(hours=1), "ends_at": long_ago, "result": "met"}
        db.session.execute(update(Appointment).where(Appointment.id == old.appointment_id).values(**times))
    lina.submit(f"{met.page}/esito", {"result": "met"})
    text = lina.get(f"{MY}/passati").text
    assert ("Stella" in text, "Antica" in text) == (True, False)


def test_the_first_page_of_the_area_says_it_without_a_name(lina: Browser, meet: Callable[..., Met]) -> None:
    met = meet(hours=20)
    text = lina.get("/my/").text
    assert (met.page in text, "Stella" in text, f'href="{MY}"' in text) == (True, False, True)


def test_more_meetings_take_no_more_queries(lina: Browser, meet: Callable[..., Met]) -> None:
    counts = []
    for more in (1, 3):
        for number in range(more):
            meet(hours=20 + 2 * number + 24 * more)
            meet(hours=-(3 + 2 * number + 24 * more))
        lina.get(MY)
        with count_queries() as queries:
            lina.get(MY)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_of_whom_everything_is_deleted_one_says_only_how_it_went(
    app: Flask, alba: Standing, lina: Browser, meet: Callable[..., Met]
) -> None:
    met = meet()
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        empty_visitors([met.visitor_id])
    pages = [lina.get(met.page).text, lina.get(met.notes).text]
    assert ["<textarea" in page or "Stella" in page for page in pages] == [False, False]
    lina.submit(f"{met.page}/esito", {"result": "met", "outcomes": ["listening"]})
    assert told_of(app, alba, met)[:2] == ("met", {"listening"})
