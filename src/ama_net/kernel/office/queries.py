"""What is read about undo and jobs: always through the account that they belong to."""

from uuid import UUID

from sqlalchemy import Select, select

from ama_net.kernel.access import Actor
from ama_net.kernel.office.models import JobProgress, UndoAction


def jobs_of(actor: Actor) -> Select[JobProgress]:
    """The long jobs the actor asked for, newest first."""
    return select(JobProgress).where(JobProgress.created_by == actor.account_id).order_by(JobProgress.id.desc())


def job_of(actor: Actor, job_id: UUID) -> Select[JobProgress]:
    """One of the actor's long jobs."""
    return select(JobProgress).where(JobProgress.id == job_id, JobProgress.created_by == actor.account_id)


def undo_of(actor: Actor, undo_id: UUID) -> Select[UndoAction]:
    """One of the actor's actions that can, or could, be taken back."""
    return select(UndoAction).where(UndoAction.id == undo_id, UndoAction.account_id == actor.account_id)
