"""Where the rows of a file wait: read once, kept in the database with what they say, found again group by group.

So a file of any length needs the memory of some hundreds of rows, and what is applied is exactly what was shown.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update

from ama_net.features.groups.importing.drafts import GroupDraft, ReadRow
from ama_net.features.groups.importing.merging import MOST_MEETINGS, merge
from ama_net.features.groups.models import Difference, GroupImportRow, Outcome, Remark
from ama_net.features.groups.models.imports import PENDING
from ama_net.foundation.database import db

BATCH = 500

_PLACELESS = text(
    "UPDATE group_import_rows AS r SET key = f.key FROM (SELECT draft ->> 'key' AS name, min(key) AS key "
    "FROM group_import_rows WHERE import_id = :import_id AND draft ->> 'place_key' <> '' "
    "GROUP BY 1 HAVING count(DISTINCT key) = 1) AS f "
    "WHERE r.import_id = :import_id AND r.draft ->> 'place_key' = '' AND r.key = f.name"
)
_LEADS = text(
    "UPDATE group_import_rows AS r SET lead = f.lead FROM (SELECT id, min(row_number) OVER (PARTITION BY key) AS lead "
    "FROM group_import_rows WHERE import_id = :import_id AND draft IS NOT NULL) AS f WHERE r.id = f.id"
)
_TWICE = text(
    "UPDATE group_import_rows SET outcome = 'refused', draft = NULL, "
    "reason = 'stesso nome e comune della riga ' || lead || ': letta solo quella' "
    "WHERE import_id = :import_id AND lead <> row_number"
)
_TOO_MANY = text(
    "UPDATE group_import_rows AS r SET outcome = 'refused', draft = NULL, reason = :reason FROM (SELECT id, "
    "row_number() OVER (PARTITION BY lead ORDER BY row_number) AS n FROM group_import_rows "
    "WHERE import_id = :import_id AND lead IS NOT NULL) AS f WHERE r.id = f.id AND f.n > :most"
)
_TOGETHER = text(
    "UPDATE group_import_rows SET remarks = remarks || jsonb_build_array(jsonb_build_object('column', '', 'value', '', "
    "'done', 'stesso gruppo della riga ' || lead || ': unite')) "
    "WHERE import_id = :import_id AND draft IS NOT NULL AND lead <> row_number"
)
_OUTCOMES = text(
    "UPDATE group_import_rows AS r SET outcome = x.outcome, reason = x.reason, diff = x.diff, group_id = x.group_id, "
    "meanwhile = x.meanwhile, remarks = CASE WHEN r.row_number = x.lead THEN r.remarks || x.remarks ELSE r.remarks END "
    "FROM jsonb_to_recordset(CAST(:results AS jsonb)) AS x(lead int, outcome text, reason text, diff jsonb, "
    "group_id uuid, meanwhile boolean, remarks jsonb) "
    "WHERE r.import_id = :import_id AND r.lead = x.lead AND r.draft IS NOT NULL"
)
_CROWDED = text(
    "SELECT draft ->> 'key' FROM group_import_rows WHERE import_id = :import_id AND draft IS NOT NULL "
    "GROUP BY 1 HAVING count(DISTINCT key) > 1"
)


@dataclass(frozen=True)
class Staged:
    """The rows of one group, merged; and the outcome and the differences they had the last time they were compared."""

    lead: int
    draft: GroupDraft
    outcome: str
    diff: list[Difference]
    reason: str


@dataclass(frozen=True)
class Result:
    """What would become, or became, of the rows of one group."""

    lead: int
    outcome: str
    reason: str = ""
    diff: tuple[Difference, ...] = ()
    group_id: UUID | None = None
    meanwhile: bool = False
    remarks: tuple[Remark, ...] = ()


def stage(rows: Iterable[ReadRow], import_id: UUID) -> int:
    """Keep the rows of a file; those read before, by a worker that did not come to the end, are forgotten."""
    db.session.execute(delete(GroupImportRow).where(GroupImportRow.import_id == import_id))
    waiting, read = iter(rows), 0
    while batch := list(islice(waiting, BATCH)):
        db.session.execute(insert(GroupImportRow), [_line(row, import_id) for row in batch])
        read += len(batch)
    return read


def gather(import_id: UUID, *, whole: bool) -> None:
    """Find which rows are one group. ``whole`` rows (our CSV) stand alone, and the second of a name is refused."""
    # Of rows just written the planner knows nothing: thinking them few, it compared each of ten thousand with all the others.
    db.session.execute(text("SET LOCAL enable_nestloop = off"))
    _gather(import_id, whole=whole)
    db.session.execute(text("SET LOCAL enable_nestloop = on"))


def _gather(import_id: UUID, *, whole: bool) -> None:
    about = {"import_id": import_id}
    # A row without a place is of the one group of its name, when there is only one in the municipality.
    db.session.execute(_PLACELESS, about)
    db.session.execute(_LEADS, about)
    if whole:
        db.session.execute(_TWICE, about)
        return
    reason = f"il gruppo ha già {MOST_MEETINGS} righe in questo elenco: lette solo quelle"
    db.session.execute(_TOO_MANY, {**about, "most": MOST_MEETINGS, "reason": reason})
    db.session.execute(_TOGETHER, about)


def crowded(import_id: UUID) -> set[str]:
    """The names that, in one municipality, meet in several places: each place is a group of its own."""
    return set(db.session.execute(_CROWDED, {"import_id": import_id}).scalars())


def staged_groups(import_id: UUID) -> Iterator[list[Staged]]:
    """The groups of a file in the order of their first rows, some hundreds at a time."""
    last = 0
    rows = GroupImportRow.__table__.c
    mine = (rows.import_id == import_id, rows.draft.is_not(None))
    while True:
        after = select(rows.lead).where(*mine, rows.lead == rows.row_number, rows.lead > last)
        leads = list(db.session.execute(after.order_by(rows.lead).limit(BATCH)).scalars())
        if not leads:
            return
        columns = (rows.lead, rows.draft, rows.outcome, rows.diff, rows.reason)
        found: dict[int, list[Any]] = {}
        these = rows.lead.between(leads[0], leads[-1])
        for row in db.session.execute(select(*columns).where(*mine, these).order_by(rows.row_number)):
            found.setdefault(row.lead, []).append(row)
        yield [_merged(found[lead]) for lead in leads]
        last = leads[-1]


def keep_results(results: list[Result], import_id: UUID) -> None:
    """Write what became of some groups on all their rows."""
    as_json = json.dumps([vars(result) for result in results], default=str)
    db.session.execute(_OUTCOMES, {"import_id": import_id, "results": as_json})


def count_outcomes(import_id: UUID) -> dict[str, int]:
    """How many rows ended in each way."""
    counted = select(GroupImportRow.outcome, func.count()).where(GroupImportRow.import_id == import_id)
    rows = db.session.execute(counted.group_by(GroupImportRow.outcome)).all()
    return {**dict.fromkeys(map(str, Outcome), 0), **{outcome: count for outcome, count in rows}}  # noqa: C416


def count_groups(import_id: UUID) -> int:
    """How many groups the rows are about."""
    leads = select(func.count(GroupImportRow.lead.distinct())).where(GroupImportRow.import_id == import_id)
    return db.session.execute(leads).scalar_one()


def forget_drafts(import_id: UUID) -> None:
    """Once it is decided, what the rows said is in the directory, or nowhere."""
    rows = update(GroupImportRow).where(GroupImportRow.import_id == import_id, GroupImportRow.draft.is_not(None))
    db.session.execute(rows.values(draft=None), execution_options={"synchronize_session": False})


def _line(row: ReadRow, import_id: UUID) -> Mapping[str, Any]:
    return {
        "import_id": import_id,
        "row_number": row.number,
        "name": row.name,
        "outcome": PENDING if row.draft else Outcome.REFUSED,
        "reason": row.refusal,
        "remarks": row.remarks,
        "key": row.draft.staging_key if row.draft else "",
        "draft": row.draft.as_json() if row.draft else None,
    }


def _merged(rows: list[Any]) -> Staged:
    first = rows[0]
    draft = merge([GroupDraft.from_json(row.draft) for row in rows])
    return Staged(first.lead, draft, first.outcome, first.diff, first.reason)
