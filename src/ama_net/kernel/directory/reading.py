"""What associations publish, read from the database into shelves for the index.

The stems of all words come from the database; where a word stands (in the name, in what the group is about, only among its
theme's synonyms) is worked out here from the few short texts, because cutting every text anew took seconds.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from sys import intern
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text

from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.directory.index import EXAMPLE, SURE, TO_CONFIRM, Entry, Label, Point, Shelf
from ama_net.kernel.directory.models import Listing
from ama_net.kernel.places import Municipality

Published = Row[*tuple[Any, ...]]

WORD, FIRST_LETTER = re.compile(r"[a-z0-9]+"), re.compile(r"(?:^| )[^a-z0-9 ]*([a-z0-9])")

SURE_STATES = frozenset({"active", "starting"})
SAID_BY_NOBODY = "it"
"""The language of a group that says none."""

SAMPLED = 3
"""How many groups of a theme are read whole to tell its synonyms from their own words: those with least to read."""


def read_shelves(tenants: Sequence[UUID], stamps: Mapping[UUID, frozenset[int]]) -> dict[UUID, Shelf]:
    """The shelves of some associations: five statements, however many."""
    if not tenants:
        return {}
    rows: dict[UUID, list[Published]] = {tenant: [] for tenant in tenants}
    for row in db.session.execute(_ENTRIES.where(Listing.tenant_id.in_(tenants))):
        rows[row.tenant_id].append(row)
    stem_of: dict[UUID, dict[str, str]] = {tenant: {} for tenant in tenants}
    for tenant, term, stem in db.session.execute(_TERMS, {"tenants": list(tenants)}):
        stem_of[tenant][intern(term)] = intern(stem)
    synonyms, points = _synonyms(tenants), _points(row.municipality_code for found in rows.values() for row in found)
    return {
        tenant: Shelf(
            stamps[tenant],
            tuple(_entry(row, stem_of[tenant]) for row in found),
            _labels(found),
            stem_of[tenant],
            synonyms.get(tenant, {}),
            {row.municipality_code: points[row.municipality_code] for row in found if row.municipality_code in points},
        )
        for tenant, found in rows.items()
    }


def _entry(row: Published, stem_of: Mapping[str, str]) -> Entry:
    named = {stem_of.get(word, word) for word in WORD.findall(row.sort_name)} | _initials(row.sort_name)
    about = (row.theme_label, row.theme_label_en, row.theme_words, *(audience["label"] for audience in row.audiences))
    own = named.union(stem_of.get(word, word) for said in about if said for word in _words(said))
    # The same word is kept once, however many groups have it.
    stems, own_stems, name_stems = (tuple(map(intern, found)) for found in (own.union(row.stems), own, named))
    standing = EXAMPLE if row.is_example else SURE if row.status in SURE_STATES else TO_CONFIRM
    order = (row.sort_name, str(row.group_id))
    return Entry(order, row.group_id, _facets(row), stems, own_stems, name_stems, standing, row.in_portal)


def _facets(row: Published) -> tuple[tuple[str, str], ...]:
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
    return tuple(facets)


@lru_cache(maxsize=4096)
def _words(said: str) -> tuple[str, ...]:
    """The words of a short text; names of themes come back with every group."""
    return tuple(WORD.findall(fold(said)))


def _initials(name: str) -> set[str]:
    """``alcolisti anonimi – bologna`` is also called "aa", and ``al-anon – bologna`` is not."""
    letters = "".join(FIRST_LETTER.findall(name))
    return {letters[:size] for size in (2, 3) if len(letters) >= size}


def _synonyms(tenants: Sequence[UUID]) -> dict[UUID, dict[str, frozenset[str]]]:
    """The words people look for each theme with: those of its groups that come from nowhere else."""
    found: dict[UUID, dict[str, frozenset[str]]] = defaultdict(dict)
    for tenant, theme, stems in db.session.execute(_SYNONYMS, {"tenants": list(tenants), "sampled": SAMPLED}):
        found[tenant][theme] = frozenset(map(intern, stems))
    return found


def _points(codes: Iterable[str | None]) -> dict[str, Point]:
    towns = select(Municipality.istat_code, Municipality.lat, Municipality.lon)
    found = db.session.execute(towns.where(Municipality.istat_code.in_({code for code in codes if code})))
    return {code: (lat, lon) for code, lat, lon in found}


def _labels(rows: Iterable[Published]) -> dict[str, dict[str, Label]]:
    labels: dict[str, dict[str, Label]] = {"theme": {}, "municipality": {}, "audience": {}}
    for row in rows:
        if row.theme_key:
            labels["theme"][row.theme_key] = (row.theme_label, row.theme_label_en or row.theme_label)
        if row.municipality_code:
            labels["municipality"][row.municipality_code] = (row.municipality, row.municipality)
        for audience in row.audiences:
            labels["audience"][audience["key"]] = (audience["label"], audience["label_en"] or audience["label"])
    return labels


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
"""The English name of a theme is found too."""

_SYNONYMS = text("""
    SELECT tenant_id, theme_key, array_agg(DISTINCT stem)
    FROM (SELECT *, row_number() OVER (PARTITION BY tenant_id, theme_key ORDER BY length(description), group_id) AS place
          FROM network.listing WHERE tenant_id = ANY(:tenants) AND theme_key IS NOT NULL) AS sample
    CROSS JOIN LATERAL (
        SELECT unnest(tsvector_to_array(sample.words)) AS stem
        EXCEPT
        SELECT unnest(tsvector_to_array(to_tsvector('italian', f_unaccent(concat_ws(' ', name, theme_label, theme_words,
            organisation, description, venue_name, address, municipality, district,
            (SELECT string_agg(said ->> 'name', ' ') FROM jsonb_array_elements(promoters) AS said),
            (SELECT string_agg(said ->> 'label', ' ') FROM jsonb_array_elements(audiences) AS said))))))
    ) AS words
    WHERE place <= :sampled
    GROUP BY tenant_id, theme_key
""")
"""A published group's words come from these columns and from its theme's synonyms (see migration 0012)."""

_ENTRIES = select(
    Listing.tenant_id,
    Listing.group_id,
    Listing.sort_name,
    Listing.kind,
    Listing.mode,
    Listing.theme_key,
    Listing.theme_label,
    Listing.theme_label_en,
    Listing.theme_words,
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
    func.tsvector_to_array(Listing.words).label("stems"),
)
