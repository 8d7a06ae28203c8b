"""What a list declares: its columns, its filters, and the words it can be searched with."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, func, or_

from ama_net.foundation.text import fold

MAX_WORDS = 100
"""How many characters of a search are read."""

Options = Mapping[Any, Any] | Iterable[tuple[Any, Any]]


@dataclass(frozen=True)
class Option:
    """A choice of a filter: what the address carries, its words, how many rows it would leave (None: not counted)."""

    value: str
    label: Any
    count: int | None = None


class Column:
    """One column: where its value comes from (an attribute path or a function of the row) and what it sorts by."""

    def __init__(
        self,
        key: str,
        title: Any,
        *,
        value: str | Callable[[Any], Any] | None = None,
        sort: Any = None,
        numeric: bool = False,
        shown: bool = True,
        exported: bool = True,
    ) -> None:
        self.key, self.title, self.sort = key, title, sort
        self.numeric, self.shown, self.exported = numeric, shown, exported
        self.value: Callable[[Any], Any] = value if callable(value) else attrgetter(value or key)

    @property
    def may_be_empty(self) -> bool:
        """Whether what it sorts by may be missing; unless the table says that it cannot be, it may."""
        return bool(getattr(getattr(self.sort, "expression", None), "nullable", True))

    def head(self) -> dict[str, Any]:
        """The column as templates/components/table.html wants it."""
        return {
            "label": self.title,
            "sort": None if self.sort is None else self.key,
            "numeric": self.numeric,
            "hidden": False,
        }


class Filter:
    """One way to narrow a list: a column equal to the chosen value, or ``where`` from the value to a condition.

    Without ``options`` any value that ``parse`` accepts is good: such a filter is not shown, links lead to it.
    ``options`` may be a function, asked once per page.
    """

    default: Any = None
    typed = ""
    say: Callable[[Any], Any] = staticmethod(str)

    def __init__(
        self,
        key: str,
        title: Any,
        column: Any = None,
        options: Options | Callable[[], Options] | None = None,
        *,
        where: Callable[[Any], ColumnElement[bool]] | None = None,
        many: bool = False,
        counted: bool = True,
        parse: Callable[[str], Any] = str,
    ) -> None:
        if (column is None) == (where is None):
            raise TypeError(f"filter {key!r} needs either a column or a condition")
        self.key, self.title, self.many, self.parse = key, title, many, parse
        self.free = options is None
        self.counted = counted and not self.free
        self._options = options
        self._where = where or (lambda value: column == value)

    def standing(self, value: Any) -> Self:
        """The value in force where the address says nothing of the filter; ``state=`` says: none."""
        self.default = value
        return self

    def written(self, like: str = "text") -> Self:
        """A filter without choices that is shown as a box to write in; ``like`` is its type (``date``: a calendar)."""
        self.typed = like
        return self

    def said(self, say: Callable[[Any], Any]) -> Self:
        """How a value without a choice's words is told (as text, from the address)."""
        self.say = say
        return self

    def choices(self) -> list[tuple[Any, Any]]:
        """The values one may choose, with their words."""
        options = self._options() if callable(self._options) else self._options
        return list(options.items() if isinstance(options, Mapping) else options or ())

    def read(self, raw: list[str], choices: list[tuple[Any, Any]]) -> list[Any]:
        """The values an address asks for; what is not among the choices is ignored."""
        if not raw and self.default is not None:
            return [self.default]
        if self.free:
            texts = [text.replace("\x00", "").strip()[:200] for text in raw]
            found = [value for text in texts if text and (value := self._parsed(text)) is not None]
        else:
            wanted = set(raw)
            found = [value for value, _ in choices if str(value) in wanted]
        return found if self.many else found[:1]

    def condition(self, values: Iterable[Any]) -> ColumnElement[bool]:
        """The condition that any of the values holds."""
        return or_(*(self._where(value) for value in values))

    def _parsed(self, text: str) -> Any:
        try:
            return self.parse(text)
        except (ValueError, ArithmeticError):
            return None


Search = Callable[[Select[Any], str], Select[Any]]


def search_words(*columns: Any) -> Search:
    """A search that keeps the rows in which every word is in some of the columns, whatever its case and accents."""

    def narrow(statement: Select[Any], words: str) -> Select[Any]:
        found = [
            or_(*(func.f_unaccent(column).contains(fold(word), autoescape=True) for column in columns))
            for word in words.split()[:8]
        ]
        return statement.where(and_(*found)) if found else statement

    return narrow
