"""What becomes of the rows of a register that was read: decided one by one or together, entered in steps, or thrown away.

Who may: MEMBERS_IMPORT.
"""

from uuid import UUID

from sqlalchemy import case, func, select, update

from ama_net.features.members.importing.entering import enter_rows
from ama_net.features.members.importing.many import keep_ends
from ama_net.features.members.models import (
    Decision,
    MemberImport,
    MemberImportRow,
    RegisterState,
    RowOutcome,
    RowResult,
)
from ama_net.features.members.operations.imports import NotNow, lock_import, locked_import
from ama_net.features.members.register import hold_register
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record

ENTERED_AT_ONCE = 1000


def decide_rows(
    kept: MemberImport,
    decision: Decision,
    *,
    by: Actor,
    ids: list[UUID] | None = None,
    outcome: RowOutcome | None = None,
) -> int:
    """Say what is to be done with some rows, or with all of an outcome; gives how many. Rows at fault cannot be decided.

    Merging needs somebody to merge with: rows that are like nobody are left as they were.

    Raises:
        NotNow: the rows are being entered, or were.
    """
    lock_import(kept)
    if kept.state != RegisterState.TO_DECIDE:
        raise NotNow
    rows = MemberImportRow
    wanted = [rows.import_id == kept.id, rows.outcome != RowOutcome.ERROR, rows.result.is_(None)]
    if decision is Decision.MERGE:
        wanted.append(func.num_nonnulls(rows.person_id, rows.matched_row) > 0)
    wanted.append(rows.id.in_(ids or []) if outcome is None else rows.outcome == outcome)
    done = db.session.execute(update(rows).where(*wanted).values(decision=decision)).rowcount  # type: ignore[attr-defined]
    record(by=by, verb="members.import_decided", subject=kept, changes={"decision": decision.value, "rows": done})
    return int(done)


def begin_entering(kept: MemberImport, *, by: Actor) -> None:
    """Say that what was decided may be written; rows to skip and rows at fault end here.

    Raises:
        NotNow: there is nothing to enter, or it is being done.
    """
    lock_import(kept)
    if kept.state != RegisterState.TO_DECIDE:
        raise NotNow
    rows = MemberImportRow
    mine = update(rows).where(rows.import_id == kept.id, rows.result.is_(None))
    db.session.execute(mine.where(rows.outcome == RowOutcome.ERROR).values(result=RowResult.REFUSED))
    db.session.execute(mine.where(rows.decision == Decision.SKIP).values(result=RowResult.SKIPPED))
    kept.state = RegisterState.APPLYING
    record(by=by, verb="members.import_begun", subject=kept)


def enter_step(import_id: UUID, *, by: Actor) -> tuple[int, int]:
    """Enter the next decided rows; gives how many rows are over and how many are left to enter.

    Rows that are to be merged with an earlier row of the file come after it. When nothing is left, the file waits for the
    rows nobody decided about, or is over.
    """
    hold_register()
    kept = locked_import(import_id)
    rows = MemberImportRow
    mine = (rows.import_id == kept.id, rows.result.is_(None), rows.decision.is_not(None))
    if kept.state == RegisterState.APPLYING:
        last = case(((rows.decision == Decision.MERGE) & rows.person_id.is_(None), 1), else_=0)
        wanted = select(rows, last).where(*mine).order_by(last, rows.row_number).limit(ENTERED_AT_ONCE)
        found = db.session.execute(wanted).all()
        batch = [row for row, is_last in found if is_last == found[0][1]]
        if batch:
            for row in batch:
                db.session.expunge(row)  # how they ended is written at once, and not one by one
            enter_rows(batch, by=by)
            keep_ends(batch)
    over, left = (func.count().filter(one) for one in (rows.result.is_not(None), mine[1] & mine[2]))
    counts = db.session.execute(select(over, left).where(rows.import_id == kept.id)).one()
    if kept.state == RegisterState.APPLYING and counts[1] == 0:
        _settle(kept, by=by)
    return int(counts[0]), int(counts[1])


def discard_register(kept: MemberImport, *, by: Actor) -> None:
    """Throw away what is not decided: the rows nobody decided about are skipped, the members stay as they are.

    Raises:
        NotNow: it is being read or entered, or is over.
    """
    lock_import(kept)
    if kept.state not in (RegisterState.TO_MAP, RegisterState.TO_DECIDE, RegisterState.UNREADABLE):
        raise NotNow
    rows = MemberImportRow
    mine = update(rows).where(rows.import_id == kept.id, rows.result.is_(None))
    db.session.execute(mine.where(rows.outcome == RowOutcome.ERROR).values(result=RowResult.REFUSED))
    db.session.execute(mine.values(result=RowResult.SKIPPED))
    entered = rows.result.in_((RowResult.ENTERED, RowResult.JOINED, RowResult.MERGED))
    some = db.session.scalar(select(func.count()).where(rows.import_id == kept.id, entered))
    kept.state = RegisterState.APPLIED if some else RegisterState.DISCARDED
    kept.content_sealed, kept.sample_sealed, kept.finished_at = None, None, now()
    record(by=by, verb="members.import_discarded", subject=kept)


def count_results(kept: MemberImport) -> dict[str, int]:
    """How many rows ended in each way."""
    rows = MemberImportRow
    counted = select(rows.result, func.count()).where(rows.import_id == kept.id, rows.result.is_not(None))
    found = {str(result): count for result, count in db.session.execute(counted.group_by(rows.result))}
    return {result.value: found.get(result.value, 0) for result in RowResult}


def _settle(kept: MemberImport, *, by: Actor) -> None:
    counts = count_results(kept)
    waiting = select(func.count()).where(MemberImportRow.import_id == kept.id, MemberImportRow.result.is_(None))
    left = db.session.scalar(waiting) or 0
    if sum(counts.values()) + left != kept.total:
        raise AssertionError("a row was lost, or ended twice")
    kept.state = RegisterState.TO_DECIDE if left else RegisterState.APPLIED
    kept.finished_at = None if left else now()
    kept.sample_sealed = None
    record(by=by, verb="members.imported", subject=kept, changes={**counts, "left": left})
