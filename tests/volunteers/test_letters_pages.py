"""The letter, skills, times and papers on their pages: the volunteer's own, and the office's."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import (
    ConfidentialityLetter,
    LetterAcceptance,
    Skill,
    VolunteerPaper,
    VolunteerProfile,
)
from ama_net.features.volunteers.operations.letter_reminders import remind_of_letter
from ama_net.features.volunteers.operations.letters import LetterText, accept_letter, ensure_letter, write_letter
from ama_net.features.volunteers.operations.profiles import (
    ProfileFacts,
    keep_paper,
    save_profile,
    save_skills,
    warn_of_papers,
    withdraw_paper,
)
from ama_net.features.volunteers.queries_letters import letter_versions
from ama_net.features.volunteers.queries_profiles import profile_of, volunteers_free
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.pdf import is_accessible
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.correspondence import Letter
from ama_net.kernel.documents import File
from ama_net.kernel.documents.operations import body_of
from ama_net.kernel.outbox import Message
from ama_net.kernel.people import ContactKind, Person, WrongFact, add_contact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

LETTER, MINE, OFFICE = "/my/volontariato/lettera", "/my/volontariato/dati", "/manage/volontari/lettera"
SCAN = b"%PDF-1.4 inventato"
Look = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def look(app: Flask, alba: Standing) -> Look:
    """Do something in Alba's scope, committed."""

    def inside(work: Callable[[], Any]) -> Any:
        with app.test_request_context(base_url="https://alba.localhost"), tenant_scope(alba.id), unit_of_work():
            return work()

    return inside


@pytest.fixture
def vito(alba: Standing, client: Callable[[str], Browser], look: Look) -> Browser:
    """A volunteer of Alba, signed in."""
    look(lambda: make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id).id)
    return sign_in(client("alba.localhost"), alba, Role.VOLUNTEER)


@pytest.fixture
def office(alba: Standing, client: Callable[[str], Browser]) -> Browser:
    """The secretary of Alba."""
    return sign_in(client("alba.localhost"), alba, Role.SECRETARY)


@pytest.fixture
def served(look: Look) -> str:
    """The address of the profile of a volunteer of Alba."""
    return f"/manage/volontari/{look(lambda: make_volunteer(make_person('Ada', 'Zeta')).id)}/profilo"


def _digest(look: Look) -> str:
    return str(look(lambda: ensure_letter(by=SYSTEM).digest_in("it")))


def _acceptances() -> list[LetterAcceptance]:
    return list(db.session.scalars(select(LetterAcceptance)))


def _profile() -> VolunteerProfile:
    return db.session.scalars(select(VolunteerProfile)).one()


# --- the letter in the area ------------------------------------------------------------------------------------------


def test_a_volunteer_reads_accepts_and_downloads_the_letter(vito: Browser, look: Look) -> None:
    page = vito.get(LETTER)
    assert (page.status_code, "2-quaterdecies" in page.text) == (200, True)
    done = vito.submit(LETTER, {"accepted": "y", "shown": _digest(look)})
    assert (done.status_code, look(lambda: [(one.way, one.text_digest) for one in _acceptances()])) == (
        303,
        [("area", _digest(look))],
    )
    paper = vito.get(f"{LETTER}.pdf")
    assert (paper.mimetype, is_accessible(paper.data)) == ("application/pdf", True)


def test_the_copy_is_kept_as_a_document_about_the_person(vito: Browser, look: Look, alba: Standing) -> None:
    vito.submit(LETTER, {"accepted": "y", "shown": _digest(look)})
    document = look(lambda: (_acceptances()[0].document.person_id, body_of(_acceptances()[0].document.versions[0])[:5]))
    assert document == (look(lambda: player(alba, Role.VOLUNTEER).person_id), b"%PDF-")


def test_without_the_tick_nothing_is_accepted(vito: Browser, look: Look) -> None:
    assert vito.submit(LETTER, {"shown": _digest(look)}).status_code == 422
    assert look(_acceptances) == []


def test_a_text_that_changed_meanwhile_is_read_again(vito: Browser, look: Look) -> None:
    read = _digest(look)
    look(lambda: write_letter(LetterText("Un altro testo."), by=SYSTEM).id)
    vito.submit(LETTER, {"accepted": "y", "shown": read})
    assert (look(_acceptances), "Un altro testo." in vito.get(LETTER).text) == ([], True)


def test_accepting_twice_keeps_one_acceptance_and_one_document(vito: Browser, look: Look) -> None:
    for _ in range(2):
        vito.submit(LETTER, {"accepted": "y", "shown": _digest(look)})
    assert look(lambda: len(_acceptances())) == 1


