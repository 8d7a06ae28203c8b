"""The arithmetic of an assembly: it holds for every number, and exactly at its borders."""

from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ama_net.features.members.models import Majority
from ama_net.features.members.quorum import (
    BOARD,
    LAW,
    Elected,
    Line,
    Presence,
    Room,
    Rules,
    Share,
    carried,
    elected,
    is_quorate,
    presence_needed,
    present_votes,
    proxies_allowed,
    votes_needed,
)
from ama_net.features.members.settings_meetings import MeetingsSettings

TOTALS = st.integers(min_value=0, max_value=60_000)
ROLLS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([None, "in_person", "remote"])), max_size=30)


def _key(number: int) -> UUID:
    return UUID(int=number)


def _lines(facts: list[tuple[int, str | None]]) -> list[Line]:
    return [Line(_key(number), votes, way) for number, (votes, way) in enumerate(facts)]


def _carried(majority: Majority, *, rules: Rules = LAW, **facts: int) -> bool:
    room = {field.name: facts.pop(field.name) for field in fields(Room) if field.name in facts}
    return carried(majority, Room(**room), rules=rules, **facts)


@pytest.mark.parametrize(
    ("present", "entitled", "opens"), [(5, 10, True), (4, 10, False), (5, 9, True), (4, 9, False), (0, 0, False)]
)
def test_in_first_call_exactly_half_is_enough(present: int, entitled: int, opens: bool) -> None:
    assert is_quorate(present, entitled, call=1) is opens


@pytest.mark.parametrize(("present", "opens"), [(1, True), (0, False)])
def test_in_second_call_any_number_but_nobody(present: int, opens: bool) -> None:
    assert is_quorate(present, 1000, call=2) is opens


@pytest.mark.parametrize(("present", "entitled", "opens"), [(2, 4, False), (3, 4, True), (3, 5, True), (2, 5, False)])
def test_a_board_meets_with_more_than_half(present: int, entitled: int, opens: bool) -> None:
    assert is_quorate(present, entitled, call=1, rules=BOARD) is opens


@given(TOTALS)
def test_what_is_needed_is_the_least_that_opens(entitled: int) -> None:
    needed = votes_needed(entitled, call=1)
    assert is_quorate(needed, entitled, call=1)
    assert not is_quorate(needed - 1, entitled, call=1)


@given(st.integers(1, 20), st.integers(1, 20), TOTALS)
def test_a_share_is_its_least_whole_number(part: int, whole: int, total: int) -> None:
    share = Share(part, whole)
    assert share.is_reached(share.of(total), total)
    assert share.of(total) == 0 or not share.is_reached(share.of(total) - 1, total)


@given(ROLLS, st.lists(st.tuples(st.integers(0, 35), st.integers(0, 35)), max_size=20))
def test_no_vote_is_counted_twice(facts: list[tuple[int, str | None]], pairs: list[tuple[int, int]]) -> None:
    lines = _lines(facts)
    once = dict(pairs)
    found = present_votes(lines, [(_key(giver), _key(holder)) for giver, holder in once.items()])
    assert found.in_person == sum(line.votes for line in lines if line.way == "in_person")
    assert found.remote == sum(line.votes for line in lines if line.way == "remote")
    assert found.total <= found.entitled == sum(line.votes for line in lines)


def test_a_proxy_counts_while_its_holder_is_there_and_its_giver_is_not() -> None:
    lines = _lines([(1, "in_person"), (1, None), (1, None), (1, "remote"), (0, "in_person")])
    proxies = [(_key(1), _key(0)), (_key(2), _key(1)), (_key(3), _key(0))]
    assert present_votes(lines, proxies) == Presence(in_person=1, remote=1, by_proxy=1, entitled=4)


@pytest.mark.parametrize(("favour", "against", "passes"), [(3, 2, True), (3, 3, False), (1, 0, True), (0, 0, False)])
def test_a_majority_is_more_than_half_of_the_votes(favour: int, against: int, passes: bool) -> None:
    cast: dict[str, Any] = {"in_favour": favour, "against": against, "abstained": 4}
    assert _carried(Majority.PRESENT_HALF, **cast, present=10, entitled=10) is passes


def test_a_statute_may_count_who_abstains() -> None:
    counts: dict[str, Any] = {"in_favour": 5, "against": 1, "abstained": 4, "present": 10, "entitled": 10}
    assert _carried(Majority.PRESENT_HALF, **counts)
    assert not _carried(Majority.PRESENT_HALF, **counts, rules=Rules(abstentions_count=True))


