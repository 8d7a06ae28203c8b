"""What a facilitator changes of the timetable: single times, pauses, who leads one evening. Nothing else."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.groups.models import GroupPause, MeetingChange, MeetingSubstitute
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from tests.accounts.mails import mails
from tests.accounts.rows import audited
from tests.factories.facilitators import make_term
from tests.factories.groups import make_group, make_meeting
from tests.groups.my_steps import (
    NEXT,
    PAGE,
    SLUG,
    At,
    at,
    facilitator,
    group_now,
    inside,
    prepare,
    sender,
    time_page,
    together,
)
from tests.support.cast import player
from tests.support.standing import Standing


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with at():
        yield


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


@pytest.mark.parametrize(("cancelled", "is_open"), [(True, True), (False, False)])
def test_later_dates_are_open_when_one_is_unlike_the_others(
    app: Flask, client: At, alba: Standing, cancelled: bool, is_open: bool
) -> None:
    prepare(app, alba)
    browser, later = facilitator(client, alba), NEXT + timedelta(days=7)
    if cancelled:
        path = time_page(app, alba).rpartition("/")[0]
        assert browser.submit(f"{path}/{later.isoformat()}/annullamento").status_code == 303
    shown = browser.get(PAGE).text.partition("Le date dopo")[0].rpartition("<details")[2]
    assert ("open" in shown.partition(">")[0]) is is_open