def test_who_reads_in_english_accepts_the_english_text(vito: Browser, look: Look) -> None:
    digest = look(lambda: ensure_letter(by=SYSTEM).digest_in("en"))
    vito.submit(f"/en{LETTER}", {"accepted": "y", "shown": digest})
    assert look(lambda: [(one.language, one.text_digest) for one in _acceptances()]) == [("en", digest)]


@pytest.mark.parametrize("path", [LETTER, MINE, f"{LETTER}.pdf"])
@pytest.mark.parametrize("role", [Role.MEMBER, Role.SECRETARY])
def test_the_area_is_for_volunteers(role: Role, path: str, alba: Standing, client: Callable[[str], Browser]) -> None:
    assert sign_in(client("alba.localhost"), alba, role).get(path).status_code == 404


def test_who_has_accepted_nothing_has_no_copy(vito: Browser) -> None:
    assert vito.get(f"{LETTER}.pdf").status_code == 404


# --- the letter in the office ----------------------------------------------------------------------------------------


def test_the_office_writes_a_version_and_sees_who_is_missing(office: Browser, look: Look, served: str) -> None:
    data = {"body": "La nostra lettera.", "in_force_from": today().isoformat(), "asks_again": "y"}
    assert office.submit(f"{OFFICE}/nuova", data).status_code == 303
    page = office.get(OFFICE)
    assert ("Zeta Ada" in page.text, "Versione 1" in page.text) == (True, True)
    assert is_accessible(office.get(f"{OFFICE}/1/lettera.pdf").data)


def test_who_would_have_to_accept_again_is_counted_before(office: Browser, look: Look, served: str) -> None:
    def accepted() -> str:
        gone = make_volunteer(make_person("Eva", "Beta"), ended_on=today(), end_reason="stopped").person
        for person in (gone, db.session.scalars(select(Person).where(Person.family_name == "Zeta")).one()):
            accept_letter(person, by=SYSTEM)
        return ensure_letter(by=SYSTEM).body

    body, page = look(accepted), office.get(f"{OFFICE}/nuova").text
    assert re.search(r"<input[^>]*asks_again[^>]*checked", page) is None
    data = {"body": f"{body}\nE altro.", "in_force_from": today().isoformat(), "asks_again": "y"}
    asked = office.submit(f"{OFFICE}/nuova", data)
    assert (asked.status_code, "1 persona dovrà accettare di nuovo" in asked.text) == (200, True)
    assert look(lambda: len(letter_versions())) == 1
    assert "E altro." in office.submit(f"{OFFICE}/nuova", {**data, "back": "1"}).text
    assert office.submit(f"{OFFICE}/nuova", {**data, "sure": "1"}).status_code == 303
    assert look(lambda: [one.asks_again for one in letter_versions()]) == [True, True]


def test_a_version_that_asks_nobody_again_needs_no_second_word(office: Browser, look: Look, served: str) -> None:
    look(lambda: ensure_letter(by=SYSTEM).id)
    data = {"body": "Un testo corretto.", "in_force_from": today().isoformat()}
    assert office.submit(f"{OFFICE}/nuova", data).status_code == 303


@pytest.mark.parametrize(
    "bad", [{"body": " "}, {"in_force_from": "2020-01-01"}, {"in_force_from": "mai"}, {"body_en": "a" * 20_001}]
)
def test_a_version_that_cannot_be_is_refused(office: Browser, look: Look, bad: dict[str, str]) -> None:
    data = {"body": "Testo", "in_force_from": today().isoformat(), **bad}
    assert office.submit(f"{OFFICE}/nuova", data).status_code == 422
    assert look(lambda: list(db.session.scalars(select(ConfidentialityLetter)))) == []


def test_a_version_that_is_not_there_is_a_page_that_is_not_there(office: Browser) -> None:
    assert office.get(f"{OFFICE}/7").status_code == 404


@pytest.mark.parametrize("role", [Role.BOARD, Role.TREASURER])
def test_who_only_reads_writes_no_version(role: Role, alba: Standing, client: Callable[[str], Browser]) -> None:
    browser = sign_in(client("alba.localhost"), alba, role)
    assert browser.get(f"{OFFICE}/nuova").status_code == 404


def test_a_reminder_leaves_once_in_some_days_and_never_says_why(office: Browser, look: Look, served: str) -> None:
    def reach() -> None:
        ada = db.session.scalars(select(Person).where(Person.family_name == "Zeta")).one()
        add_contact(ada, ContactKind.EMAIL, "ada@example.org", by=SYSTEM)

    look(reach)
    for _ in range(2):
        assert office.submit(f"{OFFICE}/promemoria", {}).status_code == 303
    mails = look(lambda: [(one.recipient, one.template) for one in db.session.scalars(select(Message))])
    assert mails == [("ada@example.org", "volunteers/letter_reminder")]


