"""Feeds made once and kept in the process until something in them changes.

What each association publishes is a part of its own: when one changes a group, the parts of the others are used as they
are. A part may also say something else on another day (a pause begins), so it knows until when it holds. At each request
the database is asked one number; nothing old is ever given, nor one association's feed for another's.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import reduce
from operator import xor
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import UUID

from flask import current_app
from flask_babel import force_locale

from ama_net.foundation.clock import now, today
from ama_net.kernel.directory.feeds.rows import (
    Published,
    hidden_by_association,
    rows_by_association,
    seal_of,
    seals_by_association,
)
from ama_net.kernel.directory.feeds.whose import Whose

MOST_BYTES = 64 * 1024 * 1024
"""What a process keeps of the associations' feeds; those asked least lately go first. (The portal's are kept besides.)"""

NONE: frozenset[UUID] = frozenset()

P = TypeVar("P")
W = TypeVar("W")


@dataclass(frozen=True)
class Part(Generic[P]):
    """What one association publishes, its size in bytes, and the first day on which it says something else.

    It was written when the association's stamps came to ``seal`` and the portal left out ``hidden`` of its entries.
    """

    content: P
    size: int
    until: date
    seal: int = 0
    hidden: frozenset[UUID] = frozenset()

    def holds(self, seal: int | None, hidden: frozenset[UUID], day: date) -> bool:
        """Whether it is still true."""
        return self.seal == seal and self.hidden == hidden and day < self.until


@dataclass(frozen=True)
class Feed(Generic[P, W]):
    """A way of writing the directory: ``write`` makes an association's part, ``bind`` the whole from all the parts."""

    name: str
    write: Callable[[Sequence[Published], Whose, date], Part[P]]
    bind: Callable[[Sequence[P], Whose], W]


@dataclass(frozen=True)
class Kept(Generic[P, W]):
    """A feed as it is from ``day`` on, as long as the stamps come to ``seal``. ``changed`` is when it came to say this."""

    seal: int | None
    day: date
    until: date
    parts: Mapping[UUID, Part[P]]
    whole: W
    changed: datetime

    def holds(self, seal: int | None, day: date) -> bool:
        """Whether it is still true."""
        return self.seal == seal and self.day <= day < self.until

    @property
    def size(self) -> int:
        """In bytes, nearly."""
        return sum(part.size for part in self.parts.values())


class _Shelf:
    """What the process keeps, the most lately used last, and a lock for each feed."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.kept: OrderedDict[Hashable, Kept[Any, Any]] = OrderedDict()
        self.making: dict[Hashable, Lock] = {}
        self.seen: dict[UUID | None, tuple[int | None, datetime]] = {}

    def get(self, key: Hashable) -> Kept[Any, Any] | None:
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
            return self.kept.get(key)

    def lock_of(self, key: Hashable) -> Lock:
        with self.lock:
            return self.making.setdefault(key, Lock())

    def put(self, key: Hashable, whose: Whose, made: Kept[Any, Any]) -> None:
        with self.lock:
            # The same feed under another name, telephone or address: as it was before an association changed them.
            for old in [old for old in self.kept if _same_place(old, key) and old != key]:
                del self.kept[old]
            self.kept[key] = made
            ours = [other for other in self.kept if not _whose(other).is_portal and other != key]
            room = MOST_BYTES - sum(self.kept[other].size for other in (*ours, *(() if whose.is_portal else (key,))))
            for oldest in ours:
                if room >= 0:
                    break
                room += self.kept.pop(oldest).size


def _whose(key: Any) -> Whose:
    whose: Whose = key[1]
    return whose


def _same_place(one: Any, other: Any) -> bool:
    return bool(one[0] == other[0] and _whose(one).tenant_id == _whose(other).tenant_id)


def current(feed: Feed[P, W], whose: Whose) -> Kept[P, W]:
    """The feed as it is now; made anew where something has changed."""
    shelf: _Shelf = current_app.extensions.setdefault("feeds", _Shelf())
    key, seal, day = (feed.name, whose), seal_of(whose), today()
    kept: Kept[P, W] | None = shelf.get(key)
    if kept is not None and kept.holds(seal, day):
        return kept
    with shelf.lock_of((feed.name, whose.tenant_id)):
        kept = shelf.get(key)  # another thread may have been quicker
        if kept is None or not kept.holds(seal, day):
            kept = _made(feed, whose, day, kept)
            shelf.put(key, whose, kept)
    return kept


def last_change(whose: Whose) -> tuple[int | None, datetime]:
    """The seal of what is published, and when this process first saw it: for feeds that are made at each request."""
    shelf: _Shelf = current_app.extensions.setdefault("feeds", _Shelf())
    seal = seal_of(whose)
    with shelf.lock:
        seen = shelf.seen.get(whose.tenant_id)
        if seen is None or seen[0] != seal:
            seen = shelf.seen[whose.tenant_id] = (seal, now())
    return seen


def _made(feed: Feed[P, W], whose: Whose, day: date, before: Kept[P, W] | None) -> Kept[P, W]:
    # The seals are read before the rows: what is changed in between is read again at the next request.
    seals, hidden = seals_by_association(whose), hidden_by_association(whose)
    known = before.parts if before is not None and before.day <= day else {}
    fresh = {
        tenant: part for tenant, part in known.items() if part.holds(seals.get(tenant), hidden.get(tenant, NONE), day)
    }
    with force_locale("it"):
        for tenant, rows in rows_by_association(whose, seals.keys() - fresh.keys()).items():
            part = feed.write(rows, whose, day)
            fresh[tenant] = replace(part, seal=seals[tenant], hidden=hidden.get(tenant, NONE))
    parts = {tenant: fresh[tenant] for tenant in sorted(fresh)}
    whole = feed.bind([part.content for part in parts.values()], whose)
    seal = reduce(xor, seals.values()) if seals else None
    until = min((part.until for part in parts.values()), default=date.max)
    same = before is not None and before.whole == whole
    changed = before.changed if before is not None and same else now()
    return Kept(seal, day, until, parts, whole, changed.astimezone(UTC))
