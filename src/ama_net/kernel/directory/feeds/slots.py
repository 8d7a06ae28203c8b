"""A group's timetable as formats know it that have only weekdays: one slot for each weekday and hour."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from ama_net.kernel.directory.feeds.wording import has_ended
from ama_net.kernel.scheduling.rules import WEEKDAYS

SHORT_DAYS = ("lun", "mar", "mer", "gio", "ven", "sab", "dom")
"""In slugs."""


@dataclass(frozen=True)
class Slot:
    """One line of the timetable on one weekday (ISO); ``ends`` is empty when nobody has said."""

    meeting: Mapping[str, Any]
    weekday: int
    starts: str
    ends: str

    @property
    def short_day(self) -> str:
        """``mer``."""
        return SHORT_DAYS[self.weekday - 1]

    @property
    def from_sunday(self) -> int:
        """The weekday when Sunday is 0."""
        return self.weekday % 7

    @property
    def length(self) -> timedelta:
        """How long it lasts, past midnight too; nothing when nobody has said."""
        if not self.ends:
            return timedelta()
        begin, end = (time.fromisoformat(said) for said in (self.starts, self.ends))
        minutes = (end.hour - begin.hour) * 60 + end.minute - begin.minute
        return timedelta(minutes=minutes if minutes > 0 else minutes + 24 * 60)


def slots_of(row: Any, day: date) -> list[Slot]:
    """The slots of the lines that have not ended and whose day and hour are known."""
    return [
        Slot(meeting, weekday, meeting["starts"], meeting["ends"] or "")
        for meeting in row.meetings
        if meeting["starts"] and not has_ended(meeting, day)
        for weekday in _weekdays(meeting)
    ]


def _weekdays(meeting: Mapping[str, Any]) -> Iterator[int]:
    """The day of the line; of a rule of its own, each day it names."""
    if meeting["weekday"]:
        yield meeting["weekday"]
        return
    named = re.search(r"BYDAY=([^;]+)", meeting["rule"] or "")
    seen = {part[-2:] for part in named[1].split(",")} if named else set()
    yield from (number for number, name in enumerate(WEEKDAYS, start=1) if name in seen)
