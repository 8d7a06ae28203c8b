"""How many people each policy has, beside the number it insures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from ama_net.features.volunteers.models import (
    InsuranceCover,
    InsuranceDay,
    InsurancePolicy,
    PolicyKind,
    Section,
    Shift,
    ShiftSignup,
    ShiftState,
    SignupState,
    Volunteer,
)
from ama_net.features.volunteers.queries import serving_on
from ama_net.features.volunteers.queries_insurance import day_of_shift
from ama_net.features.volunteers.queries_policies import of_section
from ama_net.foundation.database import db


@dataclass(frozen=True)
class Exceeded:
    """A day on which a policy has more people than it insures."""

    policy: InsurancePolicy
    on_day: date
    people: int


def exceeded(found: Sequence[InsurancePolicy], day: date) -> list[Exceeded]:
    """Where the number of insured is passed: for occasional volunteers by number on the days from now, else on the day."""
    over = []
    for policy in found:
        if policy.most_insured is None or not policy.is_in_force_on(day):
            continue
        counted = days_from(policy, day) if counts_days(policy) else {day: insured_on(policy, day)}
        over += [Exceeded(policy, on, people) for on, people in sorted(counted.items()) if people > policy.most_insured]
    return over


def counts_days(policy: InsurancePolicy) -> bool:
    """Whether it insures a number of occasional volunteers a day, and not a number of people."""
    return policy.kind == PolicyKind.NUMERIC and policy.section == Section.OCCASIONAL


def insured_on(policy: InsurancePolicy, day: date) -> int:
    """How many people a policy covers on a day."""
    if policy.kind == PolicyKind.NAMED:
        people = select(func.count(InsuranceCover.person_id.distinct())).where(
            InsuranceCover.policy_id == policy.id,
            InsuranceCover.first_on <= day,
            or_(InsuranceCover.last_on.is_(None), InsuranceCover.last_on >= day),
        )
        return db.session.scalar(people) or 0
    if counts_days(policy):
        return days_from(policy, day, day).get(day, 0)
    return db.session.scalar(select(func.count(Volunteer.id)).where(serving_on(day), of_section(policy))) or 0


def days_from(policy: InsurancePolicy, first: date, last: date | None = None) -> dict[date, int]:
    """How many occasional volunteers there are on each day: as written, or as many as have a place in a shift if more."""
    until = last or policy.last_on
    written = db.session.execute(
        select(InsuranceDay.on_day, func.sum(InsuranceDay.people))
        .where(InsuranceDay.policy_id == policy.id, InsuranceDay.on_day.between(first, until))
        .group_by(InsuranceDay.on_day)
    )
    days = {on_day: int(people) for on_day, people in written}
    for on_day, people in _in_shifts(first, until):
        days[on_day] = max(days.get(on_day, 0), people)
    return days


def _in_shifts(first: date, last: date) -> list[tuple[date, int]]:
    on_day = day_of_shift()
    people = (
        select(on_day, func.count(ShiftSignup.person_id.distinct()))
        .join(Shift, Shift.id == ShiftSignup.shift_id)
        .join(Volunteer, Volunteer.person_id == ShiftSignup.person_id)
        .where(Shift.state == ShiftState.PUBLISHED, ShiftSignup.state == SignupState.TAKEN)
        .where(on_day.between(first, last))
        .where(Volunteer.section == Section.OCCASIONAL, serving_on(on_day))
        .group_by(on_day)
    )
    return [(row[0], row[1]) for row in db.session.execute(people)]
