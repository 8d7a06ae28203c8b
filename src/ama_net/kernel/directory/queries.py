"""Searching the published directory: typing errors mended against a table of words, counts beside every filter.

Always the same number of queries: one for the words (only when something was typed), one for rows and counts, one for
the cards of the page.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select, text

from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.directory.models import Listing

MAX_WORDS, MAX_WORD_LENGTH, SHORTEST_MENDED = 8, 40, 4
PER_PAGE = 20

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
    """The page of rows (published columns), how many there are in all, the filters' counts, and the words mended."""

    rows: list[Row[Any]]
    total: int
    facets: dict[str, Facet]
    kinds: dict[str, int] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)
    page: int = 1
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.per_page))


def search_listing(query: SearchQuery) -> SearchResult:
    """Search the published groups; an unknown filter value finds nothing, rubbish in the text is ignored."""
    mended: dict[str, str] = {}
    words = _words(query.text)
    if words:
        mended = _mend(words, query.tenant_id)
    values = {
        "tenant": query.tenant_id,
        "q": " & ".join(f"{mended.get(word, word)}:*" for word in words) or None,
        "kind": query.kind,
        "limit": query.per_page,
        "offset": (query.page - 1) * query.per_page,
        **{name: getattr(query, name) for name in FILTERS},
    }
    facets: dict[str, Facet] = {name: [] for name in FILTERS}
    kinds: dict[str, int] = {}
    ids: list[UUID] = []
    total = 0
    for what, key, label, label_en, count in db.session.execute(_SEARCH, values):
        if what == "row":
            ids.append(UUID(key))
        elif what == "total":
            total = count
        elif what == "kind":
            kinds[key] = count
        elif key:
            facets[what].append(FacetValue(key, label or key, label_en or label or key, count))
    return SearchResult(
        rows=_cards(ids),
        total=total,
        facets=facets,
        kinds=kinds,
        mended={word: better for word, better in mended.items() if word != better},
        page=query.page,
        per_page=query.per_page,
    )


def _words(typed: str) -> list[str]:
    found = re.findall(r"[a-z0-9]+", fold(typed.replace("'", " ").replace("’", " ")))
    return [word[:MAX_WORD_LENGTH] for word in found if len(word) > 1][:MAX_WORDS]


def _mend(words: list[str], tenant_id: UUID | None) -> dict[str, str]:
    """For each word that nobody uses, the most similar one that somebody does."""
    known = db.session.execute(_MEND, {"words": words, "tenant": tenant_id})
    return {word: better for word, better in known if better is not None and len(word) >= SHORTEST_MENDED}


def _cards(ids: list[UUID]) -> list[Row[Any]]:
    if not ids:
        return []
    rows = db.session.execute(_CARDS, {"ids": ids}).all()
    by_id = {row.group_id: row for row in rows}
    return [by_id[group_id] for group_id in ids if group_id in by_id]


_CARDS = select(*(column for column in Listing.__table__.columns if column.key != "words")).where(
    Listing.group_id.in_(bindparam("ids", expanding=True))
)

_MEND = text("""
    SELECT t.word,
           CASE WHEN EXISTS (
                    SELECT 1 FROM network.listing_word w
                    WHERE w.word LIKE t.word || '%' AND (CAST(:tenant AS uuid) IS NULL OR w.tenant_id = :tenant))
                  OR EXISTS (
                    SELECT 1 FROM network.listing_word w
                    WHERE w.stem = (ts_lexize('italian_stem', t.word))[1]
                      AND (CAST(:tenant AS uuid) IS NULL OR w.tenant_id = :tenant))
                THEN NULL
                ELSE (SELECT w.word FROM network.listing_word w
                      WHERE w.word % t.word AND (CAST(:tenant AS uuid) IS NULL OR w.tenant_id = :tenant)
                      ORDER BY similarity(w.word, t.word) DESC, w.word LIMIT 1)
           END
    FROM unnest(CAST(:words AS text[])) AS t(word)
""")

# Each filter's counts ignore that filter itself, so that the other choices can be seen (and ignore nothing else).
_SEARCH = text("""
    WITH found AS MATERIALIZED (
        SELECT group_id, sort_name, kind, theme_key, theme_label, theme_label_en, municipality_code, municipality,
               district, mode, audiences, weekdays,
               (CAST(:theme AS text) IS NULL OR theme_key = :theme) AS t,
               (CAST(:municipality AS text) IS NULL OR municipality_code = :municipality) AS m,
               (CAST(:district AS text) IS NULL OR district = :district) AS d,
               (CAST(:mode AS text) IS NULL OR mode = :mode) AS o,
               (CAST(:audience AS text) IS NULL OR :audience = ANY (audience_keys)) AS a,
               (CAST(:weekday AS smallint) IS NULL OR :weekday = ANY (weekdays)) AS w,
               (CAST(:kind AS text) IS NULL OR kind = :kind) AS k
        FROM network.listing
        WHERE (CAST(:tenant AS uuid) IS NULL OR tenant_id = :tenant)
          AND (CAST(:q AS text) IS NULL OR words @@ to_tsquery('italian', :q))
    )
    SELECT 'theme', theme_key, max(theme_label), max(theme_label_en), count(*)
        FROM found WHERE m AND d AND o AND a AND w AND k GROUP BY theme_key
    UNION ALL SELECT 'municipality', municipality_code, max(municipality), NULL, count(*)
        FROM found WHERE t AND d AND o AND a AND w AND k GROUP BY municipality_code
    UNION ALL SELECT 'district', district, district, NULL, count(*)
        FROM found WHERE t AND m AND o AND a AND w AND k GROUP BY district
    UNION ALL SELECT 'mode', mode, NULL, NULL, count(*)
        FROM found WHERE t AND m AND d AND a AND w AND k GROUP BY mode
    UNION ALL SELECT 'audience', x ->> 'key', max(x ->> 'label'), max(x ->> 'label_en'), count(*)
        FROM found, jsonb_array_elements(audiences) AS x WHERE t AND m AND d AND o AND w AND k GROUP BY x ->> 'key'
    UNION ALL SELECT 'weekday', x::text, NULL, NULL, count(*)
        FROM found, unnest(weekdays) AS x WHERE t AND m AND d AND o AND a AND k GROUP BY x
    UNION ALL SELECT 'kind', kind, NULL, NULL, count(*)
        FROM found WHERE t AND m AND d AND o AND a AND w GROUP BY kind
    UNION ALL SELECT 'total', NULL, NULL, NULL, count(*)
        FROM found WHERE t AND m AND d AND o AND a AND w AND k
    UNION ALL (SELECT 'row', group_id::text, NULL, NULL, 0
        FROM found WHERE t AND m AND d AND o AND a AND w AND k ORDER BY sort_name, group_id LIMIT :limit OFFSET :offset)
""")
