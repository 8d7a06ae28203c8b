"""A group's timetable as series (kernel/scheduling), and its next times in words: for its page and who keeps it going."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.groups.models import Frequency, Group, GroupPause, Kind, Meeting, Status
from ama_net.features.groups.rules import shows_its_place
from ama_net.foundation.clock import day_of, now, today
from ama_net.foundation.database import db
from ama_net.kernel.directory.calendar import series_from
from ama_net.kernel.directory.words import limits_words, meeting_words
from ama_net.kernel.scheduling import Occurrence, Series, counts_from_first, next_occurrences

SOON = timedelta(days=60)
"""A pause is told beforehand for so long: whoever comes in spring need not know of August."""

LINE = ("id", "weekday", "starts", "ends", "frequency", "month_week", "rule", "starts_on", "ends_on")
CHANGE = ("cancelled", "day", "starts", "ends", "place", "note")


def series_of_group(group: Group) -> list[Series]:
    """Every line whose times are known, also of a protected group: whoever shows it asks ``shows_its_place`` first."""
    return _series(group, group.meetings)


def series_of_meeting(group: Group, meeting: Meeting) -> Series | None:
    """One line; None when its times are not known."""
    return next(iter(_series(group, [meeting])), None)


def dates_of_line(group: Group, meeting: Meeting, *, limit: int = 8) -> list[Occurrence]:
    """The next dates of one line, written down or not yet."""
    return next_occurrences(_series(group, [meeting]), now(), limit=limit, cancelled=True)


def why_no_dates(meeting: Meeting) -> str:
    """All that is missing to know the dates of a line, to whoever can write it; nothing when nothing is."""
    missing = list(_missing(meeting))
    if not missing:
        return ""
    return str(ngettext("Manca %(things)s.", "Mancano: %(things)s.", len(missing), things="; ".join(missing)))


def _missing(meeting: Meeting) -> Iterator[str]:
    if meeting.starts is None:
        yield _("l'ora")
    if meeting.frequency == Frequency.CUSTOM:
        counted = not meeting.rule or counts_from_first(meeting.rule)
    else:
        counted = meeting.frequency == Frequency.BIWEEKLY
        if meeting.weekday is None:
            yield _("il giorno")
    if counted and meeting.starts_on is None:
        yield _("il primo incontro: senza non si sa quali settimane")
    if meeting.frequency == Frequency.MONTHLY and meeting.month_week is None:
        yield _("quale del mese: il primo, il terzo, l'ultimo")
    if meeting.frequency == Frequency.UNKNOWN:
        yield _("quanto spesso ci si incontra")


def _series(group: Group, meetings: Iterable[Meeting]) -> list[Series]:
    changes = [
        {
            "meeting": change.meeting_id,
            "original": change.original_day,
            **{name: getattr(change, name) for name in CHANGE},
        }
        for change in group.changes
    ]
    pauses = [{"first": pause.first_day, "last": pause.last_day} for pause in group.pauses]
    town = (group.venue.municipality if group.venue else None) or group.municipality
    lines = [_line(group, meeting) for meeting in meetings]
    return series_from(lines, pauses, changes, province=town.province if town else "")


def _line(group: Group, meeting: Meeting) -> dict[str, Any]:
    return {
        **{name: getattr(meeting, name) for name in (*LINE, "off_holidays", "off_august")},
        "first": meeting.starts_on or day_of(group.created_at),
    }


def next_meetings(group: Group, moment: datetime, *, limit: int = 5, cancelled: bool = False) -> list[Occurrence]:
    """The next times of a group, the nearest first."""
    return next_occurrences(series_of_group(group), moment, limit=limit, cancelled=cancelled)


@dataclass(frozen=True)
class NextMeeting:
    """One time as people read it: ``when`` in words, ``unusual`` what is not as usual ("spostato da …"), where, a note."""

    starts: datetime
    when: str
    cancelled: bool = False
    unusual: str = ""
    place_note: str = ""
    note: str = ""


@dataclass(frozen=True)
class NextMeetings:
    """What a group's page says of its next times; of a protected group nothing, and it has no calendar."""

    times: tuple[NextMeeting, ...] = ()
    pause: str = ""
    has_calendar: bool = False

    def __bool__(self) -> bool:
        return bool(self.times or self.pause or self.has_calendar)