def test_who_has_no_e_mail_gets_the_text_on_paper(in_alba: Standing, app: Flask) -> None:
    make_volunteer(make_person("Ada", "Zeta"))
    with app.test_request_context(base_url="https://alba.localhost"):
        assert remind_of_letter(by=SYSTEM) == 1
        letter = db.session.scalars(select(Letter)).one()
        assert ("2-quaterdecies" in (letter.body or ""), "/my/" in (letter.body or "")) == (True, False)


def test_a_signed_paper_is_written_down_with_its_scan(office: Browser, look: Look, served: str) -> None:
    data = {"letter-accepted_on": today().isoformat(), "letter-file": (BytesIO(SCAN), "lettera.pdf")}
    assert office.submit(f"{served}/lettera", data, content_type="multipart/form-data").status_code == 303
    assert look(lambda: [(one.way, one.document_id is not None) for one in _acceptances()]) == [("paper", True)]


@pytest.mark.parametrize(
    "bad",
    [
        {"letter-file": (b"", "")},
        {"letter-file": (b"testo qualunque", "lettera.pdf")},
        {"letter-accepted_on": "2999-01-01"},
    ],
)
def test_a_paper_that_cannot_be_is_refused(office: Browser, look: Look, served: str, bad: dict[str, Any]) -> None:
    said = {"letter-accepted_on": today().isoformat(), "letter-file": (SCAN, "lettera.pdf"), **bad}
    body, name = said.pop("letter-file")
    data = {**said, "letter-file": (BytesIO(body), name)}
    assert office.submit(f"{served}/lettera", data, content_type="multipart/form-data").status_code == 422
    assert look(_acceptances) == []


# --- skills and times ------------------------------------------------------------------------------------------------


def test_a_volunteer_says_what_they_can_do_and_when(vito: Browser, look: Look) -> None:
    skill = look(lambda: str(db.session.scalars(select(Skill.id).order_by(Skill.position)).first() or _made_skill()))
    data = {"skills": [skill], "free": ["0-evening", "2-morning"], "transport": "car", "languages": "inglese"}
    assert vito.submit(MINE, data).status_code == 303
    said = look(lambda: (_profile().transport, [str(one.skill_id) for one in _profile().skills]))
    assert said == ("car", [skill])
    assert sorted(look(lambda: [(one.weekday, one.part) for one in _profile().free_parts])) == [
        (0, "evening"),
        (2, "morning"),
    ]


def _made_skill() -> Any:
    save_skills(["Ascolto"], by=SYSTEM)
    return db.session.scalars(select(Skill.id)).first()


@pytest.mark.parametrize(
    "bad",
    [
        {"free": ["9-evening"]},
        {"skills": ["x"]},
        {"skills": ["0190c3a5-0000-7000-8000-000000000000"]},
        {"transport": "razzo"},
        {"free_from": "2026-05-02", "free_until": "2026-05-01"},
        {"languages": "a" * 201},
    ],
)
def test_what_cannot_be_is_refused(vito: Browser, look: Look, bad: dict[str, Any]) -> None:
    assert vito.submit(MINE, bad).status_code == 422
    assert look(lambda: db.session.scalars(select(VolunteerProfile)).all()) == []


def test_who_is_free_then_is_found_and_who_ended_is_not(in_alba: Standing) -> None:
    here, gone, later = make_person("Ada", "Prima"), make_person("Eva", "Seconda"), make_person("Ugo", "Terzo")
    make_volunteer(here)
    make_volunteer(gone, ended_on=today(), end_reason="stopped")
    make_volunteer(later)
    evening = frozenset({(1, "evening")})
    save_profile(here, ProfileFacts(free=evening), by=SYSTEM)
    save_profile(gone, ProfileFacts(free=evening), by=SYSTEM)
    save_profile(later, ProfileFacts(free=evening, free_from=today() + timedelta(days=3)), by=SYSTEM)
    assert list(db.session.scalars(volunteers_free(1, "evening"))) == [here.id]
    assert list(db.session.scalars(volunteers_free(1, "morning"))) == []
    assert set(db.session.scalars(volunteers_free(1, "evening", today() + timedelta(days=3)))) == {here.id, later.id}


def test_two_profiles_made_one_are_one_again_when_saved(in_alba: Standing) -> None:
    ada = make_person()
    db.session.add_all([VolunteerProfile(person_id=ada.id), VolunteerProfile(person_id=ada.id)])
    db.session.flush()
    save_profile(ada, ProfileFacts(languages="greco"), by=SYSTEM)
    assert _profile().languages == "greco"


