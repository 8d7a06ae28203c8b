"""Places in a shift: taking one, leaving it, passing it on. The shift is held first, so its maximum is never passed.

Each place taken reserves the person (``kernel/scheduling/reservations``): who is taken then, by anything, is refused.
"""

from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Shift, ShiftSignup, ShiftState, SignupState
from ama_net.features.volunteers.operations.shift_holding import hold_shift, hold_shifts, hold_signup, taken_places
from ama_net.features.volunteers.operations.shifts_alerts import tell_if_uncovered
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.features.volunteers.shift_refusals import AlreadyIn, ShiftFull, ShiftOver, TooLate
from ama_net.features.volunteers.shift_rules import check_may_come
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person
from ama_net.kernel.people.operations.merging import say_in_the_way
from ama_net.kernel.scheduling import PersonTaken, hold_people, release, reservations_of, reserve
from ama_net.kernel.tenancy.settings import read_settings

say_in_the_way("shift_signups", _l("Sono tutte e due in uno stesso turno: prima si toglie una delle due."))


def take_place(shift: Shift, person: Person, *, by: Actor) -> ShiftSignup:
    """Give a person a place in a shift, and reserve them. Flushed.

    Who may: the person, while the shift is open and has not begun; who has SHIFTS_EDIT also in a draft, and after it
    began (who came without having said so). When it is over nobody is reserved any more.

    Raises:
        ShiftOver: it is not open to them.
        ShiftFull: there is no place left.
        AlreadyIn: they are in it.
        NotAVolunteer, LetterNotAccepted, NotCovered: what the association asks for is missing.
        PersonTaken: they have something else in those hours.
    """
    if len(taken_places([shift.id])) >= shift.maximum:
        raise ShiftFull  # who comes late need not wait for the lock; who comes in time is counted again below
    shift = hold_shift(shift)
    _check_open(shift, by)
    taken = taken_places([shift.id])
    if any(place.person_id == person.id for place in taken):
        raise AlreadyIn
    if len(taken) >= shift.maximum:
        raise ShiftFull
    check_may_come(person.id, shift)
    signup = _seat(shift, person.id, by=by)
    record(by=by, verb="shift.place_taken", subject=shift, changes={"signup": str(signup.id)})
    return signup


def leave_place(signup: ShiftSignup, *, by: Actor) -> None:
    """Give up one's own place, until some hours before the beginning (``leave_hours``).

    The secretariat is written to when too few are left in a shift of the next days.

    Raises:
        NotInShift: it was given up already.
        TooLate: it begins too soon, or has begun.
    """
    signup = hold_signup(signup)
    if not may_still_leave(signup.shift):
        raise TooLate
    _unseat(signup, SignupState.LEFT)
    record(by=by, verb="shift.place_left", subject=signup.shift, changes={"signup": str(signup.id)})
    tell_if_uncovered(signup.shift, len(taken_places([signup.shift_id])))


def remove_from_shift(signup: ShiftSignup, *, by: Actor) -> None:
    """Take a place away, also after the beginning. Who may: the office with SHIFTS_EDIT.

    Raises:
        NotInShift: it was given up already.
    """
    signup = hold_signup(signup)
    _unseat(signup, SignupState.REMOVED)
    record(by=by, verb="shift.place_removed", subject=signup.shift, changes={"signup": str(signup.id)})


def hand_over(signup: ShiftSignup, person: Person, *, by: Actor) -> ShiftSignup:
    """Pass a place from one person to another, before the shift begins. Refused, nothing has changed. Flushed.

    Raises:
        NotInShift: it was given up in the meantime.
        ShiftOver: the shift has begun or was called off.
        AlreadyIn, NotAVolunteer, LetterNotAccepted, NotCovered, PersonTaken: the other person cannot come.
    """
    signup = hold_signup(signup)
    shift = signup.shift
    _check_to_come(shift)
    if any(place.person_id == person.id for place in taken_places([shift.id])):
        raise AlreadyIn
    check_may_come(person.id, shift)
    hold_people([signup.person_id, person.id])
    _check_free(shift, person.id)
    _unseat(signup, SignupState.SWAPPED)
    new = _seat(shift, person.id, by=by)
    record(by=by, verb="shift.place_passed", subject=shift, changes={"signup": str(new.id)})
    return new


def exchange_places(one: ShiftSignup, other: ShiftSignup, *, by: Actor) -> tuple[ShiftSignup, ShiftSignup]:
    """Two people take each other's place, in two shifts that may overlap. Refused, nothing has changed. Flushed.

    Gives the new place of each, in the same order as the persons were given.

    Raises:
        NotInShift, ShiftOver, AlreadyIn, NotAVolunteer, LetterNotAccepted, NotCovered, PersonTaken: as ``hand_over``.
    """
    hold_shifts([one.shift_id, other.shift_id])
    one, other = hold_signup(one), hold_signup(other)
    first, second = one.shift, other.shift
    moves = ((second, one.person_id, first), (first, other.person_id, second))
    hold_people([one.person_id, other.person_id])
    for target, person_id, left in moves:
        _check_to_come(target)
        if any(place.person_id == person_id for place in taken_places([target.id])):
            raise AlreadyIn
        check_may_come(person_id, target)
        _check_free(target, person_id, leaving=left)
    _unseat(one, SignupState.SWAPPED)
    _unseat(other, SignupState.SWAPPED)
    mine, theirs = (_seat(target, person_id, by=by) for target, person_id, _left in moves)
    for new in (mine, theirs):
        record(by=by, verb="shift.place_passed", subject=new.shift, changes={"signup": str(new.id)})
    return mine, theirs


def may_still_leave(shift: Shift) -> bool:
    """Whether who is in a shift may leave it by themselves."""
    return now() < shift.starts_at - timedelta(hours=read_settings(ShiftsSettings).leave_hours)


def _check_open(shift: Shift, by: Actor) -> None:
    office = by.can(Permission.SHIFTS_EDIT) or by.account_id is None
    open_to_all = shift.state == ShiftState.PUBLISHED and shift.starts_at > now()
    if shift.state == ShiftState.CANCELLED or not (open_to_all or office):
        raise ShiftOver


def _check_to_come(shift: Shift) -> None:
    if shift.state == ShiftState.CANCELLED or shift.starts_at <= now():
        raise ShiftOver


def _check_free(shift: Shift, person_id: UUID, *, leaving: Shift | None = None) -> None:
    """Before anything is changed; the person is held. What ``leaving`` takes of them will be free."""
    for other in reservations_of([person_id], shift.starts_at, shift.ends_at, besides=[leaving] if leaving else []):
        raise PersonTaken.by(other)


def _seat(shift: Shift, person_id: UUID, *, by: Actor) -> ShiftSignup:
    signup = ShiftSignup(shift_id=shift.id, person_id=person_id, state=SignupState.TAKEN, created_by=by.account_id)
    if shift.ends_at > now():
        signup.reservation_id = reserve(person_id, shift.starts_at, shift.ends_at, about=shift).id
    db.session.add(signup)
    db.session.flush()
    return signup


def _unseat(signup: ShiftSignup, state: SignupState) -> None:
    hold_people([signup.person_id])
    # The reservation first, then the place: in the order of every other writer of these two rows.
    release(("shifts", signup.shift_id), person_id=signup.person_id)
    signup.state, signup.state_at, signup.came, signup.reservation_id = state, now(), None, None
    db.session.flush()
