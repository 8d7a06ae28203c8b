"""One page of rows, with how many there are in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from ama_net.foundation.database import db

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of a page, in the order they were asked for."""

    rows: Sequence[Row]
    number: int
    total: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        """Which the first row is, of them all."""
        return (self.number - 1) * self.per_page + 1

    @property
    def last(self) -> int:
        """Which the last row is, of them all."""
        return self.first + len(self.rows) - 1


def page_of(wanted: Select[Any], number: int, per_page: int) -> Page[Any]:
    """A page of an ordered select: one count and one select."""
    total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    rows = db.session.scalars(wanted.limit(per_page).offset((number - 1) * per_page)).all()
    return Page(rows, number, total, per_page)
