"""Forgetting what nobody can use any more."""

from datetime import timedelta

from sqlalchemy import delete

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.office.models import JobProgress, UndoAction

KEEP_JOBS = timedelta(days=30)
"""How long a job and its report can still be read after it was asked for."""


def forget_old() -> int:
    """Remove the ways back that are over and the jobs of a month ago, reports included; returns how many rows."""
    over = db.session.execute(delete(UndoAction).where(UndoAction.expires_at < now()))
    old = db.session.execute(delete(JobProgress).where(JobProgress.created_at < now() - KEEP_JOBS))
    return int(over.rowcount + old.rowcount)  # type: ignore[attr-defined]
