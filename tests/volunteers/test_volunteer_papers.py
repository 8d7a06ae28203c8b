"""Papers of volunteers and the words about their times: who reads them, and how long they are kept."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.volunteers.models import LetterAcceptance, PaperKind, VolunteerPaper
from ama_net.features.volunteers.operations.hour_certificates import Period, issue_certificate
from ama_net.features.volunteers.operations.hours_retention import forget_hours
from ama_net.features.volunteers.operations.letters import ensure_letter
from ama_net.features.volunteers.operations.onboarding_retention import forget_onboarding
from ama_net.features.volunteers.operations.profiles import ProfileFacts, keep_paper, save_profile, withdraw_paper
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.documents import DocumentVersion, File, keep_document
from ama_net.kernel.people import Person
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing
from tests.volunteers.hours_desk import make_hours

EXPIRING = "/manage/volontari/documenti"
TITLE, NOTE = "Casellario con annotazioni", "non il lunedì: faccio terapia"
READERS = (Role.BOARD, Role.CONTROL_BODY, Role.TREASURER)


def _paper_of(person: Person) -> VolunteerPaper:
    file = File("casellario.pdf", b"%PDF-1.4 inventato")
    return keep_paper(person, file, kind=PaperKind.CRIMINAL_RECORD, title=TITLE, expires_on=today(), by=SYSTEM)


@pytest.fixture
def profile(app: Flask, alba: Standing) -> str:
    """The address of a volunteer's profile, with a note about times and a paper that expires today."""
    with desk(app, alba):
        volunteer = make_volunteer(make_person("Ada", "Zeta"))
        save_profile(volunteer.person, ProfileFacts(free_note=NOTE, languages="greco"), by=SYSTEM)
        _paper_of(volunteer.person)
        return f"/manage/volontari/{volunteer.id}/profilo"


@pytest.mark.parametrize("role", READERS)
def test_who_only_reads_sees_skills_but_neither_note_nor_papers(
    at: Callable[[Part], Browser], profile: str, role: Role
) -> None:
    page = at(role).get(profile)
    said = [words in page.text for words in ("greco", "terapia", TITLE, ">Documenti<")]
    assert (page.status_code, said) == (200, [True, False, False, False])


def test_who_welcomes_volunteers_reads_note_and_papers(secretary: Browser, profile: str) -> None:
    page = secretary.get(profile).text
    assert (NOTE in page, TITLE in page, TITLE in secretary.get(EXPIRING).text) == (True, True, True)


@pytest.mark.parametrize("role", READERS)
def test_papers_that_expire_are_not_listed_to_who_only_reads(
    at: Callable[[Part], Browser], profile: str, role: Role
) -> None:
    browser = at(role)
    led = EXPIRING in browser.get("/manage/volontari/competenze").text
    assert (browser.get(EXPIRING).status_code, led) == (404, False)


# --- how long they are kept ------------------------------------------------------------------------------------------


def _long_ago() -> date:
    return today() - timedelta(days=400)


def _files() -> int:
    return db.session.scalar(select(func.count()).select_from(DocumentVersion)) or 0


def _left() -> tuple[int, int]:
    return db.session.scalar(select(func.count()).select_from(VolunteerPaper)) or 0, _files()


def _old_paper(person: Person) -> VolunteerPaper:
    paper = _paper_of(person)
    paper.created_at = now() - timedelta(days=401)
    return paper


def _ended(on: date) -> Person:
    return make_volunteer(
        make_person("Ida", "Prova"), started_on=date(2020, 1, 1), ended_on=on, end_reason="stopped"
    ).person


def test_a_year_after_the_service_a_paper_goes_with_its_file(in_alba: Standing) -> None:
    _old_paper(_ended(_long_ago()))
    assert (forget_onboarding().papers, _left()) == (1, (0, 0))


def test_papers_of_who_serves_or_ended_this_year_are_kept(in_alba: Standing) -> None:
    _old_paper(make_volunteer(make_person()).person)
    _old_paper(_ended(today() - timedelta(days=300)))
    assert (forget_onboarding().papers, _left()) == (0, (2, 2))


def test_a_new_paper_of_who_comes_back_is_kept(in_alba: Standing) -> None:
    _paper_of(_ended(_long_ago()))
    assert (forget_onboarding().papers, _left()) == (0, (1, 1))


@pytest.mark.parametrize(("days", "left"), [(29, (1, 1)), (31, (0, 0))])
def test_a_paper_taken_off_goes_after_a_month(in_alba: Standing, days: int, left: tuple[int, int]) -> None:
    paper = _paper_of(make_volunteer(make_person()).person)
    withdraw_paper(paper, by=SYSTEM)
    paper.document.withdrawn_at = now() - timedelta(days=days)
    forget_onboarding()
    assert _left() == left


def _accepted(person: Person, day: date) -> None:
    letter, when = ensure_letter(by=SYSTEM), now() - (today() - day)
    copy = keep_document(
        File("lettera.pdf", b"%PDF-1.4 inventato"),
        title="Lettera",
        kind="data_handling_letter",
        by=SYSTEM,
        person_id=person.id,
        about=letter,
    )
    row = LetterAcceptance(person_id=person.id, letter_id=letter.id, way="paper", text_digest="", accepted_at=when)
    row.accepted_on, row.document_id = day, copy.id
    db.session.add(row)
    db.session.flush()


@pytest.mark.parametrize(("ended", "left"), [(lambda: date(2011, 5, 1), 0), (_long_ago, 1)])
def test_the_copy_of_a_letter_goes_with_its_acceptance(in_alba: Standing, ended: Callable[[], date], left: int) -> None:
    person = make_volunteer(make_person(), started_on=date(2010, 1, 1), ended_on=ended(), end_reason="stopped").person
    _accepted(person, date(2010, 1, 1))
    assert (forget_onboarding().acceptances, _files()) == (1 - left, left)


def test_the_paper_of_a_certificate_goes_with_it(in_alba: Standing) -> None:
    person = make_volunteer(make_person()).person
    make_hours(person, on=today(), approved=True)
    made = issue_certificate(person, Period(today(), today()), by_activity=False, by=SYSTEM)
    kept = forget_hours()["certificates"], _files()
    made.issued_on = date(today().year - 11, 12, 31)
    db.session.flush()
    assert (kept, forget_hours()["certificates"], _files()) == ((0, 1), 1, 0)
