"""The arithmetic of insurance: what the insurer does not know yet, and the days nobody is covered."""

from datetime import date
from uuid import UUID

import pytest

from ama_net.features.volunteers.insured import Gap, Stretch, Telling, Term, gaps_between, joined, to_tell, told_after
from ama_net.features.volunteers.models import Change, Risk, Section

ADA, UGO = UUID(int=1), UUID(int=2)
JAN, MAR, MAY, DEC = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 31), date(2026, 12, 31)
ALL_RISKS, BOTH = frozenset(Risk), frozenset(Section)


def test_who_was_never_told_comes_in() -> None:
    assert to_tell([Stretch(ADA, JAN)], {}) == [Telling(Change.IN, ADA, JAN)]


def test_who_was_told_is_not_told_again() -> None:
    assert to_tell([Stretch(ADA, JAN)], {(ADA, JAN): None}) == []


def test_who_stops_goes_out_with_the_last_day() -> None:
    assert to_tell([Stretch(ADA, JAN, MAY)], {(ADA, JAN): None}) == [Telling(Change.OUT, ADA, JAN, MAY)]


def test_an_end_taken_back_comes_in_again() -> None:
    assert to_tell([Stretch(ADA, JAN)], {(ADA, JAN): MAY}) == [Telling(Change.IN, ADA, JAN)]


def test_a_later_end_comes_in_again() -> None:
    assert to_tell([Stretch(ADA, JAN, DEC)], {(ADA, JAN): MAY}) == [Telling(Change.IN, ADA, JAN, DEC)]


def test_what_was_told_and_is_not_so_is_taken_back() -> None:
    assert to_tell([], {(ADA, JAN): MAY}) == [Telling(Change.VOID, ADA, JAN, MAY)]


def test_the_insurer_knows_what_all_communications_said() -> None:
    first = (True, [Telling(Change.IN, ADA, JAN), Telling(Change.IN, UGO, JAN)])
    second = (False, [Telling(Change.OUT, ADA, JAN, MAY), Telling(Change.VOID, UGO, JAN)])
    assert told_after([first, second]) == {(ADA, JAN): MAY}


def test_a_whole_list_takes_the_place_of_all_before() -> None:
    assert told_after([(True, [Telling(Change.IN, ADA, JAN)]), (True, [Telling(Change.IN, UGO, MAR)])]) == {
        (UGO, MAR): None
    }


def test_telling_what_is_not_known_leaves_nothing_to_tell() -> None:
    present = [Stretch(ADA, JAN, MAY), Stretch(UGO, MAR)]
    told = {(ADA, JAN): None, (ADA, MAR): None}
    lines = to_tell(present, told)
    known = told_after([(True, [Telling(Change.IN, *key, last_on=last) for key, last in told.items()]), (False, lines)])
    assert to_tell(present, known) == []


def test_days_that_follow_one_another_are_one_stretch() -> None:
    days = [Stretch(ADA, JAN, MAY), Stretch(ADA, date(2026, 6, 1)), Stretch(UGO, MAR)]
    assert joined(days) == [Stretch(ADA, JAN), Stretch(UGO, MAR)]


def test_days_with_a_gap_stay_two_stretches() -> None:
    days = [Stretch(ADA, JAN, MAY), Stretch(ADA, date(2026, 6, 2))]
    assert joined(days) == days


def test_a_year_with_one_whole_policy_has_no_gap() -> None:
    assert gaps_between([Term(JAN, DEC, BOTH, ALL_RISKS)], JAN, DEC) == []


@pytest.mark.parametrize(
    ("second", "gap"),
    [(date(2026, 6, 1), None), (date(2026, 6, 2), (date(2026, 6, 1), date(2026, 6, 1)))],
)
def test_a_policy_must_begin_the_day_after_the_other_ends(second: date, gap: tuple[date, date] | None) -> None:
    terms = [Term(second, DEC, BOTH, ALL_RISKS), Term(JAN, MAY, BOTH, ALL_RISKS)]
    found = {(one.first_on, one.last_on) for one in gaps_between(terms, JAN, DEC)}
    assert found == ({gap} if gap else set())


def test_the_risk_a_policy_lacks_is_a_gap_of_its_own() -> None:
    terms = [Term(JAN, DEC, BOTH, ALL_RISKS - {Risk.ILLNESS})]
    assert gaps_between(terms, JAN, DEC) == [
        Gap(JAN, DEC, Section.OCCASIONAL, (Risk.ILLNESS,)),
        Gap(JAN, DEC, Section.REGULAR, (Risk.ILLNESS,)),
    ]


def test_a_section_nobody_insures_is_a_gap() -> None:
    terms = [Term(JAN, DEC, frozenset({Section.REGULAR}), ALL_RISKS)]
    assert gaps_between(terms, JAN, DEC) == [Gap(JAN, DEC, Section.OCCASIONAL, tuple(Risk))]
