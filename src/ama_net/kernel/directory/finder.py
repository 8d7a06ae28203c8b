"""The finder as pages use it: a search made into filters, chips, tabs and cards (how its address is read: addressing.py).

One piece for an association's ``/gruppi`` and for the portal, with ``templates/directory/finder.html``.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from babel import Locale
from flask_babel import gettext
from markupsafe import Markup

from ama_net.foundation.text import fold
from ama_net.kernel.directory.addressing import KINDS, LAST_PAGE, NAMES, near_typed, query_from, without, written
from ama_net.kernel.directory.cards import Card, card_of, place_words
from ama_net.kernel.directory.choices import boxed, listed
from ama_net.kernel.directory.index import MANY
from ama_net.kernel.directory.queries import SearchQuery, SearchResult, search_listing
from ama_net.kernel.directory.towns import DISTANCES, towns_alike
from ama_net.kernel.directory.words import DAY_PART_WORDS, KIND_TABS, MODE_WORDS, weekday_name

__all__ = [
    "KINDS", "LAST_PAGE", "Card", "Chip", "Filter", "FinderPage", "Option", "Tab", "card_of", "chips_of", "filters_of",
    "finder_page", "kinds_of", "place_words", "query_from",
]  # fmt: skip

_folded = lru_cache(maxsize=8192)(fold)

MOST_CHOICES = 60
"""A filter shows its most frequent choices: thousands of municipalities are found by typing, not by scrolling."""

SEVERAL = frozenset({"giorno", "fascia"})
"""Filters of which several choices may be made together: shown as boxes."""

FLAGS = frozenset({"gradini", "nuovi"})
"""Filters with one choice: yes, or no matter."""

IN_ORDER = SEVERAL | FLAGS


class Option(NamedTuple):
    """One choice of a filter as its address says it, how many groups it would show, whether it is chosen."""

    value: str
    label: str
    groups: int
    chosen: bool = False


@dataclass(frozen=True)
class Filter:
    """One filter of the page: its name in the address, its label, the value chosen (of a list), its choices with counts."""

    name: str
    label: str
    chosen: str
    options: list[Option]

    @property
    def boxes(self) -> bool:
        """Whether it is shown as boxes to tick, and not as a list to choose from."""
        return self.name in IN_ORDER

    @property
    def choices(self) -> Markup:
        """Its choices as they stand on the page."""
        return boxed(self.name, self.options) if self.boxes else listed(self.options)


class Chip(NamedTuple):
    """A choice that was made, and the address of the same search without it."""

    label: str
    url: str


class Tab(NamedTuple):
    """One kind of entries: groups, or services of others."""

    key: str
    label: str
    groups: int
    value: str


@dataclass
class FinderPage:
    """All that the page of a search shows, but whose its groups are (that is for who makes the page)."""

    query: SearchQuery
    result: SearchResult
    filters: list[Filter]
    kinds: list[Tab]
    english: bool = False
    near: str = ""
    near_alike: list[str] = field(default_factory=list)
    """Municipalities whose name is like the one typed, when none is called so."""
    distances: tuple[int, ...] = DISTANCES
    chips: list[Chip] = field(default_factory=list)
    asked: str = ""
    """The query of its address, from its first page: the map of the same search has it too."""
    _finish: Callable[[Card, Any], None] = lambda _card, _row: None
    _frame: tuple[Hashable, ...] = ()

    def dress(self, finish: Callable[[Card, Any], None], *frame: Hashable) -> None:
        """Say what this kind of page adds to a card, and all that its cards depend on besides the group and the language."""
        self._finish, self._frame = finish, frame

    @property
    def cards(self) -> list[Card]:
        """The groups of this page."""
        return [self._card(row) for row in self.result.rows]

    def drawn(self, draw: Callable[[Card], str]) -> Markup:
        """The cards as they stand on the page: each is drawn once, for as long as the directory says the same."""
        if self.result.distances:  # from here to there: nobody else's card
            return Markup("".join(draw(self._card(row)) for row in self.result.rows))  # noqa: S704  # a template's
        frame, kept = (self.english, *self._frame), self.result.drawn
        fresh: dict[tuple[Hashable, UUID], str] = {}
        pieces: list[str] = []
        for row in self.result.rows:
            piece = kept.get((frame, row.group_id))  # asked once: another thread may begin what is kept anew
            if piece is None:
                piece = fresh[frame, row.group_id] = draw(self._card(row))
            pieces.append(piece)
        kept.keep(fresh)
        return Markup("".join(pieces))  # noqa: S704  # a template's

    def _card(self, row: Any) -> Card:
        card = card_of(row, english=self.english, distance=self.result.distances.get(row.municipality_code))
        self._finish(card, row)
        return card

    @property
    def near_unknown(self) -> bool:
        """Whether a municipality was typed that nobody knows."""
        return bool(self.near) and self.query.near is None

    @property
    def km(self) -> int:
        """How far around."""
        return self.result.near.km if self.result.near else DISTANCES[1]


def finder_page(args: Mapping[str, str], tenant_id: UUID | None, *, english: bool) -> FinderPage:
    """Search as an address asks, and make of it what the page shows."""
    query = query_from(args, tenant_id)
    result = search_listing(query)
    near = near_typed(args)
    return FinderPage(
        query,
        result,
        filters_of(query, result, english=english),
        kinds_of(result),
        english=english,
        near=query.near.town.label if query.near else near,
        near_alike=towns_alike(near) if near and not query.near else [],
        asked=without(args),
    )


def kinds_of(result: SearchResult) -> list[Tab]:
    """The kinds of which the search finds something."""
    return [
        Tab(key, str(KIND_TABS[key]), result.kinds[key], written("kind", key)) for key in KINDS if key in result.kinds
    ]


def chips_of(page: FinderPage, args: Mapping[str, str], path: str) -> list[Chip]:
    """What was chosen, each with the way to take it back; called once the choices have their names."""
    chips = [
        Chip(
            f"{entry.label}: {option.label}" if entry.name not in FLAGS else option.label,
            _address(path, without(args, (entry.name, option.value if entry.name in SEVERAL else None))),
        )
        for entry in page.filters
        for option in entry.options
        if option.chosen
    ]
    if page.query.near:
        label = gettext("Entro %(km)s km da %(town)s", km=page.km, town=page.query.near.town.name)
        chips.append(Chip(label, _address(path, without(args, ("vicino", None), ("km", None)))))
    return chips


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def filters_of(query: SearchQuery, result: SearchResult, *, english: bool) -> list[Filter]:
    """The filters with a count beside each choice; one with nothing to choose is left out."""
    language = "en" if english else "it"
    labels = _labels(language)
    made = [
        _filter(facet, labels[facet], query.chosen(facet), _counts(facet, result), _names(facet, result, language))
        for facet in NAMES
    ]
    return [entry for entry in made if entry.options and _worth_showing(entry)]


def _counts(facet: str, result: SearchResult) -> Mapping[str, int]:
    """The counts of a filter, with those that are nought: a page whose choices come and go cannot be learned."""
    found = result.counts[facet]
    return found if facet == MANY else dict.fromkeys(result.known(facet), 0) | dict(found)


def _worth_showing(entry: Filter) -> bool:
    # Where everybody speaks Italian there is nothing to choose.
    return entry.name != "lingua" or bool(entry.chosen) or [option.value for option in entry.options] != ["it"]


@lru_cache(maxsize=4)
def _labels(_language: str) -> dict[str, str]:
    return {
        "theme": gettext("Tema"),
        "audience": gettext("Rivolto a"),
        "municipality": gettext("Comune"),
        "district": gettext("Distretto"),
        "mode": gettext("Come ci si incontra"),
        "weekday": gettext("Giorno"),
        "day_part": gettext("Momento del giorno"),
        "step_free": gettext("Accesso"),
        "newcomers": gettext("Persone nuove"),
        "language": gettext("Lingua"),
    }


@lru_cache(maxsize=4)
def _fixed_names(language: str) -> dict[str, dict[str, str]]:
    """What the choices are called that are the same for every association."""
    languages = Locale.parse(language).languages
    return {
        "mode": {key: str(words) for key, words in MODE_WORDS.items()},
        "weekday": {str(day): weekday_name(day) for day in range(1, 8)},
        "day_part": {key: str(words) for key, words in DAY_PART_WORDS.items()},
        "step_free": {"yes": gettext("Senza gradini")},
        "newcomers": {"yes": gettext("Accoglie persone nuove")},
        "language": {str(code): str(name) for code, name in languages.items()},
        "district": {},
    }


def _names(facet: str, result: SearchResult, language: str) -> Callable[[str], str]:
    fixed = _fixed_names(language).get(facet)
    if fixed is not None:
        return lambda key: fixed.get(key, key)
    labels, place = result.labels(facet), int(language == "en")
    return lambda key: labels[key][place] if key in labels else key


def _filter(
    facet: str, label: str, chosen: tuple[str, ...], counts: Mapping[str, int], named: Callable[[str], str]
) -> Filter:
    name = NAMES[facet]
    # As ``heapq.nlargest`` would, which is slower on some hundreds.
    most = sorted(counts, key=counts.__getitem__, reverse=True)[:MOST_CHOICES] if len(counts) > MOST_CHOICES else counts
    shown = list(most)
    shown += [key for key in chosen if key not in counts or key not in shown]
    if name in IN_ORDER:
        order = list(_fixed_names("it")[facet])
        shown.sort(key=lambda key: order.index(key) if key in order else len(order))
    options = [Option(written(facet, key), named(key), counts.get(key, 0), key in chosen) for key in shown]
    if name not in IN_ORDER:
        options.sort(key=lambda option: _folded(option.label))
    return Filter(name, label, next(map(attrgetter("value"), filter(attrgetter("chosen"), options)), ""), options)
