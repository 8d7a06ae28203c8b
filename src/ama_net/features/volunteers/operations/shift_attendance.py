"""After a shift: who came, and the hours that follow from it. The hours themselves are the hours' business (``log_hours``)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.features.volunteers.models import Activity, HourEntry, HoursState, Shift, ShiftSignup, ShiftState
from ama_net.features.volunteers.operations.hours import CannotLog, hold_hours, log_hours
from ama_net.features.volunteers.operations.shift_holding import hold_shift, taken_places
from ama_net.features.volunteers.shift_refusals import ShiftOver
from ama_net.foundation.clock import day_of, now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import PersonGone, hold_people


@dataclass
class Noted:
    """What became of it: how many came, and for whom no hours were written, with the reason."""

    came: int = 0
    without_hours: list[tuple[Person, str]] = field(default_factory=list)


def note_attendance(shift: Shift, minutes: Mapping[UUID, int], *, by: Actor) -> Noted:
    """Note who came to a shift that has begun, and write their hours.

    Hours written once for a shift stay as they are, and are put right among the hours: where they do not go with what is
    noted, ``Noted`` says so. Who approves hours approves them by noting them. Who may: the office with SHIFTS_EDIT.

    Args:
        minutes: by place, how long each who came was there; whose place is not in it did not come.

    Raises:
        ShiftOver: it was called off or has not begun; the words say so.
        PersonGone: somebody was made one with another in that moment.
    """
    shift = hold_shift(shift)
    if shift.state == ShiftState.CANCELLED or shift.starts_at > now():
        raise ShiftOver(_l("Le presenze si segnano quando il turno è cominciato."))
    done = Noted()
    places = _held_places(shift)
    written = {entry.person_id: entry for entry in db.session.scalars(_hours_of(shift))}
    for place in places:
        place.came = place.id in minutes
        done.came += place.came
        entry = written.get(place.person_id)
        if entry is not None:
            _compare(entry, minutes.get(place.id), place.person, done)
        elif place.came:
            _write_hours(shift, place, minutes[place.id], done, by)
    shift.attendance_at = now()
    db.session.flush()
    record(by=by, verb="shift.attended", subject=shift, changes={"came": done.came})
    return done


def _held_places(shift: Shift) -> list[ShiftSignup]:
    """Who comes, in order of persons; their time and their hours are held before any row.

    So whoever makes one of two of them, or writes their hours, waits, and nobody for ever.
    """
    people = {place.person_id for place in taken_places([shift.id])}
    hold_people(people)
    hold_hours(people)
    places = taken_places([shift.id])
    if any(place.person_id not in people for place in places):
        raise PersonGone
    return sorted(places, key=lambda one: one.person_id)


def _hours_of(shift: Shift) -> Select[HourEntry]:
    return select(HourEntry).where(HourEntry.shift_id == shift.id)


def _compare(entry: HourEntry, minutes: int | None, person: Person, done: Noted) -> None:
    """Say where hours written before do not go with what is noted: ``minutes``, or that the person did not come."""
    refused = entry.state == HoursState.REFUSED
    if refused and minutes is not None:
        words = _("quelle di questo turno sono state rimandate: si correggono fra le ore.")
    elif not refused and minutes != entry.minutes:
        already = duration_words(entry.minutes)
        words = _("per questo turno risultano già %(time)s: si correggono fra le ore.", time=already)
    else:
        return
    done.without_hours.append((person, str(words)))


def _write_hours(shift: Shift, place: ShiftSignup, minutes: int, done: Noted, by: Actor) -> None:
    activity = db.session.get_one(Activity, shift.activity_id)
    day = day_of(shift.starts_at)
    approved = by.can(Permission.VOLUNTEERS_EDIT)
    try:
        log_hours(place.person, activity, on=day, minutes=minutes, by=by, shift=shift, approved=approved)
    except CannotLog as error:
        done.without_hours.append((place.person, str(error)))
