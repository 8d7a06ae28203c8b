"""Fees as arithmetic: what a member owes for a year, how a fee stands, when it is asked for again. No table is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from ama_net.features.members.fee_states import fee_state_of
from ama_net.features.members.models import FeeKind, FeeRate, FeeTerm, MembershipFee
from ama_net.features.members.settings_fees import FeesSettings

PAID_LATE_WINDOW = timedelta(days=30)
"""A step older than this is not made up for: switching reminders on does not write about fees of years ago."""


class HasDates(Protocol):
    """A membership, or a bare row of one: since when, and until when."""

    @property
    def admitted_on(self) -> date:
        """The first day."""

    @property
    def ended_on(self) -> date | None:
        """The first day they are no longer a member, if there is one."""


@dataclass(frozen=True)
class Owed:
    """What a member is asked for a year."""

    kind: FeeKind
    amount_cents: int
    due_on: date


def owed(membership: HasDates, rate: FeeRate, term: FeeTerm | None, settings: FeesSettings) -> Owed | None:
    """What a member owes for the year of a rate; None when they are not asked. Never in proportion to the months."""
    year = rate.year
    if membership.admitted_on.year > year or (membership.ended_on and membership.ended_on <= date(year, 1, 1)):
        return None
    entered = membership.admitted_on
    if entered.year == year and entered.month > settings.last_month_asked:
        return None
    kind, amount = _kind_and_amount(rate, term)
    due = rate.due_on
    if entered.year == year:
        due = max(due, entered + timedelta(days=settings.new_member_days))
    return Owed(kind, amount, due)


def _kind_and_amount(rate: FeeRate, term: FeeTerm | None) -> tuple[FeeKind, int]:
    holds = term is not None and term.holds_in(rate.year)
    if rate.full_cents == 0 or (holds and term is not None and term.kind == FeeKind.FREE):
        return FeeKind.FREE, 0
    if holds and rate.reduced_cents is not None:
        return (FeeKind.REDUCED, rate.reduced_cents) if rate.reduced_cents else (FeeKind.FREE, 0)
    return FeeKind.FULL, rate.full_cents


def fee_state(fee: MembershipFee) -> str:
    """How a fee stands today: ``free`` (nothing asked, or waived), ``paid``, ``partial``, ``overdue`` or ``due``.

    A fee paid in part counts as overdue once its day has passed: something is still owed.
    """
    return fee_state_of(fee)


def step_due(due_on: date, on_day: date, steps: Iterable[int], sent: set[int], most: int) -> int | None:
    """Which reminder a fee is to have on a day, if any: the latest step reached, once, and not more than ``most``.

    Steps are days from ``due_on``. A step passed while nobody looked is not made up for when a later one is there, when
    it is a month old, or when it said that the day was near and the day is gone.
    """
    reached = [step for step in steps if on_day >= due_on + timedelta(days=step)]
    if not reached or len(sent) >= most:
        return None
    step = max(reached)
    if sent and max(sent) >= step:
        return None
    if (step < 0 and on_day > due_on) or on_day - (due_on + timedelta(days=step)) > PAID_LATE_WINDOW:
        return None
    return step
