"""What a page says of an audience, kept some seconds: saying it reads every subscriber, and a page asks at each box ticked.

Kept in this process, by association and language: a number and some masked addresses, nothing of confidential lists.
"""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar
from uuid import UUID

from flask_babel import get_locale

from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audiences import Count, count_of, is_confidential, sample_of
from ama_net.kernel.tenancy import current_tenant_id

SECONDS = 10
MOST = 200
"""Audiences kept at a time: the oldest goes first."""

T = TypeVar("T")
_Key = tuple[UUID, str, str]
_counts: dict[_Key, tuple[float, Count]] = {}
_samples: dict[_Key, tuple[float, list[str]]] = {}


def count_lately(audience: Audience) -> Count:
    """``count_of``, not asked again for some seconds."""
    return _lately(_counts, audience, count_of)


def sample_lately(audience: Audience) -> list[str]:
    """``sample_of``, not asked again for some seconds."""
    return _lately(_samples, audience, sample_of)


def forget_lately() -> None:
    """Ask again from now on."""
    _counts.clear()
    _samples.clear()


def _lately(kept: dict[_Key, tuple[float, T]], audience: Audience, ask: Callable[[Audience], T]) -> T:
    if is_confidential(audience):  # said by what was counted for the week: nothing to spare
        return ask(audience)
    key = (current_tenant_id(), str(get_locale()), audience.model_dump_json(exclude_defaults=True))
    found = kept.get(key)
    if found is not None and monotonic() - found[0] < SECONDS:
        return found[1]
    value = ask(audience)
    kept.pop(key, None)
    for old in list(kept)[: max(0, len(kept) - MOST + 1)]:
        kept.pop(old, None)
    kept[key] = (monotonic(), value)
    return value
