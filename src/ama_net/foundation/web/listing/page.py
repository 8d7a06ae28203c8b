"""A page of a list, as its template reads it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Self, TypeVar
from urllib.parse import urlencode

from ama_net.foundation.web.listing.columns import Column, Option

Row = TypeVar("Row")


@dataclass(frozen=True)
class ShownFilter:
    """A filter with its choices counted and what is chosen; ``many`` asks for boxes instead of a menu.

    ``default`` is the value in force where nothing is said: taking it away must be said (``state=``).
    """

    key: str
    title: Any
    options: list[Option]
    chosen: list[str]
    many: bool
    free: bool
    typed: str = ""
    default: str = ""
    say: Callable[[Any], Any] = str

    @property
    def value(self) -> str:
        """The one value chosen, or nothing."""
        return self.chosen[0] if self.chosen else ""

    def label_of(self, value: str) -> Any:
        """The words of a value; the value itself for a filter without choices."""
        return next((option.label for option in self.options if option.value == value), None) or self.say(value)

    @property
    def hidden(self) -> bool:
        """Whether it is no part of the bar: links lead to it."""
        return self.free and not self.typed


@dataclass(frozen=True)
class ListPage(Generic[Row]):
    """The rows of one page, and all that stands around them. ``more``: there are more than ``total``, not counted."""

    rows: Sequence[Row]
    total: int
    number: int
    pages: int
    per_page: int
    words: str
    sort: str
    columns: Sequence[Column]
    filters: Sequence[ShownFilter]
    searchable: bool
    args: Mapping[str, list[str]]
    more: bool = False

    @property
    def first(self) -> int:
        """The number of the first row, from 1; 0 when there is none."""
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def narrowed(self) -> bool:
        """Whether words or filters are in force: an empty list then means "nothing found", not "nothing yet"."""
        return bool(self.words) or any(shown.chosen not in ([], [shown.default]) for shown in self.filters)

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The shown columns as templates/components/table.html wants them."""
        return [column.head() for column in self.columns if column.shown]

    @property
    def cells(self) -> list[Column]:
        """The shown columns."""
        return [column for column in self.columns if column.shown]

    @property
    def active(self) -> list[dict[str, Any]]:
        """What is in force, each with the address that takes it away."""
        items = [{"label": f"«{self.words}»", "url": self.address(q=None)}] if self.words else []
        for shown in self.filters:
            for value in shown.chosen:
                rest = [other for other in shown.chosen if other != value]
                if shown.default and not rest:
                    rest = [""]
                label = f"{shown.title}: {shown.label_of(value)}"
                items.append({"label": label, "url": self.address(**{shown.key: rest})})
        return items

    def without(self, key: str) -> Self:
        """The same page less one column, where that says nothing of any row."""
        return replace(self, columns=[column for column in self.columns if column.key != key])

    def address(self, **changes: Any) -> str:
        """This list with some query values changed (None takes one away), from its first page. Relative: ``?…``."""
        kept = {name: values for name, values in self.args.items() if name != "page"}
        for name, value in changes.items():
            kept[name] = [] if value is None else value if isinstance(value, list) else [str(value)]
        pairs = [(name, value) for name, values in kept.items() for value in values]
        return f"?{urlencode(pairs)}"
