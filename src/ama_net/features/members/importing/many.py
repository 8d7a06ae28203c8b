"""Hundreds of rows in one statement: they travel as one JSON text, so that nothing is prepared or sent row by row."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from ama_net.features.members.models import MemberImportRow
from ama_net.foundation.database import db

_ENDED = text(
    "UPDATE member_import_rows r SET result = f.result, reasons = f.reasons, person_id = f.person_id, "
    "membership_id = f.membership_id FROM jsonb_to_recordset(CAST(:rows AS jsonb)) "
    "AS f (id uuid, result text, reasons jsonb, person_id uuid, membership_id uuid) WHERE r.id = f.id"
)


def insert_many(model: Any, rows: Sequence[dict[str, Any]], **same: Any) -> None:
    """Write rows with the columns they name; ``same`` is what all of them say."""
    if not rows:
        return
    table = model.__table__.name
    names = ", ".join(f'"{name}"' for name in (*rows[0], *same))
    statement = text(
        f'INSERT INTO "{table}" ({names}) SELECT {names} '  # noqa: S608  # names of our models
        f'FROM jsonb_populate_recordset(NULL::"{table}", CAST(:rows AS jsonb))'
    )
    db.session.execute(statement, {"rows": json.dumps([{**row, **same} for row in rows], default=_as_text)})


def _as_text(value: Any) -> str:
    """A value as PostgreSQL reads it from a text."""
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


def keep_ends(rows: Sequence[MemberImportRow]) -> None:
    """Write how rows ended."""
    names = ("id", "result", "reasons", "person_id", "membership_id")
    said = [{name: getattr(row, name) for name in names} for row in rows]
    db.session.execute(_ENDED, {"rows": json.dumps(said, default=str)})
