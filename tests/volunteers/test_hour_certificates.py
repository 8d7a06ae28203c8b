"""Certificates of hours: what they attest, their number and code, who may have them, what the public page says."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.certificate_codes import read_code, show_code
from ama_net.features.volunteers.certificate_paper import certificate_pdf
from ama_net.features.volunteers.models import HourCertificate, Volunteer
from ama_net.features.volunteers.operations.hour_certificates import (
    Period,
    issue_certificate,
    revoke_certificate,
)
from ama_net.features.volunteers.queries_hours import activity_hours, between
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.documents import documents_about
from ama_net.kernel.people import Person, WrongFact
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_volunteer
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing
from tests.volunteers.hours_desk import inside, make_hours, make_vito, rules, thirty_days, three_days_ago

MINE = "/my/ore/attestati"


def _ada() -> Person:
    person = make_person("Ada Maria", "Prova", email="ada@alba.example")
    make_volunteer(person)
    return person


def _typed() -> dict[str, str]:
    """What a form sends of the last thirty days."""
    period = thirty_days()
    return {"from_day": period.first.isoformat(), "until_day": period.last.isoformat()}


def _issue(person: Person | None = None, period: Period | None = None, *, by_activity: bool = False) -> HourCertificate:
    return issue_certificate(person or _ada(), period or thirty_days(), by_activity=by_activity, by=SYSTEM)


@pytest.mark.usefixtures("in_alba")
def test_it_attests_approved_hours_of_its_period_only() -> None:
    ada = _ada()
    make_hours(ada, minutes=120, approved=True)
    make_hours(ada, minutes=45)
    make_hours(ada, on=thirty_days().first - timedelta(days=1), minutes=30, approved=True)
    assert _issue(ada).minutes == 120


@pytest.mark.usefixtures("in_alba")
def test_it_is_numbered_within_the_year_and_kept_about_the_person() -> None:
    ada = _ada()
    make_hours(ada, approved=True)
    first = _issue(ada)
    second = _issue(ada, Period(three_days_ago(), today()))
    assert [first.number_words, second.number_words] == [f"1/{today().year}", f"2/{today().year}"]
    titles = {document.title for document in documents_about(ada)}
    assert titles == {f"Attestato delle ore di volontariato n. {one.number_words}" for one in (first, second)}


@pytest.mark.usefixtures("in_alba")
def test_asked_again_the_same_day_it_is_the_same() -> None:
    ada = _ada()
    make_hours(ada, approved=True)
    assert _issue(ada) is _issue(ada)


@pytest.mark.usefixtures("in_alba")
def test_with_more_hours_it_is_another() -> None:
    ada = _ada()
    make_hours(ada, approved=True)
    first = _issue(ada)
    make_hours(ada, minutes=60, approved=True)
    assert _issue(ada).number == first.number + 1


@pytest.mark.usefixtures("in_alba")
def test_of_another_activity_or_name_it_is_another() -> None:
    ada = _ada()
    entry = make_hours(ada, approved=True)
    first = _issue(ada, by_activity=True)
    entry.activity_id = make_activity("stalls", "Banchetti").id
    db.session.flush()
    second = _issue(ada, by_activity=True)
    ada.family_name = "Provetta"
    assert [second.number, _issue(ada, by_activity=True).number] == [first.number + 1, first.number + 2]


@pytest.mark.usefixtures("in_alba")
def test_it_names_only_the_days_of_service() -> None:
    ada = make_person("Ada", "Prova")
    began, moved, ended = (today() - timedelta(days=days) for days in (20, 10, 3))
    make_volunteer(ada, started_on=began, ended_on=moved, end_reason="moved")
    make_volunteer(ada, section="occasional", started_on=moved, ended_on=ended, end_reason="stopped")
    make_hours(ada, on=moved, approved=True)
    made = _issue(ada, Period(date(1990, 1, 1), today()))
    assert (made.from_day, made.until_day) == (began, ended - timedelta(days=1))
    whole = _issue(ada, Period(moved, moved))
    assert (whole.from_day, whole.until_day) == (moved, moved)


@pytest.mark.usefixtures("in_alba")
def test_hours_that_a_correction_left_outside_the_service_bring_their_day() -> None:
    ada, began = make_person("Ada", "Prova"), today() - timedelta(days=20)
    make_volunteer(ada, started_on=began)
    make_hours(ada, on=began, approved=True).on_day = began - timedelta(days=2)
    db.session.flush()
    assert _issue(ada).from_day == began - timedelta(days=2)


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize(
    ("period", "field"),
    [
        (lambda: Period(today(), three_days_ago()), "until_day"),
        (lambda: Period(today() + timedelta(days=1), today() + timedelta(days=2)), "from_day"),
        (lambda: Period(three_days_ago(), today() + timedelta(days=1)), "until_day"),
        (lambda: Period(date(2001, 1, 1), date(2001, 12, 31)), "until_day"),
    ],
)
def test_what_cannot_be_attested_is_refused(period: Callable[[], Period], field: str) -> None:
    ada = _ada()
    make_hours(ada, approved=True)
    with pytest.raises(WrongFact) as refused:
        _issue(ada, period())
    assert refused.value.field == field


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize("language", ["it", "en"])
def test_the_paper_is_a_pdf_in_the_persons_language(language: str) -> None:
    ada = _ada()
    ada.preferred_language = language
    make_hours(ada, approved=True)
    made = _issue(ada, by_activity=True)
    period = thirty_days()
    body = certificate_pdf(made, ada, activity_hours(between(period.first, period.last), ada.id))
    assert body.startswith(b"%PDF")
    assert f"/Lang({language}".encode() in body


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("abcd-efgh-jkmn", "ABCDEFGHJKMN"),
        (" ABCD EFGH JKMN ", "ABCDEFGHJKMN"),
        ("ABCD", None),
        ("OOOO-0000-IIII", None),
        ("", None),
        ("A" * 500, None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, read: str | None) -> None:
    assert read_code(typed) == read


def test_a_code_is_shown_in_three_parts() -> None:
    assert show_code("ABCDEFGHJKMN") == "ABCD-EFGH-JKMN"


@pytest.fixture
def code(app: Flask, alba: Standing) -> str:
    """The code of a certificate of Ada Maria."""

    def write() -> str:
        ada = _ada()
        make_hours(ada, approved=True)
        return _issue(ada).code

    found: str = inside(app, alba, write)
    return found


def test_the_public_page_confirms_and_names_nobody(client: Any, alba: Standing, code: str) -> None:
    page = client(alba.host).get(f"/attestati/{code}")
    assert page.status_code == 200
    for words in ("Attestato valido", f"n. 1/{today().year}", "A. M. P.", "2 h"):
        assert words in page.text
    for words in ("Ada", "Prova", "Sportello"):
        assert words not in page.text


def test_a_code_may_be_typed(client: Any, alba: Standing, code: str) -> None:
    browser: Browser = client(alba.host)
    assert "Controlla un attestato" in browser.get("/attestati").text
    answer = browser.get(f"/attestati?codice={show_code(code).lower()}")
    assert (answer.status_code, answer.location) == (303, f"/attestati/{code}")


@pytest.mark.parametrize("wrong", ["ABCDEFGHJKMN", "-", "x" * 300])
def test_a_wrong_code_confirms_nothing(client: Any, alba: Standing, code: str, wrong: str) -> None:
    page = client(alba.host).get(f"/attestati/{wrong}")
    assert (page.status_code, "Attestato non valido" in page.text) == (404, True)


def test_another_association_confirms_nothing(client: Any, brig: Standing, code: str) -> None:
    assert client(brig.host).get(f"/attestati/{code}").status_code == 404


def test_codes_are_not_tried_for_long(client: Any, alba: Standing) -> None:
    browser: Browser = client(alba.host)
    tries = [browser.get("/attestati/ABCDEFGHJKMN").status_code for _ in range(21)]
    assert tries == [404] * 20 + [429]


def test_a_revoked_one_says_so(app: Flask, client: Any, alba: Standing, code: str) -> None:
    inside(app, alba, lambda: revoke_certificate(db.session.scalars(select(HourCertificate)).one(), by=SYSTEM))
    page = client(alba.host).get(f"/attestati/{code}").text
    assert "non vale più" in page
    assert "A. M. P." not in page


def test_a_volunteer_makes_and_opens_ones_own(app: Flask, client: Any, alba: Standing) -> None:
    inside(app, alba, lambda: make_hours(make_vito(alba), approved=True))
    vito = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    assert vito.submit(MINE, {**_typed(), "by_activity": "y"}).status_code == 303
    made_id = inside(app, alba, lambda: db.session.scalars(select(HourCertificate.id)).one())
    paper = vito.get(f"{MINE}/{made_id}.pdf")
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    assert sign_in(client(alba.host), alba, Role.MEMBER).get(f"{MINE}/{made_id}.pdf").status_code == 404


def test_without_approved_hours_there_is_none(app: Flask, client: Any, alba: Standing) -> None:
    inside(app, alba, lambda: make_hours(make_vito(alba)))
    vito = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    answer = vito.submit(MINE, _typed())
    assert (answer.status_code, "non ci sono ore approvate" in answer.text) == (422, True)


def test_the_office_alone_makes_them_where_it_is_so_decided(app: Flask, client: Any, alba: Standing) -> None:
    def write() -> None:
        rules(certificates_by_volunteers=False)
        make_hours(make_vito(alba), approved=True)

    inside(app, alba, write)
    vito = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    assert "Lo prepara la segreteria" in vito.get(MINE).text
    assert vito.submit(MINE, {}).status_code == 404


def test_the_office_makes_lists_and_revokes(app: Flask, client: Any, alba: Standing) -> None:
    inside(app, alba, lambda: make_hours(_ada(), approved=True))
    volunteer_id = inside(app, alba, lambda: db.session.scalars(select(Volunteer.id)).one())
    sara = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert sara.submit(f"/manage/volontari/{volunteer_id}/ore", _typed()).status_code == 303
    made_id = inside(app, alba, lambda: db.session.scalars(select(HourCertificate.id)).one())
    assert sara.get(f"/manage/ore/attestati/{made_id}.pdf").mimetype == "application/pdf"
    assert sara.submit(f"/manage/ore/attestati/{made_id}/revoca").status_code == 303
    assert "Non vale più" in sara.get("/manage/ore/attestati").text


def test_who_only_reads_makes_none(app: Flask, client: Any, alba: Standing) -> None:
    inside(app, alba, lambda: make_hours(_ada(), approved=True))
    volunteer_id = inside(app, alba, lambda: db.session.scalars(select(Volunteer.id)).one())
    reader = sign_in(client(alba.host), alba, Role.CONTROL_BODY)
    assert reader.submit(f"/manage/volontari/{volunteer_id}/ore", {}).status_code == 404
