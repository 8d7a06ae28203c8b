"""The page of a volunteer: what it gathers, what it asks to do next, who reads what, how many queries it takes."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from ama_net.features.volunteers.models import (
    ConfidentialityLetter,
    HourEntry,
    LetterAcceptance,
    ServiceEnd,
    ShiftSignup,
    Volunteer,
)
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.people import PostalAddress
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.insurance import make_paid_work, make_policy
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_shift, make_volunteer
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

STEPS = {
    "cover": "Oggi non risulta nessuna assicurazione",
    "letter": "Manca la lettera di riservatezza",
    "who": "Per il registro serve il codice fiscale",
    "home": "Per il registro serve la residenza",
    "email": "Non c'è un'e-mail",
    "paid": "risulta alle dipendenze",
    "hours": "una registrazione è da approvare",
}


@pytest.fixture
def volunteer_id(app: Flask, alba: Standing) -> UUID:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        return make_volunteer(make_person(given_name="Lia", family_name="Verdi")).id


def _text(browser: Browser, volunteer_id: UUID) -> str:
    answer = browser.get(f"/manage/volontari/{volunteer_id}")
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def _steps(page: str) -> list[str]:
    return [key for key, words in STEPS.items() if words in page]


def _log_hours(volunteer: Volunteer, **facts: Any) -> None:
    given = {"activity_id": make_activity().id, "on_day": today(), "minutes": 75, **facts}
    db.session.add(HourEntry(person_id=volunteer.person_id, **given))


def test_the_page_says_what_is_missing(app: Flask, alba: Standing, secretary: Browser, volunteer_id: UUID) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        volunteer = db.session.get_one(Volunteer, volunteer_id)
        make_paid_work(volunteer.person)
        _log_hours(volunteer)
    assert _steps(_text(secretary, volunteer_id)) == list(STEPS)


def test_nothing_is_asked_when_nothing_is_missing(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person = make_person(tax_code="RSSMRA80A01H501U", email="lia@posta.example")
        db.session.add(PostalAddress(person_id=person.id, kind="residence", municipality="Ferrara"))
        make_policy(first_on=today(), last_on=today())
        letter = ConfidentialityLetter(number=1, body="Lettera inventata")
        db.session.add(letter)
        db.session.flush()
        db.session.add(LetterAcceptance(person_id=person.id, letter_id=letter.id, way="paper", text_digest="x"))
        volunteer_id = make_volunteer(person).id
    page = _text(secretary, volunteer_id)
    assert (_steps(page), "Non manca niente" in page) == ([], True)


def test_who_stopped_lacks_nothing(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        ended = {"ended_on": date(2025, 5, 1), "end_reason": ServiceEnd.STOPPED}
        volunteer_id = make_volunteer(**ended).id
    page = _text(secretary, volunteer_id)
    assert (_steps(page), "30 aprile 2025: ha smesso" in page) == ([], True)


def test_the_page_gathers_hours_and_shifts(app: Flask, alba: Standing, secretary: Browser, volunteer_id: UUID) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        volunteer = db.session.get_one(Volunteer, volunteer_id)
        _log_hours(volunteer, state="approved", decided_at=now())
        db.session.add(ShiftSignup(shift_id=make_shift().id, person_id=volunteer.person_id))
    page = _text(secretary, volunteer_id)
    assert ["1 h 15 min" in page, "Turno di prova" in page, "Sede inventata" in page] == [True, True, True]


def test_a_role_reads_only_its_own_parts(client: Callable[[str], Browser], alba: Standing, volunteer_id: UUID) -> None:
    heads = ("Prossimi turni", "<dt>Formazione", "Rimborsi non chiusi", "Cambia sezione")
    pages = [_text(sign_in(client(alba.host), alba, role), volunteer_id) for role in (Role.BOARD, Role.TREASURER)]
    assert [[head in page for head in heads] for page in pages] == [
        [True, True, True, False],
        [False, False, True, False],
    ]


def test_who_is_a_member_too_is_said_to_who_may_know(
    app: Flask, alba: Standing, secretary: Browser, volunteer_id: UUID, client: Callable[[str], Browser]
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person = db.session.get_one(Volunteer, volunteer_id).person
        membership, person_id = make_membership(person).id, person.id
    assert f'href="/manage/soci/{membership}"' in _text(secretary, volunteer_id)
    there = secretary.get(f"/manage/soci/{membership}").text
    anybody = secretary.get(f"/manage/persone/{person_id}").text
    assert [f'href="/manage/volontari/{volunteer_id}"' in page for page in (there, anybody)] == [True, True]


def test_another_associations_volunteer_is_not_there(
    client: Callable[[str], Browser], brig: Standing, volunteer_id: UUID
) -> None:
    browser = sign_in(client(brig.host), brig, Role.SECRETARY)
    pages = [browser.get(f"/manage/volontari/{one}").status_code for one in (volunteer_id, uuid4())]
    assert pages == [404, 404]


def test_the_page_takes_the_same_queries_for_little_and_for_much(
    app: Flask, alba: Standing, secretary: Browser, volunteer_id: UUID
) -> None:
    counted = []
    for many in (1, 4):
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            volunteer = db.session.get_one(Volunteer, volunteer_id)
            for number in range(many):
                day = date(2020 + many, 1, 2 + number)
                _log_hours(volunteer, on_day=day, state="approved", decided_at=now())
                db.session.add(ShiftSignup(shift_id=make_shift().id, person_id=volunteer.person_id))
        _text(secretary, volunteer_id)
        with count_queries() as queries:
            _text(secretary, volunteer_id)
        counted.append(len(queries))
    assert counted[0] == counted[1]