def next_meetings_of(group: Group, *, limit: int = 4) -> NextMeetings:
    """The next times of a group that may be seen, those called off among them, and its present or next pause."""
    if not shows_its_place(group) or group.status in {Status.SUSPENDED, Status.CLOSED}:
        return NextMeetings()
    found = next_meetings(group, now(), limit=limit, cancelled=True)
    near = any(pause.first_day <= today() + SOON for pause in group.pauses)
    pause = pause_words(group, today()) if near else ""
    return NextMeetings(tuple(meeting_told(one) for one in found), pause, has_calendar(group))


def meeting_told(one: Occurrence) -> NextMeeting:
    """A time in words."""
    change = one.change
    moved = change is not None and not one.cancelled and one.original not in {None, one.starts.date()}
    if change is not None and change.original is None:
        unusual = _("In più, oltre agli incontri di sempre.")
    else:
        unusual = _("Spostato: di solito sarebbe %(day)s.", day=day_words(one.original)) if moved else ""
    return NextMeeting(
        starts=one.starts,
        when=_when(one),
        cancelled=one.cancelled,
        unusual=unusual,
        place_note=change.place if change else "",
        note=change.note if change else "",
    )


def _when(one: Occurrence) -> str:
    told = {"day": day_words(one.starts.date()), "starts": f"{one.starts:%H:%M}", "ends": f"{one.ends:%H:%M}"}
    return str(_("%(day)s, ore %(starts)s-%(ends)s", **told) if one.known_end else _("%(day)s, ore %(starts)s", **told))


def day_words(day: date | None) -> str:
    """``mercoledì 25 novembre``; the year is added when it is not this one."""
    if day is None:
        return ""
    pattern = "EEEE d MMMM" if day.year == today().year else "EEEE d MMMM y"
    return str(format_date(day, pattern))


def line_words(meeting: Meeting) -> tuple[str, str]:
    """A line in words, and what limits it."""
    names = ("weekday", "starts", "ends", "time_words", "frequency", "month_week", "rule")
    told = {name: getattr(meeting, name) for name in (*names, "starts_on", "ends_on", "off_holidays", "off_august")}
    return meeting_words(told) or str(_("Giorno e ora da chiedere")), limits_words(told)


def pause_words(group: Group, day: date) -> str:
    """The pause of that day, or the next one to begin, in words; nothing of a protected group."""
    pauses = sorted(group.pauses, key=lambda pause: pause.first_day)
    pause = next((one for one in pauses if one.last_day is None or one.last_day >= day), None)
    return "" if pause is None or not shows_its_place(group) else pause_told(pause)


def pause_told(pause: GroupPause) -> str:
    """``Sospeso dal 1º agosto 2027 al 31 agosto 2027 (pausa estiva)``."""
    first, last = plain_day(pause.first_day), plain_day(pause.last_day) if pause.last_day else ""
    if pause.last_day == pause.first_day:
        said = _("Sospeso il %(first)s", first=first)
    elif last:
        said = _("Sospeso dal %(first)s al %(last)s", first=first, last=last)
    else:
        said = _("Sospeso dal %(first)s: non si sa ancora quando riprende", first=first)
    reason = (pause.reason or "").strip(" .")
    return f"{said} ({reason})" if reason else said


def plain_day(day: date) -> str:
    """``1º agosto 2027``, ``31 agosto 2027``."""
    said = str(format_date(day, "d MMMM y"))
    return said.replace("1 ", "1º ", 1) if day.day == 1 and str(get_locale()).startswith("it") else said


def has_calendar(group: Group) -> bool:
    """Whether people may subscribe to its calendar: peers, spoken with, open, and not protected."""
    is_open = group.status in {Status.ACTIVE, Status.STARTING} and group.confirmed_on is not None
    known = bool(group.published and is_open and series_of_group(group))
    return known and group.kind == Kind.GROUP and not group.is_example and shows_its_place(group)


def emptied_calendar(slug: str) -> str | None:
    """The name of a group that has stopped, or is protected: its calendar is empty, telephones forget what they had."""
    had_one = (Group.published, ~Group.is_example, Group.confirmed_on.is_not(None))
    stopped = Group.status.in_((Status.SUSPENDED, Status.CLOSED)) | Group.hides_place
    return db.session.scalars(
        select(Group.name).where(Group.slug == slug, Group.kind == Kind.GROUP, stopped, *had_one)
    ).one_or_none()
