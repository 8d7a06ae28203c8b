"""How fast messages may leave: token buckets for each second and budgets for an hour or a day, in the broker.

They live in Redis, so that all workers share them; emptied, buckets and budgets are full again. Kept libraries limit requests by
windows (``limits``), which lets two windows' worth leave at once: a bucket does not. An hour or a day is a window on purpose:
what is allowed in a day leaves in some minutes, not one message every five.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import redis
from redis.commands.core import AsyncScript, Script

from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.keys import settings_of_app

BURST_SHARE = 10
"""A bucket holds a tenth of a second's messages, at least one: speed is even, also just after a pause."""

INSTALLATION = "mail:speed"
"""The bucket of the installation's server, for newsletters and for all other mail."""

_TAKE = """
local moment = redis.call('TIME')
local now = moment[1] * 1000 + math.floor(moment[2] / 1000)
local granted, speeds, owing = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local wait, spent, left = 0, 0, {}
for number, key in ipairs(KEYS) do
  local first, second = tonumber(ARGV[number * 2 + 2]), tonumber(ARGV[number * 2 + 3])
  local free
  if number <= speeds then
    local kept = redis.call('HMGET', key, 'left', 'at')
    local full = tonumber(kept[1] or second) + math.max(0, now - tonumber(kept[2] or now)) * first / 1000
    left[number] = math.min(second, full)
    free = left[number] + owing * first
    if free < 1 then wait = math.max(wait, math.ceil((1 - free) * 1000 / first)) end
  else
    free = first - tonumber(redis.call('GET', key) or 0)
    if free < 1 then spent = number - speeds end
  end
  granted = math.max(0, math.min(granted, math.floor(free + 0.000001)))
end
for number, key in ipairs(KEYS) do
  if number <= speeds then
    redis.call('HSET', key, 'left', tostring(left[number] - granted), 'at', now)
    redis.call('PEXPIRE', key, 60000)
  elseif granted > 0 then
    redis.call('INCRBY', key, granted)
    redis.call('EXPIRE', key, ARGV[number * 2 + 3])
  end
end
return {granted, wait, spent}
"""

# Of a window that has ended in the meantime nothing is there any more.
_GIVE_BACK = """
for _, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or 0) >= tonumber(ARGV[1]) then redis.call('DECRBY', key, ARGV[1]) end
end
"""


class Budget(NamedTuple):
    """So many messages in a window; ``key`` names the window, the broker forgets it after ``seconds``."""

    key: str
    most: int
    seconds: int


class Grant(NamedTuple):
    """How many messages may leave now; else the seconds until one may, or the last budget that is spent."""

    granted: int
    wait: float
    spent: Budget | None = None


def run(script: str, keys: Sequence[str], values: Sequence[int | str]) -> Any:
    """What a script in the broker answers.

    Raises:
        redis.RedisError: the broker is away.
    """
    return _script(settings_of_app().redis_url, script)(keys=keys, args=values)


@lru_cache(maxsize=12)
def _script(url: str, script: str) -> Script | AsyncScript:
    return _broker(url).register_script(script)


@lru_cache(maxsize=4)
def _broker(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=5)


def take(wanted: int, speeds: Mapping[str, int], budgets: Sequence[Budget] = (), *, owing: bool = False) -> Grant:
    """Ask to send ``wanted`` messages within speeds (a second) and budgets, in one question to the broker.

    ``owing``: up to a second's messages may be taken in advance; who may not waits until they are paid back.

    Raises:
        redis.RedisError: the broker is away.
    """
    speeds = {key: speed for key, speed in speeds.items() if speed}
    values = [value for speed in speeds.values() for value in (speed, max(1, speed // BURST_SHARE))]
    values += [value for budget in budgets for value in (budget.most, budget.seconds)]
    keys = [*speeds, *(budget.key for budget in budgets)]
    granted, wait, spent = run(_TAKE, keys, [wanted, len(speeds), int(owing), *values])
    return Grant(int(granted), int(wait) / 1000, budgets[spent - 1] if spent else None)


def give_back(unused: int, budgets: Sequence[Budget]) -> None:
    """What was taken of budgets and did not leave; what was taken of a second is not worth it.

    Raises:
        redis.RedisError: the broker is away.
    """
    if budgets:
        run(_GIVE_BACK, [budget.key for budget in budgets], [unused])


def take_first(wanted: int) -> Grant:
    """Ask to send mails that newsletters give way to. While the broker is away they leave all the same."""
    speed = settings_of_app().mail_per_second
    if not speed:
        return Grant(wanted, 0)
    try:
        return take(wanted, {INSTALLATION: speed}, owing=True)
    except redis.RedisError:
        return Grant(wanted, 0)


def asks_again(seconds: int) -> bool:
    """Whether this is the first in the association, in so many seconds, that comes back for its mails: one is enough."""
    again = f"mail:again:{current_tenant_id()}"
    try:
        return bool(_broker(settings_of_app().redis_url).set(again, 1, nx=True, ex=seconds))
    except redis.RedisError:
        return True
