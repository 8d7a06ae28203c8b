"""Each process holds the published directory in memory, and asks the database at every search whether it has changed.

Every change of an association's groups gives it a new stamp (migration 0009); what changed is read again, the rest is
kept. So nobody finds what has been withdrawn, and a search costs the database next to nothing.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import xor
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app
from sqlalchemy import Row, select, text

from ama_net.foundation.database import db
from ama_net.kernel.directory.index import Index, Shelf
from ama_net.kernel.directory.mending import Vocabulary
from ama_net.kernel.directory.models import listing_stamp
from ama_net.kernel.directory.pairs import Double, doubles_shown_once
from ama_net.kernel.directory.reading import read_shelves

K = TypeVar("K")
V = TypeVar("V")


class Held(dict[K, V]):
    """What a directory is asked for again and again, kept as long as the directory itself; not without end."""

    MOST = 4_000

    def keep(self, found: Mapping[K, V]) -> None:
        """Keep some more; when there are too many, begin anew."""
        if len(self) > self.MOST:
            self.clear()
        self.update(found)


@dataclass(frozen=True)
class Directory:
    """The directory as it was at a moment. ``seal`` is what the stamps of that moment come to."""

    shelves: Mapping[UUID, Shelf]
    doubles: Mapping[UUID, Double] = field(default_factory=dict)
    """Groups that the portal shows through another association's entry."""
    rows: Held[UUID, Row[Any]] = field(default_factory=Held)
    """What cards show of the groups asked for so far, read while the seal was this one."""
    drawn: Held[tuple[Hashable, UUID], str] = field(default_factory=Held)
    """Cards as they stand on a kind of page; nothing in them is about who reads."""

    @cached_property
    def seal(self) -> int | None:
        """All stamps in one number; None when nobody has ever published anything."""
        stamps = [stamp for shelf in self.shelves.values() for stamp in shelf.stamps]
        return reduce(xor, stamps) if stamps else None

    @cached_property
    def index(self) -> Index:
        """For searching."""
        return Index(self.shelves, self.doubles)

    @cached_property
    def also(self) -> Mapping[UUID, list[Double]]:
        """For a group of the portal, the other associations it is listed by."""
        found: dict[UUID, list[Double]] = defaultdict(list)
        for double in self.doubles.values():
            found[double.shown].append(double)
        return found

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """For mending words."""
        return Vocabulary(self.shelves)


class _Holder:
    """The process's directory; one thread renews it while the others that need it wait."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.directory: Directory | None = None


def held_directory() -> Directory | None:
    """The directory as this process last read it; compare its seal with the database's before believing it."""
    return _holder().directory


def renewed_directory() -> Directory:
    """The directory as it is now: what has changed is read."""
    holder = _holder()
    with holder.lock:
        stamps = _stamps()
        known = holder.directory.shelves if holder.directory else {}
        stale = [tenant for tenant, told in stamps.items() if tenant not in known or known[tenant].stamps != told]
        if holder.directory and not stale and known.keys() == stamps.keys():
            return holder.directory  # another thread was quicker
        fresh = read_shelves(stale, stamps)
        shelves = {tenant: fresh.get(tenant) or known[tenant] for tenant in stamps}
        directory = Directory(shelves, doubles_shown_once())
        # What a transaction has written and not yet committed is for itself alone.
        if not db.session.connection().execute(_HAS_WRITTEN).scalar():
            holder.directory = directory
        return directory


def _holder() -> _Holder:
    holder: _Holder = current_app.extensions.setdefault("directory", _Holder())
    return holder


def _stamps() -> dict[UUID, frozenset[int]]:
    found: dict[UUID, set[int]] = {}
    for tenant, stamp in db.session.execute(select(listing_stamp)):
        found.setdefault(tenant, set()).add(stamp)
    return {tenant: frozenset(stamps) for tenant, stamps in found.items()}


_HAS_WRITTEN = text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
