"""Shifts planned, changed, made together, copied; what follows for who is in them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from ama_net.features.volunteers.models import HourEntry, Shift, ShiftSignup, ShiftState, SignupState
from ama_net.features.volunteers.operations.shift_attendance import note_attendance
from ama_net.features.volunteers.operations.shift_series import (
    copy_week,
    following,
    plan_series,
    plans_of_the_following,
    week_bounds,
)
from ama_net.features.volunteers.operations.shifts import (
    cancel_shifts,
    change_shift,
    change_shifts,
    drop_shift,
    plan_shift,
    publish_shift,
)
from ama_net.features.volunteers.operations.shifts_retention import forget_shifts
from ama_net.features.volunteers.operations.signups import take_place
from ama_net.features.volunteers.shift_refusals import ShiftOver, WouldLeaveOut
from ama_net.features.volunteers.shift_rules import ShiftPlan, plan_of
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.scheduling import Reservation
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_shift, make_volunteer

FAR = date(2098, 3, 3)
"""A Monday far ahead."""


def _plan(day: date = FAR, first: int = 10, last: int = 12, **values: Any) -> ShiftPlan:
    starts, ends = datetime(day.year, day.month, day.day, first, tzinfo=ROME), None
    ends = datetime(day.year, day.month, day.day, last, tzinfo=ROME)
    return ShiftPlan(make_activity().id, "Sportello", starts, ends, place="Sede inventata", **values)


def _rome(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2098, month, day, hour, minute, tzinfo=ROME)


def _person(name: str = "Ada") -> Person:
    return make_volunteer(make_person(name, "Prova")).person


def _local(shift: Shift) -> tuple[date, int]:
    starts = shift.starts_at.astimezone(ROME)
    return starts.date(), starts.hour


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_at": datetime(2098, 3, 3, 8, tzinfo=UTC)}, "ends"),
        ({"ends_at": datetime(2098, 3, 4, 9, 1, tzinfo=UTC)}, "ends"),
        ({"starts_at": datetime(2020, 3, 3, 8, tzinfo=UTC), "ends_at": datetime(2020, 3, 3, 9, tzinfo=UTC)}, "day"),
        # Twelve to twelve is twenty-five hours when the clocks go back; 2:30 is after 3:00 when they go forward.
        ({"starts_at": _rome(10, 25, 12), "ends_at": _rome(10, 26, 12)}, "ends"),
        ({"starts_at": _rome(3, 30, 2, 30), "ends_at": _rome(3, 30, 3)}, "ends"),
        ({"title": "  "}, "title"),
        ({"minimum": 3, "maximum": 2}, "maximum"),
        ({"minimum": 0}, "maximum"),
        ({"maximum": 201}, "maximum"),
    ],
)
def test_a_shift_that_cannot_be_is_refused(in_alba: Any, change: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongFact) as refused:
        plan_shift(replace(_plan(), **change), by=SYSTEM)
    assert refused.value.field == field


def test_a_night_is_as_long_as_it_is_when_the_clocks_change(in_alba: Any) -> None:
    nights = [((3, 29, 22), (3, 30, 6)), ((10, 25, 22), (10, 26, 6)), ((11, 1, 22), (11, 2, 6))]
    made = [plan_shift(replace(_plan(), starts_at=_rome(*a), ends_at=_rome(*b)), by=SYSTEM) for a, b in nights]
    assert [shift.hours_minutes for shift in made] == [7 * 60, 9 * 60, 8 * 60]


def test_a_new_shift_is_a_draft_until_it_is_published(in_alba: Any) -> None:
    shift = plan_shift(_plan(), by=SYSTEM)
    assert shift.state == ShiftState.DRAFT
    publish_shift(shift, by=SYSTEM)
    publish_shift(shift, by=SYSTEM)
    assert shift.state == ShiftState.PUBLISHED


def test_a_draft_nobody_was_in_goes_away_and_no_other(in_alba: Any) -> None:
    shift = plan_shift(_plan(), by=SYSTEM)
    drop_shift(shift, by=SYSTEM)
    with pytest.raises(WrongFact, match="Si elimina solo una bozza"):
        drop_shift(make_shift(), by=SYSTEM)


def test_a_series_keeps_its_hour_when_the_clocks_change(in_alba: Any) -> None:
    made = plan_series(_plan(date(2094, 3, 24)), "FREQ=WEEKLY;BYDAY=WE", date(2094, 4, 7), by=SYSTEM)
    assert [_local(shift) for shift in made] == [
        (date(2094, 3, 24), 10),
        (date(2094, 3, 31), 10),
        (date(2094, 4, 7), 10),
    ]
    assert [shift.starts_at.astimezone(UTC).hour for shift in made] == [9, 8, 8]
    assert len({shift.series_id for shift in made}) == 1


def test_a_series_skips_holidays_unless_told_not_to(in_alba: Any) -> None:
    # 6 January 2094 is a Wednesday.
    plan = _plan(date(2093, 12, 30))
    days = [_local(shift)[0] for shift in plan_series(plan, "FREQ=WEEKLY;BYDAY=WE", date(2094, 1, 13), by=SYSTEM)]
    assert days == [date(2093, 12, 30), date(2094, 1, 13)]
    on = plan_series(plan, "FREQ=WEEKLY;BYDAY=WE", date(2094, 1, 13), by=SYSTEM, on_holidays=True)
    assert len(on) == 3


def test_a_series_without_days_or_with_too_many_is_refused(in_alba: Any) -> None:
    with pytest.raises(WrongFact) as refused:
        plan_series(_plan(date(2094, 1, 6)), "FREQ=WEEKLY;BYDAY=WE", date(2094, 1, 6), by=SYSTEM)
    assert refused.value.field == "until"
    with pytest.raises(WrongFact, match="troppi"):
        plan_series(_plan(), "FREQ=DAILY", date(2099, 3, 3), by=SYSTEM)


def test_a_change_of_the_following_moves_each_on_its_own_day(in_alba: Any) -> None:
    made = plan_series(_plan(), "FREQ=WEEKLY;BYDAY=MO", FAR + timedelta(days=21), by=SYSTEM)
    plan = replace(plan_of(made[1]), title="Accoglienza", **_times(FAR + timedelta(days=8), 15, 17))
    change_shifts(plans_of_the_following(made[1], plan), by=SYSTEM)
    assert [(one.title, _local(one)) for one in made] == [
        ("Sportello", (FAR, 10)),
        ("Accoglienza", (FAR + timedelta(days=8), 15)),
        ("Accoglienza", (FAR + timedelta(days=15), 15)),
        ("Accoglienza", (FAR + timedelta(days=22), 15)),
    ]


def _times(day: date, first: int, last: int) -> dict[str, Any]:
    plan = _plan(day, first, last)
    return {"starts_at": plan.starts_at, "ends_at": plan.ends_at}


def test_the_following_are_called_off_and_the_earlier_stay(in_alba: Any) -> None:
    made = plan_series(_plan(), "FREQ=WEEKLY;BYDAY=MO", FAR + timedelta(days=14), by=SYSTEM)
    cancel_shifts(following(made[1]), why="Ferie", by=SYSTEM)
    assert [shift.state for shift in made] == ["draft", "cancelled", "cancelled"]


def test_new_times_reserve_everybody_anew(in_alba: Any) -> None:
    shift = make_shift(_plan().starts_at, maximum=2)
    for name in ("Ada", "Bea"):
        take_place(shift, _person(name), by=SYSTEM)
    done = change_shift(shift, replace(plan_of(shift), **_times(FAR, 15, 17)), by=SYSTEM)
    assert (len(done.kept), done.lost, shift.sequence) == (2, [], 1)
    assert {row.during.lower for row in db.session.scalars(select(Reservation))} == {shift.starts_at}


def test_new_times_that_overlap_the_old_ones_are_no_clash_with_oneself(in_alba: Any) -> None:
    shift = make_shift(_plan().starts_at)
    take_place(shift, _person(), by=SYSTEM)
    assert change_shift(shift, replace(plan_of(shift), **_times(FAR, 11, 13)), by=SYSTEM).lost == []


def test_a_series_moved_by_a_week_is_no_clash_with_itself(in_alba: Any) -> None:
    made = plan_series(_plan(), "FREQ=WEEKLY;BYDAY=MO", FAR + timedelta(days=14), by=SYSTEM)
    person = _person()
    for shift in made:
        take_place(shift, person, by=SYSTEM)
    plan = replace(plan_of(made[0]), **_times(FAR + timedelta(days=7), 10, 12))
    done = change_shifts(plans_of_the_following(made[0], plan), by=SYSTEM)
    assert [len(one.kept) for one in done] == [1, 1, 1]
    assert db.session.scalar(select(func.count()).select_from(Reservation)) == 3


def test_who_cannot_come_at_the_new_times_is_left_out_only_when_asked(in_alba: Any) -> None:
    ada, bea, shift = _person(), _person("Bea"), make_shift(_plan().starts_at, maximum=2)
    for person in (ada, bea):
        take_place(shift, person, by=SYSTEM)
    take_place(make_shift(_plan(first=15).starts_at), bea, by=SYSTEM)
    plan = replace(plan_of(shift), **_times(FAR, 16, 18))
    with pytest.raises(WouldLeaveOut) as refused:
        change_shift(shift, plan, by=SYSTEM)
    assert (refused.value.people, shift.sequence) == ({bea.id}, 0)
    done = change_shift(shift, plan, by=SYSTEM, leave_out=True)
    assert [place.person_id for place in done.kept] == [ada.id]
    assert [(place.person_id, place.state) for place in done.lost] == [(bea.id, SignupState.REMOVED)]


def test_fewer_places_than_people_is_refused(in_alba: Any) -> None:
    shift = make_shift(maximum=2)
    for name in ("Ada", "Bea"):
        take_place(shift, _person(name), by=SYSTEM)
    with pytest.raises(WrongFact) as refused:
        change_shift(shift, replace(plan_of(shift), maximum=1), by=SYSTEM)
    assert refused.value.field == "maximum"


def test_what_is_over_is_not_changed(in_alba: Any) -> None:
    shift = make_shift(now() - timedelta(days=2))
    with pytest.raises(ShiftOver):
        change_shift(shift, plan_of(shift), by=SYSTEM)


def test_a_week_is_copied_once_without_people(in_alba: Any) -> None:
    for hour in (9, 14):
        publish_shift(shift := plan_shift(_plan(FAR + timedelta(days=1), hour, hour + 2), by=SYSTEM), by=SYSTEM)
        take_place(shift, _person(f"Ada {hour}"), by=SYSTEM)
    to = FAR + timedelta(days=14)
    made = copy_week(FAR, to, by=SYSTEM)
    assert [(shift.state, *_local(shift)) for shift in made] == [
        ("draft", to + timedelta(days=1), 9),
        ("draft", to + timedelta(days=1), 14),
    ]
    assert copy_week(FAR, to, by=SYSTEM) == []
    assert db.session.scalar(select(func.count()).select_from(ShiftSignup)) == 2


def test_weeks_in_which_the_clocks_change_have_their_own_length(in_alba: Any) -> None:
    lengths = [week_bounds(day) for day in (date(2027, 3, 22), date(2027, 10, 25), date(2027, 11, 1))]
    hours = [(last.astimezone(UTC) - first.astimezone(UTC)).total_seconds() / 3600 for first, last in lengths]
    assert hours == [167, 169, 168]


def test_who_came_has_their_hours_written(in_alba: Any) -> None:
    shift = make_shift(now() - timedelta(days=2), maximum=2)
    ada, bea = (take_place(shift, _person(name), by=SYSTEM) for name in ("Ada", "Bea"))
    done = note_attendance(shift, {ada.id: 90}, by=SYSTEM)
    assert (done.came, done.without_hours, ada.came, bea.came) == (1, [], True, False)
    entries = db.session.scalars(select(HourEntry)).all()
    assert [(one.person_id, one.minutes, one.shift_id) for one in entries] == [(ada.person_id, 90, shift.id)]


def test_attendance_noted_twice_writes_hours_once(in_alba: Any) -> None:
    shift = make_shift(now() - timedelta(days=2))
    place = take_place(shift, _person(), by=SYSTEM)
    for minutes in (90, 120):
        note_attendance(shift, {place.id: minutes}, by=SYSTEM)
    assert list(db.session.scalars(select(HourEntry.minutes))) == [90]


def test_attendance_waits_for_the_beginning(in_alba: Any) -> None:
    with pytest.raises(ShiftOver, match="quando il turno è cominciato"):
        note_attendance(make_shift(), {}, by=SYSTEM)


def test_shifts_are_forgotten_after_two_years_and_hours_are_not(in_alba: Any) -> None:
    old, recent = make_shift(now() - timedelta(days=740)), make_shift(now() - timedelta(days=700))
    place = take_place(old, _person(), by=SYSTEM)
    note_attendance(old, {place.id: 60}, by=SYSTEM)
    assert forget_shifts() == 1
    db.session.expire_all()
    assert list(db.session.scalars(select(Shift.id))) == [recent.id]
    assert [(one.minutes, one.shift_id) for one in db.session.scalars(select(HourEntry))] == [(60, None)]
