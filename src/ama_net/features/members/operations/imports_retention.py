"""Forgetting what waits too long: drafts of imports are sealed, and kept thirty days at most."""

from datetime import timedelta

from sqlalchemy import select, update

from ama_net.features.members.models import MemberImport, MemberImportRow, RegisterState, RowResult
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import record

KEEP = timedelta(days=30)


def forget_old_imports() -> int:
    """Empty the imports of a month ago: what the rows said goes, how they ended stays. Gives how many imports."""
    rows, kept = MemberImportRow, MemberImport
    old = select(kept.id).where(kept.created_at < now() - KEEP)
    mine = select(old.subquery().c.id)
    full = db.session.scalars(
        select(rows.import_id).where(rows.import_id.in_(mine), rows.draft_sealed.is_not(None)).distinct()
    )
    unread = db.session.scalars(select(kept).where(kept.id.in_(mine), kept.finished_at.is_(None))).all()
    emptied = {*full, *(one.id for one in unread)}
    if not emptied:
        return 0
    empty = {"draft_sealed": None, "tax_key": None, "name_key": None}
    db.session.execute(
        update(rows).where(rows.import_id.in_(emptied), rows.result.is_(None)).values(result=RowResult.SKIPPED)
    )
    db.session.execute(update(rows).where(rows.import_id.in_(emptied)).values(**empty))
    for one in unread:
        one.state, one.finished_at = RegisterState.DISCARDED, now()
        one.content_sealed, one.sample_sealed = None, None
    record(by=SYSTEM, verb="members.imports_forgotten", changes={"imports": len(emptied)})
    return len(emptied)
