"""What the office does to shifts that people must hear of: put in, taken out, moved, changed, called off.

Who may: the office with SHIFTS_EDIT. Drafts and what has begun are changed in silence; who takes a place alone is not
written to. Mails leave after the commit.
"""

from collections.abc import Collection, Sequence

from flask_babel import LazyString

from ama_net.features.volunteers.models import Shift, ShiftSignup, ShiftState
from ama_net.features.volunteers.operations.shift_holding import hold_shifts, taken_places
from ama_net.features.volunteers.operations.shifts import Changed, cancel_shifts, change_shifts, publish_shifts
from ama_net.features.volunteers.operations.signups import remove_from_shift, take_place
from ama_net.features.volunteers.shift_mails import mail_about
from ama_net.features.volunteers.shift_rules import ShiftPlan, plan_of
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import span_words


def assign_volunteer(shift: Shift, person: Person, *, by: Actor) -> ShiftSignup:
    """Put a volunteer in a shift, and write to them.

    Raises:
        ShiftOver, ShiftFull, AlreadyIn, NotAVolunteer, LetterNotAccepted, NotCovered, PersonTaken: as ``take_place``.
    """
    signup = take_place(shift, person, by=by)
    if _is_told(shift):
        mail_about(shift, "volunteers/shift_assigned", to=person)
    return signup


def remove_volunteer(signup: ShiftSignup, *, by: Actor) -> None:
    """Take a volunteer out of a shift, and write to them.

    Raises:
        NotInShift: the place was given up already.
    """
    shift, person = signup.shift, signup.person
    remove_from_shift(signup, by=by)
    if _is_told(shift):
        mail_about(shift, "volunteers/shift_removed", to=person, clash=False)


def move_volunteer(signup: ShiftSignup, to: Shift, *, by: Actor) -> ShiftSignup:
    """Take a volunteer from one shift to another; the page undoes both when one of the two cannot be.

    Raises:
        NotInShift, ShiftOver, ShiftFull, AlreadyIn, NotAVolunteer, LetterNotAccepted, NotCovered, PersonTaken.
    """
    hold_shifts([signup.shift_id, to.id])
    person = signup.person
    remove_from_shift(signup, by=by)
    return assign_volunteer(to, person, by=by)


def publish_and_tell(shifts: Collection[Shift], *, by: Actor) -> int:
    """Publish drafts, and write to whom the office had already put in them. Gives how many were drafts."""
    drafts = [shift for shift in shifts if shift.state == ShiftState.DRAFT]
    done = publish_shifts(shifts, by=by)
    by_id = {shift.id: shift for shift in drafts if _is_told(shift)}
    for place in taken_places(by_id):
        mail_about(by_id[place.shift_id], "volunteers/shift_assigned", to=place.person)
    return done


def change_and_tell(plans: Sequence[tuple[Shift, ShiftPlan]], *, by: Actor, leave_out: bool = False) -> list[Changed]:
    """Change shifts together, and write to who is in them when the time, the place or the notes are others.

    Raises:
        ShiftOver, WouldLeaveOut, WrongFact: as ``change_shifts``.
    """
    before = {shift.id: plan_of(shift) for shift, _plan in plans}
    done = change_shifts(plans, by=by, leave_out=leave_out)
    for one in done:
        db.session.refresh(one.shift, ["venue", "activity"])
        if _is_told(one.shift):
            _tell_changed(one, before[one.shift.id])
    return done


def cancel_and_tell(shifts: Collection[Shift], *, why: str, by: Actor) -> list[Changed]:
    """Call shifts off together, and write to who was in them.

    Raises:
        ShiftOver: one is over, or was called off before.
    """
    told = {shift.id for shift in shifts if _is_told(shift)}
    done = cancel_shifts(shifts, why=why, by=by)
    for one in done:
        for place in one.lost if one.shift.id in told else []:
            mail_about(one.shift, "volunteers/shift_cancelled", to=place.person, why_not=one.shift.cancelled_why)
    return done


def _tell_changed(one: Changed, before: ShiftPlan) -> None:
    after = plan_of(one.shift)
    moved = (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at)
    elsewhere = (before.venue_id, before.place, before.notes) != (after.venue_id, after.place, after.notes)
    for place in one.lost:
        mail_about(one.shift, "volunteers/shift_removed", to=place.person, clash=True)
    if not (moved or elsewhere):
        return
    was = LazyString(span_words, before.starts_at, before.ends_at) if moved else ""
    for place in one.kept:
        mail_about(one.shift, "volunteers/shift_changed", to=place.person, was=was)


def _is_told(shift: Shift) -> bool:
    return shift.state == ShiftState.PUBLISHED and shift.starts_at > now()
