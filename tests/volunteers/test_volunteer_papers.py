"""Papers of volunteers and the words about their times: who reads them, and how long they are kept."""

from collections.abc import Callable

import pytest
from flask import Flask

from ama_net.features.volunteers.models import PaperKind, VolunteerPaper
from ama_net.features.volunteers.operations.profiles import ProfileFacts, keep_paper, save_profile
from ama_net.foundation.clock import today
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.documents import File
from ama_net.kernel.people import Person
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

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
