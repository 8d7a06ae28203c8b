"""A facilitator's own pages: only their groups, only while the term lasts; what they may change, and nothing else."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.groups.models import Facilitator, GroupPause, MeetingChange, MeetingSubstitute, Status
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from tests.accounts.mails import mails
from tests.accounts.rows import audited
from tests.factories.facilitators import make_term
from tests.factories.groups import make_group, make_meeting, make_venue
from tests.groups.my_steps import (
    LAST,
    NEXT,
    PAGE,
    SLUG,
    At,
    at,
    decide,
    facilitator,
    group_now,
    inside,
    prepare,
    sender,
    time_page,
    together,
)
from tests.support.cast import player, sign_in
from tests.support.queries import count_queries
from tests.support.standing import Standing

POSTS = ("conferma", "presenze", "pausa", "pausa/agosto", "passaggio", "passaggio/ritiro")
GETS = ("", "/presenze", "/pausa", "/passaggio", "/richieste")


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with at():
        yield


def _statuses(browser, time_path: str) -> set[int]:
    gets = {browser.get(f"{PAGE}{part}").status_code for part in GETS} | {browser.get(time_path).status_code}
    posts = {browser.submit(f"{PAGE}/{part}").status_code for part in POSTS}
    acts = ("", "/annullamento", "/ripristino", "/sostituzione", "/sostituzione/rimozione")
    return gets | posts | {browser.submit(f"{time_path}{part}").status_code for part in acts}


def test_own_group_opens(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    browser = facilitator(client, alba)
    assert {browser.get(f"{PAGE}{part}").status_code for part in GETS} == {200}
    assert browser.get(time_page(app, alba)).status_code == 200


def test_only_group_is_opened_at_once(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    answer = facilitator(client, alba).get("/my/gruppi")
    assert (answer.status_code, answer.location) == (302, PAGE)


def test_several_groups_are_listed_with_the_next_meeting(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    prepare(app, alba, name="Gruppo Beta")
    page = facilitator(client, alba).get("/my/gruppi").text
    assert [word in page for word in ("Gruppo Alfa", "Gruppo Beta", "mercoledì 25 novembre")] == [True] * 3


def test_facilitator_without_groups_is_told_so(client: At, alba: Standing) -> None:
    assert "Nessun gruppo affidato a te" in facilitator(client, alba).get("/my/gruppi").text


@pytest.mark.parametrize("part", [Role.MEMBER, Role.VOLUNTEER, Role.SECRETARY, Role.PRESIDENT])
def test_nobody_else_finds_the_group(app: Flask, client: At, alba: Standing, part: Role) -> None:
    prepare(app, alba)
    assert _statuses(sign_in(client(alba.host), alba, part), time_page(app, alba)) == {404}


def test_another_facilitator_of_the_association_finds_nothing(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        make_term(make_group("Gruppo Beta"), alba, Role.VOLUNTEER)
    browser = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    assert _statuses(browser, time_page(app, alba)) == {404}
    assert "Gruppo Alfa" not in browser.get("/my/gruppi/gruppo-beta").text


def test_facilitator_of_the_other_association_finds_nothing(
    app: Flask, client: At, alba: Standing, brig: Standing
) -> None:
    prepare(app, alba)
    prepare(app, brig, name="Gruppo Beta")
    assert _statuses(facilitator(client, brig), time_page(app, alba)) == {404}


def test_same_slug_at_the_other_association_is_its_own_group(
    app: Flask, client: At, alba: Standing, brig: Standing
) -> None:
    prepare(app, alba)
    prepare(app, brig)
    facilitator(client, brig).submit(f"{PAGE}/pausa/agosto")
    with inside(app, alba):
        assert db.session.scalar(select(func.count()).select_from(GroupPause)) == 0


def test_anonymous_is_sent_to_sign_in(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    answer = client(alba.host).get(PAGE)
    assert (answer.status_code, answer.location) == (302, f"/accedi?next={PAGE}")


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"ended_on": date(2026, 11, 22)}, 404),
        ({"ended_on": date(2026, 11, 23)}, 200),
        ({"started_on": date(2026, 11, 23)}, 404),
        ({"started_on": date(2026, 11, 22)}, 200),
    ],
)
def test_term_opens_the_group_only_while_it_lasts(
    app: Flask, client: At, alba: Standing, values: dict[str, date], status: int
) -> None:
    with inside(app, alba):
        make_term(make_group(), alba, Role.FACILITATOR, **values)
    assert facilitator(client, alba).get(PAGE).status_code == status


def test_closed_group_is_kept_by_nobody(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba, status=Status.CLOSED)
    assert facilitator(client, alba).get(PAGE).status_code == 404


def test_facilitator_of_a_protected_group_sees_where_and_when(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        venue = make_venue("Sala segreta")
        group = make_group(hides_place=True, venue_id=venue.id)
        make_meeting(group)
        make_term(group, alba, Role.FACILITATOR)
    page = facilitator(client, alba).get(PAGE).text
    assert [word in page for word in ("Sala segreta", "mercoledì")] == [True, True]


def test_personal_area_says_what_is_next(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=date(2026, 6, 1))
    page = facilitator(client, alba).get("/my").text
    wanted = ("I miei gruppi", "Gruppo Alfa", "I dati del gruppo sono ancora giusti?", "Quante persone c")
    assert [word in page for word in wanted] == [True] * 4


def test_menu_of_others_has_no_groups(client: At, alba: Standing) -> None:
    assert "/my/gruppi" not in sign_in(client(alba.host), alba, Role.MEMBER).get("/my").text


def test_time_is_moved(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    form = {"day": "2026-11-26", "starts": "20:30", "ends": "", "place": "Parrocchia", "note": "Solo questa volta"}
    answer = facilitator(client, alba).submit(time_page(app, alba), form)
    with inside(app, alba):
        change = db.session.scalars(select(MeetingChange)).one()
        said = (change.original_day, change.day, change.starts, change.place, change.note)
        assert (answer.status_code, said) == (303, (NEXT, date(2026, 11, 26), time(20, 30), "Parrocchia", form["note"]))
        assert group_now(alba).sequence == 1


def test_usual_day_and_hours_are_no_change_of_them(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    form = {"day": NEXT.isoformat(), "starts": "18:00", "ends": "19:30", "place": "Parrocchia", "note": ""}
    facilitator(client, alba).submit(time_page(app, alba), form)
    with inside(app, alba):
        change = db.session.scalars(select(MeetingChange)).one()
        assert (change.day, change.starts, change.ends, change.place) == (None, None, None, "Parrocchia")


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"day": "mai"},
        {"day": "2026-11-25", "starts": "25:00"},
        {"day": "2026-11-25", "starts": "20:00", "ends": "19:00"},
        {"day": "1026-11-25"},
        {"day": "2026-11-25", "starts": "18:00", "ends": "19:30", "place": "x" * 400},
    ],
)
def test_time_that_cannot_be_is_said(app: Flask, client: At, alba: Standing, form: dict[str, str]) -> None:
    prepare(app, alba)
    assert facilitator(client, alba).submit(time_page(app, alba), form).status_code == 422
    with inside(app, alba):
        assert db.session.scalar(select(func.count()).select_from(MeetingChange)) == 0


def test_time_is_called_off_and_taken_back(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    browser, path = facilitator(client, alba), time_page(app, alba)
    assert browser.submit(f"{path}/annullamento", {"why": "Sala chiusa"}).status_code == 303
    page = browser.get(PAGE).text
    assert [word in page for word in ("Annullato", "Sala chiusa")] == [True, True]
    assert browser.submit(f"{path}/ripristino").status_code == 303
    assert "Annullato" not in browser.get(PAGE).text


@pytest.mark.parametrize("day", ["2026-11-26", "2026-11-18", "2026-13-01", "oggi", "9999-99-99"])
def test_day_that_is_no_coming_meeting_is_not_there(app: Flask, client: At, alba: Standing, day: str) -> None:
    prepare(app, alba)
    path = time_page(app, alba).rpartition("/")[0]
    browser = facilitator(client, alba)
    assert [browser.get(f"{path}/{day}").status_code, browser.submit(f"{path}/{day}/annullamento").status_code] == [
        404,
        404,
    ]


def test_meeting_of_another_group_is_not_there(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        other = make_meeting(make_group("Gruppo Beta")).id
    path = f"{PAGE}/incontri/{other}/{NEXT.isoformat()}"
    assert facilitator(client, alba).submit(f"{path}/annullamento").status_code == 404


def test_august_is_paused_with_one_tap(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    browser = facilitator(client, alba)
    assert "Pausa in agosto" in browser.get(PAGE).text
    answers = [browser.submit(f"{PAGE}/pausa/agosto").status_code for _ in range(2)]
    with inside(app, alba):
        pauses = [(one.first_day, one.last_day) for one in db.session.scalars(select(GroupPause))]
    assert (answers, pauses) == ([303, 303], [(date(2027, 8, 1), date(2027, 8, 31))])
    assert "Pausa in agosto" not in browser.get(PAGE).text


def test_two_taps_on_august_at_once_are_one_pause(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    taps = [sender(facilitator(client, alba), f"{PAGE}/pausa/agosto") for _ in range(2)]
    assert together(*taps) == [303, 303]
    with inside(app, alba):
        assert db.session.scalar(select(func.count()).select_from(GroupPause)) == 1


def test_pause_is_written_and_taken_away(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    browser = facilitator(client, alba)
    form = {"first_day": "2026-12-20", "last_day": "2027-01-06", "reason": "Feste"}
    assert browser.submit(f"{PAGE}/pausa", form).status_code == 303
    with inside(app, alba):
        pause_id = db.session.scalars(select(GroupPause.id)).one()
    assert browser.submit(f"{PAGE}/pause/{pause_id}/rimozione").status_code == 303
    with inside(app, alba):
        assert db.session.scalar(select(func.count()).select_from(GroupPause)) == 0


def test_pause_going_on_ends_yesterday(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        pause = GroupPause(group_id=group_now(alba).id, first_day=date(2026, 11, 1))
        db.session.add(pause)
        pause_id = pause.id
    assert facilitator(client, alba).submit(f"{PAGE}/pause/{pause_id}/rimozione").status_code == 303
    with inside(app, alba):
        assert db.session.get_one(GroupPause, pause_id).last_day == date(2026, 11, 21)


@pytest.mark.parametrize("form", [{}, {"first_day": "2026-12-20", "last_day": "2026-12-01"}, {"first_day": "boh"}])
def test_pause_that_cannot_be_is_said(app: Flask, client: At, alba: Standing, form: dict[str, str]) -> None:
    prepare(app, alba)
    assert facilitator(client, alba).submit(f"{PAGE}/pausa", form).status_code == 422


def test_pause_of_another_group_is_not_there(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        pause = GroupPause(group_id=make_group("Gruppo Beta").id, first_day=date(2026, 12, 1))
        db.session.add(pause)
        pause_id = pause.id
    assert facilitator(client, alba).submit(f"{PAGE}/pause/{pause_id}/rimozione").status_code == 404


def test_substitute_may_be_only_a_name(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    browser, path = facilitator(client, alba), time_page(app, alba)
    assert browser.submit(f"{path}/sostituzione", {"person_id": "", "name": "Lella"}).status_code == 303
    assert "Facilita Lella" in browser.get(PAGE).text
    assert mails(app, alba) == []
    assert browser.submit(f"{path}/sostituzione/rimozione").status_code == 303
    assert "Lella" not in browser.get(PAGE).text


def test_fellow_who_substitutes_is_told_once(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        make_term(make_group("Gruppo Beta"), alba, Role.VOLUNTEER)
        fellow = player(alba, Role.VOLUNTEER)
    browser, form = facilitator(client, alba), {"person_id": str(fellow.person_id), "name": ""}
    answers = [browser.submit(f"{time_page(app, alba)}/sostituzione", form).status_code for _ in range(2)]
    told = [(mail.template, mail.to) for mail in mails(app, alba)]
    assert (answers, told) == ([303, 303], [("groups/substitute", fellow.email)])


def test_who_is_no_fellow_cannot_be_named(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        form = {"person_id": str(player(alba, Role.MEMBER).person_id), "name": ""}
    answer = facilitator(client, alba).submit(f"{time_page(app, alba)}/sostituzione", form)
    assert answer.status_code == 422
    with inside(app, alba):
        assert db.session.scalar(select(func.count()).select_from(MeetingSubstitute)) == 0


def test_substitute_is_not_public_and_not_in_the_audit(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    facilitator(client, alba).submit(f"{time_page(app, alba)}/sostituzione", {"person_id": "", "name": "Lella"})
    assert "Lella" not in client(alba.host).get(f"/gruppi/{SLUG}").text
    assert audited(app, alba) == ["group.substitute_named"]


def test_own_page_costs_the_same_with_more_dates_and_people(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    browser, costs = facilitator(client, alba), []
    for _ in range(2):
        browser.get(PAGE)
        with count_queries() as queries:
            browser.get(PAGE)
        costs.append(len(queries))
        if len(costs) == 1:
            with inside(app, alba):
                make_meeting(group_now(alba), 5, time(20), starts_on=date(2026, 1, 9))
                make_term(group_now(alba), alba, Role.VOLUNTEER)
    assert costs[0] == costs[1]


def test_list_costs_the_same_for_two_and_four(app: Flask, client: At, alba: Standing) -> None:
    for name in ("Gruppo Alfa", "Gruppo Beta"):
        prepare(app, alba, name=name)
    browser, costs = facilitator(client, alba), []
    for _ in range(2):
        browser.get("/my/gruppi")
        with count_queries() as queries:
            browser.get("/my/gruppi")
        costs.append(len(queries))
        for name in ("Gruppo Gamma", "Gruppo Delta"):
            if len(costs) == 1:
                prepare(app, alba, name=name)
    assert costs[0] == costs[1]


def test_facilitator_who_leads_to_no_person_finds_nothing(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        db.session.delete(db.session.get_one(Facilitator, db.session.scalars(select(Facilitator.id)).one()))
    assert facilitator(client, alba).get(PAGE).status_code == 404


def test_setting_keeps_facilitators_from_requests(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    decide(app, alba, who_answers="secretariat")
    browser = facilitator(client, alba)
    assert browser.get(f"{PAGE}/richieste").status_code == 404
    assert "Richieste di partecipare" not in browser.get(PAGE).text


def test_dates_stand_still() -> None:
    assert (today(), LAST + timedelta(days=7)) == (date(2026, 11, 22), NEXT)


def test_personal_area_costs_the_same_for_two_groups_and_four(app: Flask, client: At, alba: Standing) -> None:
    for name in ("Gruppo Alfa", "Gruppo Beta"):
        prepare(app, alba, name=name)
    browser, costs = facilitator(client, alba), []
    for _ in range(2):
        browser.get("/my")
        with count_queries() as queries:
            browser.get("/my")
        costs.append(len(queries))
        if len(costs) == 1:
            for name in ("Gruppo Gamma", "Gruppo Delta"):
                prepare(app, alba, name=name)
    assert costs[0] == costs[1]
