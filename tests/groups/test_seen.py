"""Two people with the same form of a group open: nobody undoes unseen what the other has just written."""

from datetime import date
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from ama_net.features.groups.models import Entry, Group, Kind, Mode, Status
from ama_net.features.groups.operations.directory import CONTACT, PLAIN
from ama_net.features.groups.seen import SHOWN, seen_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from tests.factories.groups import FERRARA, make_group, make_meeting, make_venue, theme
from tests.groups.my_steps import inside, seen, sender
from tests.support.clients import Browser
from tests.support.standing import Standing

OVERTAKEN = 409


@pytest.fixture
def alfa(app: Flask, alba: Standing) -> UUID:
    with inside(app, alba):
        group = make_group("Alfa", entry=Entry.OPEN)
        make_meeting(group)
        return group.id


def _typed(**values: Any) -> dict[str, Any]:
    plain = {"name": "Alfa", "kind": Kind.GROUP, "status": Status.ACTIVE, "mode": Mode.IN_PERSON, "entry": Entry.OPEN}
    boxes = {"published": "y", "in_portal": "y"}
    return {**plain, **boxes, "theme_id": "", "venue_id": "", "municipality": "Bologna", **values}


def _change(app: Flask, alba: Standing, group_id: UUID, **values: Any) -> None:
    with inside(app, alba):
        for name, value in values.items():
            setattr(db.session.get_one(Group, group_id), name, value)


def _now(app: Flask, alba: Standing, group_id: UUID, name: str) -> Any:
    with inside(app, alba):
        return getattr(db.session.get_one(Group, group_id), name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hides_place", True),
        ("published", False),
        ("in_portal", False),
        ("status", Status.SUSPENDED),
        ("theme_words", "vedovi"),
        ("contact_consent_on", date(2026, 1, 5)),
        ("office_notes", "Chiamare prima"),
        ("languages", ["ar"]),
        ("newcomers", False),
        ("size_max", 9),
        ("municipality_code", FERRARA),
    ],
)
def test_stale_form_writes_nothing_over_what_a_colleague_wrote(
    app: Flask, alba: Standing, secretary: Browser, alfa: UUID, name: str, value: Any
) -> None:
    shown = seen(secretary, alfa)
    _change(app, alba, alfa, **{name: value})
    answer = secretary.submit(f"/manage/gruppi/{alfa}", _typed(description="Parole mie", seen=shown))
    assert (answer.status_code, _now(app, alba, alfa, name), _now(app, alba, alfa, "description")) == (409, value, "")


def test_page_says_what_changed_and_keeps_what_was_typed(
    app: Flask, alba: Standing, secretary: Browser, alfa: UUID
) -> None:
    shown = seen(secretary, alfa)
    _change(app, alba, alfa, hides_place=True)
    page = secretary.submit(f"/manage/gruppi/{alfa}", _typed(description="Parole mie", seen=shown)).text
    assert "Nel frattempo qualcun altro ha cambiato questo gruppo" in page
    assert "<ul><li>Protetto: <strong>sì</strong></li></ul>" in page
    assert "Parole mie</textarea>" in page


def test_saving_again_is_a_choice_and_holds(app: Flask, alba: Standing, secretary: Browser, alfa: UUID) -> None:
    shown = seen(secretary, alfa)
    _change(app, alba, alfa, hides_place=True)
    page = secretary.submit(f"/manage/gruppi/{alfa}", _typed(description="Parole mie", seen=shown)).text
    again = _typed(description="Parole mie", hides_place="y", seen=seen(secretary, alfa, page))
    assert secretary.submit(f"/manage/gruppi/{alfa}", again).status_code == 302
    assert _now(app, alba, alfa, "description") == "Parole mie"
    assert _now(app, alba, alfa, "hides_place") is True


@pytest.mark.parametrize("mark", ["", "boh", ".".join("x" * 30)])
def test_form_without_a_true_mark_is_not_believed(
    app: Flask, alba: Standing, secretary: Browser, alfa: UUID, mark: str
) -> None:
    answer = secretary.submit(f"/manage/gruppi/{alfa}", _typed(description="Parole mie", seen=mark))
    assert (answer.status_code, _now(app, alba, alfa, "description")) == (OVERTAKEN, "")


def test_what_the_form_does_not_show_is_no_false_alarm(
    app: Flask, alba: Standing, secretary: Browser, alfa: UUID
) -> None:
    shown = seen(secretary, alfa)
    _change(app, alba, alfa, confirmed_on=today(), sequence=7, source="")
    with inside(app, alba):
        make_meeting(db.session.get_one(Group, alfa), 5)
    assert secretary.submit(f"/manage/gruppi/{alfa}", _typed(description="Sì", seen=shown)).status_code == 302


def test_form_sent_twice_is_saved_once_without_alarm(secretary: Browser, alfa: UUID) -> None:
    typed = _typed(description="Parole mie", seen=seen(secretary, alfa))
    answers = [secretary.submit(f"/manage/gruppi/{alfa}", typed).status_code for _ in range(2)]
    assert answers == [302, 302]


def test_form_waits_for_the_colleague_who_is_saving(app: Flask, alba: Standing, secretary: Browser, alfa: UUID) -> None:
    send = sender(secretary, f"/manage/gruppi/{alfa}", _typed(seen=seen(secretary, alfa)))
    answers: list[int] = []
    started = Event()
    mine = Thread(target=lambda: (started.set(), answers.append(send())))
    with inside(app, alba):
        group = db.session.get_one(Group, alfa)
        group.hides_place, group.theme_id = True, theme("lutto").id
        db.session.flush()
        mine.start()
        started.wait()
        mine.join(0.5)
        assert answers == []
    mine.join(20)
    assert (answers, _now(app, alba, alfa, "hides_place")) == ([OVERTAKEN], True)


def test_every_fact_that_the_form_writes_is_watched(app: Flask, alba: Standing) -> None:
    assert {*PLAIN, *CONTACT, "municipality_code", "audiences"} == SHOWN
    with inside(app, alba):
        group = make_group("Alfa", venue_id=make_venue("Casa").id)
        assert len(set(seen_of(group).split("."))) > 1
