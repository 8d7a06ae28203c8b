"""What comes first: points given to every group at once, and the classes of groups they make."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from ama_net.kernel.directory.index import EXAMPLE, SURE, TO_CONFIRM, Index


class Score:
    """Points of all groups together: bit *n* of a plane says whether that power of two is in the points of group *n*.

    Adding is done as by hand, with carries, on all groups in one go.
    """

    def __init__(self) -> None:
        self._planes: list[int] = []

    @property
    def given(self) -> bool:
        """Whether anybody has any point."""
        return bool(self._planes)

    def add(self, groups: int, points: int) -> None:
        """Give these points to these groups."""
        for power in range(points.bit_length()):
            if points >> power & 1:
                self._carry(groups, power)

    def _carry(self, carry: int, power: int) -> None:
        while carry:
            self._planes.extend([0] * (power + 1 - len(self._planes)))
            self._planes[power], carry = self._planes[power] ^ carry, self._planes[power] & carry
            power += 1

    def classes(self, groups: int) -> Iterator[int]:
        """These groups in classes of equal points, the most first."""
        return _classes(groups, self._planes, len(self._planes))


def _classes(groups: int, planes: list[int], power: int) -> Iterator[int]:
    if not groups:
        return
    if not power:
        yield groups
        return
    more = groups & planes[power - 1]
    yield from _classes(more, planes, power - 1)
    yield from _classes(groups ^ more, planes, power - 1)


class Fit(Protocol):
    """What is known of how groups fit the words: points, points of what the words are about, those called exactly so."""

    @property
    def score(self) -> Score: ...
    @property
    def subject(self) -> Score: ...
    @property
    def exact(self) -> int: ...


def by_relevance(groups: int, fit: Fit, index: Index) -> Iterator[int]:
    """Exact names, then by points (in each class those confirmed before those to confirm), and examples at the end."""
    for sure in index.standing:
        yield groups & fit.exact & sure
    rest = groups & ~fit.exact
    examples = rest & index.standing[EXAMPLE]
    for equal in fit.score.classes(rest ^ examples):
        yield equal & index.standing[SURE]
        yield equal & index.standing[TO_CONFIRM]
    yield from fit.score.classes(examples)


def by_subject(groups: int, fit: Fit, index: Index) -> Iterator[int]:
    """For a sentence of which nobody has all the words: subject after subject, that of most words first.

    So an example comes before groups about something else, which alone would mislead.
    """
    for equal in fit.subject.classes(groups):
        yield from by_relevance(equal, fit, index)


def by_distance(groups: int, towns: Iterable[str], classes: Iterable[int], index: Index) -> Iterator[int]:
    """Town after town, the nearest first; in each town in the order of the classes."""
    in_order = list(classes)
    for town in towns:
        here = groups & index.having("municipality", town)
        if here:
            for equal in in_order:
                yield here & equal
