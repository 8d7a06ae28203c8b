"""A table of the figures of gifts: what a page shows and opens, a chart draws, a file holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from ama_net.foundation.money import euros


@dataclass(frozen=True)
class Line:
    """A row of a table: its label, its numbers, and the address of the gifts behind each (of the row, when there is one for all)."""

    label: str
    numbers: tuple[int, ...]
    urls: tuple[str, ...] = ()

    def url(self, place: int) -> str:
        """Where a number leads; the label is place -1."""
        if not self.urls:
            return ""
        return self.urls[0] if len(self.urls) == 1 else "" if place < 0 else self.urls[place]


@dataclass(frozen=True)
class GiftTable:
    """A table. ``cents`` are the columns that are money; ``drawn`` is the one that a chart draws, of standing bars when ``standing``."""

    key: str
    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    cents: tuple[int, ...] = (0,)
    drawn: int = 0
    standing: bool = False
    totals: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it is more than nothing."""
        return not any(number for line in self.lines for number in line.numbers)

    @property
    def total(self) -> tuple[int, ...]:
        """Each column added up; nothing where that would mean nothing."""
        if not self.totals or len(self.lines) < 2:
            return ()
        return tuple(sum(column) for column in zip(*(line.numbers for line in self.lines), strict=True))

    def bars(self) -> list[tuple[str, int]]:
        """What the chart draws: whole euro, or counts."""
        place = self.drawn
        return [
            (line.label, (line.numbers[place] + 50) // 100 if place in self.cents else line.numbers[place])
            for line in self.lines
        ]

    @property
    def unit(self) -> str:
        """What the bars are of."""
        return "€" if self.drawn in self.cents else ""

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows of the file: euro with their decimals, as spreadsheets add them up."""
        for line in self.lines:
            yield (line.label, *self._in_file(line.numbers))
        if self.total:
            yield (_("In tutto"), *self._in_file(self.total))

    def _in_file(self, numbers: tuple[int, ...]) -> tuple[int | Decimal, ...]:
        return tuple(euros(one) if place in self.cents else one for place, one in enumerate(numbers))
