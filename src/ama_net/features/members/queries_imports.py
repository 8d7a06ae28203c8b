"""What is read of imports of registers: the list, the rows with their filters, the figures, the lines of the reports."""

from collections.abc import Iterator
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import defer, selectinload

from ama_net.features.members.import_words import OUTCOME_WORDS, REASON_WORDS, RESULT_WORDS
from ama_net.features.members.importing.drafts import MemberDraft
from ama_net.features.members.models import MemberImport, MemberImportRow, RowOutcome, RowResult
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.tenancy import tenant_scope

SHOWN = 50
WAITING = "waiting"


def latest_registers() -> list[MemberImport]:
    """The registers sent last, the newest first, without their content."""
    latest = select(MemberImport).options(defer(MemberImport.content_sealed), defer(MemberImport.sample_sealed))
    return list(db.session.scalars(latest.order_by(MemberImport.id.desc()).limit(SHOWN)))


def rows_of(kept: MemberImport) -> Select[MemberImportRow]:
    """The rows of a register, with who they may be."""
    mine = select(MemberImportRow).where(MemberImportRow.import_id == kept.id)
    return mine.options(selectinload(MemberImportRow.person))


def draft_of(row: MemberImportRow) -> MemberDraft | None:
    """What a row says; nothing once it was forgotten."""
    return MemberDraft.from_json(row.draft) if row.draft_sealed is not None and row.draft else None


def outcome_counts(kept: MemberImport) -> dict[str, int]:
    """How many rows are of each outcome, and under ``waiting`` how many nobody has decided about."""
    rows = MemberImportRow
    undecided = func.count().filter(rows.decision.is_(None), rows.result.is_(None), rows.outcome != RowOutcome.ERROR)
    counted = select(rows.outcome, func.count(), undecided).where(rows.import_id == kept.id).group_by(rows.outcome)
    found = {outcome: (count, left) for outcome, count, left in db.session.execute(counted)}
    counts = {outcome.value: found.get(outcome.value, (0, 0))[0] for outcome in RowOutcome}
    return {**counts, WAITING: sum(left for _count, left in found.values())}


def _left(value: str) -> ColumnElement[bool]:
    rows = MemberImportRow
    if value == WAITING:
        return rows.decision.is_(None) & rows.result.is_(None) & (rows.outcome != RowOutcome.ERROR)
    return rows.result == value


ROWS = Listing(
    Column("row_number", _l("Riga"), sort=MemberImportRow.row_number, numeric=True),
    Column("name", _l("Nome"), value="id"),
    Column("outcome", _l("Che cos'è"), sort=MemberImportRow.outcome),
    Column("says", _l("Che cosa dice"), value="id"),
    Column("decision", _l("Che cosa se ne fa")),
    filters=(
        Filter("outcome", _l("Che cos'è"), MemberImportRow.outcome, OUTCOME_WORDS),
        Filter(
            "result",
            _l("Com'è finita"),
            where=_left,
            options={WAITING: _l("Da decidere"), **{result.value: words for result, words in RESULT_WORDS.items()}},
        ),
    ),
    order="row_number",
)


def reasons_of(row: MemberImportRow, draft: MemberDraft | None) -> list[str]:
    """Why a row is what it is, in words; the faults come first."""
    said = [str(REASON_WORDS.get(reason, reason)) for reason in row.reasons]
    return [*(draft.faults if draft else []), *said]


def report_lines(tenant_id: UUID, rows: Select[MemberImportRow]) -> Iterator[tuple[object, ...]]:
    """The final report: a line for each row, and one more for each cell that was not plain.

    The lines are read after the request has ended, and its scope with it: they open their own.
    """
    with tenant_scope(tenant_id):
        found = rows.order_by(MemberImportRow.row_number).execution_options(yield_per=500)
        for row in db.session.scalars(found):
            draft = draft_of(row)
            name = draft.list_name if draft else ""
            ended = str(RESULT_WORDS[RowResult(row.result)]) if row.result else _("Da decidere")
            outcome = str(OUTCOME_WORDS[RowOutcome(row.outcome)])
            yield row.row_number, name, outcome, ended, "", "", "; ".join(reasons_of(row, draft))
            for remark in draft.remarks if draft else ():
                yield row.row_number, name, "", "", remark["column"], remark["value"], remark["done"]
            db.session.expunge(row)


def refused_lines(tenant_id: UUID, rows: Select[MemberImportRow], width: int) -> Iterator[tuple[object, ...]]:
    """The rows that did not come in as they stood in the file, each with its reason: to be mended and sent again."""
    with tenant_scope(tenant_id):
        refused = (MemberImportRow.result == RowResult.REFUSED) | (MemberImportRow.outcome == RowOutcome.ERROR)
        found = rows.where(refused).order_by(MemberImportRow.row_number).execution_options(yield_per=500)
        for row in db.session.scalars(found):
            draft = draft_of(row)
            cells = (draft.cells if draft else [])[:width]
            yield *cells, *([""] * (width - len(cells))), row.row_number, "; ".join(reasons_of(row, draft))
            db.session.expunge(row)
