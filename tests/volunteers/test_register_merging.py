"""Making one row of two people who are in the register: on the same days it is refused, on others the lines follow."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from ama_net.features.volunteers.models import Section, ServiceEnd
from ama_net.features.volunteers.operations.volunteers import correct_entry, end_service, start_service
from ama_net.features.volunteers.register import REGISTER
from ama_net.foundation.clock import today
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people.operations.merging import CannotMerge, merge_people
from ama_net.kernel.registers import check
from tests.factories.people import make_person
from tests.support.standing import Standing
from tests.volunteers.register_desk import DAY, numbered

Stretch = tuple[date, date | None]


def _to_come() -> date:
    return today() + timedelta(days=60)


def _two(*stretches: Stretch) -> None:
    """Somebody with a line for each stretch, lines and people numbered alike; made one at the end."""
    people = [make_person("Anna", "Verdi") for _one in stretches]
    for person, (begins, ends) in zip(people, stretches, strict=True):
        volunteer = start_service(person, section=Section.REGULAR, on=begins, by=SYSTEM)
        if ends is not None:
            end_service(volunteer, on=ends, reason=ServiceEnd.STOPPED, by=SYSTEM)


def _make_one() -> None:
    merge_people(numbered(1).person_id, numbered(2).person_id, from_lost=set(), by=SYSTEM)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((DAY, None), lambda: (DAY, None)),
        ((DAY, None), lambda: (DAY, _to_come())),
        ((DAY, date(2024, 9, 1)), lambda: (date(2024, 8, 31), date(2024, 10, 1))),
    ],
    ids=["both open", "one ends on a day to come", "both are over"],
)
def test_two_who_served_on_the_same_days_are_not_made_one(
    in_alba: Standing, one: Stretch, other: Callable[[], Stretch]
) -> None:
    _two(one, other())
    with pytest.raises(CannotMerge, match="negli stessi giorni"):
        _make_one()


def test_two_who_served_one_after_the_other_are_made_one(in_alba: Standing) -> None:
    _two((DAY, date(2024, 9, 1)), (date(2024, 9, 1), None))
    _make_one()
    assert (numbered(1).person_id, check(REGISTER).is_whole) == (numbered(2).person_id, True)


def test_a_line_said_to_be_a_mistake_is_no_longer_in_the_way(in_alba: Standing) -> None:
    _two((DAY, None), (date(2024, 5, 1), _to_come()))
    wrong = {"ended_on": date(2024, 5, 1), "end_reason": ServiceEnd.MISTAKE}
    correct_entry(numbered(2), why="Era scritta due volte", by=SYSTEM, **wrong)
    _make_one()
    assert (numbered(1).person_id, check(REGISTER).is_whole) == (numbered(2).person_id, True)
