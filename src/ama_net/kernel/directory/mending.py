"""Mending what people mistype: the most similar word that some published group uses.

Similarity is that of PostgreSQL's pg_trgm: how many groups of three letters two words share, of all they have.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import chain, islice, takewhile
from uuid import UUID

from ama_net.kernel.directory.index import Shelf

SHORTEST_MENDED = 4
ALIKE = 0.3


class Vocabulary:
    """The words of every association, each with the associations that use it (as bits)."""

    def __init__(self, shelves: Mapping[UUID, Shelf]) -> None:
        self._tenants = {tenant: 1 << place for place, tenant in enumerate(shelves)}
        users: dict[str, int] = defaultdict(int)
        for tenant, shelf in shelves.items():
            for word in shelf.stem_of:
                users[word] |= self._tenants[tenant]
        self.stem_of = {word: stem for shelf in shelves.values() for word, stem in shelf.stem_of.items()}
        self._words = sorted(users)
        self._users = [users[word] for word in self._words]
        self._sizes = [0] * len(self._words)
        self._sharing: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self._words):
            parts = trigrams(word)
            self._sizes[place] = len(parts)
            for part in parts:
                self._sharing[part].append(place)

    def uses(self, word: str, tenant: UUID | None) -> bool:
        """Whether somebody uses a word that begins so."""
        start, whose = bisect_left(self._words, word), self._whose(tenant)
        known = takewhile(lambda known: known.startswith(word), islice(self._words, start, None))
        return any(self._users[place] & whose for place, _known in enumerate(known, start))

    def nearest(self, word: str, tenant: UUID | None) -> str | None:
        """The most similar word somebody uses; None when none is alike, or the word is too short to tell."""
        if len(word) < SHORTEST_MENDED:
            return None
        parts, whose = trigrams(word), self._whose(tenant)
        shared = Counter(chain.from_iterable(self._sharing.get(part, ()) for part in parts))
        enough = ALIKE * len(parts)
        alike = [
            (count / (len(parts) + self._sizes[place] - count), -place)
            for place, count in shared.items()
            if count >= enough and self._users[place] & whose
        ]
        best, place = max(alike, default=(0.0, 0))
        return self._words[-place] if best >= ALIKE else None

    def _whose(self, tenant: UUID | None) -> int:
        return -1 if tenant is None else self._tenants.get(tenant, 0)


def trigrams(word: str) -> set[str]:
    """``via`` -> ``"  v" " vi" "via" "ia "``."""
    padded = f"  {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
