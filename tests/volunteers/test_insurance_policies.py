"""Policies: what can be written, who a named one names, the days of a numeric one, days nobody is covered."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ama_net.features.volunteers.insured import Gap
from ama_net.features.volunteers.models import InsuranceCover, InsurancePolicy, PolicyKind, Risk, Section, ShiftState
from ama_net.features.volunteers.operations.insurance import (
    PolicyFacts,
    change_policy,
    note_day,
    remove_day,
    remove_policy,
    renew_policy,
    write_policy,
)
from ama_net.features.volunteers.operations.insurance_covers import (
    cover_everybody,
    cover_person,
    remove_cover,
    stop_cover,
)
from ama_net.features.volunteers.queries_insured_numbers import exceeded, insured_on
from ama_net.features.volunteers.queries_policies import decide_by, follows, gaps, policies
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import WrongFact
from tests.factories.insurance import make_cover, make_policy
from tests.factories.people import make_person
from tests.factories.volunteers import make_shift, make_volunteer
from tests.volunteers.support_insurance import sign_up

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
FACTS = PolicyFacts("POL-7", PolicyKind.COLLECTIVE, FIRST, LAST, insurer_name="Assicurazioni Inventate")
DAY = timedelta(days=1)


def test_a_policy_is_written_as_it_was_said(in_alba: object) -> None:
    policy = write_policy(replace(FACTS, premium_cents=24000, renews=True, notice_days=30), by=SYSTEM)
    assert (policy.number, policy.premium_cents, policy.insurer_words) == ("POL-7", 24000, "Assicurazioni Inventate")
    assert policies() == [policy]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"insurer_name": ""}, "insurer_name"),
        ({"number": ""}, "number"),
        ({"last_on": FIRST - DAY}, "last_on"),
        ({"covers_accident": False, "covers_illness": False, "covers_liability": False}, "risks"),
        ({"kind": PolicyKind.NUMERIC}, "most_insured"),
        ({"notice_days": 365}, "notice_days"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(in_alba: object, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(WrongFact) as refused:
        write_policy(replace(FACTS, **wrong), by=SYSTEM)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_another_end_is_warned_of_again(in_alba: object) -> None:
    policy = make_policy(warned_days=15)
    facts = replace(FACTS, number=policy.number, insurer_name=policy.insurer_name)
    assert change_policy(policy, facts, by=SYSTEM) == []
    assert policy.warned_days == 15
    assert change_policy(policy, replace(facts, last_on=date(2027, 6, 30)), by=SYSTEM) == ["last_on"]
    assert policy.warned_days is None


def test_a_policy_with_names_stays_one_of_names(in_alba: object) -> None:
    policy = make_policy(kind=PolicyKind.NAMED)
    make_cover(policy, make_volunteer().person)
    with pytest.raises(WrongFact, match="resta nominativa"):
        change_policy(policy, FACTS, by=SYSTEM)


def test_a_policy_written_by_mistake_goes_with_its_names(in_alba: object) -> None:
    policy = make_policy(kind=PolicyKind.NAMED)
    make_cover(policy, make_volunteer().person)
    remove_policy(policy, by=SYSTEM)
    assert (db.session.query(InsurancePolicy).count(), db.session.query(InsuranceCover).count()) == (0, 0)


def test_a_renewed_policy_takes_along_who_is_still_covered(in_alba: object) -> None:
    policy = make_policy(kind=PolicyKind.NAMED)
    stays, stops, whole = (make_volunteer().person for _ in range(3))
    make_cover(policy, stays)
    make_cover(policy, stops, last_on=LAST - DAY)
    make_cover(policy, whole, last_on=LAST)
    facts = replace(FACTS, kind=PolicyKind.NAMED, first_on=LAST + DAY, last_on=date(2027, 12, 31))
    after = renew_policy(policy, facts, by=SYSTEM)
    covers = db.session.query(InsuranceCover).filter_by(policy_id=after.id)
    assert {(one.person_id, one.first_on) for one in covers} == {(stays.id, LAST + DAY), (whole.id, LAST + DAY)}


def test_a_renewed_policy_begins_after_the_other(in_alba: object) -> None:
    with pytest.raises(WrongFact, match="dopo la fine"):
        renew_policy(make_policy(), replace(FACTS, first_on=LAST, last_on=date(2027, 12, 31)), by=SYSTEM)


@pytest.mark.parametrize(
    ("from_on", "refused"), [(FIRST - DAY, True), (FIRST, False), (LAST, False), (LAST + DAY, True)]
)
def test_somebody_is_covered_from_a_day_of_the_policy(in_alba: object, from_on: date, refused: bool) -> None:
    policy, person = make_policy(kind=PolicyKind.NAMED), make_person()
    if refused:
        with pytest.raises(WrongFact, match="fuori dalla polizza"):
            cover_person(policy, person, from_on=from_on, by=SYSTEM)
    else:
        assert cover_person(policy, person, from_on=from_on, by=SYSTEM).first_on == from_on


def test_nobody_is_twice_in_a_policy(in_alba: object) -> None:
    policy, person = make_policy(kind=PolicyKind.NAMED), make_person()
    make_cover(policy, person, last_on=date(2026, 5, 31))
    with pytest.raises(WrongFact, match="già nella polizza"):
        cover_person(policy, person, from_on=date(2026, 5, 31), by=SYSTEM)
    assert cover_person(policy, person, from_on=date(2026, 6, 1), by=SYSTEM).first_on == date(2026, 6, 1)


def test_a_collective_policy_names_nobody(in_alba: object) -> None:
    with pytest.raises(WrongFact, match="nominativa"):
        cover_person(make_policy(), make_person(), from_on=FIRST, by=SYSTEM)


def test_the_list_follows_the_register(in_alba: object) -> None:
    first = today() - 100 * DAY
    policy = make_policy(kind=PolicyKind.NAMED, first_on=first, last_on=first + 365 * DAY, section=Section.REGULAR)
    serving = make_volunteer()
    left = make_volunteer(ended_on=today() - DAY, end_reason="stopped")
    later = make_volunteer(started_on=today() + 10 * DAY)
    make_volunteer(section=Section.OCCASIONAL)
    make_cover(policy, left.person)
    assert cover_everybody(policy, from_on=today(), by=SYSTEM) == 3
    covers = db.session.query(InsuranceCover).filter_by(policy_id=policy.id)
    assert {(one.person_id, one.first_on, one.last_on) for one in covers} == {
        (serving.person_id, today(), None),
        (left.person_id, first, today() - 2 * DAY),
        (later.person_id, today() + 10 * DAY, None),
    }
    assert cover_everybody(policy, from_on=today(), by=SYSTEM) == 0


@pytest.mark.parametrize(
    ("last_on", "refused"), [(FIRST - DAY, True), (FIRST, False), (LAST, False), (LAST + DAY, True)]
)
def test_a_cover_ends_on_a_day_of_its_own(in_alba: object, last_on: date, refused: bool) -> None:
    cover = make_cover(make_policy(kind=PolicyKind.NAMED), make_person())
    if refused:
        with pytest.raises(WrongFact, match="fuori da quelli coperti"):
            stop_cover(cover, last_on=last_on, by=SYSTEM)
    else:
        stop_cover(cover, last_on=last_on, by=SYSTEM)
        assert cover.last_on == last_on


def test_a_name_the_insurer_does_not_know_is_taken_out(in_alba: object) -> None:
    cover = make_cover(make_policy(kind=PolicyKind.NAMED), make_person())
    remove_cover(cover, by=SYSTEM)
    assert db.session.query(InsuranceCover).count() == 0


def test_days_are_of_a_numeric_policy_and_within_it(in_alba: object) -> None:
    numeric = make_policy(kind=PolicyKind.NUMERIC, most_insured=10)
    assert note_day(numeric, LAST, 8, "Banchetto", by=SYSTEM).people == 8
    for policy, day in ((numeric, LAST + DAY), (make_policy(), LAST)):
        with pytest.raises(WrongFact):
            note_day(policy, day, 8, "Banchetto", by=SYSTEM)


def test_a_day_the_insurer_does_not_know_is_taken_away(in_alba: object) -> None:
    numeric = make_policy(kind=PolicyKind.NUMERIC, most_insured=10)
    remove_day(note_day(numeric, LAST, 8, "Banchetto", by=SYSTEM), by=SYSTEM)
    assert insured_on(numeric, LAST) == 0


@pytest.mark.parametrize(("most", "over"), [(1, [2]), (2, [])])
def test_more_volunteers_than_a_policy_insures_are_found(in_alba: object, most: int, over: list[int]) -> None:
    make_volunteer(), make_volunteer(section=Section.OCCASIONAL)
    make_policy(most_insured=most)
    assert [one.people for one in exceeded(policies(), FIRST)] == over


def test_occasional_volunteers_are_counted_by_day_as_written_or_in_shifts(in_alba: object) -> None:
    tomorrow = today() + DAY
    policy = make_policy(
        kind=PolicyKind.NUMERIC,
        most_insured=1,
        section=Section.OCCASIONAL,
        first_on=today(),
        last_on=today() + 90 * DAY,
    )
    shift = make_shift(maximum=3)
    for section in (Section.OCCASIONAL, Section.OCCASIONAL, Section.REGULAR):
        sign_up(shift, make_volunteer(section=section))
    note_day(policy, today() + 5 * DAY, 4, "Festa", by=SYSTEM)
    note_day(policy, today() + 6 * DAY, 1, "Festa", by=SYSTEM)
    assert [(one.on_day, one.people) for one in exceeded([policy], today())] == [(tomorrow, 2), (today() + 5 * DAY, 4)]


def test_a_cancelled_shift_brings_nobody(in_alba: object) -> None:
    policy = make_policy(
        kind=PolicyKind.NUMERIC, most_insured=1, section=Section.OCCASIONAL, last_on=today() + 90 * DAY
    )
    sign_up(make_shift(state=ShiftState.CANCELLED), make_volunteer(section=Section.OCCASIONAL))
    assert insured_on(policy, today() + DAY) == 0


def test_days_without_a_policy_are_found_for_sections_that_have_volunteers(in_alba: object) -> None:
    make_volunteer()
    make_policy(last_on=date(2026, 5, 31))
    make_policy(first_on=date(2026, 6, 10))
    found = gaps(policies(), date(2026, 6, 1))
    assert found == [Gap(date(2026, 6, 1), date(2026, 6, 9), Section.REGULAR, tuple(Risk))]


def test_a_policy_is_followed_by_those_that_cover_the_same_the_day_after(in_alba: object) -> None:
    policy = make_policy()
    make_policy(first_on=LAST + DAY, last_on=date(2027, 12, 31), covers_illness=False)
    assert follows(policy, policies()) is False
    make_policy(first_on=LAST + DAY, last_on=date(2027, 12, 31), covers_accident=False, covers_liability=False)
    assert follows(policy, policies()) is True


def test_one_decides_by_the_last_day_for_notice_when_it_renews(in_alba: object) -> None:
    assert decide_by(make_policy(renews=True, notice_days=30)) == date(2026, 12, 1)
    assert decide_by(make_policy(notice_days=30)) == LAST
