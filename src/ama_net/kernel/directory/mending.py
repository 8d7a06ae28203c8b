"""Mending what people mistype: the word that some published group uses and that takes the fewest slips to become theirs.

A slip is a letter too many, too few, another one, or two swapped (Damerau and Levenshtein). Only words that share some
groups of three letters are tried (the similarity of PostgreSQL's pg_trgm), and a short word may have one slip only:
otherwise "manca" would become "mani".
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping
from heapq import nlargest
from itertools import chain, islice, takewhile
from uuid import UUID

from ama_net.foundation.text import fold
from ama_net.kernel.directory.index import Shelf

SHORTEST_MENDED = 4
ALIKE = 0.22
MOST_TRIED = 40
MOST_BEGINNING = 200
MOST_MEANT = 5_000


class Vocabulary:
    """The words of every association, each with the associations that use it (as bits)."""

    def __init__(self, shelves: Mapping[UUID, Shelf]) -> None:
        self._tenants = {tenant: 1 << place for place, tenant in enumerate(shelves)}
        users: dict[str, int] = defaultdict(int)
        for tenant, shelf in shelves.items():
            for word in shelf.stem_of:
                users[word] |= self._tenants[tenant]
        self.stem_of = {word: stem for shelf in shelves.values() for word, stem in shelf.stem_of.items()}
        self._themes = {
            word
            for shelf in shelves.values()
            for label in shelf.labels.get("theme", {}).values()
            for word in " ".join(map(fold, label)).split()
        }
        self._words = sorted(users)
        self._users = [users[word] for word in self._words]
        self._sizes = [0] * len(self._words)
        self._meant: dict[tuple[str, UUID | None], str | None] = {}
        self._sharing: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self._words):
            parts = trigrams(word)
            self._sizes[place] = len(parts)
            for part in parts:
                self._sharing[part].append(place)

    def beginning(self, start: str, tenant: UUID | None) -> set[str]:
        """The stems of the words somebody uses that begin so."""
        first, whose = bisect_left(self._words, start), self._whose(tenant)
        known = takewhile(lambda word: word.startswith(start), islice(self._words, first, first + MOST_BEGINNING))
        return {self.stem_of[word] for place, word in enumerate(known, first) if self._users[place] & whose}

    def meant(self, word: str, tenant: UUID | None) -> str | None:
        """As ``nearest``, remembered: many slip alike, and as long as the words are these so is the answer."""
        if (word, tenant) not in self._meant:
            if len(self._meant) > MOST_MEANT:
                self._meant.clear()
            self._meant[word, tenant] = self.nearest(word, tenant)
        return self._meant[word, tenant]

    def nearest(self, word: str, tenant: UUID | None) -> str | None:
        """The word somebody uses that was most probably meant; None when none is near, or the word is too short to tell.

        Of two that are as near, the one that names a theme.
        """
        slips = slips_allowed(word)
        if not slips:
            return None
        parts, whose = trigrams(word), self._whose(tenant)
        shared = Counter(chain.from_iterable(self._sharing.get(part, ()) for part in parts))
        alike = (
            (count / (len(parts) + self._sizes[place] - count), -place)
            for place, count in shared.items()
            if self._users[place] & whose and abs(len(self._words[place]) - len(word)) <= slips
        )
        best = nlargest(MOST_TRIED, (pair for pair in alike if pair[0] >= ALIKE))
        near = [
            (slips_of, -likeness, known)
            for likeness, place in best
            if (slips_of := distance(word, known := self._words[-place])) <= slips
        ]
        found = min(near, key=lambda one: (one[0], one[2] not in self._themes, one[1], one[2]), default=None)
        return found[2] if found else None

    def _whose(self, tenant: UUID | None) -> int:
        return -1 if tenant is None else self._tenants.get(tenant, 0)


def slips_allowed(word: str) -> int:
    """How many slips a word of this length may have."""
    length = len(word)
    return 0 if length < SHORTEST_MENDED else 1 if length < 7 else 2 if length < 9 else 3


def trigrams(word: str) -> set[str]:
    """``via`` -> ``"  v" " vi" "via" "ia "``."""
    padded = f"  {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def distance(one: str, other: str) -> int:
    """How many slips make one word of the other (optimal string alignment: no letter is moved twice)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and wanted == one[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, above = above, line
    return above[-1]
