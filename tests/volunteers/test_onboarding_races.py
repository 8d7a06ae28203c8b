"""Hands at the same time: one application, one person, one volunteer, one acceptance, no deadlock."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.volunteers.models import (
    ConfidentialityLetter,
    LetterAcceptance,
    LetterReminder,
    Volunteer,
    VolunteerApplication,
    VolunteerProfile,
)
from ama_net.features.volunteers.operations.letter_reminders import remind_of_letter
from ama_net.features.volunteers.operations.letters import accept_letter
from ama_net.features.volunteers.operations.onboarding import NotNow, Sending, ask_to_help, confirm, withdraw
from ama_net.features.volunteers.operations.onboarding_deciding import Start, Welcome, accept, enter_in_person, refuse
from ama_net.features.volunteers.operations.profiles import ProfileFacts, save_profile
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import AddressFacts, Person, PersonFacts, WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.standing import Standing
from tests.volunteers.onboarding_steps import FACTS, waiting

Work = Callable[[], Any]
HANDS = 6
WELCOME = Welcome(
    PersonFacts("Zefirina", "Inventata", birth_date=date(1980, 5, 17)),
    AddressFacts(municipality="Ferrara"),
    email="zefirina@example.org",
    start=Start(date(2026, 3, 2)),
)


@pytest.fixture
def inside(app: Flask, alba: Standing) -> Callable[[Work], Any]:
    """Do something in Alba's scope, committed."""

    def do(work: Work) -> Any:
        with app.test_request_context(base_url="https://alba.localhost"), tenant_scope(alba.id), unit_of_work():
            return work()

    return do


@pytest.fixture
def race(inside: Callable[[Work], Any]) -> Callable[[list[Work]], list[str]]:
    """Do things at once, each in a transaction of its own; what became of each."""

    def run(works: list[Work]) -> list[str]:
        start, told = threading.Barrier(len(works)), []

        def hand(work: Work) -> None:
            start.wait()
            try:
                inside(work)
                told.append("done")
            except NotNow:
                told.append("late")
            except WrongFact as error:
                told.append(error.field)
            except Exception as error:  # noqa: BLE001  # a deadlock (40P01) or any other fault fails the test
                told.append(repr(error))

        threads = [threading.Thread(target=hand, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(told)

    return run


Race = Callable[[list[Work]], list[str]]
Inside = Callable[[Work], Any]


def _count(model: Any) -> int:
    return db.session.scalar(select(func.count(model.id))) or 0


def _row(row_id: UUID) -> VolunteerApplication:
    row = db.session.get(VolunteerApplication, row_id)
    assert row is not None
    return row


def test_one_form_sent_by_many_hands_is_one_application(race: Race, inside: Inside) -> None:
    sending = Sending(FACTS, new_token())
    assert race([lambda: ask_to_help(sending, by=PUBLIC)] * HANDS) == ["done"] * HANDS
    assert inside(lambda: _count(VolunteerApplication)) == 1


def test_two_clerks_accepting_one_application_make_one_volunteer(race: Race, inside: Inside) -> None:
    row_id = inside(lambda: waiting().id)
    people = inside(lambda: _count(Person))
    told = race([lambda: accept(_row(row_id), WELCOME, by=SYSTEM)] * HANDS)
    assert told == ["done", *["late"] * (HANDS - 1)]
    assert inside(lambda: (_count(Volunteer), _count(Person))) == (1, people + 1)


def test_one_form_of_who_comes_in_person_makes_one_volunteer(race: Race, inside: Inside) -> None:
    key, people = new_token(), inside(lambda: _count(Person))
    assert race([lambda: enter_in_person(WELCOME, key, by=SYSTEM)] * HANDS) == ["done"] * HANDS
    assert inside(lambda: (_count(Volunteer), _count(Person))) == (1, people + 1)


def test_two_applications_of_one_person_make_one_volunteer(race: Race, inside: Inside) -> None:
    person_id = inside(lambda: make_person("Zefirina", "Inventata").id)
    rows = [inside(lambda: waiting().id) for _ in range(3)]

    def take(row_id: UUID) -> Work:
        def work() -> None:
            known = db.session.get(Person, person_id)
            welcome = Welcome(WELCOME.facts, WELCOME.home, known=known, start=WELCOME.start)
            accept(_row(row_id), welcome, by=SYSTEM)

        return work

    assert race([take(one) for one in rows]) == ["done", "person", "person"]
    assert inside(lambda: _count(Volunteer)) == 1


def test_one_decision_wins_over_another_and_over_a_withdrawal(race: Race, inside: Inside) -> None:
    row_id = inside(lambda: waiting().id)
    told = race(
        [
            lambda: accept(_row(row_id), WELCOME, by=SYSTEM),
            lambda: refuse(_row(row_id), "Grazie.", by=SYSTEM),
            lambda: confirm(_row(row_id), by=PUBLIC),
        ]
    )
    assert told == ["done", "done", "late"]


def test_withdrawing_while_it_is_accepted_leaves_one_outcome(race: Race, inside: Inside) -> None:
    row_id = inside(lambda: waiting().id)
    race([lambda: accept(_row(row_id), WELCOME, by=SYSTEM), lambda: withdraw(_row(row_id), by=PUBLIC)])
    state, volunteers = inside(lambda: (_row(row_id).state, _count(Volunteer)))
    assert (state, volunteers) in [("accepted", 1), ("withdrawn", 0)]


def test_accepting_the_letter_with_many_hands_is_once_and_makes_one_first_version(race: Race, inside: Inside) -> None:
    person_id = inside(lambda: make_person().id)

    def take() -> None:
        person = db.session.get(Person, person_id)
        assert person is not None
        accept_letter(person, by=SYSTEM)

    assert race([take] * HANDS) == ["done"] * HANDS
    assert inside(lambda: (_count(LetterAcceptance), _count(ConfidentialityLetter))) == (1, 1)


def test_reminding_with_two_hands_writes_to_each_once(race: Race, inside: Inside) -> None:
    inside(lambda: [make_volunteer(make_person(f"Ada {n}", "Prova")).id for n in range(3)])
    assert race([lambda: remind_of_letter(by=SYSTEM)] * 3) == ["done"] * 3
    assert inside(lambda: _count(LetterReminder)) == 3


def test_saving_a_profile_with_many_hands_keeps_one(race: Race, inside: Inside) -> None:
    person_id = inside(lambda: make_person().id)

    def save() -> None:
        person = db.session.get(Person, person_id)
        assert person is not None
        save_profile(person, ProfileFacts(free=frozenset({(0, "morning"), (2, "evening")})), by=SYSTEM)

    assert race([save] * HANDS) == ["done"] * HANDS
    assert inside(lambda: _count(VolunteerProfile)) == 1
