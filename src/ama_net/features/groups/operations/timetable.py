"""Pauses of a group and single times that are not as usual. Calendars, feeds and pages follow by themselves.

Who may: the office with GROUPS_EDIT, and who animates the group (whoever calls asks ``rules``). Everything done here is
work of the association: files change the group no more. Each change raises ``group.sequence``, so that the calendars
people have subscribed to believe it (RFC 5545, 3.8.7.4). The audit keeps the days, never reasons, places or notes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.groups.history import remembered
from ama_net.features.groups.models import Group, GroupPause, Meeting, MeetingChange
from ama_net.features.groups.timetable import series_of_meeting
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.scheduling import occurrences

LONGEST_REASON, LONGEST_PLACE, LONGEST_NOTE = 200, 300, 500
FIRST_YEAR, LAST_YEAR = 1970, 2100
"""A year outside these was mistyped."""


class WrongTimetable(ValueError):
    """What was asked of a timetable cannot be; the text says why to the person who asked.

    ``at`` names what is to be mended (``ends``, ``last_day``), so that it is said there; empty: the whole.
    """

    def __init__(self, message: LazyString | str, *, at: str = "") -> None:
        super().__init__(message)
        self.message, self.at = message, at

    def __str__(self) -> str:
        return str(self.message)


class WrongPause(WrongTimetable):
    """A pause that cannot be."""


class WrongTime(WrongTimetable):
    """A changed or added time that cannot be."""


def add_pause(group: Group, *, first_day: date, last_day: date | None, reason: str, by: Actor) -> GroupPause:
    """Say that the group does not meet on some days, both included; without the last nobody knows yet when it resumes.

    ``reason`` is read by everybody: a few words, or nothing.

    Raises:
        WrongPause: it ends before it begins, or meets another pause.
    """
    lock_timetable(group)
    pause = GroupPause(group_id=group.id, first_day=first_day, last_day=last_day, reason=reason[:LONGEST_REASON])
    _check_pause(group, pause)
    with timetable_changing(group, "group.paused", {"first_day": _iso(first_day), "last_day": _iso(last_day)}, by):
        group.pauses.append(pause)
    return pause


def end_pause(pause: GroupPause, *, last_day: date | None, by: Actor) -> None:
    """Say when a pause ends: earlier, later, or at last known. ``None``: nobody knows any more.

    Raises:
        WrongPause: it would end before it begins, or meet another pause.
    """
    group = db.session.get_one(Group, pause.group_id)
    lock_timetable(group)
    before = pause.last_day
    if before == last_day:
        return
    _check_pause(group, pause, last_day=last_day)
    with timetable_changing(group, "group.pause_ended", {"last_day": [_iso(before), _iso(last_day)]}, by):
        pause.last_day = last_day


def remove_pause(pause: GroupPause, *, by: Actor) -> None:
    """Take a pause away: the group meets as if it had never been."""
    group = db.session.get_one(Group, pause.group_id)
    lock_timetable(group)
    days = {"first_day": _iso(pause.first_day), "last_day": _iso(pause.last_day)}
    if pause in group.pauses:  # nobody has taken it away meanwhile
        with timetable_changing(group, "group.pause_removed", days, by):
            group.pauses.remove(pause)


def change_time(  # noqa: PLR0913  # each is one thing that may be unusual
    group: Group,
    meeting: Meeting,
    *,
    original_day: date,
    cancelled: bool = False,
    day: date | None = None,
    starts: time | None = None,
    ends: time | None = None,
    place: str = "",
    note: str = "",
    by: Actor,
) -> MeetingChange:
    """Call off or move one time of a line of the timetable; what was said of that day before is replaced.

    ``original_day`` is the day the timetable gives. Not called off: on ``day`` (None: that same day), at ``starts`` (None:
    the usual hour), in ``place`` (empty: the usual one). ``place`` and ``note`` are read by everybody, except of a
    protected group.

    Raises:
        WrongTime: that day is no meeting, it ends before it begins, nothing changes, or there is already one then.
    """
    lock_timetable(group)
    found = next((one for one in group.changes if _is_of(one, meeting, original_day)), None)
    wanted: dict[str, Any] = {"cancelled": cancelled, "place": place[:LONGEST_PLACE], "note": note[:LONGEST_NOTE]}
    wanted |= {"day": None, "starts": None, "ends": None} if cancelled else {"day": day, "starts": starts, "ends": ends}
    _check_change(group, meeting, original_day, wanted)
    change = found or MeetingChange(group_id=group.id, meeting_id=meeting.id, original_day=original_day)
    verb = "group.time_cancelled" if cancelled else "group.time_changed"
    with timetable_changing(group, verb, {"original_day": _iso(original_day), "day": _iso(wanted["day"])}, by):
        for name, value in wanted.items():
            setattr(change, name, value)
        if found is None:
            group.changes.append(change)
    return change


def add_time(
    group: Group,
    meeting: Meeting,
    *,
    day: date,
    starts: time | None = None,
    ends: time | None = None,
    place: str = "",
    note: str = "",
    by: Actor,
) -> MeetingChange:
    """Add a single time to a line of the timetable. It needs no rule: of who meets on announced days this is all there is.

    Raises:
        WrongTime: nobody said at what hour, it ends before it begins, or there is already one then.
    """
    lock_timetable(group)
    hour = starts or meeting.starts
    if hour is None:
        raise WrongTime(_l("Scrivi a che ora comincia."))
    # An hour of its own has an end of its own; the usual hour keeps the usual end.
    end = ends or (meeting.ends if hour == meeting.starts else None)
    _check_hours(hour, end)
    _check_year(day)
    _check_free(group, meeting, day, hour, None)
    change = MeetingChange(group_id=group.id, meeting_id=meeting.id, original_day=None, day=day, starts=hour, ends=end)
    change.place, change.note, change.cancelled = place[:LONGEST_PLACE], note[:LONGEST_NOTE], False
    with timetable_changing(group, "group.time_added", {"day": _iso(day)}, by):
        group.changes.append(change)
    return change


def take_back_change(change: MeetingChange, *, by: Actor) -> None:
    """Let a time be as the timetable gives it again; an extra one is no more."""
    group = db.session.get_one(Group, change.group_id)
    lock_timetable(group)
    days = {"original_day": _iso(change.original_day), "day": _iso(change.day)}
    if change in group.changes:  # nobody has taken it back meanwhile
        with timetable_changing(group, "group.time_restored", days, by):
            group.changes.remove(change)


def lock_timetable(group: Group) -> None:
    """Let nobody else change the group's timetable until the end of the transaction, and read it as it is now."""
    db.session.flush()
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())
    db.session.expire(group, ["sequence", "meetings", "pauses", "changes"])


