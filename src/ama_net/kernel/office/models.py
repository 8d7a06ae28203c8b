"""An action that can be taken back for a while; a long job and how far it has come."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import Sealed, TenantModel

UNDO_FOR = timedelta(hours=1)
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


def _an_hour_from_now() -> datetime:
    return now() + UNDO_FOR


class UndoAction(TenantModel):
    """How to take back one action. ``payload`` holds identifiers and states, never anything personal.

    ``confided`` is for what was removed and is personal (a contact): sealed JSON, emptied as soon as it is used.
    """

    __tablename__ = "undo_actions"
    __table_args__ = (Index("ix_undo_actions_expires_at", "tenant_id", "expires_at"),)

    account_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(default=_an_hour_from_now)
    used_at: Mapped[datetime | None]

    confided = Sealed()
    confided_sealed: Mapped[bytes | None]


class JobProgress(TenantModel):
    """A long job: ``done`` of ``total`` steps (total 0: not known), and what came of it.

    ``outcome`` has the figures to show (see ``Outcome``); ``report`` is a CSV text, sealed because it may quote people.
    """

    __tablename__ = "job_progress"
    __table_args__ = (
        Index("ix_job_progress_created_by", "tenant_id", "created_by", "created_at"),
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("done >= 0 AND total >= 0", name="amounts"),
    )

    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(Text, default=WAITING)
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]

    report = Sealed()
    report_sealed: Mapped[bytes | None]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.state in (DONE, FAILED)
