"""Whom a time is good for, and how long they have to answer: never at night, never less than two hours, whatever the clocks do."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ama_net.features.helpdesk.models import FreePart, Mode
from ama_net.features.helpdesk.waiting_rules import LEAST, mode_for, offer_until, part_of_day, suits
from ama_net.foundation.clock import ROME

FAR = datetime(2027, 12, 1, tzinfo=UTC)


def _rome(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ROME)


@pytest.mark.parametrize(
    ("moment", "hours", "until"),
    [
        (_rome(25, 10), 24, _rome(26, 10)),
        (_rome(25, 10), 4, _rome(25, 14)),
        (_rome(25, 10, 7), 4, _rome(25, 14, 15)),
        (_rome(25, 19), 3, _rome(26, 10)),
        (_rome(25, 22), 4, _rome(26, 10)),
        (_rome(25, 3), 2, _rome(25, 10)),
        (_rome(25, 3), 24, _rome(26, 10)),
    ],
)
def test_an_offer_never_ends_at_night(moment: datetime, hours: int, until: datetime) -> None:
    assert offer_until(moment, FAR, hours) == until


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (_rome(27, 19, month=3, year=2027), _rome(28, 20, month=3, year=2027)),
        (_rome(24, 19, month=10), _rome(25, 18, month=10)),
    ],
)
def test_a_day_to_answer_is_twenty_four_hours_when_the_clocks_change_too(moment: datetime, until: datetime) -> None:
    assert offer_until(moment.astimezone(UTC), FAR, 24) == until


def test_an_offer_ends_two_hours_before_the_meeting() -> None:
    assert offer_until(_rome(25, 10), _rome(25, 18), 24) == _rome(25, 16)


def test_a_time_too_near_is_offered_to_nobody() -> None:
    assert offer_until(_rome(25, 10), _rome(25, 13, 59), 24) is None


def test_the_night_is_not_counted_as_time_to_answer() -> None:
    assert offer_until(_rome(25, 23), _rome(26, 11), 24) is None


@pytest.mark.parametrize(
    ("moment", "starts_at", "until"),
    [
        (_rome(25, 12), _rome(26, 9), _rome(25, 21)),
        (_rome(25, 20, 55), _rome(26, 9), None),
        (_rome(25, 19, 30), _rome(26, 8), None),
        (_rome(25, 20, 55), _rome(26, 11), None),
        (_rome(25, 20), _rome(26, 11), _rome(26, 9)),
    ],
)
def test_the_night_before_the_meeting_is_nobodys_time_to_answer(
    moment: datetime, starts_at: datetime, until: datetime | None
) -> None:
    assert offer_until(moment, starts_at, 24) == until


@pytest.mark.parametrize(
    ("moment", "starts_at", "until"),
    [
        (_rome(22, 10), _rome(23, 9), None),
        (_rome(21, 10), FAR, None),
        (_rome(22, 12), FAR, _rome(23, 12)),
        (_rome(23, 10), _rome(23, 18), _rome(23, 16)),
        (_rome(7, 12, month=12), FAR, _rome(8, 12, month=12)),
        (_rome(7, 17, month=12), FAR, None),
    ],
)
def test_who_must_be_called_is_offered_what_the_office_can_call_about(
    moment: datetime, starts_at: datetime, until: datetime | None
) -> None:
    assert offer_until(moment, starts_at, 24, by_call=True) == until


@given(
    minute=st.integers(0, 60 * 24 * 500),
    hours=st.integers(1, 96),
    ahead=st.integers(0, 60 * 24 * 10),
)
def test_whoever_is_asked_has_two_hours_and_nobody_is_asked_for_a_time_that_is_over(
    minute: int, hours: int, ahead: int
) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    starts_at = moment + timedelta(minutes=ahead)
    until = offer_until(moment, starts_at, hours)
    if until is not None:
        capped = until in (starts_at - timedelta(hours=2), _evening_before(starts_at - timedelta(hours=2)))
        assert until - moment >= LEAST
        assert until <= starts_at - timedelta(hours=2)
        assert capped or until - moment >= timedelta(hours=hours)
        assert 8 <= until.astimezone(ROME).hour < 21 or until.astimezone(ROME).time() == time(21)


def _evening_before(moment: datetime) -> datetime:
    local = moment.astimezone(ROME)
    return datetime.combine(local.date() - timedelta(days=local.hour < 8), time(21), ROME)


@pytest.mark.parametrize(
    ("hour", "part"),
    [(9, FreePart.MORNING), (12, FreePart.MORNING), (13, FreePart.AFTERNOON), (18, FreePart.EVENING)],
)
def test_the_part_of_the_day_is_that_of_the_clock_in_italy(hour: int, part: FreePart) -> None:
    assert [part_of_day(_rome(15, hour, month=month).astimezone(UTC)) for month in (1, 7)] == [part, part]


def test_who_can_come_at_any_time_is_asked_for_any() -> None:
    assert [suits(part, _rome(25, 9)) for part in FreePart] == [True, True, False, False]


def test_who_left_an_email_is_not_met_by_telephone() -> None:
    modes = (Mode.PHONE, Mode.ONLINE)
    found = [mode_for(wanted, modes, by_phone=by_phone) for wanted in ("", Mode.PHONE) for by_phone in (True, False)]
    assert found == [Mode.PHONE, Mode.ONLINE, Mode.PHONE, None]