@contextmanager
def timetable_changing(group: Group, verb: str, changes: dict[str, Any], by: Actor) -> Iterator[None]:
    """Around what is written: for the history, for calendars, for the files that may change it no more, for the audit."""
    with remembered(group, by=by, way=verb):
        yield
        group.sequence += 1
        group.office_changed_at = now()
    db.session.expire(group, ["meetings", "pauses", "changes"])  # so that they come back in their order
    record(by=by, verb=verb, subject=group, changes={name: value for name, value in changes.items() if value})


def _check_pause(group: Group, pause: GroupPause, **values: Any) -> None:
    first, last = pause.first_day, values.get("last_day", pause.last_day)
    for day in filter(None, (first, last)):
        _check_year(day, WrongPause)
    if last is not None and last < first:
        raise WrongPause(_l("La sospensione finisce prima di cominciare: ricontrolla i giorni."), at="last_day")
    for other in group.pauses:
        if other is not pause and first <= (other.last_day or date.max) and other.first_day <= (last or date.max):
            raise WrongPause(_l("In quei giorni c'è già un'altra sospensione: si può cambiare o togliere quella."))


def _check_change(group: Group, meeting: Meeting, original_day: date, wanted: dict[str, Any]) -> None:
    series = series_of_meeting(group, meeting)
    if series is None or not series.rule:
        raise WrongTime(_l("Di questo incontro non si sanno ancora giorno e ora: vanno scritti prima quelli."))
    if not series.gives(original_day):
        raise WrongTime(_l("Quel giorno non c'è nessun incontro da cambiare."))
    if wanted["cancelled"]:
        if series.skips(original_day):
            raise WrongTime(_l("Quel giorno non ci si incontra già: è una festa o una sospensione."))
        return
    if not any(wanted[name] for name in ("day", "starts", "ends", "place", "note")):
        raise WrongTime(_l("Scrivi che cosa cambia: il giorno, l'ora, il luogo o un avviso."))
    day, hour = wanted["day"] or original_day, wanted["starts"] or series.starts
    _check_year(day)
    _check_hours(hour, wanted["ends"])
    if day != original_day:
        _check_free(group, meeting, day, hour, original_day)


def _check_hours(starts: time, ends: time | None) -> None:
    if ends is not None and ends <= starts:
        raise WrongTime(_l("Finisce prima di cominciare: ricontrolla le ore."), at="ends")


def _check_year(day: date, error: type[WrongTimetable] = WrongTime) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise error(_l("L'anno della data non è giusto: ricontrolla."))


def _check_free(group: Group, meeting: Meeting, day: date, hour: time, original_day: date | None) -> None:
    """The same line does not meet twice at once: who wants to skip a time calls it off."""
    series = series_of_meeting(group, meeting)
    there = occurrences(series, day, day) if series else []
    others = (one for one in there if original_day is None or one.original != original_day)
    if any(one.starts.time() == hour for one in others):
        raise WrongTime(_l("In quel giorno a quell'ora c'è già un incontro."))


def _is_of(change: MeetingChange, meeting: Meeting, original_day: date) -> bool:
    return change.meeting_id == meeting.id and change.original_day == original_day


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
