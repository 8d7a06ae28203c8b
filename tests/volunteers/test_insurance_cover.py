"""Who is covered, on which day, for what."""

from datetime import date, timedelta

import pytest
from flask import Flask

from ama_net.features.volunteers.models import InsurancePolicy, PolicyKind, Risk, Section
from ama_net.features.volunteers.operations.insurance_covers import cover_person, stop_who_left
from ama_net.features.volunteers.queries_insurance import cover_of, uncovered_on
from ama_net.features.volunteers.queries_policies import covers_of
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.insurance import make_cover, make_policy
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.standing import Standing

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)


def _uncovered(day: date) -> list[int]:
    return [one.number for one in db.session.scalars(uncovered_on(day))]


def test_nobody_is_covered_without_a_policy(in_alba: object) -> None:
    volunteer = make_volunteer()
    assert cover_of(volunteer.person_id, FIRST) is None
    assert _uncovered(FIRST) == [1]


@pytest.mark.parametrize(("day", "covered"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)])
def test_a_collective_policy_covers_the_register_from_its_first_to_its_last_day(
    in_alba: object, day: date, covered: bool
) -> None:
    make_policy(first_on=FIRST, last_on=LAST)
    volunteer = make_volunteer()
    assert (cover_of(volunteer.person_id, day) is not None) is covered
    assert (_uncovered(day) == []) is covered


def test_who_is_no_volunteer_on_the_day_is_neither_covered_nor_uncovered(in_alba: object) -> None:
    make_policy()
    volunteer = make_volunteer(started_on=date(2026, 3, 1), ended_on=date(2026, 5, 1), end_reason="stopped")
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 30), date(2026, 5, 1))
    assert [cover_of(volunteer.person_id, day) is not None for day in days] == [False, True, True, False]
    assert [_uncovered(day) for day in days] == [[], [], [], []]


@pytest.mark.parametrize(
    ("day", "covered"),
    [(date(2026, 2, 9), False), (date(2026, 2, 10), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_a_named_policy_covers_whom_it_names_for_their_days(in_alba: object, day: date, covered: bool) -> None:
    policy = make_policy(kind=PolicyKind.NAMED)
    named, other = make_volunteer(), make_volunteer()
    make_cover(policy, named.person, first_on=date(2026, 2, 10), last_on=date(2026, 6, 30))
    assert (cover_of(named.person_id, day) is not None) is covered
    assert cover_of(other.person_id, day) is None


def test_a_named_period_without_end_lasts_as_long_as_the_policy(in_alba: object) -> None:
    policy = make_policy(kind=PolicyKind.NAMED)
    named = make_volunteer()
    make_cover(policy, named.person)
    assert [cover_of(named.person_id, day) is not None for day in (LAST, LAST + DAY)] == [True, False]


def test_a_policy_of_one_section_leaves_out_the_other(in_alba: object) -> None:
    make_policy(section=Section.REGULAR)
    regular, occasional = make_volunteer(), make_volunteer(section=Section.OCCASIONAL)
    assert cover_of(regular.person_id, FIRST) is not None
    assert cover_of(occasional.person_id, FIRST) is None
    assert _uncovered(FIRST) == [occasional.number]


def _moved() -> tuple[InsurancePolicy, Person]:
    """A named policy for who is not occasional, and whom it names, who became occasional on 1 June."""
    policy, person = make_policy(kind=PolicyKind.NAMED, section=Section.REGULAR), make_person()
    make_volunteer(person, ended_on=date(2026, 6, 1), end_reason="moved")
    make_volunteer(person, section=Section.OCCASIONAL, started_on=date(2026, 6, 1))
    make_cover(policy, person)
    return policy, person


@pytest.mark.parametrize(("day", "covered"), [(date(2026, 5, 31), True), (date(2026, 6, 1), False)])
def test_a_named_policy_of_one_section_covers_who_moves_until_then(in_alba: object, day: date, covered: bool) -> None:
    _policy, person = _moved()
    assert (cover_of(person.id, day) is not None) is covered


def test_who_moves_to_another_section_leaves_the_policy_of_the_first(in_alba: object) -> None:
    policy, _person = _moved()
    assert stop_who_left(policy, by=SYSTEM) == 1
    assert [one.last_on for one in db.session.scalars(covers_of(policy))] == [date(2026, 5, 31)]


def test_nobody_of_the_other_section_is_put_in_a_policy(in_alba: object) -> None:
    policy = make_policy(kind=PolicyKind.NAMED, section=Section.REGULAR)
    with pytest.raises(WrongFact, match="altra sezione"):
        cover_person(policy, make_volunteer(section=Section.OCCASIONAL).person, from_on=FIRST, by=SYSTEM)


def test_a_policy_without_illness_leaves_the_volunteer_not_wholly_covered(in_alba: object) -> None:
    make_policy(covers_illness=False)
    volunteer = make_volunteer()
    cover = cover_of(volunteer.person_id, FIRST)
    assert cover is not None
    assert (cover.missing, cover.is_whole) == ((Risk.ILLNESS,), False)
    assert _uncovered(FIRST) == [volunteer.number]


def test_two_policies_cover_together_what_the_law_wants(in_alba: object) -> None:
    make_policy(covers_illness=False)
    make_policy(number="POL-2", covers_accident=False, covers_liability=False, last_on=date(2027, 3, 31))
    volunteer = make_volunteer()
    cover = cover_of(volunteer.person_id, FIRST)
    assert cover is not None
    assert (cover.is_whole, cover.last_on, len(cover.policies)) == (True, date(2027, 3, 31), 2)
    assert _uncovered(FIRST) == []


def test_a_policy_of_another_association_covers_nobody_here(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        with tenant_scope(brig.id):
            make_policy()
            db.session.commit()
        with tenant_scope(alba.id):
            volunteer = make_volunteer(make_person())
            assert cover_of(volunteer.person_id, FIRST) is None
            assert _uncovered(FIRST) == [1]
            db.session.rollback()
