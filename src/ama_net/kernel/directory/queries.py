"""Searching the published directory: typing errors mended, counts beside every choice of every filter.

Always the same number of statements: one, which reads the page's cards and tells whether the directory held in memory is
still true. (When it is not, it is renewed and the search made again; a word never typed before costs one more.)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.directory.holding import Directory, held_directory, renewed_directory
from ama_net.kernel.directory.index import FACETS, Index, Label
from ama_net.kernel.directory.mending import SHORTEST_MENDED
from ama_net.kernel.directory.stems import stems_of

MAX_WORDS, MAX_WORD_LENGTH = 8, 40
PER_PAGE = 20

URGENT = re.compile(r"suicid|ammazz|uccid|togliermi la vita|farla finita|violen|stupr|stalk|picchia|botte|abus")

FILTERS = ("theme", "municipality", "district", "mode", "audience", "weekday")


@dataclass(frozen=True)
class SearchQuery:
    """What is looked for. ``tenant_id`` None means every association; ``kind`` None means every kind."""

    text: str = ""
    theme: str | None = None
    municipality: str | None = None
    district: str | None = None
    mode: str | None = None
    audience: str | None = None
    weekday: int | None = None
    kind: str | None = "group"
    tenant_id: UUID | None = None
    page: int = 1
    per_page: int = PER_PAGE

    @property
    def urgent(self) -> bool:
        """Whether the words tell of something that cannot wait for a group: the emergency numbers are then shown first."""
        return bool(URGENT.search(fold(self.text)))

    @property
    def filtered(self) -> bool:
        """Whether anything at all was asked for."""
        return bool(self.text.strip()) or any(getattr(self, name) is not None for name in FILTERS)


@dataclass(frozen=True)
class FacetValue:
    """One choice of a filter: its key, its label in both languages, how many groups it would show."""

    key: str
    label: str
    label_en: str
    count: int


Facet = list[FacetValue]


@dataclass(frozen=True)
class SearchResult:
    """The page of rows (what cards show), how many there are in all, the filters' counts by key, and the words mended."""

    rows: list[Row[Any]]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    mended: dict[str, str] = field(default_factory=dict)
    loosened: bool = False
    """Nothing has all the words: these have at least one of them."""
    page: int = 1
    per_page: int = PER_PAGE
    index: Index | None = field(default=None, repr=False)
    tenant_id: UUID | None = None

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.per_page))

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many of each kind there are."""
        return self.counts["kind"]

    def labels(self, facet: str) -> Mapping[str, Label]:
        """What the choices of a filter are called, in Italian and in English; those without a name are not there."""
        return self.index.labels(self.tenant_id, facet) if self.index else {}

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """The filters' counts with their labels, all of them: on the portal they may be thousands."""
        return {
            name: [FacetValue(key, *labels.get(key, (key, key)), count) for key, count in self.counts[name].items()]
            for name, labels in ((name, self.labels(name)) for name in FILTERS)
        }


@dataclass(frozen=True)
class _Found:
    """The groups of a search, as bits of one directory."""

    groups: int
    counts: Mapping[str, Mapping[str, int]]
    mended: dict[str, str]
    loosened: bool


def search_listing(query: SearchQuery) -> SearchResult:
    """Search the published groups; an unknown filter value finds nothing, rubbish in the text is ignored."""
    stems = stems_of(_words(query.text))
    directory = held_directory() or renewed_directory()
    found = _find(query, stems, directory)
    rows, seal = _cards(query, found, directory)
    if seal != directory.seal:  # something was published or withdrawn meanwhile
        directory = renewed_directory()
        found = _find(query, stems, directory)
        rows, _seal = _cards(query, found, directory)
    return SearchResult(
        rows=rows,
        total=found.groups.bit_count(),
        counts=found.counts,
        mended=found.mended,
        loosened=found.loosened,
        page=query.page,
        per_page=query.per_page,
        index=directory.index,
        tenant_id=query.tenant_id,
    )


def _find(query: SearchQuery, stems: Mapping[str, str], directory: Directory) -> _Found:
    index = directory.index
    found, mended, loosened = _having_words(stems, directory, query.tenant_id)
    asked = {facet: getattr(query, facet) for facet in FACETS}
    having = {facet: index.having(facet, str(value)) for facet, value in asked.items() if value is not None}
    left = _all_but(None, found, having)
    # Each filter's counts ignore that filter itself, so that the other choices can be seen (and ignore nothing else).
    counts = {
        facet: index.counts(facet, _all_but(facet, found, having) if facet in having else left) for facet in FACETS
    }
    return _Found(left, counts, mended, loosened and bool(left))


def _having_words(
    stems: Mapping[str, str], directory: Directory, tenant: UUID | None
) -> tuple[int, dict[str, str], bool]:
    """The groups with every word (those mended told); when none has, whether and which have some."""
    index, everyone = directory.index, directory.index.of(tenant)
    mended = _mend(stems, directory, tenant, everyone)
    whose = {
        word: everyone & index.beginning(directory.vocabulary.stem_of[mended[word]] if word in mended else stem)
        for word, stem in stems.items()
    }
    every = everyone
    for groups in whose.values():
        every &= groups
    if every or len(whose) == 1:
        return every, mended, False
    return _having_some(whose, mended), {}, True


def _having_some(whose: Mapping[str, int], mended: Mapping[str, str]) -> int:
    """The groups with any word that tells something, as typed: a guess at one word of a sentence would mislead."""
    some = 0
    for word, groups in whose.items():
        if word not in mended and len(word) >= SHORTEST_MENDED:
            some |= groups
    return some


def _words(typed: str) -> list[str]:
    found = re.findall(r"[a-z0-9]+", fold(typed.replace("'", " ").replace("’", " ")))
    return [word[:MAX_WORD_LENGTH] for word in found if len(word) > 1][:MAX_WORDS]


def _mend(stems: Mapping[str, str], directory: Directory, tenant: UUID | None, everyone: int) -> dict[str, str]:
    """For each word that nobody uses, the most similar one that somebody does."""
    mended: dict[str, str] = {}
    for word, stem in stems.items():
        if directory.index.having("stem", stem) & everyone or directory.vocabulary.uses(word, tenant):
            continue
        better = directory.vocabulary.nearest(word, tenant)
        if better is not None:
            mended[word] = better
    return mended


def _all_but(ignored: str | None, found: int, having: Mapping[str, int]) -> int:
    for facet, bits in having.items():
        if facet != ignored:
            found &= bits
    return found


def _cards(query: SearchQuery, found: _Found, directory: Directory) -> tuple[list[Row[Any]], int | None]:
    """The rows of the page, and the seal of the directory at this moment."""
    ids = directory.index.page(found.groups, (query.page - 1) * query.per_page, query.per_page)
    rows = db.session.connection().exec_driver_sql(_CARDS, {"ids": f"{{{','.join(map(str, ids))}}}"}).all()
    return [row for row in rows if row.slug is not None], rows[0].seal


# Asked at every search, so it is said to the driver in its own words: building it took longer than answering it.
_CARDS = """
    SELECT now.seal, tenant_slug, tenant_name, host, slug, name, status, is_example, mode, entry,
           theme_label, theme_label_en, theme_words, venue_name, municipality, meetings
    FROM (SELECT bit_xor(stamp) AS seal FROM network.listing_stamp) AS now
    LEFT JOIN network.listing ON group_id = ANY (CAST(%(ids)s AS uuid[]))
    ORDER BY sort_name, group_id::text
"""
