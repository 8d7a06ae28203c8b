"""Shifts made together: a series by a rule, the rest of one, a week copied onto another.

A series is rows with the same ``series_id``, each its own shift; the rule is not kept, so one of them may be as it likes.
Days are those of the wall clock in Italy: ten in the morning stays ten in the morning when the hour changes.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from uuid_utils.compat import uuid7

from ama_net.features.volunteers.models import Shift, ShiftState
from ama_net.features.volunteers.operations.shifts import plan_shift
from ama_net.features.volunteers.shift_rules import ShiftPlan, plan_of
from ama_net.foundation.clock import ROME, day_of, now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.scheduling import ClosedDays, Series, occurrences, span
from ama_net.kernel.tenancy import current_tenant

MOST_TOGETHER = 110
"""Two years of weeks."""


def plan_series(plan: ShiftPlan, rule: str, until: date, *, by: Actor, on_holidays: bool = False) -> list[Shift]:
    """Write a draft for each day of a rule, from the plan's own day until another; Italian holidays are left out.

    The patron saint's day is that of the association's seat. Who may: the office with SHIFTS_EDIT.

    Raises:
        WrongFact: a shift cannot be so, the rule gives no day, or too many.
    """
    starts, ends = plan.starts_at.astimezone(ROME), plan.ends_at.astimezone(ROME)
    closed = ClosedDays(on_holidays=not on_holidays, province=current_tenant().identity.seat.province)
    line = Series("", starts.date(), starts.time(), rule, ends=ends.time(), closed=closed)
    found = occurrences(line, starts.date(), until)
    if not found:
        raise WrongFact("until", _l("Fino a quel giorno non c'è nessun turno: controllare il giorno e le feste."))
    if len(found) > MOST_TOGETHER:
        raise WrongFact("until", _l("Sono troppi turni in una volta: scegliere un giorno più vicino."))
    series_id = uuid7()
    plans = [replace(plan, starts_at=one.starts, ends_at=one.ends) for one in found]
    return [plan_shift(each, by=by, series_id=series_id) for each in plans]


def following(shift: Shift) -> list[Shift]:
    """A shift and those of its series after it that are neither over nor called off, in order."""
    if shift.series_id is None:
        return [shift]
    later = (
        select(Shift)
        .where(Shift.series_id == shift.series_id, Shift.starts_at >= shift.starts_at, Shift.ends_at > now())
        .where(Shift.state != ShiftState.CANCELLED)
    )
    return list(db.session.scalars(later.order_by(Shift.starts_at, Shift.id)))


def plans_of_the_following(shift: Shift, plan: ShiftPlan) -> list[tuple[Shift, ShiftPlan]]:
    """The same change for a shift and the following ones: as many days earlier or later, at the new hours."""
    starts, ends = plan.starts_at.astimezone(ROME), plan.ends_at.astimezone(ROME)
    days = starts.date() - day_of(shift.starts_at)
    return [(one, _on(day_of(one.starts_at) + days, plan, starts, ends)) for one in following(shift)]


def copy_week(monday: date, to: date, *, by: Actor) -> list[Shift]:
    """Write the shifts of a week onto another as drafts, without people; those that are there already are left out.

    Holidays are not left out: who copies a week sees what it holds. What would be past is not written.
    """
    weeks = (to - monday).days
    there = {_likeness(shift) for shift in shifts_of_week(to)}
    made = []
    for shift in shifts_of_week(monday):
        starts, ends = shift.starts_at.astimezone(ROME), shift.ends_at.astimezone(ROME)
        plan = _on(starts.date() + timedelta(days=weeks), plan_of(shift), starts, ends)
        if plan.ends_at > now() and (plan.activity_id, plan.title, plan.starts_at) not in there:
            made.append(plan_shift(plan, by=by))
    return made


def shifts_of_week(monday: date) -> Sequence[Shift]:
    """The shifts that begin in a week and were not called off, in order."""
    first, last = week_bounds(monday)
    inside = Shift.starts_at >= first, Shift.starts_at < last, Shift.state != ShiftState.CANCELLED
    return db.session.scalars(select(Shift).where(*inside).order_by(Shift.starts_at, Shift.id)).all()


def week_bounds(monday: date) -> tuple[datetime, datetime]:
    """The instants at which a week begins and ends in Italy; 167 or 169 hours when the clocks change."""
    first = datetime.combine(monday, datetime.min.time(), ROME)
    return first, datetime.combine(monday + timedelta(days=7), datetime.min.time(), ROME)


def _on(day: date, plan: ShiftPlan, starts: datetime, ends: datetime) -> ShiftPlan:
    begin, end = span(day, starts.time(), ends.time())
    return replace(plan, starts_at=begin, ends_at=end)


def _likeness(shift: Shift) -> tuple[object, ...]:
    return shift.activity_id, shift.title, shift.starts_at
