"""A group's timetable as series (kernel/scheduling): for its page, its calendar and whoever keeps it going."""

from datetime import datetime

from ama_net.features.groups.models import Group
from ama_net.kernel.directory.calendar import series_from
from ama_net.kernel.scheduling import Occurrence, Series, next_occurrences


def series_of_group(group: Group) -> list[Series]:
    """Every line whose times are known, also of a protected group: whoever shows it asks ``shows_its_place`` first."""
    names = ("id", "weekday", "starts", "ends", "frequency", "month_week", "rule", "starts_on", "ends_on")
    meetings = [
        {
            **{name: getattr(meeting, name) for name in (*names, "off_holidays", "off_august")},
            "first": meeting.starts_on or group.created_at.date(),
        }
        for meeting in group.meetings
    ]
    changes = [
        {
            "meeting": change.meeting_id,
            "original": change.original_day,
            **{name: getattr(change, name) for name in ("cancelled", "day", "starts", "ends", "place", "note")},
        }
        for change in group.changes
    ]
    pauses = [{"first": pause.first_day, "last": pause.last_day} for pause in group.pauses]
    town = (group.venue.municipality if group.venue else None) or group.municipality
    return series_from(meetings, pauses, changes, province=town.province if town else "")


def next_meetings(group: Group, moment: datetime, *, limit: int = 5, cancelled: bool = False) -> list[Occurrence]:
    """The next times of a group, the nearest first."""
    return next_occurrences(series_of_group(group), moment, limit=limit, cancelled=cancelled)
