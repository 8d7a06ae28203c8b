"""After a shift: who came, and the hours that follow from it. The hours themselves are the hours' business (``log_hours``)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Activity, Shift, ShiftSignup, ShiftState
from ama_net.features.volunteers.operations.hours import CannotLog, log_hours
from ama_net.features.volunteers.operations.shift_holding import hold_shift, taken_places
from ama_net.features.volunteers.shift_refusals import ShiftOver
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person


@dataclass
class Noted:
    """What became of it: how many came, and for whom no hours were written, with the reason."""

    came: int = 0
    without_hours: list[tuple[Person, str]] = field(default_factory=list)


def note_attendance(shift: Shift, minutes: Mapping[UUID, int], *, by: Actor) -> Noted:
    """Note who came to a shift that has begun, and write their hours.

    Hours written once for a shift are put right among the hours. Who approves hours approves them by noting them.
    Who may: the office with SHIFTS_EDIT.

    Args:
        minutes: by place, how long each who came was there; whose place is not in it did not come.

    Raises:
        ShiftOver: it was called off or has not begun; the words say so.
    """
    shift = hold_shift(shift)
    if shift.state == ShiftState.CANCELLED or shift.starts_at > now():
        raise ShiftOver(_l("Le presenze si segnano quando il turno è cominciato."))
    done = Noted()
    # In order of persons: whoever writes hours of the same people waits, and nobody for ever.
    for place in sorted(taken_places([shift.id]), key=lambda one: one.person_id):
        place.came = place.id in minutes
        if place.came:
            done.came += 1
            _write_hours(shift, place, minutes[place.id], done, by)
    shift.attendance_at = now()
    db.session.flush()
    record(by=by, verb="shift.attended", subject=shift, changes={"came": done.came})
    return done


def _write_hours(shift: Shift, place: ShiftSignup, minutes: int, done: Noted, by: Actor) -> None:
    activity = db.session.get_one(Activity, shift.activity_id)
    day = shift.starts_at.astimezone(ROME).date()
    approved = by.can(Permission.VOLUNTEERS_EDIT)
    try:
        log_hours(place.person, activity, on=day, minutes=minutes, by=by, shift=shift, approved=approved)
    except CannotLog as error:
        done.without_hours.append((place.person, str(error)))
