"""The published directory as sets of bits: for every word, theme, place or day, which groups have it.

Bit *n* stands for the group that comes *n*-th by name, so that a search is a few "and"s of whole numbers, a count is the
number of bits that are left, and a page is the lowest of them. Counting 10,000 groups under every choice of every filter
takes less than a millisecond; asked of the database it took forty.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, islice, takewhile
from typing import TypeVar
from uuid import UUID

FACETS = ("theme", "municipality", "district", "mode", "audience", "weekday", "kind")
MANY = "municipality"
"""The one facet of thousands of values, each group having one: its groups are counted, not its values."""

Label = tuple[str, str]
"""Italian and English."""

FEW = 8
"""One in so many: then it is quicker to look for those chosen than to pass by all the others."""

T = TypeVar("T")
_ZEROS_AND_ONES = bytes.maketrans(b"01", b"\x00\x01")


@dataclass(frozen=True, slots=True)
class Entry:
    """One published group as the index knows it. ``facets`` are pairs of facet and key."""

    order: tuple[str, str]
    group_id: UUID
    facets: tuple[tuple[str, str], ...]
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Shelf:
    """What one association publishes, how it calls it (labels by facet and key), and the stems of its words."""

    stamps: frozenset[int]
    entries: tuple[Entry, ...]
    labels: Mapping[str, Mapping[str, Label]]
    stem_of: Mapping[str, str]


class Index:
    """Every association's entries together. Nothing in it changes once it is made: threads share it."""

    def __init__(self, shelves: Mapping[UUID, Shelf]) -> None:
        placed = sorted(
            ((entry, tenant) for tenant, shelf in shelves.items() for entry in shelf.entries),
            key=lambda pair: pair[0].order,
        )
        holding: dict[tuple[str, str], list[int]] = defaultdict(list)
        tenants: dict[UUID, list[int]] = defaultdict(list)
        for place, (entry, tenant) in enumerate(placed):
            tenants[tenant].append(place)
            for facet in entry.facets:
                holding[facet].append(place)
            for stem in entry.stems:
                holding["stem", stem].append(place)
        self.ids = [entry.group_id for entry, _tenant in placed]
        self.everyone = (1 << len(placed)) - 1
        self._town_of = [dict(entry.facets).get(MANY) for entry, _tenant in placed]
        self._tenants = {tenant: _bits(places, len(placed)) for tenant, places in tenants.items()}
        self._holders: dict[str, dict[str, int]] = {facet: {} for facet in (*FACETS, "stem")}
        for (name, key), places in holding.items():
            self._holders[name][key] = _bits(places, len(placed))
        self._stems = sorted(self._holders["stem"])
        self._labels = {tenant: shelf.labels for tenant, shelf in shelves.items()}
        self._any_labels: dict[str, dict[str, Label]] = defaultdict(dict)
        for shelf in shelves.values():
            for name, labels in shelf.labels.items():
                self._any_labels[name].update(labels)

    def of(self, tenant: UUID | None) -> int:
        """The groups of an association, or of all."""
        return self.everyone if tenant is None else self._tenants.get(tenant, 0)

    def having(self, facet: str, key: str) -> int:
        """The groups with one choice of a filter; none when nobody has it."""
        return self._holders[facet].get(key, 0)

    def beginning(self, stem: str) -> int:
        """The groups with a word that begins so."""
        found, bits = islice(self._stems, bisect_left(self._stems, stem), None), 0
        for known in takewhile(lambda known: known.startswith(stem), found):
            bits |= self._holders["stem"][known]
        return bits

    def counts(self, facet: str, within: int) -> dict[str, int]:
        """How many of these groups have each choice of a filter; choices that nobody has are left out."""
        if facet == MANY:
            towns = Counter(chosen(self._town_of, within))
            return {town: count for town, count in towns.items() if town is not None}
        counted = ((key, (bits & within).bit_count()) for key, bits in self._holders[facet].items())
        return {key: count for key, count in counted if count}

    def page(self, within: int, offset: int, limit: int) -> list[UUID]:
        """Some of these groups, by name."""
        return list(islice(chosen(self.ids, within), offset, offset + limit))

    def labels(self, tenant: UUID | None, facet: str) -> Mapping[str, Label]:
        """What an association calls the choices of a filter; on the portal, what one of them calls each."""
        labels = self._any_labels if tenant is None else self._labels.get(tenant, {})
        return labels.get(facet, {})


def chosen(things: Sequence[T], bits: int) -> Iterator[T]:
    """The things whose bit is set, in order."""
    digits = f"{bits:b}"[::-1]
    if bits.bit_count() * FEW > len(digits):
        return compress(things, digits.encode().translate(_ZEROS_AND_ONES))
    return _few(things, digits)


def _few(things: Sequence[T], digits: str) -> Iterator[T]:
    place = digits.find("1")
    while place >= 0:
        yield things[place]
        place = digits.find("1", place + 1)


def _bits(places: Iterable[int], size: int) -> int:
    whole = bytearray(size // 8 + 1)
    for place in places:
        whole[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(whole, "little")
