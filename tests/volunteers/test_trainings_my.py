"""My training: what I am asked to, saying whether I come, my path, my certificates; for whom."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.area import area_of
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from ama_net.kernel.training import CourseKind, Enrolment, Shadowing, forget_trainings, trainings_of
from tests.factories.people import make_person
from tests.factories.trainings import make_course, make_path, were_there
from tests.factories.volunteers import make_volunteer
from tests.groups.my_steps import At, at, inside
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

PAGE = "/my/formazione"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with at():
        yield


def _me(standing: Standing, part: Role = Role.VOLUNTEER) -> Person:
    return db.session.get_one(Person, player(standing, part).person_id)


def _browser(client: At, standing: Standing, part: Role = Role.VOLUNTEER) -> Browser:
    return sign_in(client(standing.host), standing, part)


def _asked(app: Flask, standing: Standing, *, days: int = 2, part: Role = Role.VOLUNTEER) -> str:
    with inside(app, standing):
        make_course(CourseKind.INTERVISION, now() + timedelta(days=days), people=[_me(standing, part)])
        return str(db.session.scalars(select(Enrolment.id)).one())


def _answer(app: Flask, standing: Standing) -> str:
    with inside(app, standing):
        return db.session.scalars(select(Enrolment.answer)).one()


@pytest.mark.parametrize(("said", "kept"), [("vengo", "coming"), ("non-vengo", "not_coming")])
def test_one_says_whether_one_comes(app: Flask, client: At, alba: Standing, said: str, kept: str) -> None:
    mine, browser = _asked(app, alba), _browser(client, alba)
    assert "Incontro inventato" in browser.get(PAGE).text
    assert browser.submit(f"{PAGE}/{mine}/risposta", {"risposta": said}).status_code == 303
    assert _answer(app, alba) == kept


def test_a_facilitator_who_is_no_volunteer_has_trainings_in_the_menu(app: Flask, client: At, alba: Standing) -> None:
    _asked(app, alba, part=Role.FACILITATOR)
    browser = _browser(client, alba, Role.FACILITATOR)
    home = browser.get("/my").text
    assert [word in home for word in (f'href="{PAGE}"', "/my/volontariato", "Vieni? Intervisione")] == [
        True,
        False,
        True,
    ]
    assert "Il mio volontariato" not in browser.get(PAGE).text


@pytest.mark.parametrize("said", ["", "forse", "coming"])
def test_rubbish_is_no_answer(app: Flask, client: At, alba: Standing, said: str) -> None:
    mine = _asked(app, alba)
    assert _browser(client, alba).submit(f"{PAGE}/{mine}/risposta", {"risposta": said}).status_code == 422
    assert _answer(app, alba) == ""


def test_nobody_answers_for_another_nor_reads_their_certificate(app: Flask, client: At, alba: Standing) -> None:
    other = _asked(app, alba, part=Role.FACILITATOR)
    browser = _browser(client, alba)
    assert browser.submit(f"{PAGE}/{other}/risposta", {"risposta": "vengo"}).status_code == 404
    assert browser.get(f"{PAGE}/{other}/attestato.pdf").status_code == 404
    assert _answer(app, alba) == ""


def test_the_other_association_has_none_of_it(app: Flask, client: At, alba: Standing, brig: Standing) -> None:
    mine = _asked(app, alba)
    browser = _browser(client, brig)
    assert "Incontro inventato" not in browser.get(PAGE).text
    assert browser.submit(f"{PAGE}/{mine}/risposta", {"risposta": "vengo"}).status_code == 404


def test_what_is_over_is_not_answered(app: Flask, client: At, alba: Standing) -> None:
    mine = _asked(app, alba, days=-2)
    _browser(client, alba).submit(f"{PAGE}/{mine}/risposta", {"risposta": "vengo"})
    assert _answer(app, alba) == ""


def test_a_certificate_that_was_given_is_downloaded(app: Flask, client: At, alba: Standing) -> None:
    mine = _asked(app, alba, days=-2)
    with inside(app, alba):
        row = db.session.scalars(select(Enrolment)).one()
        were_there(row.course, row.person)
        row.certified_on, row.certified_minutes = today(), 120
    paper = _browser(client, alba).get(f"{PAGE}/{mine}/attestato.pdf")
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")


def test_the_path_says_what_is_missing_and_never_the_office_note(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        me = _me(alba)
        make_path(me.id, "shadowing", date(2026, 2, 1))
        guide = make_person("Olga", "Guida").id
        db.session.add(
            Shadowing(person_id=me.id, with_person_id=guide, started_on=date(2026, 2, 1), note="Gruppo del lutto")
        )
    page = _browser(client, alba).get(PAGE).text
    assert ["Olga G." in page, "mancano 3 mesi" in page, "lutto" in page] == [True, True, False]


def test_the_first_page_costs_the_same_for_one_and_three(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        make_volunteer(person_id=_me(alba).id)
    browser, costs = _browser(client, alba), []
    for _ in range(3):
        with inside(app, alba):
            make_course(CourseKind.BASE, now() + timedelta(days=3), people=[_me(alba)])
        for page in ("/my/volontariato", PAGE):
            browser.get(page)
        with count_queries() as queries:
            browser.get("/my/volontariato")
            browser.get(PAGE)
        costs.append(len(queries))
    assert costs[1] == costs[2]


def test_who_has_no_person_has_no_area(app: Flask, alba: Standing) -> None:
    with inside(app, alba):
        assert area_of(None) is None


def test_the_training_of_a_volunteer_is_kept_and_of_who_left_long_ago_is_not(app: Flask, alba: Standing) -> None:
    with inside(app, alba):
        here, gone = make_person("Qui"), make_person("Via")
        make_volunteer(here)
        make_volunteer(gone, ended_on=date(2021, 1, 1), started_on=date(2019, 1, 1), end_reason="stopped")
        for person in (here, gone):
            make_path(person.id, "base", date(2019, 6, 1))
        forget_trainings()
        assert set(trainings_of([here.id, gone.id])) == {here.id}
