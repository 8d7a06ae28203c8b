"""Erasing for who asks the office: from an appointment, a pathway or a waiting list; all of it, recorded, and of nobody else."""

from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, Pathway, Visitor, WaitingEntry
from ama_net.features.helpdesk.operations.forgetting import empty_visitors
from ama_net.features.helpdesk.operations.taking_back import erase_on_request
from ama_net.features.helpdesk.operations.waiting import join_list
from ama_net.features.helpdesk.visitor_secrets import contact_digest
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from tests.factories.helpdesk import make_appointment, make_pathway, make_service, make_service_of, make_visitor
from tests.factories.people import make_person
from tests.support.cast import Part, actor
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

At = Callable[[Part], Browser]
PHONE, REASON = "+39051234567", "non dorme da un mese"
PLACES = ("appuntamenti", "percorsi", "attesa")
ASKED = "Cancella tutto: l'ha chiesto"


@pytest.fixture
def pages(app: Flask, alba: Standing) -> dict[str, str]:
    """The pages of Stella, who has an appointment, a pathway and a place in a waiting list."""
    with desk(app, alba):
        visitor, person = make_visitor("Stella", PHONE, contact_digest=contact_digest(PHONE)), make_person("Rosa")
        visitor.reason = REASON
        made = (
            make_appointment(make_service_of(person), person, visitor=visitor),
            make_pathway(make_service(kind="pathway", name="Percorso della quercia"), person, visitor),
            join_list(make_service(name="Ascolto del pino"), visitor, mode=None, by=SYSTEM),
        )
        return {place: f"/manage/sportello/{place}/{row.id}" for place, row in zip(PLACES, made, strict=True)}


def _recorded(app: Flask, standing: Standing) -> list[dict[str, Any]]:
    with desk(app, standing):
        return list(db.session.scalars(select(LedgerEntry.facts).order_by(LedgerEntry.ledger, LedgerEntry.number)))


def _verbs(app: Flask, standing: Standing) -> list[str]:
    return sorted(facts["verb"] for facts in _recorded(app, standing) if str(facts.get("verb")).startswith("visitor."))


@pytest.mark.parametrize("place", PLACES)
def test_each_page_leads_to_what_goes(secretary: Browser, pages: dict[str, str], place: str) -> None:
    erasing = f"{pages[place]}/cancellazione"
    assert f'href="{erasing}"' in secretary.get(pages[place]).text
    page = unescape(secretary.get(erasing).text)
    words = ("Appuntamento disdetto:", "Percorso chiuso: Percorso della quercia", "d'attesa: Ascolto del pino", REASON)
    assert [said in page for said in words] == [True, True, True, False]


@pytest.mark.parametrize("place", PLACES)
def test_all_of_it_is_erased_and_called_off(
    app: Flask, alba: Standing, secretary: Browser, pages: dict[str, str], place: str
) -> None:
    answer = secretary.submit(f"{pages[place]}/cancellazione")
    assert (answer.status_code, answer.location) == (303, pages[place])
    with desk(app, alba):
        one = db.session.scalars(select(Visitor)).one()
        states = [db.session.scalars(select(model.state)).one() for model in (Appointment, Pathway, WaitingEntry)]
        assert (one.nickname, one.contact, one.reason, states) == (None, None, None, ["cancelled", "closed", "left"])
    assert ASKED not in unescape(secretary.get(pages[place]).text)


def test_it_says_that_who_listens_is_told_only_when_somebody_is(
    app: Flask, alba: Standing, secretary: Browser, pages: dict[str, str]
) -> None:
    with desk(app, alba):
        waits = join_list(make_service(), make_visitor("Luna"), mode=None, by=SYSTEM).id
    erasing = [f"{pages['attesa']}/cancellazione", f"/manage/sportello/attesa/{waits}/cancellazione"]
    assert ["Chi ascolta riceve" in secretary.get(page).text for page in erasing] == [True, False]


