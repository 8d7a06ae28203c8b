"""Who in the waiting list a free time is good for, and how long they have to answer."""

from datetime import UTC, date, datetime, time, timedelta

from ama_net.features.helpdesk.models import FreePart, Mode
from ama_net.foundation.clock import ROME, day_of
from ama_net.kernel.scheduling.closures import closed_days

DAY_FROM, NIGHT_FROM = 8, 21
"""Nobody is expected to answer at night."""

MORNING = time(10)
"""When an offer ends that would have ended at night."""

BEFORE_MEETING = timedelta(hours=2)
"""An offer ends at the latest so long before the meeting."""

OFFICE_FROM, OFFICE_TO = 9, 18
"""Who left only a telephone hears of an offer when the office calls: on working days, in these hours."""

SATURDAY = 5

LEAST = timedelta(hours=2)
"""What one has at least, awake, to answer; a time too near for that is offered to nobody, whoever comes first books it."""

MOST_MISSED = 2
"""After so many offers without an answer the place in the list is given up."""

MOST_OPEN, MOST_UNREACHED = 5, 2
"""How many times of a service are kept at once for who is asked, and how many of them for telephones that only the site was told,
and nobody has called yet: whatever is invented, the other times stay free and the other people have their turn."""

UNREACHED_WAIT = timedelta(days=7)
"""How long the place is kept of who never opens what was written to the e-mail they left: it may be somebody else's."""

LONGEST_WAIT = timedelta(days=180)
"""How long somebody is kept in the list: what they confided is not kept for ever."""

KEEP_REMINDERS = timedelta(days=30)
"""How long it is remembered that a reminder left, once its time is past."""

AFTERNOON_FROM, EVENING_FROM = 13, 18


def offer_until(moment: datetime, starts_at: datetime, hours: int, *, by_call: bool = False) -> datetime | None:
    """Until when a time that begins at ``starts_at`` is kept for who is offered it at ``moment``; None: it is too near.

    So many hours later, to the next quarter of an hour; never in the night: then until ten of the morning after, or until the
    evening before when the meeting is too near for that. ``by_call``: the office is to call them first, and it too has
    ``LEAST``, on working days.
    """
    until = _quarter_after(moment + timedelta(hours=hours))
    if not _is_day(until):
        until = datetime.combine(_next_day(until).date(), MORNING, ROME).astimezone(UTC)
    latest = starts_at - BEFORE_MEETING
    if latest < until:
        until = latest if _is_day(latest) else _evening_before(latest)
    enough = _hours_between(moment, until, DAY_FROM, NIGHT_FROM) >= LEAST
    if by_call:
        enough = _hours_between(moment, until, OFFICE_FROM, OFFICE_TO, working=True) >= LEAST
    return until if enough else None


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


def _evening_before(moment: datetime) -> datetime:
    """When the night began that a moment is in."""
    local = moment.astimezone(ROME)
    day = local.date() - timedelta(days=0 if local.hour >= NIGHT_FROM else 1)
    return datetime.combine(day, time(NIGHT_FROM), ROME).astimezone(UTC)


def _hours_between(first: datetime, last: datetime, opens: int, closes: int, *, working: bool = False) -> timedelta:
    """How much of the time between two moments is between two hours of the day, or of the working days only."""
    total, day = timedelta(), day_of(first)
    while day <= day_of(last):
        if not working or _is_working(day):
            begins, ends = (datetime.combine(day, time(hour), ROME).astimezone(UTC) for hour in (opens, closes))
            total += max(timedelta(), min(ends, last.astimezone(UTC)) - max(begins, first.astimezone(UTC)))
        day += timedelta(days=1)
    return total


def _is_working(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in closed_days(day.year)


def _next_day(moment: datetime) -> datetime:
    """When the day begins after a moment of the night."""
    local = moment.astimezone(ROME)
    day = local.date() + timedelta(days=1 if local.hour >= NIGHT_FROM else 0)
    return datetime.combine(day, time(DAY_FROM), ROME).astimezone(UTC)
