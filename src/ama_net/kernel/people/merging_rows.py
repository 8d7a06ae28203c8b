"""The rows that point at a person, wherever they are: carried to another person and back, exactly.

Which they are is read from the metadata, so that a table made tomorrow is carried too; ``tests/people/test_merging_guard``
holds that the database has no foreign key the metadata does not know, and that each can be updated.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Table, text
from sqlalchemy.exc import IntegrityError

from ama_net.foundation.database import Base, db

PEOPLE = "people"
GOES_WITH_THE_ROW = {"person_pairs"}
"""Tables whose rows make no sense for another person: they go, and come back with an undo."""

Kept = dict[str, Any]
"""A row as JSON."""


class RowsInTheWay(Exception):
    """Two rows that cannot both be of one person; ``table`` is where."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


@dataclass(frozen=True, order=True)
class Link:
    """A column that points at people."""

    table: str
    column: str


def links_to_people() -> list[Link]:
    """Every column of every table that is a foreign key to people, in order."""
    found = set()
    for table in Base.metadata.tables.values():
        for key in table.foreign_key_constraints:
            if key.referred_table.name == PEOPLE:
                found |= {Link(table.name, column.name) for column in key.columns if column.name != "tenant_id"}
    return sorted(found)


def row_of(table: str, row_id: UUID) -> Kept:
    """A row as it is."""
    found = db.session.execute(text(f'SELECT to_jsonb(t) FROM "{table}" t WHERE id = :id'), {"id": row_id})  # noqa: S608
    return dict(found.scalar_one())


def put_back(table: str, row: Kept) -> None:
    """Write a row exactly as it was."""
    names = ", ".join(f'"{name}"' for name in _written(table))
    db.session.execute(
        text(
            f'INSERT INTO "{table}" ({names}) SELECT {names} '  # noqa: S608  # names of the metadata
            f'FROM jsonb_populate_record(NULL::"{table}", CAST(:row AS jsonb))'
        ),
        {"row": json.dumps(row)},
    )


def set_back(table: str, row: Kept) -> None:
    """Give a row the values it had, all of them."""
    names = [name for name in _written(table) if name not in ("id", "tenant_id")]
    says = ", ".join(f'"{name}" = r."{name}"' for name in names)
    db.session.execute(
        text(
            f'UPDATE "{table}" t SET {says} '  # noqa: S608  # names of the metadata
            f'FROM jsonb_populate_record(NULL::"{table}", CAST(:row AS jsonb)) r WHERE t.id = r.id'
        ),
        {"row": json.dumps(row)},
    )


def remove(table: str, where: str, **values: Any) -> list[Kept]:
    """Take rows away; gives them back as they were."""
    gone = text(f'DELETE FROM "{table}" t WHERE {where} RETURNING to_jsonb(t)')  # noqa: S608  # ours
    return [dict(row) for row in db.session.execute(gone, values).scalars()]


def carry(links: Iterable[Link], lost_id: UUID, kept_id: UUID) -> dict[str, list[str]]:
    """Point at the kept person whatever pointed at the lost one; gives the ids by ``table.column``.

    Raises:
        RowsInTheWay: a key or a rule of a table does not let both be of one person.
    """
    moved = {}
    for link in links:
        if link.table in GOES_WITH_THE_ROW:
            continue
        ids = _point(link, lost_id, kept_id)
        if ids:
            moved[f"{link.table}.{link.column}"] = ids
    return moved


def carry_back(moved: dict[str, list[str]], kept_id: UUID, lost_id: UUID) -> bool:
    """Point at the lost person, again here, what had been carried; whether all of it was still there."""
    for name, ids in moved.items():
        table, column = name.split(".")
        back = text(
            f'UPDATE "{table}" SET "{column}" = :lost '  # noqa: S608  # names of the metadata
            f'WHERE id = ANY (CAST(:ids AS uuid[])) AND "{column}" = :kept RETURNING id'
        )
        done = db.session.execute(back, {"lost": lost_id, "kept": kept_id, "ids": ids}).all()
        if len(done) != len(ids):
            return False
    return True


def _point(link: Link, lost_id: UUID, kept_id: UUID) -> list[str]:
    # As text and not through the models: what says when a row was changed must not say that it was now.
    statement = text(
        f'UPDATE "{link.table}" SET "{link.column}" = :kept '  # noqa: S608  # names of the metadata
        f'WHERE "{link.column}" = :lost RETURNING id'
    )
    try:
        with db.session.begin_nested():
            found = db.session.execute(statement, {"kept": kept_id, "lost": lost_id})
            return sorted(str(row_id) for row_id in found.scalars())
    except IntegrityError as error:
        raise RowsInTheWay(link.table) from error


def _written(table: str) -> list[str]:
    """The columns that are written, and not computed."""
    found: Table = Base.metadata.tables[table]
    return [column.name for column in found.columns if column.computed is None]
