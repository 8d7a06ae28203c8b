"""Who is insured, by which policies, on a day; and who is not (D.Lgs. 117/2017 art. 18)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from ama_net.features.volunteers.models import (
    InsuranceCover,
    InsurancePolicy,
    PolicyKind,
    Risk,
    Shift,
    ShiftSignup,
    ShiftState,
    SignupState,
    Volunteer,
)
from ama_net.features.volunteers.queries import Day, serving_on
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.database.days import italian_day


@dataclass(frozen=True)
class Cover:
    """The policies that cover somebody on a day, the one that lasts longest first."""

    policies: tuple[InsurancePolicy, ...]

    @property
    def risks(self) -> frozenset[Risk]:
        """What somebody is covered for, by all of them together."""
        return frozenset[Risk]().union(*(policy.risks for policy in self.policies))

    @property
    def missing(self) -> tuple[Risk, ...]:
        """What the law wants and no policy covers."""
        return tuple(risk for risk in Risk if risk not in self.risks)

    @property
    def is_whole(self) -> bool:
        """Whether accident, illness and liability are all covered."""
        return not self.missing

    @property
    def last_on(self) -> date:
        """The last day of the policy that lasts longest."""
        return self.policies[0].last_on


def in_force_on(day: Day) -> ColumnElement[bool]:
    """The condition that a day is one of a policy's."""
    return (InsurancePolicy.first_on <= day) & (InsurancePolicy.last_on >= day)


def covered_on(day: Day) -> ColumnElement[bool]:
    """The condition that a policy of a volunteer's section covers them on a day: it names them, or it is for everybody.

    A numeric policy counts as cover of its section; that the number is not exceeded is a check of its own.
    """
    section = or_(InsurancePolicy.section.is_(None), InsurancePolicy.section == Volunteer.section)
    named = (
        exists()
        .where(
            InsuranceCover.policy_id == InsurancePolicy.id,
            InsuranceCover.person_id == Volunteer.person_id,
            InsuranceCover.first_on <= day,
            or_(InsuranceCover.last_on.is_(None), InsuranceCover.last_on >= day),
        )
        .correlate(InsurancePolicy, Volunteer, Shift)
    )
    return and_(in_force_on(day), section, or_(InsurancePolicy.kind != PolicyKind.NAMED, named))


def cover_of(person_id: UUID, on: date) -> Cover | None:
    """The policies that cover a volunteer on a day; None when none does, or when they are no volunteer on that day."""
    found = (
        select(InsurancePolicy)
        .join(Volunteer, covered_on(on))
        .where(Volunteer.person_id == person_id, serving_on(on))
        .order_by(InsurancePolicy.last_on.desc(), InsurancePolicy.id)
    )
    policies = tuple(db.session.scalars(found))
    return Cover(policies) if policies else None


def uncovered_on(day: date) -> Select[Volunteer]:
    """The volunteers of a day whom no policy covers for one at least of the three risks (art. 18 c. 1)."""
    return select(Volunteer).where(serving_on(day), lacks_cover(day)).order_by(Volunteer.sort_name, Volunteer.id)


def lacks_cover(day: Day) -> ColumnElement[bool]:
    """The condition that no policy covers a volunteer on a day for one at least of the three risks."""
    covers = [func.bool_or(getattr(InsurancePolicy, f"covers_{risk}")) for risk in Risk]
    wholly = select(and_(*covers)).where(covered_on(day)).correlate(Volunteer, Shift).scalar_subquery()
    return wholly.is_not(True)


def uncovered_among(person_ids: Collection[UUID], days: Iterable[date]) -> set[UUID]:
    """Which of some people serve on one of some days without being covered for the three risks of art. 18 c. 1."""
    theirs = (
        uncovered_on(day).with_only_columns(Volunteer.person_id).where(Volunteer.person_id.in_(person_ids))
        for day in days
    )
    return {person_id for found in theirs for person_id in db.session.scalars(found.order_by(None))}


def uncovered_signups(person_id: UUID | None = None) -> Select[ShiftSignup]:
    """The places taken in shifts to come by volunteers not covered on each of its days (of one person, or of all)."""
    found = (
        select(ShiftSignup)
        .join(Shift, Shift.id == ShiftSignup.shift_id)
        .where(ShiftSignup.state == SignupState.TAKEN, Shift.state != ShiftState.CANCELLED)
        .where(Shift.starts_at >= now(), or_(_serves_uncovered(day_of_shift()), _serves_uncovered(last_day_of_shift())))
        .order_by(Shift.starts_at, ShiftSignup.id)
    )
    return found if person_id is None else found.where(ShiftSignup.person_id == person_id)


def _serves_uncovered(day: Day) -> ColumnElement[bool]:
    """The condition that who holds a place serves on a day and is not covered."""
    mine = Volunteer.person_id == ShiftSignup.person_id
    return exists().where(mine, serving_on(day), lacks_cover(day)).correlate(ShiftSignup, Shift)


def day_of_shift() -> ColumnElement[date]:
    """The Italian day a shift begins on."""
    return italian_day(Shift.starts_at)


def last_day_of_shift() -> ColumnElement[date]:
    """The Italian day a shift ends on: the next one, when it lasts past midnight."""
    return italian_day(Shift.ends_at - timedelta(microseconds=1))
