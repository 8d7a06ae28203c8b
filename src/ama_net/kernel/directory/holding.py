"""Each process holds the published directory in memory, and asks the database at every search whether it has changed.

Every change of an association's groups gives it a new stamp (migration 0009); what changed is read again, the rest is
kept. So nobody finds what has been withdrawn, and a search costs the database next to nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import xor
from sys import intern
from threading import Lock
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Row, literal_column, select, text

from ama_net.foundation.database import db
from ama_net.kernel.directory.index import EXAMPLE, SURE, TO_CONFIRM, Entry, Index, Label, Point, Shelf
from ama_net.kernel.directory.mending import Vocabulary
from ama_net.kernel.directory.models import Listing, listing_stamp
from ama_net.kernel.directory.pairs import Double, doubles_shown_once
from ama_net.kernel.places import Municipality


@dataclass(frozen=True)
class Directory:
    """The directory as it was at a moment. ``seal`` is what the stamps of that moment come to."""

    shelves: Mapping[UUID, Shelf]
    doubles: Mapping[UUID, Double] = field(default_factory=dict)
    """Groups that the portal shows through another association's entry."""

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
        if holder.directory and not stale:
            return holder.directory  # another thread was quicker
        fresh = _read(stale, stamps)
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


def _read(tenants: Sequence[UUID], stamps: Mapping[UUID, frozenset[int]]) -> dict[UUID, Shelf]:
    if not tenants:
        return {}
    rows: dict[UUID, list[Row[*tuple[Any, ...]]]] = {tenant: [] for tenant in tenants}
    for row in db.session.execute(_ENTRIES.where(Listing.tenant_id.in_(tenants))):
        rows[row.tenant_id].append(row)
    stem_of: dict[UUID, dict[str, str]] = {tenant: {} for tenant in tenants}
    for tenant, term, stem in db.session.execute(_TERMS, {"tenants": list(tenants)}):
        stem_of[tenant][intern(term)] = intern(stem)
    points = _points(row.municipality_code for found in rows.values() for row in found)
    return {
        tenant: Shelf(
            stamps[tenant],
            tuple(_entry(row) for row in found),
            _labels(found),
            stem_of[tenant],
            _synonyms(found),
            {row.municipality_code: points[row.municipality_code] for row in found if row.municipality_code in points},
        )
        for tenant, found in rows.items()
    }


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    single = {
        "theme": row.theme_key,
        "municipality": row.municipality_code,
        "district": row.district,
        "mode": row.mode,
        "step_free": row.step_free and "yes",
        "newcomers": row.newcomers and "yes",
        "kind": row.kind,
    }
    facets = [(facet, key) for facet, key in single.items() if key]
    facets += [("audience", key) for key in row.audience_keys]
    facets += [("weekday", str(day)) for day in row.weekdays]
    facets += [("day_part", part) for part in row.day_parts]
    facets += [("language", language) for language in row.languages or (SAID_BY_NOBODY,)]
    # The same word is kept once, however many groups have it.
    short = _initials(row.sort_name)
    stems, own, named = (tuple(intern(stem) for stem in (*found, *short)) for found in (row.stems, row.own, row.named))
    standing = EXAMPLE if row.is_example else SURE if row.status in SURE_STATES else TO_CONFIRM
    order = (row.sort_name, str(row.group_id))
    return Entry(order, row.group_id, tuple(facets), stems, own, named, standing, row.in_portal)


def _initials(name: str) -> list[str]:
    """``alcolisti anonimi – bologna`` is also called "aa", and ``al-anon – bologna`` is not."""
    words = re.findall(r"[a-z0-9][^ ]*", name)
    return ["".join(word[0] for word in words[:size]) for size in (2, 3) if len(words) >= size]


def _synonyms(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[str, frozenset[str]]:
    """The words people look for each theme with: those of its groups that come from nowhere else."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.theme_key:
            found[row.theme_key].update(set(row.stems).difference(row.own, row.told))
    return {theme: frozenset(stems) for theme, stems in found.items()}


def _points(codes: Iterable[str | None]) -> dict[str, Point]:
    towns = select(Municipality.istat_code, Municipality.lat, Municipality.lon)
    found = db.session.execute(towns.where(Municipality.istat_code.in_({code for code in codes if code})))
    return {code: (lat, lon) for code, lat, lon in found}


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

SURE_STATES = frozenset({"active", "starting"})
SAID_BY_NOBODY = "it"
"""The language of a group that says none."""

_TERMS = text("""
    SELECT tenant_id, term, stem
    FROM (SELECT tenant_id, unnest(terms) AS term FROM network.listing WHERE tenant_id = ANY(:tenants)
          UNION
          SELECT tenant_id, regexp_split_to_table(f_unaccent(theme_label_en), '[^a-z0-9]+')
          FROM (SELECT DISTINCT tenant_id, theme_label_en FROM network.listing WHERE tenant_id = ANY(:tenants)) AS themes)
         AS used,
         LATERAL (SELECT (ts_lexize('italian_stem', term))[1] AS stem) AS cut
    WHERE stem IS NOT NULL AND length(term) > 2
""")


def _stems(words: str) -> Any:
    """The stems of some columns of the listing, as SQL."""
    return literal_column(f"tsvector_to_array(to_tsvector('italian', f_unaccent(concat_ws(' ', {words}))))")


_OWN = """
    name, theme_label, theme_label_en, theme_words,
    (SELECT string_agg(said ->> 'label', ' ') FROM jsonb_array_elements(audiences) AS said)
"""
_TOLD = """
    organisation, description, venue_name, address, municipality, district,
    (SELECT string_agg(said ->> 'name', ' ') FROM jsonb_array_elements(promoters) AS said)
"""
"""Where a published group's words come from, the synonyms of its theme apart (see migration 0012)."""

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
    Listing.day_parts,
    Listing.step_free,
    Listing.newcomers,
    Listing.languages,
    Listing.status,
    Listing.is_example,
    Listing.in_portal,
    # The English name of a theme is found too.
    literal_column(f"tsvector_to_array(words) || {_stems('theme_label_en')}").label("stems"),
    _stems(_OWN).label("own"),
    _stems("name").label("named"),
    _stems(_TOLD).label("told"),
)
