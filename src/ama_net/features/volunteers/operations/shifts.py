"""Shifts in the office: planned one by one or as a series, changed, published, called off.

Who may: the office with SHIFTS_EDIT. Locks: the shifts, then who comes to them, then rows (``shift_holding``).
"""

from dataclasses import asdict
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Shift, ShiftSignup, ShiftState, SignupState
from ama_net.features.volunteers.operations.shift_holding import hold_shift, taken_places
from ama_net.features.volunteers.shift_refusals import ShiftOver, WouldLeaveOut
from ama_net.features.volunteers.shift_rules import ShiftPlan, check_plan
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact
from ama_net.kernel.scheduling import hold_people, release, reservations_of, reserve


def plan_shift(plan: ShiftPlan, *, by: Actor, series_id: UUID | None = None) -> Shift:
    """Write a shift down as a draft, that volunteers do not see yet. Flushed.

    Raises:
        WrongFact: it cannot be (``check_plan``).
    """
    check_plan(plan)
    shift = Shift(**asdict(plan), state=ShiftState.DRAFT, series_id=series_id, created_by=by.account_id)
    db.session.add(shift)
    db.session.flush()
    record(by=by, verb="shift.planned", subject=shift)
    return shift


def change_shift(shift: Shift, plan: ShiftPlan, *, by: Actor, leave_out: bool = False) -> list[ShiftSignup]:
    """Change a shift that is not over; new times reserve everybody anew. Gives the places that were lost.

    Args:
        leave_out: who is taken by something else at the new times loses their place, instead of refusing.

    Raises:
        ShiftOver: it is over or was called off.
        WouldLeaveOut: somebody has something else at the new times.
        WrongFact: it cannot be, or more people come than the new maximum.
    """
    shift = hold_shift(shift)
    if shift.state == ShiftState.CANCELLED or shift.ends_at <= now():
        raise ShiftOver
    check_plan(plan)
    taken = taken_places([shift.id])
    lost = _who_cannot(shift, plan, taken)
    if lost and not leave_out:
        raise WouldLeaveOut(frozenset(place.person_id for place in lost))
    if len(taken) - len(lost) > plan.maximum:
        raise WrongFact("maximum", _l("Ci sono già più persone di così: prima se ne toglie qualcuna."))
    moved = (shift.starts_at, shift.ends_at) != (plan.starts_at, plan.ends_at)
    for name, value in asdict(plan).items():
        setattr(shift, name, value)
    shift.sequence += 1
    if moved:
        _move(shift, taken, lost)
    db.session.flush()
    record(by=by, verb="shift.changed", subject=shift, changes={"moved": moved, "left_out": len(lost)})
    return lost


def publish_shift(shift: Shift, *, by: Actor) -> None:
    """Let volunteers see a draft and take its places. Harmless on one that is published.

    Raises:
        ShiftOver: it is over or was called off.
    """
    shift = hold_shift(shift)
    if shift.state == ShiftState.CANCELLED or shift.ends_at <= now():
        raise ShiftOver
    if shift.state == ShiftState.DRAFT:
        shift.state = ShiftState.PUBLISHED
        record(by=by, verb="shift.published", subject=shift)


def cancel_shift(shift: Shift, *, why: str, by: Actor) -> list[ShiftSignup]:
    """Call a shift off: it stays, with its reason, and whoever was in it is free again. Gives who was in it.

    Raises:
        ShiftOver: it is over, or was called off before.
    """
    shift = hold_shift(shift)
    if shift.state == ShiftState.CANCELLED or shift.ends_at <= now():
        raise ShiftOver
    taken = taken_places([shift.id])
    hold_people(place.person_id for place in taken)
    shift.state, shift.cancelled_why = ShiftState.CANCELLED, why.strip()
    shift.sequence += 1
    for place in taken:
        place.reservation_id = None
    db.session.flush()
    release(shift)
    record(by=by, verb="shift.cancelled", subject=shift, changes={"places": len(taken)})
    return taken


def _who_cannot(shift: Shift, plan: ShiftPlan, taken: list[ShiftSignup]) -> list[ShiftSignup]:
    """Who has something else at the new times. They are held: nothing can come between."""
    hold_people(place.person_id for place in taken)
    if (shift.starts_at, shift.ends_at) == (plan.starts_at, plan.ends_at):
        return []
    people = [place.person_id for place in taken]
    busy = {other.person_id for other in reservations_of(people, plan.starts_at, plan.ends_at, besides=shift)}
    return [place for place in taken if place.person_id in busy]


def _move(shift: Shift, taken: list[ShiftSignup], lost: list[ShiftSignup]) -> None:
    for place in taken:
        place.reservation_id = None
    db.session.flush()
    release(shift)
    for place in taken:
        if place in lost:
            place.state, place.state_at = SignupState.REMOVED, now()
        else:
            place.reservation_id = reserve(place.person_id, shift.starts_at, shift.ends_at, about=shift).id