def test_a_skill_taken_off_the_list_stays_with_who_has_it(in_alba: Standing) -> None:
    ada = make_person()
    save_skills(["Ascolto", "Grafica"], by=SYSTEM)
    ids = {one.label: one.id for one in db.session.scalars(select(Skill))}
    save_profile(ada, ProfileFacts(skills=frozenset({ids["Ascolto"]})), by=SYSTEM)
    save_skills(["Grafica"], by=SYSTEM)
    save_profile(ada, ProfileFacts(skills=frozenset({ids["Ascolto"], ids["Grafica"]})), by=SYSTEM)
    profile = profile_of(ada.id)
    assert profile is not None
    assert sorted(one.skill.label for one in profile.skills) == ["Ascolto", "Grafica"]


def test_too_many_skills_are_refused(in_alba: Standing) -> None:
    with pytest.raises(WrongFact):
        save_skills([f"Competenza {n}" for n in range(101)], by=SYSTEM)


def test_the_office_finds_by_skill_and_time(office: Browser, look: Look, served: str) -> None:
    def say() -> str:
        ada = db.session.scalars(select(Person).where(Person.family_name == "Zeta")).one()
        save_skills(["Ascolto"], by=SYSTEM)
        skill = db.session.scalars(select(Skill.id).where(Skill.label == "Ascolto")).one()
        save_profile(ada, ProfileFacts(frozenset({skill}), frozenset({(3, "morning")})), by=SYSTEM)
        return str(skill)

    skill = look(say)
    page = "/manage/volontari/competenze"
    found = {
        query: "Zeta Ada" in office.get(f"{page}?{query}").text
        for query in (f"skill={skill}", "day=3", "day=4", "part=morning", "part=evening", "skill=x")
    }
    assert list(found.values())[:5] == [True, True, False, True, False]


def test_finding_takes_the_same_queries_for_one_and_many(office: Browser, look: Look, served: str) -> None:
    page = "/manage/volontari/competenze"
    look(lambda: save_profile(make_volunteer(make_person("Eva", "Beta")).person, ProfileFacts(), by=SYSTEM).id)
    office.get(page)
    with count_queries() as one:
        office.get(page)

    def more() -> None:
        for n in range(3):
            facts = ProfileFacts(free=frozenset({(n, "morning")}))
            save_profile(make_volunteer(make_person(f"Ada {n}", "Prova")).person, facts, by=SYSTEM)

    look(more)
    with count_queries() as many:
        office.get(page)
    assert len(many) == len(one)


# --- papers ----------------------------------------------------------------------------------------------------------


def test_the_office_keeps_a_paper_and_takes_it_off(office: Browser, look: Look, served: str) -> None:
    data = {
        "paper-kind": "certificate",
        "paper-expires_on": today().isoformat(),
        "paper-file": (BytesIO(SCAN), "a.pdf"),
    }
    assert office.submit(f"{served}/documenti", data, content_type="multipart/form-data").status_code == 303
    assert "Attestato di formazione" in office.get(served).text
    paper_id = look(lambda: db.session.scalars(select(VolunteerPaper.id)).one())
    assert office.submit(f"{served}/documenti/{paper_id}/ritiro", {}).status_code == 303
    assert "Nessun documento." in office.get(served).text


def test_a_paper_without_a_file_is_refused(office: Browser, served: str) -> None:
    assert office.submit(f"{served}/documenti", {"paper-kind": "certificate"}).status_code == 422


def test_expiring_papers_are_told_once(in_alba: Standing, app: Flask) -> None:
    ada, file = make_person(), File("a.pdf", SCAN)
    make_volunteer(ada)
    for days in (-3, 10, 300):
        day = today() + timedelta(days=days)
        keep_paper(ada, file, kind="certificate", title="", expires_on=day, by=SYSTEM)
    withdraw_paper(keep_paper(ada, file, kind="other", title="", expires_on=today(), by=SYSTEM), by=SYSTEM)
    with app.test_request_context(base_url="https://alba.localhost"):
        assert (warn_of_papers(), warn_of_papers()) == (2, 0)


def test_a_profile_of_brig_is_not_there(office: Browser, app: Flask, brig: Standing) -> None:
    with app.app_context(), tenant_scope(brig.id), unit_of_work():
        theirs = make_volunteer().id
    assert office.get(f"/manage/volontari/{theirs}/profilo").status_code == 404


def test_the_board_reads_a_profile_and_changes_nothing(
    alba: Standing, client: Callable[[str], Browser], served: str
) -> None:
    browser = sign_in(client("alba.localhost"), alba, Role.BOARD)
    assert (browser.get(served).status_code, browser.submit(served, {}).status_code) == (200, 404)


def test_acceptances_are_kept_ten_years(in_alba: Standing) -> None:
    from ama_net.features.volunteers.operations.onboarding_retention import forget_onboarding

    accept_letter(make_person(), by=SYSTEM)
    forget_onboarding()
    assert [one.accepted_at < now() for one in _acceptances()] == [True]
