"""Addresses for new groups: readable, free, stable."""

from ama_net.features.groups.models import RESERVED_SLUGS
from ama_net.foundation.text import slugify

SHORTEST_ROOM = 56


class SlugBook:
    """The addresses taken in this association."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken | RESERVED_SLUGS

    def take(self, name: str, key: str = "") -> str:
        """An address for a name: the name; then with what else tells it apart (``name|municipality``); then numbered."""
        plain = slugify(name)
        wider = slugify(key.replace("|", " ")) if key else plain
        for candidate in (plain, wider):
            if candidate not in self._taken:
                break
        else:
            candidate = next(
                free for n in range(2, 10**6) if (free := f"{plain[:SHORTEST_ROOM]}-{n}") not in self._taken
            )
        self._taken.add(candidate)
        return candidate
