"""The free times as a page shows them: the month from this week on, no farther than one may book, and what a button sends."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from ama_net.features.helpdesk.models import Mode
from ama_net.features.helpdesk.slots import Slot
from ama_net.features.helpdesk.times_page import TimesPage, choice_of, read_choice, times_page
from ama_net.foundation.clock import ROME
from tests.helpdesk.offering import offer
from tests.support.standing import Standing

WEDNESDAY = datetime(2026, 11, 25, 8, tzinfo=ROME)


def _address(**chosen: Any) -> str:
    return "&".join(f"{name}={value}" for name, value in chosen.items() if value)


def _page(args: dict[str, str] | None = None, **values: Any) -> TimesPage:
    service, _people = offer(**values)
    return times_page(service, args or {}, _address)


def _entries(page: TimesPage) -> dict[date, str]:
    return {day.date: str(day.entries[0].title) for week in page.weeks for day in week if day.entries}


@time_machine.travel(WEDNESDAY, tick=False)
def test_the_nearest_come_first(in_alba: Standing) -> None:
    page = _page()
    assert [slot.starts_at.astimezone(ROME).hour for slot in page.shown] == [9, 10, 11, 12, 9, 10]


@time_machine.travel(WEDNESDAY, tick=False)
def test_the_month_begins_with_this_week_and_counts_what_is_free(in_alba: Standing) -> None:
    page = _page()
    assert (page.title, page.weeks[0][0].date, len(page.weeks)) == ("Novembre 2026", date(2026, 11, 23), 2)
    assert _entries(page) == {date(2026, 11, day): "4 orari" for day in range(25, 31)}


@time_machine.travel(WEDNESDAY, tick=False)
def test_months_go_from_this_one_to_the_last_that_can_be_booked(in_alba: Standing) -> None:
    first = _page({"mese": "2026-11"}, horizon_days=40)
    last = _page({"mese": "2027-01"}, horizon_days=40)
    assert (first.previous_url, first.next_url) == (None, "mese=2026-12#mese")
    assert (last.previous_url, last.next_url) == ("mese=2026-12#mese", None)


@time_machine.travel(WEDNESDAY, tick=False)
@pytest.mark.parametrize("asked", ["2026-10", "2027-06", "x", "", "2026-13"])
def test_a_month_out_of_reach_is_this_one(in_alba: Standing, asked: str) -> None:
    assert _page({"mese": asked}).month == date(2026, 11, 1)


@time_machine.travel(WEDNESDAY, tick=False)
def test_a_day_brings_its_month(in_alba: Standing) -> None:
    page = _page({"giorno": "2026-12-02"})
    assert (page.month, {slot.day for slot in page.shown}) == (date(2026, 12, 1), {date(2026, 12, 2)})


@time_machine.travel(WEDNESDAY, tick=False)
def test_a_mode_goes_along_with_the_days(in_alba: Standing) -> None:
    page = _page({"modo": "online"})
    assert page.weeks[0][2].entries[0].url == "modo=online&giorno=2026-11-25#orari"
    assert {slot.modes for slot in page.free} == {(Mode.ONLINE,)}


def test_one_way_to_meet_needs_no_choice(in_alba: Standing) -> None:
    assert (_page(in_person=False).ways, len(_page().ways)) == ([], 2)


def test_what_a_button_sends_is_read_back(in_alba: Standing) -> None:
    slot = _page().free[0]
    assert read_choice(choice_of(slot, Mode.ONLINE)) == (slot.starts_at, Mode.ONLINE)


@pytest.mark.parametrize(
    "text",
    [None, "", "|", "2026-11-25T10:00Z", "2026-11-25T10:00|online", "2026-11-25T10:00Z|x", "0|online", "9" * 400],
)
def test_rubbish_is_no_choice(text: str | None) -> None:
    assert read_choice(text) is None


def test_an_hour_that_comes_twice_is_two_choices() -> None:
    twice = [datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=ROME) for fold in (0, 1)]
    sent = [choice_of(Slot(one, one + timedelta(hours=1), (Mode.ONLINE,)), Mode.ONLINE) for one in twice]
    assert sent == ["2026-10-25T00:30Z|online", "2026-10-25T01:30Z|online"]
