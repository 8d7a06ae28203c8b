"""The pages of the waiting list: joining without an account, answering from one's own page, the office beside the telephone."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from ama_net.across.office.settings.operations import change_identity
from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    CancelledBy,
    Mode,
    Result,
    Service,
    Visitor,
    WaitingEntry,
    WaitingOffer,
)
from ama_net.features.helpdesk.operations.appointments import book, cancel
from ama_net.features.helpdesk.operations.offers import offer_next
from ama_net.features.helpdesk.visitor_secrets import contact_digest, token_of
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from tests.factories.helpdesk import make_appointment, make_service, make_visitor
from tests.factories.people import make_person
from tests.helpdesk import booking_steps as steps
from tests.helpdesk.offering import at, offer, working_morning
from tests.helpdesk.waiting_room import wait_for
from tests.support.cast import Part, actor
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]
FORM = f"{steps.SERVICE}/attesa"
OFFICE = "/manage/sportello/attesa"
NOTHING_FREE: dict[str, Any] = {"notice_hours": 72, "horizon_days": 1}
"""A service that shows no time."""


@pytest.fixture(autouse=True)
def _by_day() -> Iterator[None]:
    with time_machine.travel(working_morning()):
        yield


def _wishes(**changes: Any) -> dict[str, Any]:
    return steps.typed(**{"wanted_mode": "", "free_part": "any", **changes})


def _join(browser: Browser, **changes: Any) -> Any:
    return browser.submit(FORM, {"form_key": steps.form_key(browser.get(FORM)), **_wishes(**changes)})


def _waiting(app: Flask, standing: Standing, nickname: str = "Luna", *, offered: bool = False, **values: Any) -> UUID:
    """Somebody in the list of a service of their own, perhaps with an offer."""
    with desk(app, standing):
        service, _people = offer(horizon_days=4)
        entry = wait_for(service, nickname, **values)
        if offered:
            offer_next(service.id)
        return entry.id


def _path(app: Flask, standing: Standing, entry_id: UUID) -> str:
    """The address of what they wait for, behind their link."""
    with desk(app, standing):
        return f"/sportello/mio/{token_of(db.session.get_one(WaitingEntry, entry_id).visitor)}/attesa"


def _offer_id(app: Flask, standing: Standing) -> UUID:
    with desk(app, standing):
        return db.session.scalars(select(WaitingOffer.id)).one()


def _count(app: Flask, standing: Standing, model: Any, *which: Any) -> int:
    with desk(app, standing):
        return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0


def _state(app: Flask, standing: Standing, entry_id: UUID) -> str:
    with desk(app, standing):
        return str(db.session.get_one(WaitingEntry, entry_id).state)


# --- joining ---------------------------------------------------------------------------------------------------------


def test_joining_leads_to_the_way_back(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    answer = _join(client(alba.host), wanted_mode="online", free_part="evening")
    with desk(app, alba):
        entry = db.session.scalars(select(WaitingEntry)).one()
        kept = (entry.mode, entry.free_part, entry.state, entry.visitor.nickname)
    assert (answer.status_code, answer.headers["Location"], kept) == (
        303,
        "/sportello/ricevuta",
        ("online", "evening", "waiting", steps.NICKNAME),
    )


def test_the_way_back_is_mailed_without_saying_what_it_is_about(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, **NOTHING_FREE)
    _join(client(alba.host))
    with desk(app, alba):
        mail = db.session.scalars(select(Message).where(Message.template == "helpdesk/waiting_joined")).one()
        said = f"{mail.subject} {mail.text} {mail.html}"
    assert [word in said for word in (steps.NAME, steps.NICKNAME, "/sportello/mio/")] == [False, False, True]


def test_the_same_form_twice_is_one_place(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, **NOTHING_FREE)
    browser = client(alba.host)
    sent = {"form_key": steps.form_key(browser.get(FORM)), **_wishes()}
    answers = [browser.submit(FORM, sent).status_code for _ in range(2)]
    assert (answers, _count(app, alba, WaitingEntry)) == ([303, 303], 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"contact": "nessun recapito"},
        {"consent": None},
        {"wanted_mode": "piccione"},
        {"free_part": "di notte"},
        {"second_name": "Programma"},
        {"wanted_mode": "phone", "contact": steps.MAIL},
        {"wanted_mode": "in_person"},
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_kept(
    app: Flask, alba: Standing, client: Client, changes: dict[str, Any]
) -> None:
    steps.prepare(app, alba, phone=True, in_person=False)
    answer = _join(client(alba.host), **changes)
    assert (answer.status_code, _count(app, alba, Visitor)) == (422, 0)


def test_who_did_not_come_twice_is_told_kindly_and_nothing_is_kept(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    with desk(app, alba):
        for days in (5, 9):
            visitor = make_visitor(steps.NICKNAME, steps.MAIL, contact_digest=contact_digest(steps.MAIL))
            absent = {"result": Result.VISITOR_ABSENT, "result_at": now()}
            make_appointment(make_service(), make_person(), now() - timedelta(days=days), visitor, **absent)
    answer = _join(client(alba.host))
    assert (answer.status_code, "non si può prenotare dal sito" in answer.text) == (422, True)
    assert (_count(app, alba, WaitingEntry), _count(app, alba, Visitor)) == (0, 2)


def test_there_is_a_list_only_where_there_is_one(app: Flask, alba: Standing, brig: Standing, client: Client) -> None:
    steps.prepare(app, alba, has_waiting_list=False)
    steps.prepare(app, brig, is_open=False)
    asked = [(alba, FORM), (brig, FORM), (alba, "/sportello/mai-visto/attesa")]
    assert [client(standing.host).get(path).status_code for standing, path in asked] == [404] * 3


def test_the_form_keeps_to_itself_says_what_it_is_not_and_offers_the_way_out(
    app: Flask, alba: Standing, client: Client
) -> None:
    steps.prepare(app, alba)
    page = client(alba.host).get(FORM)
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"].split(",")[0]) == ("no-store", "noindex")
    assert ["Non è un pronto soccorso" in page.text, "112" in page.text, "Esci subito" in page.text] == [True] * 3


def test_no_more_than_five_an_hour_from_one_address(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, **NOTHING_FREE)
    browser = client(alba.host)
    answers = [_join(browser, contact=f"una{number}@posta.example").status_code for number in range(6)]
    assert (answers, _count(app, alba, WaitingEntry)) == ([303] * 5 + [429], 5)


# --- the visitor's own page ------------------------------------------------------------------------------------------


def test_opening_the_link_answers_nothing(app: Flask, alba: Standing, client: Client) -> None:
    entry_id = _waiting(app, alba, offered=True)
    page = client(alba.host).get(_path(app, alba, entry_id))
    assert (page.status_code, "Va bene, ci sono" in page.text, "Luna" in page.text) == (200, True, False)
    assert _state(app, alba, entry_id) == "offered"


def test_the_same_is_on_the_page_of_everything(app: Flask, alba: Standing, client: Client) -> None:
    entry_id = _waiting(app, alba, offered=True)
    page = client(alba.host).get(_path(app, alba, entry_id).removesuffix("/attesa"))
    assert (page.status_code, "Va bene, ci sono" in page.text) == (200, True)


def test_yes_is_an_appointment(app: Flask, alba: Standing, client: Client) -> None:
    entry_id = _waiting(app, alba, offered=True)
    path = _path(app, alba, entry_id)
    answer = client(alba.host).submit(f"{path}/{_offer_id(app, alba)}/conferma")
    assert (answer.status_code, answer.headers["Location"]) == (303, path.removesuffix("/attesa"))
    assert _count(app, alba, Appointment, Appointment.state == AppointmentState.CONFIRMED) == 1


def test_no_keeps_the_place(app: Flask, alba: Standing, client: Client) -> None:
    entry_id = _waiting(app, alba, offered=True)
    path = _path(app, alba, entry_id)
    client(alba.host).submit(f"{path}/{_offer_id(app, alba)}/rinuncia")
    assert (_state(app, alba, entry_id), _count(app, alba, Appointment)) == ("waiting", 0)


def test_yes_too_late_is_said_kindly(app: Flask, alba: Standing, client: Client) -> None:
    entry_id = _waiting(app, alba, offered=True)
    path, offer_id = _path(app, alba, entry_id), _offer_id(app, alba)
    with time_machine.travel(at(11, days=1)):
        browser = client(alba.host)
        browser.submit(f"{path}/{offer_id}/conferma")
        page = browser.get(path)
    assert ("non è più tenuto per te" in page.text, _state(app, alba, entry_id)) == (True, "offered")


def test_leaving_is_leaving(app: Flask, alba: Standing, client: Client) -> None:
    entry_id = _waiting(app, alba, offered=True)
    path = _path(app, alba, entry_id)
    browser = client(alba.host)
    browser.submit(f"{path}/{entry_id}/uscita")
    assert (_state(app, alba, entry_id), "Non sei più in lista" in browser.get(path).text) == ("left", True)


def test_the_link_of_one_answers_for_nobody_else(app: Flask, alba: Standing, client: Client) -> None:
    mine, other = _waiting(app, alba, "Sole"), _waiting(app, alba, "Luna", offered=True)
    path, offer_id = _path(app, alba, mine), _offer_id(app, alba)
    tried = [f"{path}/{offer_id}/conferma", f"{path}/{offer_id}/rinuncia", f"{path}/{other}/uscita"]
    browser = client(alba.host)
    assert ([browser.submit(one).status_code for one in tried], _state(app, alba, other)) == ([404] * 3, "offered")


def test_the_link_opens_nothing_at_another_association(
    app: Flask, alba: Standing, brig: Standing, client: Client
) -> None:
    path = _path(app, alba, _waiting(app, alba))
    assert [client(one.host).get(path).status_code for one in (alba, brig)] == [200, 404]


# --- the office ------------------------------------------------------------------------------------------------------


def test_the_office_sees_who_waits_and_how_to_reach_them_but_not_why(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    entry_id = _waiting(app, alba, "Luna", contact="+39 051 000001")
    with desk(app, alba):
        db.session.get_one(WaitingEntry, entry_id).visitor.reason = steps.STORY
    pages = [secretary.get(path).text for path in (OFFICE, f"{OFFICE}/{entry_id}")]
    assert [["Luna" in page, steps.STORY in page] for page in pages] == [[True, False]] * 2


def test_who_may_not_finds_no_page(app: Flask, alba: Standing, at: Callable[[Part], Browser]) -> None:
    entry_id = _waiting(app, alba)
    found = [at(role).get(f"{OFFICE}/{entry_id}").status_code for role in (Role.TREASURER, Role.LISTENER)]
    assert found == [404, 404]


def test_the_other_association_has_another_list(app: Flask, alba: Standing, brig: Standing, secretary: Browser) -> None:
    entry_id = _waiting(app, brig, "Sole")
    assert ("Sole" in secretary.get(OFFICE).text, secretary.get(f"{OFFICE}/{entry_id}").status_code) == (False, 404)


def test_the_office_offers_a_time_by_hand(app: Flask, alba: Standing, secretary: Browser) -> None:
    entry_id = _waiting(app, alba)
    page = secretary.get(f"{OFFICE}/{entry_id}")
    chosen = re.search(r'value="(\d{4}-[^"]+\|\w+)"', page.text)
    assert chosen
    answer = secretary.submit(f"{OFFICE}/{entry_id}/proposta", {"slot": chosen[1]})
    assert (answer.status_code, _state(app, alba, entry_id)) == (303, "offered")


@pytest.mark.parametrize("slot", ["", "ieri", "2020-01-01T10:00Z|online"])
def test_a_time_that_is_not_there_is_refused(app: Flask, alba: Standing, secretary: Browser, slot: str) -> None:
    entry_id = _waiting(app, alba)
    answer = secretary.submit(f"{OFFICE}/{entry_id}/proposta", {"slot": slot})
    assert (answer.status_code, _state(app, alba, entry_id)) == (422, "waiting")


@pytest.mark.parametrize(("said", "state"), [("conferma", "booked"), ("rinuncia", "waiting")])
def test_the_office_answers_for_who_telephones(
    app: Flask, alba: Standing, secretary: Browser, said: str, state: str
) -> None:
    entry_id = _waiting(app, alba, contact="+39 051 000001", offered=True)
    answer = secretary.submit(f"{OFFICE}/{entry_id}/proposte/{_offer_id(app, alba)}/{said}")
    assert (answer.status_code, _state(app, alba, entry_id)) == (303, state)


def test_the_office_takes_somebody_off_the_list(app: Flask, alba: Standing, secretary: Browser) -> None:
    entry_id = _waiting(app, alba)
    answer = secretary.submit(f"{OFFICE}/{entry_id}/uscita")
    assert (answer.status_code, _state(app, alba, entry_id)) == (303, "left")


def test_a_long_list_asks_no_more_of_the_database(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        service = make_service()
        wait_for(service, "Stella0")
        service_id = service.id
    secretary.get(OFFICE)
    with count_queries() as few:
        secretary.get(OFFICE)
    with desk(app, alba):
        for number in range(1, 6):
            wait_for(db.session.get_one(Service, service_id), f"Stella{number}")
    with count_queries() as many:
        secretary.get(OFFICE)
    assert len(many) == len(few)


def _told(served: UUID, **changes: Any) -> dict[str, Any]:
    who = {"nickname": "Luna", "contact": "+39 051 000001", "call_time": "any", "under_18": "no", "consent": "y"}
    return {"service_id": str(served), "wanted_mode": "", "free_part": "any", **who, **changes}


def _service_id(app: Flask, standing: Standing, **values: Any) -> UUID:
    with desk(app, standing):
        return offer(horizon_days=4, **values)[0].id


def test_who_telephones_is_put_in_the_list_and_told_the_code(app: Flask, alba: Standing, secretary: Browser) -> None:
    service_id = _service_id(app, alba)
    page = secretary.get(f"{OFFICE}/nuova")
    key = {"form_key": steps.form_key(page)}
    answers = [secretary.submit(f"{OFFICE}/nuova", {**_told(service_id), **key}) for _ in range(2)]
    receipt = secretary.get(answers[0].headers["Location"])
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (_count(app, alba, WaitingEntry), "Dettare il codice" in receipt.text) == (1, True)
    secretary.submit(f"{OFFICE}/nuova/ricevuta")
    assert secretary.get(f"{OFFICE}/nuova/ricevuta").status_code == 302


def test_who_telephones_is_asked_only_of_ways_that_a_service_has(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    _service_id(app, alba)
    page = secretary.get(f"{OFFICE}/nuova").text
    ways = re.findall(r'value="([^"]*)"', page.partition('name="wanted_mode"')[2].partition("</select>")[0])
    assert ways == ["", "in_person", "online"]


@pytest.mark.parametrize(
    "changes",
    [
        {"consent": ""},
        {"service_id": "0190c3a5-0000-7000-8000-000000000000"},
        {"wanted_mode": "phone"},
        {"free_part": "di notte"},
    ],
)
def test_what_is_written_wrong_of_who_telephones_is_said(
    app: Flask, alba: Standing, secretary: Browser, changes: dict[str, str]
) -> None:
    answer = secretary.submit(f"{OFFICE}/nuova", _told(_service_id(app, alba), **changes))
    assert (answer.status_code, _count(app, alba, Visitor)) == (422, 0)


def test_the_list_of_another_association_is_not_joined(
    app: Flask, alba: Standing, brig: Standing, secretary: Browser
) -> None:
    _service_id(app, alba)
    answer = secretary.submit(f"{OFFICE}/nuova", _told(_service_id(app, brig)))
    assert (answer.status_code, _count(app, brig, WaitingEntry)) == (422, 0)


def test_a_place_called_off_is_offered_by_the_job_that_follows(
    app: Flask, alba: Standing, run_jobs: Callable[[], int]
) -> None:
    with desk(app, alba):
        service, _people = offer(horizon_days=1, notice_hours=20)
        taken = [book(service, at(hour, days=1), Mode.ONLINE, make_visitor(), by=SYSTEM) for hour in (9, 10, 11, 12)]
        wait_for(service)
        first = taken[0].id
    run_jobs()
    with desk(app, alba):
        cancel(db.session.get_one(Appointment, first), by=SYSTEM, who=CancelledBy.OFFICE)
    assert _count(app, alba, WaitingOffer) == 0
    run_jobs()
    assert _count(app, alba, WaitingOffer) == 1


def test_an_association_that_has_closed_its_helpdesk_offers_nothing(
    app: Flask, alba: Standing, client: Client, run_jobs: Callable[[], int]
) -> None:
    entry_id = _waiting(app, alba)
    path = _path(app, alba, entry_id)
    with desk(app, alba):
        change_identity({"rooms": {"helpdesk": False}}, by=actor(alba, Role.PRESIDENT))
    forget_cached_tenants()
    run_jobs()
    browser = client(alba.host)
    assert (_state(app, alba, entry_id), browser.get(path).status_code) == ("waiting", 200)
    assert (browser.submit(f"{path}/{entry_id}/uscita").status_code, _state(app, alba, entry_id)) == (303, "left")
