"""Applications of volunteers in the office: meeting, answering, refusing, accepting, and who comes in person."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.volunteers.models import CandidacyState, Section, Volunteer
from ama_net.features.volunteers.operations.onboarding import NotNow, withdraw
from ama_net.features.volunteers.operations.onboarding_deciding import (
    Start,
    Welcome,
    accept,
    arrange_meeting,
    enter_in_person,
    refuse,
    start_later,
)
from ama_net.features.volunteers.operations.onboarding_retention import forget_onboarding
from ama_net.features.volunteers.queries_profiles import profile_of
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.outbox import Message
from ama_net.kernel.people import AddressFacts, Person, PersonFacts, WrongFact
from ama_net.kernel.people.models_work import PaidWork
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.cast import STRANGER, player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.onboarding_steps import FACTS, only, waiting, welcomed

LIST = "/manage/volontari/candidature"
DAY = date(2026, 3, 2)
ZEFIRINA = PersonFacts("Zefirina", "Inventata", birth_date=date(1980, 5, 17))
HOME = AddressFacts(municipality="Ferrara")
NOW = Welcome(ZEFIRINA, HOME, email="zefirina@example.org", start=Start(DAY))
LATER = Welcome(ZEFIRINA, HOME, email="zefirina@example.org")

Look = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def look(app: Flask, alba: Standing) -> Look:
    """Do something in Alba's scope, committed."""

    def inside(work: Callable[[], Any]) -> Any:
        with app.test_request_context(base_url="https://alba.localhost"), tenant_scope(alba.id), unit_of_work():
            return work()

    return inside


@pytest.fixture
def office(alba: Standing, client: Callable[[str], Browser]) -> Browser:
    """The secretary of Alba."""
    browser = client("alba.localhost")
    sign_in(browser, alba, Role.SECRETARY)
    return browser


@pytest.fixture
def page(look: Look) -> str:
    """The address of an application that waits."""
    return f"{LIST}/{look(lambda: waiting().id)}"


def _counts() -> tuple[int, int]:
    people = select(func.count(Person.id)).where(Person.given_name == "Zefirina")
    return db.session.scalar(people) or 0, db.session.scalar(select(func.count(Volunteer.id))) or 0


def test_the_list_shows_who_waits(office: Browser, page: str) -> None:
    answer = office.get(LIST)
    assert (answer.status_code, "Inventata Zefirina" in answer.text, page in answer.text) == (200, True, True)


def test_an_unconfirmed_application_is_not_read_by_the_office(office: Browser, look: Look) -> None:
    from ama_net.features.volunteers.operations.onboarding import Sending, ask_to_help

    row_id = look(lambda: ask_to_help(Sending(FACTS, new_token()), by=PUBLIC).id)
    assert ("Zefirina" in office.get(LIST).text, office.get(f"{LIST}/{row_id}").status_code) == (False, 404)


@pytest.mark.parametrize("role", [Role.BOARD, Role.CONTROL_BODY, Role.TREASURER, Role.MEMBER, Role.VOLUNTEER, STRANGER])
def test_what_people_confide_is_for_who_welcomes_them(
    role: Role | str, alba: Standing, client: Callable[[str], Browser], page: str
) -> None:
    browser = client("alba.localhost")
    sign_in(browser, alba, role)
    assert browser.get(page).status_code in (302, 303, 403, 404)


def test_the_office_of_brig_finds_nothing_of_alba(brig: Standing, client: Callable[[str], Browser], page: str) -> None:
    browser = client("brig.localhost")
    sign_in(browser, brig, Role.SECRETARY)
    assert browser.get(page).status_code == 404


def test_a_meeting_is_written_with_who_and_when(office: Browser, page: str, look: Look, alba: Standing) -> None:
    sara = look(lambda: player(alba, Role.SECRETARY).account_id)
    data = {
        "meeting-who": str(sara),
        "meeting-on": (today() + timedelta(days=9)).isoformat(),
        "meeting-hour": "18:30",
        "meeting-note": "Ama cucinare",
    }
    assert [office.submit(f"{page}/incontro", data).status_code for _turn in range(2)] == [303, 303]
    there = datetime.combine(today() + timedelta(days=9), time(18, 30), ROME)
    row = look(lambda: (only().state, only().meets_account_id, only().note, only().meets_at == there))
    assert row == ("to_meet", sara, "Ama cucinare", True)
    assert look(lambda: _mails("candidacy_meeting")) == ["zefirina@example.org"]


