"""How fast a newsletter may leave: the association's own speed and budgets, and the speed of the installation's server.

An hour is one of the clock, a day one of the calendar, in Italy. What is left over after a day's messages leaves from eight in
the morning: at midnight telephones would ring.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.clock import ROME, now, today
from ama_net.kernel.outbox import pace
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.keys import settings_of_app

SEAT_SECONDS = 45
"""How long a lane of a newsletter is taken for alive after its last sign."""

HOUR, DAY = "hour", "day"
_HOUR_SECONDS, _DAY_SECONDS = 2 * 3600, 26 * 3600
"""How long a budget is remembered: a little longer than its window."""

MORNING = time(8)

_SIT = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""

_STAND = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"


class Spent(NamedTuple):
    """A budget that is used up: which, and when the newsletter goes on."""

    reason: str
    until: datetime


def take(wanted: int, limits: NewsletterSettings) -> tuple[int, float, Spent | None]:
    """Ask to send ``wanted`` messages; how many may leave now, the seconds until one may, the budget that is used up.

    Raises:
        redis.RedisError: the broker is away; nothing may leave.
    """
    ours = f"newsletters:speed:{current_tenant_id()}"
    speeds = {ours: limits.per_second, pace.INSTALLATION: settings_of_app().mail_per_second}
    granted, wait, spent = pace.take(wanted, speeds, _budgets(limits))
    return granted, wait, _until(spent) if spent else None


def give_back(unused: int, limits: NewsletterSettings) -> None:
    """What was granted and did not leave is there again for this hour and this day.

    Raises:
        redis.RedisError: the broker is away.
    """
    if unused > 0:
        pace.give_back(unused, _budgets(limits))


def _budgets(limits: NewsletterSettings) -> Sequence[pace.Budget]:
    if limits.per_hour is None and limits.per_day is None:
        return ()
    moment, ours = now().astimezone(ROME), f"{current_tenant_id()}"
    found = []
    if limits.per_hour is not None:  # by UTC: in October two hours of Italy have the same name
        key = f"newsletters:{HOUR}:{ours}:{now():%Y%m%d%H}"
        found.append(pace.Budget(key, limits.per_hour, _HOUR_SECONDS))
    if limits.per_day is not None:
        found.append(pace.Budget(f"newsletters:{DAY}:{ours}:{moment:%Y%m%d}", limits.per_day, _DAY_SECONDS))
    return found


def _until(spent: pace.Budget) -> Spent:
    if spent.seconds == _HOUR_SECONDS:
        return Spent(HOUR, now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
    tomorrow = today() + timedelta(days=1)
    return Spent(DAY, datetime.combine(tomorrow, MORNING, tzinfo=ROME))


def sit(newsletter_id: UUID, lane: int, who: str) -> bool:
    """Take one of a newsletter's lanes, or say that one still has it; False when another worker is in it."""
    return bool(pace.run(_SIT, [_seat(newsletter_id, lane)], [who, SEAT_SECONDS]))


def stand(newsletter_id: UUID, lane: int, who: str) -> None:
    """Leave a lane."""
    pace.run(_STAND, [_seat(newsletter_id, lane)], [who])


def _seat(newsletter_id: UUID, lane: int) -> str:
    return f"newsletters:lane:{current_tenant_id()}:{newsletter_id}:{lane}"
