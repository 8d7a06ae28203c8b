"""A facilitator's own pages: only their groups, only while the term lasts; what they may change, and nothing else."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.groups.models import Facilitator, GroupPause, Status
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from tests.factories.facilitators import make_term
from tests.factories.groups import make_group, make_meeting, make_venue
from tests.groups.my_steps import (
    LAST,
    NEXT,
    PAGE,
    At,
    at,
    decide,
    facilitator,
    group_now,
    inside,
    prepare,
    time_page,
)
from tests.support.cast import sign_in
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
