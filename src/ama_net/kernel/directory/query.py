"""What is looked for in the directory, and what was found."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from ama_net.foundation.text import fold
from ama_net.kernel.directory.holding import Held
from ama_net.kernel.directory.index import FACETS, Index, Label
from ama_net.kernel.directory.pairs import Double
from ama_net.kernel.directory.towns import Near

PER_PAGE = 20

URGENT = re.compile(r"suicid|ammazz|uccid|togliermi la vita|farla finita|violen|stupr|stalk|picchia|botte|abus")

FILTERS = tuple(facet for facet in FACETS if facet != "kind")

Choice = str | int | tuple[str, ...] | tuple[int, ...] | None
"""One choice of a filter, several (any of them will do), or none."""


@dataclass(frozen=True)
class SearchQuery:
    """What is looked for. ``tenant_id`` None means the portal; ``kind`` None means every kind.

    ``near`` keeps what is within some kilometres of a municipality, the nearest first; ``literal`` mends no word;
    ``besides`` is an association whose own groups are left out of the portal's.
    """

    text: str = ""
    theme: Choice = None
    municipality: Choice = None
    district: Choice = None
    mode: Choice = None
    audience: Choice = None
    weekday: Choice = None
    day_part: Choice = None
    step_free: Choice = None
    newcomers: Choice = None
    language: Choice = None
    kind: str | None = "group"
    near: Near | None = None
    literal: bool = False
    tenant_id: UUID | None = None
    besides: UUID | None = None
    page: int = 1
    per_page: int = PER_PAGE

    @property
    def urgent(self) -> bool:
        """Whether the words tell of something that cannot wait for a group: the emergency numbers are then shown first."""
        return bool(URGENT.search(fold(self.text)))

    @property
    def filtered(self) -> bool:
        """Whether anything at all was asked for."""
        return bool(self.text.strip()) or self.near is not None or any(map(self.chosen, FILTERS))

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The keys chosen of a filter."""
        value: Choice = getattr(self, facet)
        if value is None or value == "":
            return ()
        return tuple(str(key) for key in value) if isinstance(value, tuple) else (str(value),)


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
    mended: Mapping[str, str] = field(default_factory=dict)
    loosened: bool = False
    """Nothing has all the words: these have at least one of them."""
    page: int = 1
    per_page: int = PER_PAGE
    index: Index | None = field(default=None, repr=False)
    tenant_id: UUID | None = None
    near: Near | None = None
    """What was asked to be near to, or the municipality found among the words (then ``place_words`` says which)."""
    place_words: str = ""
    distances: Mapping[str, float] = field(default_factory=dict)
    also: Mapping[UUID, list[Double]] = field(default_factory=dict)
    """On the portal: the other associations a group is listed by."""
    drawn: Held[tuple[Hashable, UUID], str] = field(default_factory=Held, repr=False)
    """Cards already drawn while the directory said this."""

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

    def known(self, facet: str) -> Mapping[str, int]:
        """Every choice of a filter that is somewhere, and of how many groups."""
        return self.index.known(facet, self.tenant_id) if self.index else {}

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """The filters' counts with their labels, all of them: on the portal they may be thousands."""
        return {
            name: [FacetValue(key, *labels.get(key, (key, key)), count) for key, count in self.counts[name].items()]
            for name, labels in ((name, self.labels(name)) for name in FILTERS)
        }
