"""Who still comes when shifts move to another day or hour, and on which days a shift is insured."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from ama_net.features.volunteers.models import Shift, SignupState
from ama_net.features.volunteers.operations.shifts import change_shift, change_shifts
from ama_net.features.volunteers.operations.signups import take_place
from ama_net.features.volunteers.queries_insurance import uncovered_signups
from ama_net.features.volunteers.queries_shift_people import warnings_of
from ama_net.features.volunteers.shift_refusals import NotCovered, WouldLeaveOut
from ama_net.features.volunteers.shift_rules import ShiftPlan, plan_of
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person
from tests.factories.insurance import make_policy
from tests.factories.people import make_person
from tests.factories.volunteers import make_shift, make_volunteer
from tests.support.standing import Standing
from tests.volunteers.my_shift_acts import rules

DAY = date(2098, 3, 3)


@pytest.fixture(autouse=True)
def _no_rules(in_alba: Standing) -> None:
    rules()


def _hour(hour: int, days: int = 0) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=ROME) + timedelta(days=days)


def _shift(hour: int = 10, days: int = 0, lasts: int = 2) -> Shift:
    starts = _hour(hour, days)
    return make_shift(starts, ends_at=starts + timedelta(hours=lasts), maximum=3)


def _moved(shift: Shift, hour: int = 10, days: int = 0) -> ShiftPlan:
    return replace(plan_of(shift), starts_at=_hour(hour, days), ends_at=_hour(hour + 2, days))


def _ada(**service: Any) -> Person:
    return make_volunteer(make_person("Ada", "Prova"), **service).person


def test_who_no_longer_serves_on_the_new_day_is_left_out_only_when_asked() -> None:
    shift, stays = _shift(), _ada()
    ending = _ada(ended_on=DAY + timedelta(days=1), end_reason="stopped")
    places = [take_place(shift, person, by=SYSTEM) for person in (stays, ending)]
    with pytest.raises(WouldLeaveOut) as refused:
        change_shift(shift, _moved(shift, days=1), by=SYSTEM)
    assert refused.value.people == frozenset({ending.id})
    done = change_shift(shift, _moved(shift, days=1), by=SYSTEM, leave_out=True)
    assert (done.kept, done.lost, places[1].state) == ([places[0]], [places[1]], SignupState.REMOVED)


@pytest.mark.parametrize("required", [True, False])
def test_who_is_not_insured_on_the_new_day_is_left_out_where_it_is_required(required: bool) -> None:
    rules(cover_required=required)
    make_policy(first_on=date(2098, 1, 1), last_on=DAY)
    shift = _shift()
    take_place(shift, _ada(), by=SYSTEM)
    done = change_shift(shift, _moved(shift, days=1), by=SYSTEM, leave_out=True)
    assert len(done.lost) == int(required)


def test_what_does_not_move_leaves_nobody_out() -> None:
    shift = _shift()
    take_place(shift, _ada(), by=SYSTEM)
    rules(cover_required=True)
    assert change_shift(shift, replace(plan_of(shift), notes="Chiavi al bar"), by=SYSTEM).lost == []


@pytest.mark.parametrize("stays", [0, 1])
def test_two_of_a_series_that_come_to_overlap_keep_somebody_in_one(stays: int) -> None:
    shifts, ada = [_shift(), _shift(days=1)], _ada()
    for shift in shifts:
        take_place(shift, ada, by=SYSTEM)
    together = [(shift, _moved(shift, hour=10 + abs(stays - n), days=stays)) for n, shift in enumerate(shifts)]
    with pytest.raises(WouldLeaveOut) as refused:
        change_shifts(together, by=SYSTEM)
    assert refused.value.people == frozenset({ada.id})
    done = change_shifts(together, by=SYSTEM, leave_out=True)
    assert [len(one.kept) for one in done] == [1 - stays, stays]


def test_two_of_a_series_that_come_to_touch_keep_everybody() -> None:
    shifts, ada = [_shift(), _shift(days=1)], _ada()
    for shift in shifts:
        take_place(shift, ada, by=SYSTEM)
    done = change_shifts([(shifts[0], _moved(shifts[0])), (shifts[1], _moved(shifts[1], hour=12))], by=SYSTEM)
    assert [len(one.lost) for one in done] == [0, 0]


@pytest.mark.parametrize(("lasts", "covered"), [(2, True), (8, False)])
def test_a_night_is_insured_on_both_its_days(lasts: int, covered: bool) -> None:
    make_policy(first_on=date(2098, 1, 1), last_on=DAY)
    shift, ada = _shift(22, lasts=lasts), _ada()
    assert ("cover" in warnings_of([ada.id], shift)[ada.id]) is not covered
    place = take_place(shift, ada, by=SYSTEM)
    assert db.session.scalars(uncovered_signups()).all() == ([] if covered else [place])


def test_a_night_past_the_end_of_the_policy_is_refused_where_cover_is_required() -> None:
    rules(cover_required=True)
    make_policy(first_on=date(2098, 1, 1), last_on=DAY)
    take_place(_shift(22), _ada(), by=SYSTEM)
    with pytest.raises(NotCovered):
        take_place(_shift(22, lasts=8), _ada(), by=SYSTEM)
