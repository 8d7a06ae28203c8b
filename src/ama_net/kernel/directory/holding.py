"""Each process holds the published directory in memory, and asks the database at every search whether it has changed.

Every change of an association's groups gives it a new stamp (migration 0009); what changed is read again, the rest is
kept. So nobody finds what has been withdrawn, and a search costs the database next to nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import xor
from sys import intern
from threading import Lock
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Row, func, select, text

from ama_net.foundation.database import db
from ama_net.kernel.directory.index import Entry, Index, Label, Shelf
from ama_net.kernel.directory.mending import Vocabulary
from ama_net.kernel.directory.models import Listing, listing_stamp


@dataclass(frozen=True)
class Directory:
    """The directory as it was at a moment. ``seal`` is what the stamps of that moment come to."""

    shelves: Mapping[UUID, Shelf]

    @cached_property
    def seal(self) -> int | None:
        """All stamps in one number; None when nobody has ever published anything."""
        stamps = [stamp for shelf in self.shelves.values() for stamp in shelf.stamps]
        return reduce(xor, stamps) if stamps else None

    @cached_property
    def index(self) -> Index:
        """For searching."""
        return Index(self.shelves)

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
        if holder.directory and not stale:
            return holder.directory  # another thread was quicker
        fresh = _read(stale, stamps)
        directory = Directory({tenant: fresh.get(tenant) or known[tenant] for tenant in stamps})
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


def _read(tenants: Sequence[UUID], stamps: Mapping[UUID, frozenset[int]]) -> dict[UUID, Shelf]:
    if not tenants:
        return {}
    rows: dict[UUID, list[Row[*tuple[Any, ...]]]] = {tenant: [] for tenant in tenants}
    for row in db.session.execute(_ENTRIES.where(Listing.tenant_id.in_(tenants))):
        rows[row.tenant_id].append(row)
    stem_of: dict[UUID, dict[str, str]] = {tenant: {} for tenant in tenants}
    for tenant, term, stem in db.session.execute(_TERMS, {"tenants": list(tenants)}):
        stem_of[tenant][intern(term)] = intern(stem)
    return {
        tenant: Shelf(stamps[tenant], tuple(_entry(row) for row in found), _labels(found), stem_of[tenant])
        for tenant, found in rows.items()
    }


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    single = {
        "theme": row.theme_key,
        "municipality": row.municipality_code,
        "district": row.district,
        "mode": row.mode,
        "kind": row.kind,
    }
    facets = [(facet, key) for facet, key in single.items() if key]
    facets += [("audience", key) for key in row.audience_keys]
    facets += [("weekday", str(day)) for day in row.weekdays]
    # The same word is kept once, however many groups have it.
    stems = tuple(intern(stem) for stem in row.stems)
    return Entry((row.sort_name, str(row.group_id)), row.group_id, tuple(facets), stems)


def _labels(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[str, dict[str, Label]]:
    labels: dict[str, dict[str, Label]] = {"theme": {}, "municipality": {}, "audience": {}}
    for row in rows:
        if row.theme_key:
            labels["theme"][row.theme_key] = (row.theme_label, row.theme_label_en or row.theme_label)
        if row.municipality_code:
            labels["municipality"][row.municipality_code] = (row.municipality, row.municipality)
        for audience in row.audiences:
            labels["audience"][audience["key"]] = (audience["label"], audience["label_en"] or audience["label"])
    return labels


_HAS_WRITTEN = text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")

_TERMS = text("""
    SELECT tenant_id, term, stem
    FROM (SELECT DISTINCT tenant_id, unnest(terms) AS term FROM network.listing WHERE tenant_id = ANY(:tenants)) AS used,
         LATERAL (SELECT (ts_lexize('italian_stem', term))[1] AS stem) AS cut
    WHERE stem IS NOT NULL
""")

_ENTRIES = select(
    Listing.tenant_id,
    Listing.group_id,
    Listing.sort_name,
    Listing.kind,
    Listing.mode,
    Listing.theme_key,
    Listing.theme_label,
    Listing.theme_label_en,
    Listing.municipality_code,
    Listing.municipality,
    Listing.district,
    Listing.audiences,
    Listing.audience_keys,
    Listing.weekdays,
    func.tsvector_to_array(Listing.words).label("stems"),
)
