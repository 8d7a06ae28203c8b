"""``Listing``: from a select and an address to a page of rows, the rows chosen, or the lines of a file."""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func
from sqlalchemy.orm import lazyload
from werkzeug.datastructures import MultiDict

from ama_net.foundation.database import db
from ama_net.foundation.web.listing.columns import MAX_WORDS, Column, Filter, Option, Search
from ama_net.foundation.web.listing.csv_file import csv_lines
from ama_net.foundation.web.listing.page import ListPage, ShownFilter

PER_PAGE = (25, 50, 100)
MAX_CHOSEN = 1000
"""How many rows one bulk action may name."""

Row = TypeVar("Row")
Args = MultiDict[str, str]


@dataclass(frozen=True)
class _Asked:
    """A filter, its choices (asked once) and the values the address asks for."""

    filter: Filter
    choices: list[tuple[Any, Any]]
    values: list[Any]

    @property
    def condition(self) -> ColumnElement[bool] | None:
        return self.filter.condition(self.values) if self.values else None


class Listing:
    """A list, declared. The select given to its methods says which rows the actor may see: one row for each thing."""

    def __init__(
        self, *columns: Column, filters: Iterable[Filter] = (), search: Search | None = None, order: str = ""
    ) -> None:
        self.columns, self.filters, self.search = columns, tuple(filters), search
        self._by_key = {column.key: column for column in columns if column.sort is not None}
        self.order = order or (f"{next(iter(self._by_key))}" if self._by_key else "")

    def page(self, statement: Select[Row], args: Args) -> ListPage[Row]:
        """The page an address asks for: one count (with the counts of the filters) and one select."""
        words, asked = self._words(args), self._asked(args)
        searched = self._searched(statement, words)
        total, shown = self._counted(searched, asked)
        per_page = _per_page(args)
        pages = max(1, -(-total // per_page))
        number = min(max(1, _whole(args.get("page"), 1)), pages)
        sort = self._sort(args)
        wanted = self._ordered(_narrowed(searched, asked), sort).limit(per_page).offset((number - 1) * per_page)
        rows = list(db.session.scalars(wanted)) if total else []
        return ListPage(
            rows=rows,
            total=total,
            number=number,
            pages=pages,
            per_page=per_page,
            words=words,
            sort=sort,
            columns=self.columns,
            filters=shown,
            searchable=self.search is not None,
            args=dict(args.lists()),
        )

    def select(self, statement: Select[Row], args: Args) -> Select[Row]:
        """Every row the address asks for, searched, filtered and sorted, on one page."""
        narrowed = _narrowed(self._searched(statement, self._words(args)), self._asked(args))
        return self._ordered(narrowed, self._sort(args))

    def chosen(self, statement: Select[Row], form: Args) -> Select[Row]:
        """The rows whose boxes (``selected``) were ticked, among those of the statement."""
        ids = [found for text in form.getlist("selected")[:MAX_CHOSEN] if (found := _uuid(text))]
        return statement.where(_entity(statement).id.in_(ids))

    def csv(self, statement: Select[Row], args: Args) -> Iterator[str]:
        """The lines of the list as a file, read from the database as they leave: not before the first is asked for."""
        columns = [column for column in self.columns if column.exported]
        wanted = self.select(statement, args).execution_options(yield_per=500)
        with closing(db.session.scalars(wanted)) as found:  # also when who downloads goes away
            rows = ([column.value(row) for column in columns] for row in found)
            yield from csv_lines([column.title for column in columns], rows)

    def _words(self, args: Args) -> str:
        if self.search is None:
            return ""
        return " ".join(args.get("q", "").replace("\x00", " ")[:MAX_WORDS].split())

    def _searched(self, statement: Select[Row], words: str) -> Select[Row]:
        return self.search(statement, words) if self.search and words else statement

    def _asked(self, args: Args) -> list[_Asked]:
        asked = []
        for one in self.filters:
            choices = one.choices()
            asked.append(_Asked(one, choices, one.read(args.getlist(one.key), choices)))
        return asked

    def _counted(self, statement: Select[Any], asked: list[_Asked]) -> tuple[int, list[ShownFilter]]:
        """The total and, in the same statement, how many rows each choice would leave with the other filters as they are."""
        conditions = {one.filter.key: one.condition for one in asked}
        wanted = [_how_many(conditions.values())]
        for one in asked:
            if one.filter.counted:
                others = [condition for key, condition in conditions.items() if key != one.filter.key]
                wanted += [_how_many([*others, one.filter.condition([value])]) for value, _ in one.choices]
        counting = (
            statement.options(lazyload("*")).with_only_columns(*wanted, maintain_column_froms=True).order_by(None)
        )
        total, *counts = db.session.execute(counting).one()
        left = iter(counts)
        return total, [_shown(one, left) for one in asked]

    def _sort(self, args: Args) -> str:
        asked = args.get("sort", "")
        return asked if asked.removeprefix("-") in self._by_key else self.order

    def _ordered(self, statement: Select[Row], sort: str) -> Select[Row]:
        column = self._by_key.get(sort.removeprefix("-"))
        if column is not None:
            by = column.sort.desc() if sort.startswith("-") else column.sort.asc()
            statement = statement.order_by(None).order_by(by.nulls_last())
        return statement.order_by(_entity(statement).id)  # pages must not overlap when values are equal


def _shown(asked: _Asked, left: Iterator[int]) -> ShownFilter:
    counted = asked.filter.counted
    return ShownFilter(
        key=asked.filter.key,
        title=asked.filter.title,
        options=[Option(str(value), label, next(left) if counted else None) for value, label in asked.choices],
        chosen=[str(value) for value in asked.values],
        many=asked.filter.many,
        free=asked.filter.free,
    )


def _how_many(conditions: Iterable[ColumnElement[bool] | None]) -> ColumnElement[int]:
    held = [condition for condition in conditions if condition is not None]
    return func.count().filter(and_(*held)) if held else func.count()


def _narrowed(statement: Select[Row], asked: list[_Asked]) -> Select[Row]:
    return statement.where(*(one.condition for one in asked if one.condition is not None))


def _entity(statement: Select[Any]) -> Any:
    return statement.column_descriptions[0]["entity"]


def _per_page(args: Args) -> int:
    asked = _whole(args.get("per_page"), PER_PAGE[0])
    return asked if asked in PER_PAGE else PER_PAGE[0]


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else otherwise


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
