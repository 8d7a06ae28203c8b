"""A table of the volunteers' figures: what a page shows, a chart draws and a file holds."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from ama_net.features.volunteers.hours_rules import hours_drawn

CENT = Decimal("0.01")


class Unit(StrEnum):
    """What the numbers of a column are."""

    COUNT = "count"
    MINUTES = "minutes"
    CENTS = "cents"


@dataclass(frozen=True)
class Table:
    """A table of the report. A row is its label and its numbers; None is a number that is not told (or not there).

    ``drawn`` are the columns that have a chart, of standing bars when ``standing``; ``total`` closes the table.
    """

    key: str
    title: str
    heads: tuple[str, ...]
    units: tuple[Unit, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    drawn: tuple[int, ...] = (0,)
    standing: bool = True
    total: tuple[int | None, ...] | None = None
    note: str = ""

    def charts(self) -> list[tuple[str, list[tuple[str, int | Decimal]], str]]:
        """Title, bars and unit of each chart: tenths of an hour, whole euro; what is not told is left out; one bar, or none, is no chart."""
        found = []
        for place in self.drawn:
            unit = {Unit.COUNT: "", Unit.MINUTES: str(_("h")), Unit.CENTS: "€"}[self.units[place]]
            told = [(label, numbers[place]) for label, numbers in self.rows]
            bars = [(label, _drawn(number, self.units[place])) for label, number in told if number is not None]
            title = self.title if len(self.drawn) == 1 else f"{self.title}: {self.heads[place + 1].lower()}"
            if len(bars) > 1 and any(number for _label, number in bars):
                found.append((title, bars, unit))
        return found

    @property
    def closed_rows(self) -> tuple[tuple[str, tuple[int | None, ...]], ...]:
        """The rows, and the total at the end."""
        return (*self.rows, (_("In tutto"), self.total)) if self.total is not None else self.rows

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to look at."""
        return not any(number != 0 for _label, numbers in self.rows for number in numbers)

    def lines(self) -> list[tuple[Any, ...]]:
        """The rows of the file: hours and euro with their decimals, as spreadsheets add them up."""
        return [
            (label, *(in_file(number, unit) for number, unit in zip(numbers, self.units, strict=True)))
            for label, numbers in self.closed_rows
        ]


def _drawn(number: int, unit: Unit) -> int | Decimal:
    if unit is Unit.MINUTES:
        return hours_drawn(number)
    return (number + 50) // 100 if unit is Unit.CENTS else number


def in_file(number: int | None, unit: Unit) -> Any:
    """A number as a file holds it."""
    if number is None:
        return ""
    return {
        Unit.COUNT: number,
        Unit.MINUTES: (Decimal(number) / 60).quantize(CENT),
        Unit.CENTS: (Decimal(number) / 100).quantize(CENT),
    }[unit]