def _mails(template: str) -> list[str | None]:
    sent = select(Message).where(Message.template == f"volunteers/{template}")
    return [one.recipient for one in db.session.scalars(sent)]


def test_who_is_accepted_reads_what_comes_first(office: Browser, page: str, look: Look) -> None:
    assert office.submit(f"{page}/accoglienza", welcomed(invites="y")).status_code == 303
    assert look(lambda: _mails("candidacy_welcome")) == ["zefirina@example.org"]


@pytest.mark.parametrize(
    "bad",
    [
        {"meeting-who": "x"},
        {"meeting-who": "0190c3a5-0000-7000-8000-000000000000"},
        {"meeting-hour": "18:30"},
        {"meeting-on": "mai"},
        {"meeting-on": "2020-12-01", "meeting-hour": "18:30"},
        {"meeting-on": "2090-12-01"},
    ],
)
def test_a_meeting_that_cannot_be_is_refused(office: Browser, page: str, bad: dict[str, str]) -> None:
    assert office.submit(f"{page}/incontro", bad).status_code == 422


def test_an_answer_leaves_by_mail(office: Browser, page: str, look: Look) -> None:
    assert office.submit(f"{page}/risposta", {"answer-body": "Ci vediamo?"}).status_code == 303
    mails = look(lambda: [(one.template, one.recipient) for one in db.session.scalars(select(Message))])
    assert ("volunteers/candidacy_answer", "zefirina@example.org") in mails


def test_a_refusal_is_reopened_once(office: Browser, page: str, look: Look) -> None:
    office.submit(f"{page}/rifiuto", {"body": "Grazie, non ora."})
    assert "Riapri la candidatura" in office.get(page).text
    said = [office.submit(f"{page}/riapertura", follow_redirects=True).text for _turn in range(2)]
    assert ["Candidatura riaperta." in one for one in said] == [True, False]
    assert look(lambda: (only().state, only().decided_at, only().decided_by)) == ("new", None, None)


def test_what_was_emptied_is_not_reopened(office: Browser, page: str, look: Look) -> None:
    office.submit(f"{page}/rifiuto", {"body": "Grazie, non ora."})
    look(lambda: withdraw(only(), by=PUBLIC))
    assert "Riapri la candidatura" not in office.get(page).text
    office.submit(f"{page}/riapertura")
    assert look(lambda: only().is_waiting) is False


def test_a_refusal_begins_with_kind_words_and_leaves_by_mail(office: Browser, page: str, look: Look) -> None:
    form = office.get(f"{page}/rifiuto")
    assert "grazie di avere pensato a noi" in form.text
    assert office.submit(f"{page}/rifiuto", {"body": "Grazie, non ora."}).status_code == 303
    assert look(lambda: (only().state, only().messages[0].body)) == ("refused", "Grazie, non ora.")


def test_a_refusal_without_words_is_not_sent(office: Browser, page: str, look: Look) -> None:
    assert office.submit(f"{page}/rifiuto", {"body": " "}).status_code == 422
    assert look(lambda: only().state) == "new"


def test_accepting_makes_a_person_a_volunteer_and_an_invitation(office: Browser, page: str, look: Look) -> None:
    assert office.submit(f"{page}/accoglienza", welcomed(invites="y")).status_code == 303
    row = look(lambda: (only().state, only().person.name, only().volunteer.started_on, only().volunteer.section))
    assert row == ("accepted", "Zefirina Inventata", DAY, Section.REGULAR)
    account = look(
        lambda: [
            (one.roles, one.status)
            for one in db.session.scalars(select(Account).where(Account.email == "zefirina@example.org"))
        ]
    )
    assert account == [(["volunteer"], "invited")]


