"""How the volunteers are insured today, in one look: figures, what is wrong, what is to be done."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select

from ama_net.features.volunteers.insured import Gap
from ama_net.features.volunteers.models import InsurancePolicy, PolicyKind, Risk, ShiftSignup, Volunteer
from ama_net.features.volunteers.queries import serving_on
from ama_net.features.volunteers.queries_insurance import uncovered_on, uncovered_signups
from ama_net.features.volunteers.queries_insured_numbers import Exceeded, exceeded
from ama_net.features.volunteers.queries_policies import decide_by, follows, gaps, policies, untold, untold_days
from ama_net.features.volunteers.settings_insurance import InsuranceSettings
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.settings import read_settings


@dataclass(frozen=True)
class PolicyNow:
    """A policy, what is not told yet of it, and by which day one must decide whether it goes on (None: it is settled)."""

    policy: InsurancePolicy
    untold: int
    decide_by: date | None

    @property
    def missing(self) -> tuple[Risk, ...]:
        """What the law wants and it does not cover."""
        return tuple(risk for risk in Risk if risk not in self.policy.risks)


@dataclass(frozen=True)
class Overview:
    """The insurance of an association on a day."""

    volunteers: int
    uncovered: int
    shifts: int
    in_force: list[PolicyNow]
    to_come: list[InsurancePolicy]
    past: list[InsurancePolicy]
    gaps: list[Gap]
    exceeded: list[Exceeded]

    @property
    def expiring(self) -> list[PolicyNow]:
        """The policies to decide about soon."""
        return [one for one in self.in_force if one.decide_by is not None]

    @property
    def untold(self) -> int:
        """How many lines the insurers do not know yet."""
        return sum(one.untold for one in self.in_force)


def overview(day: date) -> Overview:
    """The insurance of the association in scope on a day."""
    found = policies()
    soon = day + timedelta(days=read_settings(InsuranceSettings).first_warning_days)
    return Overview(
        volunteers=_count(select(Volunteer).where(serving_on(day))),
        uncovered=how_many_uncovered(day),
        shifts=how_many_shifts_uncovered(),
        in_force=[_now(one, found, soon) for one in found if one.is_in_force_on(day)],
        to_come=[one for one in found if one.first_on > day],
        past=[one for one in found if one.last_on < day],
        gaps=gaps(found, day),
        exceeded=exceeded(found, day),
    )


def how_many_uncovered(day: date) -> int:
    """How many volunteers of a day are not covered for all that the law wants."""
    return _count(uncovered_on(day))


def how_many_shifts_uncovered() -> int:
    """How many places in shifts to come are of volunteers who will not be covered."""
    return _count(uncovered_signups())


def expiring_policies(day: date, within_days: int) -> list[InsurancePolicy]:
    """The policies of a day that must be decided about within some days: nothing goes on after them."""
    found, soon = policies(), day + timedelta(days=within_days)
    held = (one for one in found if one.is_in_force_on(day))
    return [one for one in held if decide_by(one) <= soon and not follows(one, found)]


def _now(policy: InsurancePolicy, found: list[InsurancePolicy], soon: date) -> PolicyNow:
    waiting = untold_days(policy) if policy.kind == PolicyKind.NUMERIC else untold(policy)
    by = decide_by(policy)
    return PolicyNow(policy, len(waiting), by if by <= soon and not follows(policy, found) else None)


def _count(statement: Select[Volunteer] | Select[ShiftSignup]) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
