"""Scheduling: when something that comes back comes back: groups' meetings, shifts, appointments.

Words: a *series* (serie) is one line of a timetable with its rule (RFC 5545 RRULE), the days it skips and the single
times that were changed; an *occurrence* (incontro, in date) is one of its times; a *pause* (sospensione) is a stretch of
days when nothing meets; a *reservation* (impegno) is a stretch of time in which a person or a room is taken. Times are arithmetic
on values: no tables, no request, no clock; reservations are the one table.

Public functions: ``occurrences`` (of a series between two days), ``next_occurrences`` (the nearest of several series),
``rule_of`` and ``check_rule`` (rules as text), ``closed_days`` (Italian holidays, patron saint, August), ``events_of`` (a
series as iCalendar), ``single_event`` (what happens once) and ``calendar_text`` (the frame around them).

When somebody may be booked is in ``availability`` (hours, days that are not as usual, the times they give; arithmetic too) and
what is subtracted from it in ``busy`` (when people and rooms are taken, as minutes).
"""

from ama_net.kernel.scheduling import merging as merging  # it listens
from ama_net.kernel.scheduling.closures import ClosedDays, closed_days
from ama_net.kernel.scheduling.commitments import Commitment, commitments_of
from ama_net.kernel.scheduling.ical import EventTexts, Window, calendar_text, events_of, italian_time_zone, single_event
from ama_net.kernel.scheduling.models import Reservation
from ama_net.kernel.scheduling.recurrence import (
    ROME,
    Change,
    Occurrence,
    Pause,
    Series,
    next_occurrences,
    occurrences,
    span,
)
from ama_net.kernel.scheduling.reservations import (
    PersonGone,
    PersonTaken,
    RoomTaken,
    hold_people,
    hold_rooms,
    release,
    reservations_of,
    reserve,
    reserve_room,
    settle,
    taken_rooms,
)
from ama_net.kernel.scheduling.rules import WrongRule, check_rule, counts_from_first, rule_of, weekday_of
from ama_net.kernel.scheduling.words import hour_words, span_words

__all__ = [
    "ROME",
    "Change",
    "ClosedDays",
    "Commitment",
    "EventTexts",
    "Occurrence",
    "Pause",
    "PersonGone",
    "PersonTaken",
    "Reservation",
    "RoomTaken",
    "Series",
    "Window",
    "WrongRule",
    "calendar_text",
    "check_rule",
    "closed_days",
    "commitments_of",
    "counts_from_first",
    "events_of",
    "hold_people",
    "hold_rooms",
    "hour_words",
    "italian_time_zone",
    "next_occurrences",
    "occurrences",
    "release",
    "reservations_of",
    "reserve",
    "reserve_room",
    "rule_of",
    "settle",
    "single_event",
    "span",
    "span_words",
    "taken_rooms",
    "weekday_of",
]
