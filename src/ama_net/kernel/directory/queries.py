"""Searching the published directory: typing errors mended, counts beside every choice of every filter.

Always the same number of statements: one, which reads the page's cards and tells whether the directory held in memory is
still true. (When it is not, it is renewed and the search made again; a word never typed before costs one more, and so
does a place written among the words.)
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.directory.holding import Directory, held_directory, renewed_directory
from ama_net.kernel.directory.index import FACETS
from ama_net.kernel.directory.matching import Asked, Matched, match, unknown_words
from ama_net.kernel.directory.query import (
    FILTERS,
    PER_PAGE,
    Facet,
    FacetValue,
    SearchQuery,
    SearchResult,
)
from ama_net.kernel.directory.ranking import by_distance, by_relevance, by_subject
from ama_net.kernel.directory.stems import stems_of
from ama_net.kernel.directory.towns import USUAL_KM, Near, place_among, towns_beginning

MAX_WORDS, MAX_WORD_LENGTH = 10, 40

__all__ = [
    "FILTERS",
    "PER_PAGE",
    "Facet",
    "FacetValue",
    "SearchQuery",
    "SearchResult",
    "found_ids",
    "search_listing",
    "towns_to_choose",
]


@dataclass(frozen=True)
class _Found:
    """The groups of a search, as bits of one directory."""

    groups: int
    counts: Mapping[str, Mapping[str, int]]
    matched: Matched
    near: Near | None = None
    place_words: str = ""
    distances: Mapping[str, float] = field(default_factory=dict)


def search_listing(query: SearchQuery) -> SearchResult:
    """Search the published groups; an unknown filter value finds nothing, rubbish in the text is ignored."""
    words = _words(query.text)
    stems = stems_of(words)
    directory = held_directory() or renewed_directory()
    found = _find(query, words, stems, directory)
    rows, seal = _cards(query, found, directory)
    if seal != directory.seal:  # something was published or withdrawn meanwhile
        directory = renewed_directory()
        found = _find(query, words, stems, directory)
        # Should it have changed again, no group is shown that is not there now.
        rows, _seal = _cards(query, found, directory, read_all=True)
    return SearchResult(
        rows=rows,
        total=found.groups.bit_count(),
        counts=found.counts,
        mended=found.matched.mended,
        loosened=found.matched.loosened,
        page=query.page,
        per_page=query.per_page,
        index=directory.index,
        tenant_id=query.tenant_id,
        near=found.near,
        place_words=found.place_words,
        distances=found.distances,
        also=directory.also if query.tenant_id is None else {},
        drawn=directory.drawn,
    )


def towns_to_choose(typed: str, tenant_id: UUID | None) -> list[str]:
    """Municipalities to choose from while somebody types where to be near to: those with groups first."""
    directory = held_directory() or renewed_directory()
    return towns_beginning(typed, directory.index, directory.index.of(tenant_id))


def found_ids(query: SearchQuery) -> list[UUID]:
    """Every group of a search, in the order of its pages, for a calendar or a feed of the same filters."""
    directory = renewed_directory()
    words = _words(query.text)
    found = _find(query, words, stems_of(words), directory)
    return directory.index.page(_in_order(found, directory), 0, found.groups.bit_count() or 1)


def _find(query: SearchQuery, words: Sequence[str], stems: Mapping[str, str], directory: Directory) -> _Found:
    asked = Asked(directory.index, directory.vocabulary, query.tenant_id, query.besides)
    matched, near, place_words = _meaning(query, words, stems, asked)
    distances = directory.index.around(near.town.point, near.km) if near else {}
    groups = matched.groups
    if near:
        groups &= directory.index.having("municipality", *distances)
    if matched.loosened and not groups:
        matched = replace(matched, loosened=False)
    having = {facet: directory.index.having(facet, *keys) for facet in FACETS if (keys := query.chosen(facet))}
    left = _all_but(None, groups, having)
    # Each filter's counts ignore that filter itself, so that the other choices can be seen (and ignore nothing else).
    counts = {
        facet: directory.index.counts(facet, _all_but(facet, groups, having) if facet in having else left)
        for facet in FACETS
    }
    return _Found(left, counts, matched, near, place_words, distances)


def _meaning(
    query: SearchQuery, words: Sequence[str], stems: Mapping[str, str], asked: Asked
) -> tuple[Matched, Near | None, str]:
    """What the words mean: groups, or groups near a municipality named among them when nobody has all the words."""
    if not stems:
        return Matched(asked.everyone), query.near, ""
    unknown = unknown_words(stems, asked)
    matched = match(words, stems, asked, literal=query.literal)
    if query.near or query.literal or (not unknown and not matched.loosened):
        return matched, query.near, ""
    place = place_among(words, asked.index, unknown)
    if place is None:
        return matched, None, ""
    town, run = place
    rest = {word: stem for word, stem in stems.items() if word not in run}
    others = [word for word in words if word not in run]
    matched = match(others, rest, asked, literal=False) if rest else Matched(asked.everyone)
    return matched, Near(town, USUAL_KM), " ".join(run)


def _words(typed: str) -> list[str]:
    found = re.findall(r"[a-z0-9]+", fold(typed.replace("'", " ").replace("’", " ")))
    return [word[:MAX_WORD_LENGTH] for word in found if len(word) > 1][:MAX_WORDS]


def _all_but(ignored: str | None, found: int, having: Mapping[str, int]) -> int:
    for facet, bits in having.items():
        if facet != ignored:
            found &= bits
    return found


def _in_order(found: _Found, directory: Directory) -> Iterable[int]:
    """The groups class by class: the usual ones when nothing was typed, else the fittest first; near a place, the nearest."""
    matched, index = found.matched, directory.index
    plain: Iterable[int] = [found.groups & equal for equal in index.usual]
    if matched.score.given:
        order = by_subject if matched.loosened else by_relevance
        plain = order(found.groups, matched, index)
    return by_distance(found.groups, found.distances, plain, directory.index) if found.near else plain


def _cards(
    query: SearchQuery, found: _Found, directory: Directory, *, read_all: bool = False
) -> tuple[list[Row[Any]], int | None]:
    """The rows of the page, and the seal of the directory at this moment."""
    order = _in_order(found, directory)
    ids = directory.index.page(order, (query.page - 1) * query.per_page, query.per_page)
    # Taken at once: another thread may begin what is kept anew while the database answers.
    known = {} if read_all else {group_id: row for group_id in ids if (row := directory.rows.get(group_id)) is not None}
    unread = [group_id for group_id in ids if group_id not in known]
    words, values = (_CARDS, {"ids": f"{{{','.join(map(str, unread))}}}"}) if unread else (_SEAL, {})
    rows = db.session.connection().exec_driver_sql(words, values).all()
    seal: int | None = rows[0].seal
    fresh = {row.group_id: row for row in rows if row.slug is not None} if unread else {}
    if seal == directory.seal:
        directory.rows.keep(fresh)
    known |= fresh
    return [known[group_id] for group_id in ids if group_id in known], seal


# Asked at every search, so they are said to the driver in its own words: building them took longer than answering.
_SEAL = "SELECT bit_xor(stamp) AS seal FROM network.listing_stamp"
_CARDS = """
    SELECT now.seal, group_id, tenant_slug, tenant_name, host, slug, name, status, is_example, mode, entry, hides_place,
           theme_label, theme_label_en, theme_words, venue_name, municipality, municipality_code, meetings, step_free
    FROM (SELECT bit_xor(stamp) AS seal FROM network.listing_stamp) AS now
    LEFT JOIN network.listing ON group_id = ANY (CAST(%(ids)s AS uuid[]))
"""