def test_looking_erases_nothing(app: Flask, alba: Standing, secretary: Browser, pages: dict[str, str]) -> None:
    secretary.get(f"{pages['attesa']}/cancellazione")
    with desk(app, alba):
        assert db.session.scalars(select(Visitor)).one().nickname == "Stella"


def test_that_it_was_asked_is_in_the_audit_once_and_names_nobody(
    app: Flask, alba: Standing, secretary: Browser, pages: dict[str, str]
) -> None:
    for _time in range(2):
        secretary.submit(f"{pages['percorsi']}/cancellazione")
    assert _verbs(app, alba) == ["visitor.emptied", "visitor.erased_on_request"]
    told = str(_recorded(app, alba))
    assert [word in told for word in ("Stella", "234567", "dorme")] == [False, False, False]


def test_who_was_forgotten_already_is_not_asked_for_again(
    app: Flask, alba: Standing, secretary: Browser, pages: dict[str, str]
) -> None:
    with desk(app, alba):
        empty_visitors([db.session.scalars(select(Visitor.id)).one()])
    answers = [secretary.get(f"{page}/cancellazione") for page in pages.values()]
    assert [(one.status_code, one.location) for one in answers] == [(303, page) for page in pages.values()]


def test_neither_link_nor_code_is_shown(app: Flask, alba: Standing, secretary: Browser, pages: dict[str, str]) -> None:
    shown = [secretary.get(f"{page}{rest}").text for page in pages.values() for rest in ("", "/cancellazione")]
    assert [word for page in shown for word in ("/sportello/mio/", "secret-code") if word in page] == []


def test_other_requests_of_the_same_contact_are_pointed_at_and_stay(
    app: Flask, alba: Standing, secretary: Browser, pages: dict[str, str]
) -> None:
    with desk(app, alba):
        again = make_visitor("Stellina", PHONE, contact_digest=contact_digest(PHONE))
        appointment_id = make_appointment(make_service(), make_person(), visitor=again).id
        make_visitor("Luna", "luna@posta.example", contact_digest=contact_digest("luna@posta.example"))
    page = secretary.get(f"{pages['percorsi']}/cancellazione").text
    assert (f"/manage/sportello/appuntamenti/{appointment_id}" in page, "Luna" in page) == (True, False)
    secretary.submit(f"{pages['percorsi']}/cancellazione")
    with desk(app, alba):
        kept = select(Visitor.nickname_sealed.is_not(None)).order_by(Visitor.created_at)
        assert list(db.session.scalars(kept)) == [False, True, True]


@pytest.mark.parametrize("role", [Role.BOARD, Role.LISTENER, Role.MEMBER, Role.VOLUNTEER])
def test_others_cannot(app: Flask, alba: Standing, at: At, pages: dict[str, str], role: Role) -> None:
    browser = at(role)
    answers = [browser.submit(f"{page}/cancellazione").status_code for page in pages.values()]
    assert [code in {403, 404} for code in answers] == [True, True, True]
    with desk(app, alba):
        assert db.session.scalars(select(Visitor)).one().nickname == "Stella"


def test_what_is_not_there_is_not_found(secretary: Browser) -> None:
    answers = [secretary.submit(f"/manage/sportello/{place}/{uuid4()}/cancellazione") for place in PLACES]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_somebody_of_another_association_is_not_found(app: Flask, brig: Standing, secretary: Browser) -> None:
    with desk(app, brig):
        theirs = make_appointment(make_service(), make_person()).id
    assert secretary.submit(f"/manage/sportello/appuntamenti/{theirs}/cancellazione").status_code == 404


def test_two_at_once_erase_and_record_once(app: Flask, alba: Standing, pages: dict[str, str]) -> None:
    with desk(app, alba):
        by, visitor_id = actor(alba, Role.SECRETARY), db.session.scalars(select(Visitor.id)).one()

    def work(_number: int) -> UUID:
        erase_on_request(db.session.get_one(Visitor, visitor_id), by=by)
        return visitor_id

    assert at_once(app, alba, work, 4) == [visitor_id] * 4
    assert _verbs(app, alba) == ["visitor.emptied", "visitor.erased_on_request"]
