"""Counting the statements a piece of work sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@dataclass
class Queries:
    """The statements seen, in order; ``set_config`` of the scope is left out."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


@contextmanager
def count_queries() -> Iterator[Queries]:
    """``with count_queries() as queries: …`` then ``len(queries)``; lists of 1 and 3 rows must take the same number."""
    queries = Queries()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "set_config" not in statement:
            queries.statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield queries
    finally:
        event.remove(Engine, "before_cursor_execute", note)
