"""Pauses and single changes of a timetable: what they do, what they refuse, what is recorded."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.models import Frequency, Group, GroupPause, Meeting, MeetingChange
from ama_net.features.groups.operations.timetable import (
    WrongPause,
    WrongTime,
    add_pause,
    add_time,
    change_time,
    end_pause,
    remove_pause,
    take_back_change,
)
from ama_net.features.groups.timetable import next_meetings
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.scheduling import ROME
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import make_group, make_meeting
from tests.support.cast import actor
from tests.support.standing import Standing

WEDNESDAY, NEXT = date(2027, 1, 13), date(2027, 1, 20)
"""Two days of the timetable; Thursday the 14th is none."""

Fill = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def by(in_alba: Standing) -> Actor:
    return actor(in_alba, Role.SECRETARY)


@pytest.fixture
def group(in_alba: Standing) -> Group:
    """Wednesdays from six to half past seven, since New Year."""
    group = make_group()
    make_meeting(group, ends=time(19, 30), starts_on=date(2027, 1, 1))
    return group


def _next(group: Group, limit: int = 2) -> list[str]:
    moment = datetime(2027, 1, 10, 9, tzinfo=ROME)
    return [f"{one.starts:%d/%m %H:%M}-{one.ends:%H:%M}" for one in next_meetings(group, moment, limit=limit)]


def _recorded(group: Group, verb: str) -> list[dict[str, Any]]:
    pending = db.session.info.get("audit", [])
    return [facts["changes"] for facts in pending if facts["verb"] == verb and facts["subject_id"] == str(group.id)]


def _january(first: int, last: int | None) -> dict[str, Any]:
    return {"first_day": date(2027, 1, first), "last_day": date(2027, 1, last) if last else None, "reason": ""}


def test_during_a_pause_the_group_does_not_meet(group: Group, by: Actor) -> None:
    add_pause(group, **_january(11, 20), by=by)
    assert _next(group) == ["27/01 18:00-19:30", "03/02 18:00-19:30"]


def test_every_change_raises_the_sequence_and_makes_the_group_the_offices(group: Group, by: Actor) -> None:
    pause = add_pause(group, **_january(11, 12), by=by)
    end_pause(pause, last_day=date(2027, 1, 13), by=by)
    remove_pause(pause, by=by)
    change = change_time(group, group.meetings[0], original_day=WEDNESDAY, cancelled=True, by=by)
    take_back_change(change, by=by)
    add_time(group, group.meetings[0], day=date(2027, 1, 14), by=by)
    assert (group.sequence, group.kept_by_office) == (6, True)


def test_the_audit_keeps_the_days_and_not_the_reason(group: Group, by: Actor) -> None:
    add_pause(group, first_day=WEDNESDAY, last_day=None, reason="una parola qualunque", by=by)
    assert _recorded(group, "group.paused") == [{"first_day": "2027-01-13"}]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (14, 11, "finisce prima di cominciare"),
        (1, 10, "già un'altra sospensione"),
        (20, 25, "già un'altra sospensione"),
        (12, 13, "già un'altra sospensione"),
        (1, None, "già un'altra sospensione"),
    ],
)
def test_pause_that_cannot_be_is_refused(group: Group, by: Actor, first: int, last: int | None, said: str) -> None:
    add_pause(group, **_january(10, 20), by=by)
    with pytest.raises(WrongPause, match=said):
        add_pause(group, **_january(first, last), by=by)
    assert len(group.pauses) == 1


def test_pause_of_a_mistyped_year_is_refused(group: Group, by: Actor) -> None:
    with pytest.raises(WrongPause, match="L'anno"):
        add_pause(group, first_day=date(27, 1, 1), last_day=None, reason="", by=by)


def test_pause_without_an_end_gets_one(group: Group, by: Actor) -> None:
    pause = add_pause(group, **_january(11, None), by=by)
    assert _next(group) == []
    end_pause(pause, last_day=date(2027, 1, 14), by=by)
    assert _next(group, 1) == ["20/01 18:00-19:30"]
    assert _recorded(group, "group.pause_ended") == [{"last_day": [None, "2027-01-14"]}]


def test_pause_cannot_end_before_it_began_nor_meet_the_next(group: Group, by: Actor) -> None:
    pause = add_pause(group, **_january(10, 12), by=by)
    add_pause(group, **_january(20, 25), by=by)
    for last in (9, 22, None):
        with pytest.raises(WrongPause):
            end_pause(pause, last_day=date(2027, 1, last) if last else None, by=by)
    assert pause.last_day == date(2027, 1, 12)


def test_pause_taken_away_leaves_the_meetings_as_they_were(group: Group, by: Actor) -> None:
    remove_pause(add_pause(group, **_january(11, 20), by=by), by=by)
    assert (_next(group, 1), group.pauses) == (["13/01 18:00-19:30"], [])


def test_time_called_off_is_left_out_and_kept_as_called_off(group: Group, by: Actor) -> None:
    change_time(group, group.meetings[0], original_day=WEDNESDAY, cancelled=True, note="Neve", by=by)
    assert _next(group, 1) == ["20/01 18:00-19:30"]
    told = next_meetings(group, datetime(2027, 1, 10, tzinfo=ROME), limit=1, cancelled=True)[0]
    assert (told.cancelled, told.starts.date()) == (True, WEDNESDAY)


def test_time_moved_to_another_hour_lasts_as_long_as_usual(group: Group, by: Actor) -> None:
    change_time(group, group.meetings[0], original_day=WEDNESDAY, day=date(2027, 1, 14), starts=time(20), by=by)
    assert _next(group) == ["14/01 20:00-21:30", "20/01 18:00-19:30"]


def test_second_word_on_the_same_day_replaces_the_first(group: Group, by: Actor) -> None:
    first = change_time(group, group.meetings[0], original_day=WEDNESDAY, starts=time(20), place="Sala 2", by=by)
    second = change_time(group, group.meetings[0], original_day=WEDNESDAY, cancelled=True, by=by)
    assert (first is second, second.starts, second.place, len(group.changes)) == (True, None, "", 1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"original_day": date(2027, 1, 14), "cancelled": True}, "nessun incontro da cambiare"),
        ({"original_day": date(2026, 12, 30), "cancelled": True}, "nessun incontro da cambiare"),
        ({"original_day": WEDNESDAY}, "Scrivi che cosa cambia"),
        ({"original_day": WEDNESDAY, "starts": time(20), "ends": time(19)}, "Finisce prima di cominciare"),
        ({"original_day": WEDNESDAY, "ends": time(17)}, "Finisce prima di cominciare"),
        ({"original_day": WEDNESDAY, "day": NEXT}, "c'è già un incontro"),
        ({"original_day": WEDNESDAY, "day": date(1, 1, 1)}, "L'anno"),
        ({"original_day": date(2027, 1, 27), "cancelled": True}, "Quel giorno non ci si incontra già"),
    ],
)
def test_change_that_cannot_be_is_refused(group: Group, by: Actor, values: dict[str, Any], said: str) -> None:
    add_pause(group, **_january(25, 30), by=by)
    with pytest.raises(WrongTime, match=said):
        change_time(group, group.meetings[0], **values, by=by)
    assert (group.changes, group.sequence) == ([], 1)


def test_of_a_line_without_its_hour_nothing_can_be_changed_but_times_can_be_added(in_alba: Standing, by: Actor) -> None:
    group = make_group()
    meeting = make_meeting(group, starts=None, frequency=Frequency.MONTHLY)
    with pytest.raises(WrongTime, match="vanno scritti prima"):
        change_time(group, meeting, original_day=WEDNESDAY, cancelled=True, by=by)
    with pytest.raises(WrongTime, match="a che ora"):
        add_time(group, meeting, day=WEDNESDAY, by=by)
    add_time(group, meeting, day=WEDNESDAY, starts=time(17), ends=time(18), by=by)
    assert _next(group) == ["13/01 17:00-18:00"]


def test_extra_time_has_the_usual_hour_unless_told_and_is_not_twice(group: Group, by: Actor) -> None:
    add_time(group, group.meetings[0], day=date(2027, 1, 14), by=by)
    with pytest.raises(WrongTime, match="c'è già un incontro"):
        add_time(group, group.meetings[0], day=date(2027, 1, 14), by=by)
    assert _next(group) == ["13/01 18:00-19:30", "14/01 18:00-19:30"]


def test_change_taken_back_is_as_the_timetable_gives_it(group: Group, by: Actor) -> None:
    change = change_time(group, group.meetings[0], original_day=WEDNESDAY, cancelled=True, by=by)
    take_back_change(change, by=by)
    assert _next(group, 1) == ["13/01 18:00-19:30"]


def test_two_who_pause_at_once_make_one_pause(app: Flask, alba: Standing, fill: Fill) -> None:
    group_id: UUID = fill(lambda: make_group().id)
    start = Barrier(2)

    def pause(_: int) -> str:
        with app.app_context(), tenant_scope(alba.id):
            start.wait()
            try:
                with unit_of_work():
                    add_pause(db.session.get_one(Group, group_id), **_january(1, 31), by=actor(alba, Role.SECRETARY))
            except WrongPause:
                return "refused"
            return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(pause, range(2))) == ["done", "refused"]
    assert fill(lambda: len(db.session.scalars(select(GroupPause)).all())) == 1


def test_two_who_change_the_same_time_at_once_leave_one_change(app: Flask, alba: Standing, fill: Fill) -> None:
    def write() -> UUID:
        group = make_group()
        make_meeting(group, starts_on=date(2027, 1, 1))
        return group.id

    group_id: UUID = fill(write)
    start = Barrier(2)

    def change(hour: int) -> None:
        with app.app_context(), tenant_scope(alba.id):
            start.wait()
            with unit_of_work():
                group = db.session.get_one(Group, group_id)
                by = actor(alba, Role.SECRETARY)
                change_time(group, group.meetings[0], original_day=WEDNESDAY, starts=time(hour), by=by)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(change, (19, 20)))
    kept = fill(lambda: [found.starts for found in db.session.scalars(select(MeetingChange))])
    assert (len(kept), kept[0] in {time(19), time(20)}) == (1, True)
    assert fill(lambda: db.session.get_one(Group, group_id).sequence) == 2


def test_another_associations_timetable_is_not_there(app: Flask, alba: Standing, brig: Standing, fill: Fill) -> None:
    def write() -> UUID:
        group = make_group()
        meeting = make_meeting(group, starts_on=date(2027, 1, 1))
        return change_time(group, meeting, original_day=WEDNESDAY, cancelled=True, by=actor(alba, Role.SECRETARY)).id

    change_id = fill(write)
    with app.app_context(), tenant_scope(brig.id):
        seen = (db.session.get(MeetingChange, change_id), db.session.scalars(select(Meeting)).all())
    assert seen == (None, [])


def test_what_was_done_is_in_the_register(fill: Fill, alba: Standing) -> None:
    fill(lambda: add_pause(make_group(), **_january(1, 5), by=actor(alba, Role.SECRETARY)))
    verbs = fill(lambda: [facts["verb"] for facts in db.session.scalars(select(LedgerEntry.facts))])
    assert "group.paused" in verbs
