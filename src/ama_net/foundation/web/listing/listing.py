"""``Listing``: from a select and an address to a page of rows, the rows chosen, or the lines of a file."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import lazyload
from werkzeug.datastructures import MultiDict

from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.foundation.web.listing.columns import MAX_WORDS, Column, Filter, Option, Search
from ama_net.foundation.web.listing.csv_file import csv_lines
from ama_net.foundation.web.listing.page import ListPage, ShownFilter

PER_PAGE = (25, 50, 100)
MAX_CHOSEN = 1000
"""How many rows one bulk action may name."""

PART = 500
"""How many rows of a file are read together."""

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
    """A list, declared. The select given to its methods says which rows the actor may see: one row for each thing.

    ``count_to`` is for lists that may be very long: rows are counted up to so many, then the page says "more than", and
    its filters do not count their choices. ``dress`` makes of the rows of a page (or of a part of a file) what columns
    and template read, with as many queries as it likes but none per row.
    """

    def __init__(
        self,
        *columns: Column,
        filters: Iterable[Filter] = (),
        search: Search | None = None,
        order: str = "",
        count_to: int | None = None,
        dress: Callable[[Sequence[Any]], Sequence[Any]] | None = None,
    ) -> None:
        self.columns, self.filters, self.search = columns, tuple(filters), search
        self.count_to, self._dress = count_to, dress or (lambda rows: rows)
        self._by_key = {column.key: column for column in columns if column.sort is not None}
        self.order = order or (f"{next(iter(self._by_key))}" if self._by_key else "")

    def page(self, statement: Select[Row], args: Args) -> ListPage[Row]:
        """The page an address asks for: one count (with the counts of the filters) and one select."""
        words, asked = self._words(args), self._asked(args)
        sort, per_page = self._sort(args), _per_page(args)
        searched = self._searched(statement, words)
        total, shown = self._counted(searched, asked)
        more = self.count_to is not None and total > self.count_to
        total = min(total, self.count_to or total)
        pages = max(1, -(-total // per_page))
        number = max(1, _whole(args.get("page"), 1))
        number = number if more else min(number, pages)
        wanted = self._ordered(_narrowed(searched, asked), sort).limit(per_page).offset((number - 1) * per_page)
        rows = list(db.session.scalars(wanted)) if total else []
        return ListPage(
            rows=self._dress(rows),
            total=total,
            number=number,
            pages=max(pages, number + (len(rows) == per_page)) if more else pages,
            per_page=per_page,
            words=words,
            sort=sort,
            columns=self.columns,
            filters=shown,
            searchable=self.search is not None,
            args=dict(args.lists()),
            more=more,
        )

    def select(self, statement: Select[Row], args: Args) -> Select[Row]:
        """Every row the address asks for, searched, filtered and sorted, on one page."""
        narrowed = _narrowed(self._searched(statement, self._words(args)), self._asked(args))
        return self._ordered(narrowed, self._sort(args))

    def chosen(self, statement: Select[Row], form: Args) -> Select[Row]:
        """The rows whose boxes (``selected``) were ticked, among those of the statement."""
        ids = [found for text in form.getlist("selected")[:MAX_CHOSEN] if (found := known_id(text))]
        return statement.where(_entity(statement).id.in_(ids))

    def csv(self, statement: Select[Row], args: Args) -> Iterator[str]:
        """The lines of the list as a file, read from the database as they leave: not before the first is asked for."""
        yield from csv_lines([column.title for column in self.exported], self.cells(statement, args))

    @property
    def exported(self) -> list[Column]:
        """The columns of a file."""
        return [column for column in self.columns if column.exported]

    def cells(self, statement: Select[Row], args: Args) -> Iterator[list[Any]]:
        """The values of every row the address asks for, in the order of ``exported``, read a part at a time."""
        columns = self.exported
        wanted = self.select(statement, args).execution_options(yield_per=PART)
        with closing(db.session.scalars(wanted)) as found:  # also when who downloads goes away
            for part in found.partitions(PART):
                for row in self._dress(part):
                    yield [column.value(row) for column in columns]

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
        if self.count_to is not None:
            return self._counted_to(self.count_to, _narrowed(statement, asked)), [
                _shown(one, iter(())) for one in asked
            ]
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

    def _counted_to(self, highest: int, statement: Select[Any]) -> int:
        """How many rows, one more than ``highest`` at most: the database stops there."""
        ids = statement.options(lazyload("*")).with_only_columns(_entity(statement).id, maintain_column_froms=True)
        some = ids.order_by(None).limit(highest + 1).subquery()
        return db.session.scalar(select(func.count()).select_from(some)) or 0

    def _sort(self, args: Args) -> str:
        asked = args.get("sort", "")
        return asked if asked.removeprefix("-") in self._by_key else self.order

    def _ordered(self, statement: Select[Row], sort: str) -> Select[Row]:
        column = self._by_key.get(sort.removeprefix("-"))
        if column is not None:
            by = column.sort.desc() if sort.startswith("-") else column.sort.asc()
            # An index knows the empty ones last only upwards: where there are none, it is not asked about them.
            statement = statement.order_by(None).order_by(by.nulls_last() if column.may_be_empty else by)
        # Pages must not overlap when values are equal; the newest of a day come first where the newest day does.
        same = _entity(statement).id
        return statement.order_by(same.desc() if sort.startswith("-") else same)


def _shown(asked: _Asked, left: Iterator[int]) -> ShownFilter:
    counted = asked.filter.counted
    return ShownFilter(
        key=asked.filter.key,
        title=asked.filter.title,
        options=[Option(str(value), label, next(left, None) if counted else None) for value, label in asked.choices],
        chosen=[str(value) for value in asked.values],
        many=asked.filter.many,
        free=asked.filter.free,
        typed=asked.filter.typed,
        default="" if asked.filter.default is None else str(asked.filter.default),
        say=asked.filter.say,
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
