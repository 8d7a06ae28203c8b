"""Putting hours right and taking them away: by who wrote them while they are not approved, by the office until the year is closed."""

from datetime import date

from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Activity, HourEntry, HoursState
from ama_net.features.volunteers.operations.hours import (
    MOST_NOTE,
    HoursSettled,
    check_hours,
    check_term,
    hold_entry,
    hold_hours,
)
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy.settings import read_settings

_APPROVED = _l("Queste ore sono già approvate: per cambiarle scrivi alla segreteria.")


def correct_hours(entry: HourEntry, *, activity: Activity, on: date, minutes: int, note: str, by: Actor) -> HourEntry:
    """Put an entry right in the office; the audit keeps what it said. One that was refused waits again.

    Who may: VOLUNTEERS_EDIT.

    Raises:
        HoursSettled: it is gone, or of a closed year.
        CannotLog: these hours cannot be.
    """
    return _correct(entry, activity=activity, on=on, minutes=minutes, note=note, by=by)


def correct_own_hours(
    entry: HourEntry, *, activity: Activity, on: date, minutes: int, note: str, by: Actor
) -> HourEntry:
    """As ``correct_hours``, by the volunteer: while it is not approved, and not longer ago than the settings let.

    Raises:
        HoursSettled: the office approved it meanwhile, it is gone, or of a closed year.
        CannotLog: these hours cannot be.
    """
    check_term(on)
    return _correct(entry, activity=activity, on=on, minutes=minutes, note=note, by=by, own=True)


def remove_hours(entry: HourEntry, *, by: Actor, own: bool = False) -> None:
    """Take an entry away; the audit keeps its day and its minutes. ``own``: the volunteer does, while it is not approved.

    Raises:
        HoursSettled: it is approved and one's own, gone, or of a closed year.
    """
    held = hold_entry(entry)
    _refuse_approved(held, own=own)
    said = {"on_day": held.on_day.isoformat(), "minutes": held.minutes, "approved": held.is_approved}
    record(by=by, verb="hours.removed", subject=held, changes=said)
    db.session.delete(held)
    db.session.flush()


def _correct(
    entry: HourEntry, *, activity: Activity, on: date, minutes: int, note: str, by: Actor, own: bool = False
) -> HourEntry:
    hold_hours([entry.person_id])
    held = hold_entry(entry)
    _refuse_approved(held, own=own)
    check_hours(held.person_id, on, minutes, read_settings(HoursSettings), without=held.id)
    if activity.id != held.activity_id and not activity.is_open and own:
        raise HoursSettled("activity_id", _l("Questa attività è chiusa: scegline un'altra."))
    was = {"activity": held.activity_id, "on_day": held.on_day, "minutes": held.minutes, "notes": held.note or ""}
    will = {"activity": activity.id, "on_day": on, "minutes": minutes, "notes": note}
    said = {"fields": [name for name in was if was[name] != will[name]], "minutes": [held.minutes, minutes]}
    held.activity_id, held.on_day, held.minutes, held.note = activity.id, on, minutes, note[:MOST_NOTE] or None
    if held.state == HoursState.REFUSED:
        held.state, held.decided_at, held.decided_by, held.refused_why = HoursState.LOGGED, None, None, None
    db.session.flush()
    record(by=by, verb="hours.corrected", subject=held, changes=said)
    return held


def _refuse_approved(entry: HourEntry, *, own: bool) -> None:
    if own and entry.is_approved:
        raise HoursSettled("", _APPROVED)
