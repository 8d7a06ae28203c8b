"""Who in the waiting list a free time is good for, and how long they have to answer."""

from datetime import UTC, datetime, time, timedelta

from ama_net.features.helpdesk.models import FreePart, Mode
from ama_net.foundation.clock import ROME

DAY_FROM, NIGHT_FROM = 8, 21
"""Nobody is expected to answer at night."""

MORNING = time(10)
"""When an offer ends that would have ended at night."""

BEFORE_MEETING = timedelta(hours=2)
"""An offer ends at the latest so long before the meeting."""

LEAST = timedelta(hours=2)
"""What one has at least, awake, to answer; a time too near for that is offered to nobody, whoever comes first books it."""

MOST_MISSED = 2
"""After so many offers without an answer the place in the list is given up."""

LONGEST_WAIT = timedelta(days=180)
"""How long somebody is kept in the list: what they confided is not kept for ever."""

KEEP_REMINDERS = timedelta(days=30)
"""How long it is remembered that a reminder left, once its time is past."""

AFTERNOON_FROM, EVENING_FROM = 13, 18


def offer_until(moment: datetime, starts_at: datetime, hours: int) -> datetime | None:
    """Until when a time that begins at ``starts_at`` is kept for who is offered it at ``moment``; None: it is too near.

    So many hours later, to the next quarter of an hour; never in the night, then until ten of the morning after.
    """
    until = _quarter_after(moment + timedelta(hours=hours))
    if not _is_day(until):
        until = datetime.combine(_next_day(until).date(), MORNING, ROME).astimezone(UTC)
    until = min(until, starts_at - BEFORE_MEETING)
    awake = moment if _is_day(moment) else _next_day(moment)
    return until if until - awake >= LEAST else None


def mode_for(wanted: str, modes: tuple[Mode, ...], *, by_phone: bool) -> Mode | None:
    """How to meet somebody who wants to meet so ('' for any way); None when that time is not for it.

    ``by_phone``: they left a telephone. Who left an e-mail cannot be met by calling them.
    """
    possible = [mode for mode in modes if by_phone or mode != Mode.PHONE]
    if not wanted:
        return possible[0] if possible else None
    return Mode(wanted) if Mode(wanted) in possible else None


def suits(free_part: str, starts_at: datetime) -> bool:
    """Whether somebody who is free in a part of the day can come then."""
    return free_part in (FreePart.ANY, part_of_day(starts_at))


def part_of_day(starts_at: datetime) -> FreePart:
    """The part of the day something begins in, in Italy."""
    hour = starts_at.astimezone(ROME).hour
    if hour < AFTERNOON_FROM:
        return FreePart.MORNING
    return FreePart.AFTERNOON if hour < EVENING_FROM else FreePart.EVENING


def _quarter_after(moment: datetime) -> datetime:
    return moment + (datetime.min.replace(tzinfo=UTC) - moment) % timedelta(minutes=15)


def _is_day(moment: datetime) -> bool:
    return DAY_FROM <= moment.astimezone(ROME).hour < NIGHT_FROM


def _next_day(moment: datetime) -> datetime:
    """When the day begins after a moment of the night."""
    local = moment.astimezone(ROME)
    day = local.date() + timedelta(days=1 if local.hour >= NIGHT_FROM else 0)
    return datetime.combine(day, time(DAY_FROM), ROME).astimezone(UTC)
