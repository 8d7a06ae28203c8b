"""How long, read as people write it; what it is worth."""

import pytest

from ama_net.features.volunteers.hours_rules import hours_drawn, parse_minutes, worth_cents
from ama_net.kernel.people import WrongFact


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("2", 120), ("2,5", 150), ("2.5", 150), ("2,25", 135), ("1,75", 105), ("2:30", 150), ("2h30", 150),
        ("2 h 30 min", 150), ("0:45", 45), ("45 min", 45), ("90'", 90), (" 3 ore ", 180), ("1 ora", 60), ("24", 1440),
    ],
)  # fmt: skip
def test_a_length_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert parse_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["", "due", "-2", "0", "25", "1,30", "1.3", "2:60", "1441 min", "2,5,5", "²", "٣"])
def test_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(WrongFact) as refused:
        parse_minutes(typed)
    assert refused.value.field == "minutes"


def test_a_bar_says_tenths_of_an_hour() -> None:
    assert [str(hours_drawn(minutes)) for minutes in (0, 45, 1290, 1320)] == ["0.0", "0.8", "21.5", "22.0"]


def test_worth_is_rounded_to_the_cent() -> None:
    assert [worth_cents(90, 1801), worth_cents(20, 1000), worth_cents(60, None)] == [2702, 333, None]
