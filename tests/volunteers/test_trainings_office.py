"""Trainings in the office: planning, asking people, who came, certificates, paths; who may."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from ama_net.features.volunteers.trainings_tasks import remind_trainings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy.settings import save_settings
from ama_net.kernel.training import Course, CourseAttendance, CourseKind, Enrolment, Shadowing, trainings_of
from ama_net.kernel.training.settings import TrainingsSettings
from tests.accounts.mails import mails
from tests.accounts.rows import audited
from tests.factories.people import make_person
from tests.factories.trainings import make_course, make_path, were_there
from tests.factories.volunteers import make_volunteer
from tests.groups.my_steps import At, at, inside, sender, together
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

COURSES = "/manage/formazione"
EDITORS = [Role.SECRETARY, Role.PRESIDENT, Role.NETWORK_COORDINATOR]
OTHERS = [Role.EDITOR, Role.TREASURER, Role.CONTROL_BODY, Role.FACILITATOR, Role.MEMBER, Role.VOLUNTEER]
NEW = {
    "kind": "base",
    "title": "Corso inventato",
    "day": "2026-12-01",
    "starts": "18:00",
    "ends": "20:00",
    "repeats": "once",
}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with at():
        yield


def _office(client: At, standing: Standing, part: Role = Role.SECRETARY) -> Browser:
    return sign_in(client(standing.host), standing, part)


def _course(app: Flask, standing: Standing, *starts: datetime, kind: str = "base", asked: Role | None = None) -> str:
    with inside(app, standing):
        people = [db.session.get_one(Person, player(standing, asked).person_id)] if asked else []
        return str(make_course(kind, *starts, people=people).id)


def _days(app: Flask, standing: Standing) -> list[datetime]:
    with inside(app, standing):
        return [
            day.starts_at
            for course in db.session.scalars(select(Course).order_by(Course.first_at))
            for day in course.days
        ]


def test_a_course_is_planned_with_its_days(app: Flask, client: At, alba: Standing) -> None:
    form = {**NEW, "repeats": "weekly", "until": "2026-12-15"}
    answer = _office(client, alba).submit(f"{COURSES}/nuovo", form)
    assert answer.status_code == 303
    assert _days(app, alba) == [datetime(2026, 12, day, 17, tzinfo=UTC) for day in (1, 8, 15)]
    assert audited(app, alba) == ["course.planned"]


def test_intervisions_that_come_back_are_meetings_by_themselves(app: Flask, client: At, alba: Standing) -> None:
    form = {**NEW, "kind": "intervision", "repeats": "monthly", "until": "2027-02-28"}
    _office(client, alba).submit(f"{COURSES}/nuovo", form)
    with inside(app, alba):
        starts = db.session.scalars(select(Course.first_at).order_by(Course.first_at)).all()
    assert starts == [
        datetime(2026, 12, 1, 17, tzinfo=UTC),
        datetime(2027, 1, 5, 17, tzinfo=UTC),
        datetime(2027, 2, 2, 17, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"kind": "laurea"},
        {"day": "domani"},
        {"ends": "17:00"},
        {"starts": ""},
        {"repeats": "weekly"},
        {"repeats": "weekly", "until": "2026-11-01"},
        {"repeats": "weekly", "until": "2036-11-01"},
        {"venue_id": "01234567-89ab-7def-8123-456789abcdef"},
    ],
)
def test_what_cannot_be_is_said(app: Flask, client: At, alba: Standing, changed: dict[str, str]) -> None:
    assert _office(client, alba).submit(f"{COURSES}/nuovo", {**NEW, **changed}).status_code == 422
    assert _days(app, alba) == []


@pytest.mark.parametrize("role", [*EDITORS, Role.BOARD])
def test_who_may_read(app: Flask, client: At, alba: Standing, role: Role) -> None:
    course = _course(app, alba)
    browser = _office(client, alba, role)
    pages = (COURSES, f"{COURSES}/percorsi", f"{COURSES}/corsi/{course}")
    assert [browser.get(page).status_code for page in pages] == [200] * 3


@pytest.mark.parametrize("role", [*OTHERS, Role.BOARD])
def test_who_may_not_write(app: Flask, client: At, alba: Standing, role: Role) -> None:
    course = _course(app, alba)
    browser = _office(client, alba, role)
    posts = ("/nuovo", f"/corsi/{course}/iscrizioni", f"/corsi/{course}/inviti", f"/corsi/{course}/annullamento")
    assert {browser.submit(f"{COURSES}{path}", NEW).status_code for path in posts} == {404}
    assert browser.get(f"{COURSES}/percorsi.csv").status_code == 404


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_reads(client: At, alba: Standing, role: Role) -> None:
    assert _office(client, alba, role).get(COURSES).status_code == 404


def test_the_other_association_finds_nothing(app: Flask, client: At, alba: Standing, brig: Standing) -> None:
    course = _course(app, alba, asked=Role.VOLUNTEER)
    browser, person = _office(client, brig), player_id(app, alba, Role.VOLUNTEER)
    pages = (
        f"/corsi/{course}",
        f"/corsi/{course}/iscrizioni",
        f"/persone/{person}",
        f"/persone/{person}/affiancamenti/nuovo",
    )
    assert {browser.get(f"{COURSES}{path}").status_code for path in pages} == {404}
    assert "Incontro inventato" not in browser.get(COURSES).text


def player_id(app: Flask, standing: Standing, part: Role) -> str:
    with inside(app, standing):
        return str(player(standing, part).person_id)


def test_people_are_asked_by_ticking_their_names(app: Flask, client: At, alba: Standing) -> None:
    course, person = _course(app, alba), player_id(app, alba, Role.FACILITATOR)
    browser = _office(client, alba, Role.NETWORK_COORDINATOR)
    assert "di Alba Franca" in browser.get(f"{COURSES}/corsi/{course}/iscrizioni").text
    browser.submit(f"{COURSES}/corsi/{course}/iscrizioni", {"selected": person, "action": "chosen"})
    with inside(app, alba):
        assert [str(row) for row in db.session.scalars(select(Enrolment.person_id))] == [person]


def test_all_the_facilitators_are_asked_at_once(app: Flask, client: At, alba: Standing) -> None:
    course = _course(app, alba)
    with inside(app, alba):
        make_volunteer(make_person("Ada", "Volontaria"))
    path = f"{COURSES}/corsi/{course}/iscrizioni?who=facilitators"
    _office(client, alba).submit(path, {"action": "everybody"})
    with inside(app, alba):
        asked = [str(row) for row in db.session.scalars(select(Enrolment.person_id))]
    assert asked == [player_id(app, alba, Role.FACILITATOR)]


def test_who_has_nothing_to_do_with_training_is_not_offered_to_the_coordinator(
    app: Flask, client: At, alba: Standing
) -> None:
    course = _course(app, alba)
    with inside(app, alba):
        stranger = str(make_person("Gina", "Estranea").id)
    browser = _office(client, alba, Role.NETWORK_COORDINATOR)
    assert "Estranea" not in browser.get(f"{COURSES}/corsi/{course}/iscrizioni").text
    browser.submit(f"{COURSES}/corsi/{course}/iscrizioni", {"selected": stranger, "action": "chosen"})
    assert browser.get(f"{COURSES}/persone/{stranger}").status_code == 404
    with inside(app, alba):
        assert db.session.scalars(select(Enrolment)).all() == []


def test_the_coordinator_does_not_see_the_register_of_volunteers(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        volunteer = make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
        person = volunteer.person_id
    browser = _office(client, alba, Role.NETWORK_COORDINATOR)
    page = browser.get(f"{COURSES}/persone/{person}")
    assert (page.status_code, "/manage/volontari/" in page.text) == (200, False)


def _asked_by_mail(app: Flask, standing: Standing) -> str:
    with inside(app, standing):
        person = make_person("Ada", email="ada@prove.example")
        return str(make_course(CourseKind.INTERVISION, now() + timedelta(days=2), people=[person]).id)


def test_the_invitation_says_what_and_when_and_never_the_title(app: Flask, client: At, alba: Standing) -> None:
    course, browser = _asked_by_mail(app, alba), _office(client, alba)
    for _twice in range(2):
        browser.submit(f"{COURSES}/corsi/{course}/inviti")
    found = mails(app, alba)
    assert [mail.template for mail in found] == ["volunteers/course_invitation"]
    assert ["Intervisione" in found[0].text, "inventato" in found[0].text + found[0].subject] == [True, False]


def test_who_has_not_said_no_is_reminded_once(app: Flask, alba: Standing) -> None:
    _asked_by_mail(app, alba)
    with inside(app, alba):
        no = make_person("Lia", email="lia@prove.example")
        make_course(CourseKind.BASE, now() + timedelta(days=2), people=[no])
        db.session.execute(update(Enrolment).where(Enrolment.person_id == no.id).values(answer="not_coming"))
        make_course(CourseKind.BASE, now() + timedelta(days=9), people=[no])
    for _twice in range(2):
        with app.app_context():
            remind_trainings()
    assert [(mail.template, mail.to) for mail in mails(app, alba)] == [
        ("volunteers/course_reminder", "ada@prove.example")
    ]


def test_who_was_invited_is_told_that_it_is_called_off(app: Flask, client: At, alba: Standing) -> None:
    course, browser = _asked_by_mail(app, alba), _office(client, alba)
    browser.submit(f"{COURSES}/corsi/{course}/inviti")
    for _twice in range(2):
        browser.submit(f"{COURSES}/corsi/{course}/annullamento")
    assert [mail.template for mail in mails(app, alba)] == [
        "volunteers/course_invitation",
        "volunteers/course_called_off",
    ]


def test_who_was_not_invited_and_did_not_say_no_is_told_and_why(app: Flask, client: At, alba: Standing) -> None:
    course, browser = _asked_by_mail(app, alba), _office(client, alba)
    page = f"{COURSES}/corsi/{course}/annullamento"
    asked = browser.get(page).text
    assert ("Avvisiamo 1 persona" in asked, mails(app, alba)) == (True, [])
    done = browser.submit(page, {"why": "La sala è chiusa."})
    assert "Annullato. Avvisata 1 persona." in browser.get(done.location).text
    assert [(mail.to, "La sala è chiusa." in mail.text) for mail in mails(app, alba)] == [("ada@prove.example", True)]


def test_who_said_no_is_not_told_and_that_nobody_was_is_said(app: Flask, client: At, alba: Standing) -> None:
    course, browser = _asked_by_mail(app, alba), _office(client, alba)
    with inside(app, alba):
        db.session.execute(update(Enrolment).values(answer="not_coming"))
    page = f"{COURSES}/corsi/{course}/annullamento"
    assert "Non c'è nessuno da avvisare." in browser.get(page).text
    done = browser.submit(page)
    assert "Non c&#39;era nessuno da avvisare." in browser.get(done.location).text
    assert mails(app, alba) == []


def test_who_comes_is_marked_at_the_door_with_a_tap(app: Flask, client: At, alba: Standing) -> None:
    course, person = (
        _course(app, alba, now() - timedelta(hours=1), asked=Role.FACILITATOR),
        player_id(app, alba, Role.FACILITATOR),
    )
    with inside(app, alba):
        day = db.session.scalars(select(Course)).one().days[0].id
    browser, door = _office(client, alba, Role.NETWORK_COORDINATOR), f"{COURSES}/corsi/{course}/giorni/{day}/presenze"
    assert browser.submit(f"{door}/{person}").location == door
    assert "1 persona presente" in browser.get(door).text
    browser.submit(f"{door}/{person}/cancellazione")
    assert "0 persone presenti" in browser.get(door).text


def test_two_phones_at_the_door_mark_each_person_once(app: Flask, client: At, alba: Standing) -> None:
    course, person = _course(app, alba, now() - timedelta(hours=1)), player_id(app, alba, Role.FACILITATOR)
    with inside(app, alba):
        day = db.session.scalars(select(Course)).one().days[0].id
    door = f"{COURSES}/corsi/{course}/giorni/{day}/presenze"
    roles = (Role.SECRETARY, Role.PRESIDENT, Role.NETWORK_COORDINATOR)
    taps = [sender(_office(client, alba, role), f"{door}/{person}") for role in roles]
    assert together(*taps) == [303] * 3
    with inside(app, alba):
        counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (CourseAttendance, Enrolment)]
    assert counts == [1, 1]


def test_hours_marked_at_once_on_two_days_are_both_counted(app: Flask, client: At, alba: Standing) -> None:
    course = _course(app, alba, now() - timedelta(days=8), now() - timedelta(days=1))
    person = player_id(app, alba, Role.FACILITATOR)
    with inside(app, alba):
        save_settings(TrainingsSettings(base_hours=4), by=None)
        days = [day.id for day in db.session.scalars(select(Course)).one().days]
    roles = (Role.SECRETARY, Role.NETWORK_COORDINATOR)
    paths = [f"{COURSES}/corsi/{course}/giorni/{day}/presenze/{person}" for day in days]
    taps = [sender(_office(client, alba, role), path) for role, path in zip(roles, paths, strict=True)]
    assert together(*taps) == [303] * 2
    with inside(app, alba):
        assert [row.status for row in trainings_of([player(alba, Role.FACILITATOR).person_id]).values()] == ["base"]


def test_who_came_without_being_asked_is_found_by_name(app: Flask, client: At, alba: Standing) -> None:
    course = _course(app, alba, now() - timedelta(hours=1))
    with inside(app, alba):
        day = db.session.scalars(select(Course)).one().days[0].id
        make_volunteer(make_person("Ada", "Arrivata"))
    door = f"{COURSES}/corsi/{course}/giorni/{day}/presenze"
    assert "Arrivata Ada" in _office(client, alba).get(f"{door}?q=arriv").text


def test_certificates_are_made_and_read(app: Flask, client: At, alba: Standing) -> None:
    course = _course(app, alba, now() - timedelta(days=2), asked=Role.FACILITATOR)
    with inside(app, alba):
        row = db.session.scalars(select(Enrolment)).one()
        were_there(row.course, row.person)
        enrolment = row.id
    browser, path = _office(client, alba), f"{COURSES}/corsi/{course}"
    before = browser.get(f"{path}/iscrizioni/{enrolment}/attestato.pdf").status_code
    browser.submit(f"{path}/attestati")
    paper = browser.get(f"{path}/iscrizioni/{enrolment}/attestato.pdf")
    assert (before, paper.status_code, paper.mimetype) == (404, 200, "application/pdf")


def test_days_are_added_moved_and_taken_away(app: Flask, client: At, alba: Standing) -> None:
    course = _course(app, alba, datetime(2026, 12, 1, 17, tzinfo=UTC))
    browser, path = _office(client, alba), f"{COURSES}/corsi/{course}"
    assert (
        browser.submit(f"{path}/giorni", {"day": "2026-12-08", "starts": "18:00", "ends": "20:00"}).status_code == 303
    )
    assert (
        browser.submit(f"{path}/giorni", {"day": "2026-12-08", "starts": "18:00", "ends": "20:00"}).status_code == 422
    )
    with inside(app, alba):
        first, second = (day.id for day in db.session.scalars(select(Course)).one().days)
    browser.submit(f"{path}/giorni/{second}", {"day": "2026-12-09", "starts": "18:00", "ends": "20:00"})
    browser.submit(f"{path}/giorni/{first}/cancellazione")
    assert _days(app, alba) == [datetime(2026, 12, 9, 17, tzinfo=UTC)]


def test_that_somebody_has_finished_is_decided_by_hand(app: Flask, client: At, alba: Standing) -> None:
    person = player_id(app, alba, Role.FACILITATOR)
    path = f"{COURSES}/persone/{person}"
    browser = _office(client, alba, Role.NETWORK_COORDINATOR)
    assert browser.submit(f"{path}/stato", {"status": "qualified", "reached_on": "2027-01-01"}).status_code == 422
    assert browser.submit(f"{path}/stato", {"status": "qualified", "reached_on": "2026-10-01"}).status_code == 303
    with inside(app, alba):
        rows = trainings_of([player(alba, Role.FACILITATOR).person_id]).values()
        assert [(row.status, row.reached_on, row.noted_by is not None) for row in rows] == [
            ("qualified", date(2026, 10, 1), True)
        ]


def test_shadowing_is_written_corrected_and_taken_away(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        person = make_volunteer(make_person("Ada", "Allieva")).person_id
    path, browser = f"{COURSES}/persone/{person}/affiancamenti", _office(client, alba)
    form = {"with_person_id": player_id(app, alba, Role.FACILITATOR), "started_on": "2026-02-01", "meetings": "7"}
    assert browser.submit(f"{path}/nuovo", {**form, "started_on": "2027-02-01"}).status_code == 422
    assert browser.submit(f"{path}/nuovo", {**form, "with_person_id": str(person)}).status_code == 422
    assert browser.submit(f"{path}/nuovo", form).status_code == 303
    with inside(app, alba):
        row = db.session.scalars(select(Shadowing)).one().id
    assert browser.submit(f"{path}/{row}", {**form, "ended_on": "2026-01-01"}).status_code == 422
    assert browser.submit(f"{path}/{row}", {**form, "ended_on": "2026-05-31"}).status_code == 303
    assert "3 mesi, 7 incontri" not in browser.get(f"{COURSES}/persone/{person}").text
    assert "4 mesi, 7 incontri" in browser.get(f"{COURSES}/persone/{person}").text
    assert browser.submit(f"{path}/{row}/cancellazione").status_code == 303


def test_who_has_fallen_behind_is_found_by_a_filter(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        late, active = make_person("Lia", "Indietro"), make_person("Ada", "Attiva")
        for person in (late, active):
            make_path(person.id, "qualified", date(2025, 1, 1))
        for month in range(8):
            were_there(make_course(CourseKind.INTERVISION, now() - timedelta(days=30 * month)), active)
    page = _office(client, alba).get(f"{COURSES}/percorsi?late=late").text
    assert ["Indietro Lia" in page, "Attiva Ada" in page] == [True, False]


def test_lists_are_taken_away_as_files_and_it_is_recorded(app: Flask, client: At, alba: Standing) -> None:
    _course(app, alba)
    browser = _office(client, alba)
    texts = [browser.get(f"{COURSES}{path}").text for path in (".csv", "/percorsi.csv")]
    assert ["Incontro inventato" in texts[0], "di Alba Franca" in texts[1]] == [True, True]
    assert audited(app, alba) == ["list.exported"] * 2


@pytest.mark.parametrize("page", ["", "/percorsi"])
def test_lists_cost_the_same_for_one_and_three(app: Flask, client: At, alba: Standing, page: str) -> None:
    browser, costs = _office(client, alba), []
    for _ in range(3):
        with inside(app, alba):
            person = make_person("Gino")
            make_path(person.id, "base", date(2026, 1, 1))
            were_there(make_course(CourseKind.INTERVISION, now() + timedelta(days=1), people=[person]), person)
        browser.get(f"{COURSES}{page}")
        with count_queries() as queries:
            browser.get(f"{COURSES}{page}")
        costs.append(len(queries))
    assert costs[1] == costs[2]


def test_the_page_of_a_course_costs_the_same_for_one_and_three(app: Flask, client: At, alba: Standing) -> None:
    course, browser, costs = _course(app, alba, now() - timedelta(days=1)), _office(client, alba), []
    for _ in range(3):
        with inside(app, alba):
            person = make_person("Gino")
            db.session.add(Enrolment(course_id=db.session.scalars(select(Course.id)).one(), person_id=person.id))
        browser.get(f"{COURSES}/corsi/{course}")
        with count_queries() as queries:
            browser.get(f"{COURSES}/corsi/{course}")
        costs.append(len(queries))
    assert costs[1] == costs[2]