@pytest.mark.parametrize(
    ("present", "favour", "passes"), [(75, 38, True), (74, 74, False), (75, 37, False), (76, 38, False), (76, 39, True)]
)
def test_the_statute_changes_with_three_quarters_there_and_half_of_them_in_favour(
    present: int, favour: int, passes: bool
) -> None:
    counts: dict[str, Any] = {"in_favour": favour, "against": 0, "present": present, "entitled": 100}
    assert _carried(Majority.CHANGE_STATUTE, **counts) is passes
    assert _carried(Majority.CHANGE_STATUTE, **counts, call=2) is passes


@pytest.mark.parametrize(("favour", "passes"), [(75, True), (74, False)])
def test_dissolving_asks_three_quarters_of_all_members(favour: int, passes: bool) -> None:
    assert _carried(Majority.DISSOLVE, in_favour=favour, against=0, present=100, entitled=100, call=2) is passes


def test_nothing_is_carried_without_a_quorum() -> None:
    assert not _carried(Majority.PRESENT_HALF, in_favour=4, against=0, present=4, entitled=10)
    assert _carried(Majority.PRESENT_HALF, in_favour=4, against=0, present=4, entitled=10, call=2)


@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_one_more_vote_in_favour_never_loses(entitled: int, favour: int, against: int, abstained: int) -> None:
    present = min(entitled, favour + against + abstained + 1)
    for majority in (Majority.PRESENT_HALF, Majority.CHANGE_STATUTE, Majority.DISSOLVE):
        facts: dict[str, Any] = {"against": against, "abstained": abstained, "present": present, "entitled": entitled}
        before = _carried(majority, in_favour=favour, **facts)
        assert not before or _carried(majority, in_favour=favour + 1, **facts)


def test_who_must_be_there_for_each_kind_of_item() -> None:
    needed = [presence_needed(kind, 10, call=2) for kind in (Majority.PRESENT_HALF, Majority.CHANGE_STATUTE)]
    assert needed == [1, 8]
    assert presence_needed(Majority.DISSOLVE, 10, call=1, rules=LAW) == 8


def test_the_most_voted_are_elected_and_a_tie_is_told() -> None:
    assert elected({"a": 5, "b": 3, "c": 1, "d": 0}, seats=2) == Elected(("a", "b"))
    assert elected({"a": 5, "b": 3, "c": 3}, seats=2) == Elected(("a",), ("b", "c"))
    assert elected({"a": 1, "b": 0}, seats=3) == Elected(("a",))


@pytest.mark.parametrize(("members", "limit"), [(1, 3), (499, 3), (500, 5), (20_000, 5)])
def test_three_proxies_below_500_members_and_five_from_there(members: int, limit: int) -> None:
    assert proxies_allowed(members) == limit
    assert proxies_allowed(members, below=1, above=2) == (1 if members < 500 else 2)


@pytest.mark.parametrize(("favour", "against", "passes"), [(2, 1, False), (2, 0, False), (3, 2, True), (3, 0, True)])
def test_on_a_board_more_than_half_of_those_present_must_be_in_favour(favour: int, against: int, passes: bool) -> None:
    counts: dict[str, Any] = {"in_favour": favour, "against": against, "present": 5, "entitled": 5}
    assert _carried(Majority.PRESENT_HALF, **counts, abstained=5 - favour - against, rules=BOARD) is passes


def test_a_statute_may_let_a_board_decide_by_the_votes_cast() -> None:
    rules = MeetingsSettings(board_of_those_present=False).rules("board")
    counts: dict[str, Any] = {"in_favour": 2, "against": 1, "abstained": 2, "present": 5, "entitled": 5}
    assert _carried(Majority.PRESENT_HALF, **counts, rules=rules)
    assert not _carried(Majority.PRESENT_HALF, **counts, rules=MeetingsSettings().rules("board"))


@pytest.mark.parametrize(("favour", "passes"), [(3, False), (7, False), (8, True)])
def test_members_without_a_vote_are_counted_before_dissolving(favour: int, passes: bool) -> None:
    counts: dict[str, Any] = {"in_favour": favour, "against": 0, "present": 9, "entitled": 9, "members": 10}
    assert _carried(Majority.DISSOLVE, **counts) is passes


def test_who_goes_out_during_a_vote_is_still_counted_among_those_present() -> None:
    counts: dict[str, Any] = {"in_favour": 3, "against": 0, "present": 5, "entitled": 10, "call": 2}
    rules = Rules(change_on_second_call=Share(0, 1))
    assert _carried(Majority.CHANGE_STATUTE, **counts, rules=rules)
    assert not _carried(Majority.CHANGE_STATUTE, **counts, most_present=10, rules=rules)
    assert not _carried(Majority.PRESENT_HALF, **counts, most_present=10, rules=BOARD)


def test_enough_must_still_be_there_when_a_vote_is_counted() -> None:
    counts: dict[str, Any] = {"in_favour": 4, "against": 0, "present": 4, "most_present": 10, "entitled": 10}
    assert not _carried(Majority.PRESENT_HALF, **counts)
