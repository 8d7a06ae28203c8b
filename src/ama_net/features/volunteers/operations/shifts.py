"""Shifts in the office: planned, changed, published, called off; one, or several of a series together.

Who may: the office with SHIFTS_EDIT. Locks: all the shifts, then all who come to them, then rows (``shift_holding``).
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.volunteers.models import Shift, ShiftSignup, ShiftState, SignupState
from ama_net.features.volunteers.operations.shift_holding import hold_shifts, taken_places
from ama_net.features.volunteers.operations.shift_moving import moves, places_lost
from ama_net.features.volunteers.shift_refusals import ShiftOver, WouldLeaveOut
from ama_net.features.volunteers.shift_rules import ShiftPlan, check_plan
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact
from ama_net.kernel.scheduling import hold_people, release, reserve


@dataclass
class Changed:
    """What became of a shift: the places that hold, and those that were lost."""

    shift: Shift
    kept: list[ShiftSignup]
    lost: list[ShiftSignup]


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


def change_shift(shift: Shift, plan: ShiftPlan, *, by: Actor, leave_out: bool = False) -> Changed:
    """Change a shift that is not over; new times reserve everybody anew.

    Args:
        leave_out: who cannot come at the new times (``places_lost``) loses their place, instead of refusing.

    Raises:
        ShiftOver: it is over or was called off.
        WouldLeaveOut: somebody cannot come at the new times.
        WrongFact: it cannot be, or more people come than the new maximum.
    """
    return change_shifts([(shift, plan)], by=by, leave_out=leave_out)[0]


def change_shifts(plans: Sequence[tuple[Shift, ShiftPlan]], *, by: Actor, leave_out: bool = False) -> list[Changed]:
    """Change several together, as ``change_shift``: all of them, or none."""
    shifts = _hold_running([shift for shift, _plan in plans])
    wanted = {shift.id: plan for shift, plan in plans}
    for plan in wanted.values():
        check_plan(plan)
    taken = taken_places(wanted)
    hold_people(place.person_id for place in taken)
    lost = places_lost([(shift, wanted[shift.id]) for shift in shifts], taken)
    done = [_outcome(shift, wanted[shift.id], taken, lost) for shift in shifts]
    if lost and not leave_out:
        raise WouldLeaveOut(frozenset(place.person_id for place in taken if place.id in lost))
    moved = [one for one in done if moves(one.shift, wanted[one.shift.id])]
    _free(moved)
    for one in done:
        _write(one, wanted[one.shift.id], by)
    for one in moved:
        _reserve_anew(one)
    db.session.flush()
    return done


def publish_shifts(shifts: Collection[Shift], *, by: Actor) -> int:
    """Let volunteers see drafts and take their places; gives how many were drafts. What is over or called off is left."""
    found = hold_shifts(shift.id for shift in shifts)
    drafts = [shift for shift in found if shift.state == ShiftState.DRAFT and shift.ends_at > now()]
    for shift in drafts:
        shift.state = ShiftState.PUBLISHED
        record(by=by, verb="shift.published", subject=shift)
    db.session.flush()
    return len(drafts)


def publish_shift(shift: Shift, *, by: Actor) -> None:
    """Publish one; harmless on one that is published.

    Raises:
        ShiftOver: it is over or was called off.
    """
    _hold_running([shift])
    publish_shifts([shift], by=by)


def cancel_shift(shift: Shift, *, why: str, by: Actor) -> list[ShiftSignup]:
    """Call a shift off: it stays, with its reason, and whoever was in it is free again. Gives who was in it.

    Raises:
        ShiftOver: it is over, or was called off before.
    """
    return cancel_shifts([shift], why=why, by=by)[0].lost


def cancel_shifts(shifts: Collection[Shift], *, why: str, by: Actor) -> list[Changed]:
    """Call several off together, as ``cancel_shift``; their places are kept as they were, and hold nobody."""
    found = _hold_running(shifts)
    taken = taken_places(shift.id for shift in found)
    hold_people(place.person_id for place in taken)
    done = [Changed(shift, [], [place for place in taken if place.shift_id == shift.id]) for shift in found]
    _free(done)
    for one in done:
        one.shift.state, one.shift.cancelled_why = ShiftState.CANCELLED, why.strip()
        one.shift.sequence += 1
        record(by=by, verb="shift.cancelled", subject=one.shift, changes={"places": len(one.lost)})
    db.session.flush()
    return done


def drop_shift(shift: Shift, *, by: Actor) -> None:
    """Take away a draft. One that somebody was ever in is called off instead.

    Raises:
        WrongFact: it is no draft, or somebody was in it.
    """
    shift = hold_shifts([shift.id])[0]
    used = select(ShiftSignup.id).where(ShiftSignup.shift_id == shift.id).limit(1)
    if shift.state != ShiftState.DRAFT or db.session.scalar(used):
        raise WrongFact(
            "state", _l("Si elimina solo una bozza in cui non è mai stato messo nessuno: questo si annulla.")
        )
    record(by=by, verb="shift.dropped", subject=shift)
    db.session.delete(shift)
    db.session.flush()


def _hold_running(shifts: Collection[Shift]) -> list[Shift]:
    found = hold_shifts(shift.id for shift in shifts)
    if any(shift.state == ShiftState.CANCELLED or shift.ends_at <= now() for shift in found):
        raise ShiftOver
    return found


def _outcome(shift: Shift, plan: ShiftPlan, taken: list[ShiftSignup], lost: set[UUID]) -> Changed:
    """Who keeps a place, and who loses it: everybody is held, so nothing can come between."""
    mine = [place for place in taken if place.shift_id == shift.id]
    kept = [place for place in mine if place.id not in lost]
    if len(kept) > plan.maximum:
        raise WrongFact("maximum", _l("Ci sono già più persone di così: prima se ne toglie qualcuna."))
    return Changed(shift, kept, [place for place in mine if place.id in lost])


def _write(one: Changed, plan: ShiftPlan, by: Actor) -> None:
    for name, value in asdict(plan).items():
        setattr(one.shift, name, value)
    one.shift.sequence += 1
    record(by=by, verb="shift.changed", subject=one.shift, changes={"left_out": len(one.lost)} if one.lost else {})


def _free(changed: Collection[Changed]) -> None:
    """The reservations first, then the places: in the order of every other writer of these rows."""
    for one in changed:
        release(one.shift)
    for one in changed:
        for place in (*one.kept, *one.lost):
            place.reservation_id = None
    db.session.flush()


def _reserve_anew(one: Changed) -> None:
    for place in one.lost:
        place.state, place.state_at = SignupState.REMOVED, now()
    for place in one.kept:
        place.reservation_id = reserve(place.person_id, one.shift.starts_at, one.shift.ends_at, about=one.shift).id