def test_accepting_for_later_writes_no_line_in_the_register(office: Browser, page: str, look: Look) -> None:
    office.submit(f"{page}/accoglienza", welcomed(starts="later", birth_date=None, municipality=None))
    assert look(lambda: (only().state, only().volunteer_id)) == ("accepted", None)
    answer = office.submit(f"{page}/inizio", {"start-on": "2026-03-02", "start-section": "occasional"})
    assert (answer.status_code, look(lambda: only().volunteer.section)) == (303, "occasional")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"birth_date": None}, "birth_date"),
        ({"municipality": None}, "municipality"),
        ({"tax_code": "ABC"}, "tax_code"),
        ({"on": "2999-01-01"}, "on"),
        ({"on": None}, "on"),
        ({"given_name": " "}, "given_name"),
    ],
)
def test_what_the_register_needs_is_asked(
    office: Browser, page: str, look: Look, changes: dict[str, Any], fault: str
) -> None:
    answer = office.submit(f"{page}/accoglienza", welcomed(**changes))
    assert (answer.status_code, f'id="{fault}-error"' in answer.text) == (422, True)
    assert look(lambda: (only().state, *_counts())) == ("new", 0, 0)


def test_who_is_alike_has_to_be_chosen_or_denied(office: Browser, page: str, look: Look) -> None:
    known = look(lambda: make_person("Zefirina", "Inventata").id)
    first = office.submit(f"{page}/accoglienza", welcomed())
    assert (first.status_code, str(known) in first.text) == (422, True)
    office.submit(f"{page}/accoglienza", welcomed(person=str(known)))
    assert look(lambda: (only().person_id, *_counts())) == (known, 1, 1)


def test_who_is_said_to_be_another_is_a_new_person(office: Browser, page: str, look: Look) -> None:
    look(lambda: make_person("Zefirina", "Inventata").id)
    office.submit(f"{page}/accoglienza", welcomed(person="new"))
    assert look(_counts) == (2, 1)


def test_a_person_of_brig_cannot_be_chosen(office: Browser, page: str, app: Flask, brig: Standing) -> None:
    with app.app_context(), tenant_scope(brig.id), unit_of_work():
        theirs = make_person("Zefirina", "Inventata").id
    assert office.submit(f"{page}/accoglienza", welcomed(person=str(theirs))).status_code == 404


def test_who_is_paid_by_the_association_is_said_and_confirmed(office: Browser, page: str, look: Look) -> None:
    def paid() -> Any:
        person = make_person("Zefirina", "Inventata")
        db.session.add(PaidWork(person_id=person.id, kind="employee", started_on=date(2025, 1, 1)))
        return person.id

    known = str(look(paid))
    first = office.submit(f"{page}/accoglienza", welcomed(person=known))
    assert (first.status_code, "art. 17" in first.text) == (422, True)
    assert office.submit(f"{page}/accoglienza", welcomed(person=known, paid_checked="y")).status_code == 303


def test_who_has_an_account_just_gets_the_role(office: Browser, page: str, look: Look, alba: Standing) -> None:
    member = look(lambda: player(alba, Role.MEMBER))
    office.submit(f"{page}/accoglienza", welcomed(person=str(member.person_id), email=None, invites="y"))
    assert look(lambda: sorted(db.session.get(Account, member.account_id).roles)) == ["member", "volunteer"]


def test_accepting_twice_is_one_volunteer(office: Browser, page: str, look: Look) -> None:
    form = welcomed()
    first, second = (
        office.submit(f"{page}/accoglienza", form),
        office.submit(f"{page}/accoglienza", form),
    )
    assert (first.status_code, second.status_code, look(_counts)) == (303, 303, (1, 1))


def test_who_comes_in_person_is_looked_for_first(office: Browser, look: Look) -> None:
    known = look(lambda: make_person("Zefirina", "Inventata").id)
    answer = office.get("/manage/volontari/nuovo?q=zefirina")
    assert (answer.status_code, str(known) in answer.text) == (200, True)


