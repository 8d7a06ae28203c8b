"""Scheduling: when something that comes back comes back. Groups' meetings now; shifts and appointments will use it too.

Words: a *series* (serie) is one line of a timetable with its rule (RFC 5545 RRULE), the days it skips and the single
times that were changed; an *occurrence* (incontro, in date) is one of its times; a *pause* (sospensione) is a stretch of
days when nothing meets; a *reservation* (impegno) is a stretch of time in which a person is taken. Times are arithmetic
on values: no tables, no request, no clock; reservations are the one table.

Public functions: ``occurrences`` (of a series between two days), ``next_occurrences`` (the nearest of several series),
``rule_of`` and ``check_rule`` (rules as text), ``closed_days`` (Italian holidays, patron saint, August), ``events_of`` (a
series as iCalendar).
"""

from ama_net.kernel.scheduling.closures import ClosedDays, closed_days
from ama_net.kernel.scheduling.ical import EventTexts, Window, events_of, italian_time_zone
from ama_net.kernel.scheduling.models import Reservation
from ama_net.kernel.scheduling.recurrence import (
    ROME,
    Change,
    Occurrence,
    Pause,
    Series,
    next_occurrences,
    occurrences,
)
from ama_net.kernel.scheduling.rules import WrongRule, check_rule, counts_from_first, rule_of, weekday_of

__all__ = [
    "ROME",
    "Change",
    "ClosedDays",
    "EventTexts",
    "Occurrence",
    "Pause",
    "Reservation",
    "Series",
    "Window",
    "WrongRule",
    "check_rule",
    "closed_days",
    "counts_from_first",
    "events_of",
    "italian_time_zone",
    "next_occurrences",
    "occurrences",
    "rule_of",
    "weekday_of",
]
