"""Hours: written by the volunteer, from a shift or by the office, put right, taken away, approved, refused.

Order of locks: the form's key, the person's day of hours (advisory), then entries by key, the audit at commit.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.volunteers.hours_rules import check_minutes
from ama_net.features.volunteers.models import Activity, HourEntry, HoursState, Shift, ShiftSignup
from ama_net.features.volunteers.models.hours import DAY_MINUTES
from ama_net.features.volunteers.queries_hours import minutes_on, was_in_shift, who_serves
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.operations.merging import say_in_the_way
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.settings import read_settings

MOST_NOTE = 300
APPROVED_UNDO = "volunteers.hours_approved"
SEVERAL = ("hours", "")
"""What the audit says that it speaks of, when it is of many entries at once."""


class CannotLog(WrongFact):
    """These hours cannot be: the day, the length, or an entry there already. ``field`` is what to mend."""


class HoursSettled(WrongFact):
    """The entry was decided meanwhile, or its year is closed."""


def log_hours(  # noqa: PLR0913  # what is known of an entry, each by its name
    person: Person,
    activity: Activity,
    *,
    on: date,
    minutes: int,
    by: Actor,
    shift: Shift | None = None,
    note: str = "",
    form_key: UUID | None = None,
    approved: bool = False,
) -> HourEntry:
    """Write hours of a volunteer; flushed. The same form sent again, or the same shift, gives back its entry.

    It waits for the office, unless the settings approve by themselves or ``approved`` says so (who may approve wrote it,
    and they are not their own).
    Who may: the volunteer for oneself (``log_own_hours`` adds the term), the office with VOLUNTEERS_EDIT.

    Raises:
        CannotLog: the day is to come, of a closed year, or not of one's service; no time, or over 24 hours in the day.
    """
    hold_hours([person.id], form_key)
    already = _written(person.id, shift, form_key)
    if already is not None:
        return already
    approved = approved and person.id != by.person_id
    settings = read_settings(HoursSettings)
    check_hours(person.id, on, minutes, settings)
    entry = HourEntry(person_id=person.id, activity_id=activity.id, on_day=on, minutes=minutes, form_key=form_key)
    entry.shift_id, entry.logged_by = (shift.id if shift else None), by.account_id
    entry.note = note[:MOST_NOTE] or None
    if approved or not settings.approval_needed or _counts_by_itself(person, shift, minutes, settings):
        entry.state, entry.decided_at, entry.decided_by = (
            HoursState.APPROVED,
            now(),
            by.account_id if approved else None,
        )
    db.session.add(entry)
    db.session.flush()
    record(by=by, verb="hours.logged", subject=entry, changes={"minutes": minutes, "approved": entry.is_approved})
    return entry


def log_own_hours(
    person: Person,
    activity: Activity,
    *,
    on: date,
    minutes: int,
    by: Actor,
    shift: Shift | None = None,
    note: str = "",
    form_key: UUID | None = None,
) -> HourEntry:
    """As ``log_hours``, by the volunteer: not longer ago than the settings let, and for an activity that is open.

    Raises:
        CannotLog: as ``log_hours``; too long ago; the activity is closed (a shift may still be of it).
    """
    check_term(on)
    if shift is None and not activity.is_open:
        raise CannotLog("activity_id", _l("Questa attività è chiusa: scegline un'altra."))
    return log_hours(person, activity, on=on, minutes=minutes, by=by, shift=shift, note=note, form_key=form_key)


def check_term(on: date) -> None:
    """Refuse a day longer ago than volunteers may write by themselves.

    Raises:
        CannotLog: it is.
    """
    days = read_settings(HoursSettings).days_back
    if on < today() - timedelta(days=days):
        words = _l("È passato troppo tempo (più di %(days)s giorni): chiedi alla segreteria di scriverle.", days=days)
        raise CannotLog("on", words)


def check_hours(
    person_id: UUID, on: date, minutes: int, settings: HoursSettings, *, without: UUID | None = None
) -> None:
    """Whether somebody can have given these minutes on this day, ``without`` an entry that is being changed.

    Raises:
        CannotLog: they cannot.
    """
    check_minutes(minutes)
    check_day(on, settings)
    if not who_serves([person_id], on):
        raise CannotLog("on", NOT_SERVING)
    if minutes_on([person_id], on, without=without).get(person_id, 0) + minutes > DAY_MINUTES:
        raise CannotLog("minutes", TOO_MANY)


NOT_SERVING = _l("In quel giorno non risulta volontaria o volontario dell'associazione.")
TOO_MANY = _l("Con le altre ore dello stesso giorno sarebbero più di 24.")


def check_day(on: date, settings: HoursSettings) -> None:
    """Refuse a day to come and one of a closed year.

    Raises:
        CannotLog: it is one.
    """
    if on > today():
        raise CannotLog("on", _l("Questo giorno deve ancora venire."))
    if on.year <= settings.locked_through_year:
        raise CannotLog("on", _l("Le ore del %(year)s sono chiuse.", year=on.year))


def approve_hours(entries: Collection[HourEntry], *, by: Actor) -> list[HourEntry]:
    """Let entries that wait count; returns those that do now: what somebody else decided meanwhile stays so.

    Nobody approves their own hours: among others they are left out (``is_own``). The rows are taken by key, so two who
    approve the same page wait for one another. A constant number of queries. Who may: VOLUNTEERS_EDIT.

    Raises:
        HoursSettled: the year of one is closed; there are only one's own.
    """
    locked = read_settings(HoursSettings).locked_through_year
    all_waiting = [entry for entry in _held({entry.id for entry in entries}) if entry.is_waiting]
    waiting = [entry for entry in all_waiting if not is_own(entry, by)]
    if all_waiting and not waiting:
        raise HoursSettled("entries", _l("Le proprie ore le approva un'altra persona."))
    if any(entry.on_day.year <= locked for entry in waiting):
        raise HoursSettled("entries", _l("Qualche voce è di un anno chiuso: l'anno si riapre dalle impostazioni."))
    for entry in waiting:
        entry.state, entry.decided_at, entry.decided_by = HoursState.APPROVED, now(), by.account_id
    db.session.flush()
    if len(waiting) == 1:
        record(by=by, verb="hours.approved", subject=waiting[0], changes={"minutes": waiting[0].minutes})
    elif waiting:
        said = {"entries": len(waiting), "minutes": sum(entry.minutes for entry in waiting)}
        record(by=by, verb="hours.approved", subject=SEVERAL, changes=said)
    return waiting


def is_own(entry: HourEntry, by: Actor) -> bool:
    """Whether hours are of who is looking at them: somebody else approves them."""
    return by.person_id is not None and entry.person_id == by.person_id


@undoable(APPROVED_UNDO, Permission.VOLUNTEERS_EDIT)
def take_back_approval(payload: dict[str, Any], *, by: Actor) -> None:
    """Let entries wait again that were approved by mistake.

    Raises:
        CannotUndo: somebody decided otherwise meanwhile, or the year of one is closed.
    """
    held = _held({UUID(text) for text in payload["entries"]})
    locked = read_settings(HoursSettings).locked_through_year
    if len(held) < len(payload["entries"]) or any(
        not entry.is_approved or entry.decided_by != by.account_id or entry.on_day.year <= locked for entry in held
    ):
        raise CannotUndo
    for entry in held:
        entry.state, entry.decided_at, entry.decided_by = HoursState.LOGGED, None, None
    db.session.flush()
    record(
        by=by,
        verb="hours.approval_undone",
        subject=SEVERAL,
        changes={"entries": len(held)},
    )


def refuse_hours(entry: HourEntry, *, why: str, by: Actor) -> None:
    """Send an entry back with a reason, which the volunteer reads in their area; one that was approved counts no more.

    Who may: VOLUNTEERS_EDIT. The mail is the caller's (``hours_letters.tell_refused``).

    Raises:
        WrongFact: no reason; HoursSettled: refused already, or of a closed year.
    """
    if not why.strip():
        raise WrongFact("why", _l("Scrivere perché: chi le ha scritte lo legge."))
    held = hold_entry(entry)
    if held.state == HoursState.REFUSED:
        raise HoursSettled("why", _l("Nel frattempo qualcuno le ha già rimandate."))
    held.state, held.decided_at, held.decided_by = HoursState.REFUSED, now(), by.account_id
    held.refused_why = why.strip()
    db.session.flush()
    record(by=by, verb="hours.refused", subject=held, changes={"minutes": held.minutes})


def hold_entry(entry: HourEntry) -> HourEntry:
    """Take an entry's row and read it anew.

    Raises:
        HoursSettled: it is gone, or its year is closed.
    """
    held = next(iter(_held({entry.id})), None)
    if held is None:
        raise HoursSettled("", _l("Queste ore non ci sono più."))
    if held.on_day.year <= read_settings(HoursSettings).locked_through_year:
        raise HoursSettled("", _l("Le ore del %(year)s sono chiuse.", year=held.on_day.year))
    return held


def _held(entry_ids: Collection[UUID]) -> list[HourEntry]:
    rows = select(HourEntry).where(HourEntry.id.in_(entry_ids)).order_by(HourEntry.id)
    return list(db.session.scalars(rows.with_for_update().execution_options(populate_existing=True)))


def hold_hours(person_ids: Collection[UUID], form_key: UUID | None = None) -> None:
    """Let one form, and one writer of a person's hours, pass at a time."""
    if form_key is not None:
        hold(f"volunteers:hours-form:{current_tenant_id()}:{form_key}")
    for person_id in sorted(person_ids):
        hold(f"volunteers:hours:{current_tenant_id()}:{person_id}")


def _written(person_id: UUID, shift: Shift | None, form_key: UUID | None) -> HourEntry | None:
    if form_key is not None:
        found = db.session.scalar(select(HourEntry).where(HourEntry.form_key == form_key))
        if found is not None:
            return found
    if shift is None:
        return None
    return db.session.scalar(select(HourEntry).where(HourEntry.shift_id == shift.id, HourEntry.person_id == person_id))


def _counts_by_itself(person: Person, shift: Shift | None, minutes: int, settings: HoursSettings) -> bool:
    if shift is None or not settings.shifts_approved or minutes > shift.hours_minutes:
        return False
    taken = select(ShiftSignup.id).where(
        ShiftSignup.shift_id == shift.id, ShiftSignup.person_id == person.id, was_in_shift()
    )
    return db.session.scalar(taken) is not None


say_in_the_way(
    HourEntry.__tablename__, _l("Hanno tutte e due le ore di uno stesso turno: prima si toglie una delle due voci.")
)
