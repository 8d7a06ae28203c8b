"""What the lists of two books (members, volunteers) look people up with, so that each row is found by an index."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, CompoundSelect, Select, Uuid, any_, func
from sqlalchemy import cast as sql_cast

from ama_net.foundation.database import db
from ama_net.kernel.people.queries import people_meant

LARGEST_NUMBER = 7
"""So many digits may be the number of a line; more are a telephone or a code."""


def one_of(column: Any, ids: Select[Any] | CompoundSelect[Any]) -> ColumnElement[bool]:
    """``column IN (ids)``, the ids read first and then looked up by the column's index.

    Written as IN, the planner may prefer to walk the whole list by name beside a table of the ids.
    """
    return cast(ColumnElement[bool], column == any_(func.array(ids.scalar_subquery())))


def found_now(column: Any, wanted: Select[Any] | None) -> ColumnElement[bool]:
    """The condition that a column is one of the ids of a select, which is asked here and now, once; None: nobody."""
    ids: list[UUID] = [] if wanted is None else list(db.session.scalars(wanted))
    return cast(ColumnElement[bool], column == any_(sql_cast(ids, ARRAY(Uuid))))


def in_the_book(typed: str, *, person: Any, number: Any) -> list[ColumnElement[bool]]:
    """What a search may mean of a line: its person (name, code, e-mail, telephone) or its number."""
    found = [found_now(person, people_meant(typed))]
    digits = typed.strip().removeprefix("n.").strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= LARGEST_NUMBER:
        found.append(number == int(digits))
    return found