def test_who_comes_in_person_and_presses_twice_is_one_volunteer(office: Browser, look: Look) -> None:
    form = welcomed()
    first, second = (office.submit("/manage/volontari/nuovo/dati", form) for _ in range(2))
    assert (first.status_code, first.headers["Location"]) == (303, second.headers["Location"])
    assert look(_counts) == (1, 1)


def test_a_known_person_comes_with_what_the_register_has(office: Browser, look: Look) -> None:
    known = look(lambda: make_person("Zefirina", "Inventata", birth_date=date(1980, 5, 17)).id)
    form = office.get(f"/manage/volontari/nuovo/dati?person={known}")
    assert 'value="1980-05-17"' in form.text
    office.submit("/manage/volontari/nuovo/dati", welcomed(person=str(known), birth_date=None))
    assert look(_counts) == (1, 1)


def test_who_serves_already_is_led_to_their_page(office: Browser, look: Look) -> None:
    known = look(lambda: enter_in_person(NOW, new_token(), by=SYSTEM).person.id)
    assert office.get(f"/manage/volontari/nuovo/dati?person={known}").status_code == 303


def test_decided_applications_are_not_decided_again(in_alba: Standing) -> None:
    row = waiting()
    refuse(row, "Grazie.", by=SYSTEM)
    for late in (
        lambda: refuse(row, "Grazie.", by=SYSTEM),
        lambda: accept(row, NOW, by=SYSTEM),
        lambda: arrange_meeting(row, who=None, at=now(), note="", by=SYSTEM),
        lambda: start_later(row, Start(DAY), by=SYSTEM),
    ):
        with pytest.raises(NotNow):
            late()


def test_an_accepted_application_is_not_withdrawn_by_its_link(in_alba: Standing) -> None:
    row = waiting()
    accept(row, LATER, by=SYSTEM)
    with pytest.raises(NotNow):
        withdraw(row, by=PUBLIC)


def test_the_times_they_ticked_begin_their_profile_and_their_own_words_do_not(in_alba: Standing) -> None:
    person = accept(waiting(), LATER, by=SYSTEM).person
    profile = profile_of(person.id)
    assert (profile.free_note if profile else None) == "La sera"


def test_who_serves_already_is_not_accepted_twice(in_alba: Standing) -> None:
    person = accept(waiting(), NOW, by=SYSTEM).person
    again = Welcome(ZEFIRINA, HOME, known=person, start=Start(DAY))
    with pytest.raises(WrongFact):
        accept(waiting(), again, by=SYSTEM)


def test_ended_applications_are_emptied_after_the_months_chosen(in_alba: Standing) -> None:
    row = waiting()
    refuse(row, "Grazie.", by=SYSTEM)
    row.changed_at = now() - timedelta(days=200)
    db.session.flush()
    assert forget_onboarding().ended == 1
    assert (row.facts, row.messages, row.state) == (None, [], CandidacyState.REFUSED)


def test_applications_that_wait_are_kept(in_alba: Standing) -> None:
    row = waiting()
    row.changed_at = now() - timedelta(days=900)
    db.session.flush()
    assert (forget_onboarding().ended, row.facts is None) == (0, False)


def test_the_list_takes_the_same_queries_for_one_and_many(office: Browser, look: Look, page: str) -> None:
    office.get(LIST)
    with count_queries() as one:
        office.get(LIST)

    def more() -> None:
        for _ in range(3):
            arrange_meeting(waiting(), who=None, at=now(), note="", by=SYSTEM)

    look(more)
    with count_queries() as many:
        office.get(LIST)
    assert len(many) == len(one)


def test_nothing_of_a_person_stands_in_the_audit(in_alba: Standing) -> None:
    from ama_net.kernel.audit import LedgerEntry

    accept(waiting(), NOW, by=SYSTEM)
    db.session.commit()
    said = " ".join(
        str(one.facts) for one in db.session.scalars(select(LedgerEntry).where(LedgerEntry.ledger == "audit"))
    )
    assert ("Zefirina" in said, "zefirina" in said, "mano" in said) == (False, False, False)
