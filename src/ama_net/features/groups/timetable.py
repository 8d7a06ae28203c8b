"""A group's timetable as series (kernel/scheduling): for its page, its calendar and whoever keeps it going."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ama_net.features.groups.models import Group, Meeting
from ama_net.kernel.directory.calendar import series_from
from ama_net.kernel.scheduling import Occurrence, Series, next_occurrences

LINE = ("id", "weekday", "starts", "ends", "frequency", "month_week", "rule", "starts_on", "ends_on")
CHANGE = ("cancelled", "day", "starts", "ends", "place", "note")


def series_of_group(group: Group) -> list[Series]:
    """Every line whose times are known, also of a protected group: whoever shows it asks ``shows_its_place`` first."""
    return _series(group, group.meetings)


def series_of_meeting(group: Group, meeting: Meeting) -> Series | None:
    """One line; None when its times are not known."""
    return next(iter(_series(group, [meeting])), None)


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
        "first": meeting.starts_on or group.created_at.date(),
    }


def next_meetings(group: Group, moment: datetime, *, limit: int = 5, cancelled: bool = False) -> list[Occurrence]:
    """The next times of a group, the nearest first."""
    return next_occurrences(series_of_group(group), moment, limit=limit, cancelled=cancelled)
