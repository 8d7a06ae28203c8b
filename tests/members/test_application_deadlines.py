"""The arithmetic of the terms, at their very edges."""

from datetime import date

import pytest

from ama_net.features.members.ages import came_of_age
from ama_net.features.members.application_deadlines import (
    Urgency,
    answer_due,
    appeal_until,
    days_left,
    urgency,
    warning_stage,
)

RECEIVED = date(2026, 1, 1)


def test_the_day_of_receipt_is_not_counted() -> None:
    assert answer_due(RECEIVED) == date(2026, 3, 2)


def test_a_leap_year_has_one_day_more() -> None:
    assert answer_due(date(2028, 1, 1)) == date(2028, 3, 1)


@pytest.mark.parametrize(
    ("on", "expected", "left"),
    [
        (date(2026, 1, 1), Urgency.CALM, 60),
        (date(2026, 2, 14), Urgency.CALM, 16),
        (date(2026, 2, 15), Urgency.SOON, 15),
        (date(2026, 3, 1), Urgency.SOON, 1),
        (date(2026, 3, 2), Urgency.LAST_DAY, 0),
        (date(2026, 3, 3), Urgency.LATE, -1),
    ],
)
def test_the_urgency_changes_at_45_and_60_days(on: date, expected: Urgency, left: int) -> None:
    assert (urgency(RECEIVED, on), days_left(RECEIVED, on)) == (expected, left)


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        (date(2026, 2, 14), 0),
        (date(2026, 2, 15), 1),
        (date(2026, 3, 1), 1),
        (date(2026, 3, 2), 2),
        (date(2027, 1, 1), 2),
    ],
)
def test_warnings_come_due_on_day_45_and_on_day_60(on: date, stage: int) -> None:
    assert warning_stage(RECEIVED, on) == stage


def test_another_statute_has_other_terms() -> None:
    assert urgency(RECEIVED, date(2026, 1, 21), warn=20, within=30) is Urgency.SOON


def test_the_appeal_counts_from_the_day_it_was_told() -> None:
    assert appeal_until(date(2026, 4, 1)) == date(2026, 5, 31)


def test_an_appeal_that_ends_on_holidays_goes_on_to_the_next_working_day() -> None:
    closed = {date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 2)}
    assert appeal_until(date(2026, 4, 1), is_closed=closed.__contains__) == date(2026, 6, 3)


@pytest.mark.parametrize(
    ("born", "on", "of_age"),
    [
        (date(2008, 5, 10), date(2026, 5, 9), False),
        (date(2008, 5, 10), date(2026, 5, 10), True),
        (date(2008, 2, 29), date(2026, 2, 28), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
    ],
)
def test_one_comes_of_age_on_the_birthday(born: date, on: date, of_age: bool) -> None:
    assert came_of_age(born, on) is of_age
