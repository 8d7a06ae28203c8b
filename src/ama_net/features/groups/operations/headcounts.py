"""Counting heads after a meeting: how many came, how many for the first time. Numbers only, one count per group and day.

Who may: who keeps the group, for its meetings of the last thirty days; they may correct their numbers just as long.
"""

from datetime import date, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.groups.models import Group, HeadCount
from ama_net.features.groups.operations.facilitators import lock_group
from ama_net.features.groups.timetable import series_of_group
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.scheduling import occurrences

CORRECTABLE = timedelta(days=30)
MOST = 300
"""More people than a group has ever had: a slip of the finger."""


class WrongCount(ValueError):
    """Numbers or a day that cannot be. ``field`` names which; the text is for the person who wrote it."""

    def __init__(self, field: str, message: LazyString | str) -> None:
        super().__init__(message)
        self.field, self.message = field, message

    def __str__(self) -> str:
        return str(self.message)


def days_to_count(group: Group) -> list[date]:
    """The meetings of the last thirty days, today's included, the latest first; empty when the timetable is not known."""
    first, last = today() - CORRECTABLE, today()
    times = [one for series in series_of_group(group) for one in occurrences(series, first, last)]
    return sorted({one.starts.date() for one in times if one.starts <= now()}, reverse=True)


def countable_days(group: Group) -> list[date]:
    """The days to choose from, the latest first: its meetings; else its weekdays; else every day of the last thirty."""
    known = days_to_count(group)
    if known:
        return known
    days = [today() - timedelta(days=back) for back in range(CORRECTABLE.days + 1)]
    weekdays = {meeting.weekday for meeting in group.meetings if meeting.weekday}
    return [day for day in days if not weekdays or day.isoweekday() in weekdays]


def count_heads(group: Group, day: date, *, present: int, newcomers: int, by: Actor) -> HeadCount:
    """Write down, or correct, how many came on a day. The same numbers sent twice are one count.

    Raises:
        WrongCount: the day is no meeting of the last thirty days, or the numbers cannot be.
    """
    _check(group, day, present, newcomers)
    lock_group(group.id)
    found = select(HeadCount).where(HeadCount.group_id == group.id, HeadCount.day == day)
    count = db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if count is not None and (count.present, count.newcomers) == (present, newcomers):
        return count
    if count is None:
        count = HeadCount(group_id=group.id, day=day)
        db.session.add(count)
    count.present, count.newcomers = present, newcomers
    count.counted_by, count.counted_at = by.account_id, now()
    db.session.flush()
    record(by=by, verb="group.heads_counted", subject=group, changes={"day": day.isoformat()})
    return count


def _check(group: Group, day: date, present: int, newcomers: int) -> None:
    if not 0 <= present <= MOST:
        raise WrongCount("present", _l("Serve un numero da 0 a 300."))
    if not 0 <= newcomers <= present:
        raise WrongCount("newcomers", _l("Le persone nuove non possono essere più di quelle presenti."))
    if not today() - CORRECTABLE <= day <= today():
        raise WrongCount("day", _l("Si contano gli incontri degli ultimi trenta giorni."))
    if day not in countable_days(group):
        raise WrongCount("day", _l("Quel giorno non c'è stato nessun incontro."))
