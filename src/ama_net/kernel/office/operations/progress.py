"""Following a long job. What the page must see at once is written in its own short transaction."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask_sqlalchemy.session import Session
from sqlalchemy import update

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.office.models import DONE, FAILED, RUNNING, WAITING, JobProgress
from ama_net.kernel.tenancy import current_tenant_id

EVERY_SECONDS = 0.5
"""How often at most a running job writes how far it is."""


class JobStopped(Exception):
    """A job's work cannot go on, for a reason its page should give in words; it will not be tried again."""


@dataclass(frozen=True)
class Outcome:
    """What came of a job: labelled figures in order, the page of its rows, a CSV text to take away."""

    figures: list[tuple[str, int | str]] = field(default_factory=list)
    url: str = ""
    report: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the row keeps it, without the report."""
        return {"figures": [[str(label), value] for label, value in self.figures], "url": self.url}


def start_progress(title: Any, total: int, *, kind: str, by: Actor) -> JobProgress:
    """Begin to follow a long job asked for by ``by``, who alone will see its page. Enqueue the job with ``row.id``."""
    row = JobProgress(title=str(title), total=total, kind=kind, created_by=by.account_id)
    db.session.add(row)
    return row


def advance(job_id: UUID, steps: int = 1) -> None:
    """Say that some more steps are done; seen at once by the page."""
    _write(job_id, done=JobProgress.done + steps)


def finish(job_id: UUID, outcome: Outcome | None = None) -> None:
    """Say that the job is done, in the same transaction as its work: either both are seen or neither.

    The last thing a job does: ``advance`` would wait for the row until the commit.
    """
    outcome = outcome or Outcome()
    row = db.session.get_one(JobProgress, job_id)
    row.state, row.finished_at, row.outcome = DONE, now(), outcome.as_json()
    row.done = row.total = max(row.total, row.done)
    row.report = outcome.report or None


def fail(job_id: UUID, text: str = "") -> None:
    """Say that the job stopped, and why in words when it is known; its own work is being rolled back."""
    _write(job_id, state=FAILED, finished_at=now(), outcome={"figures": [], "url": "", "text": text})


class Progress:
    """What a followed job is given: ``advance()`` after each step, ``of(total)`` once it knows how many there are."""

    def __init__(self, job_id: UUID) -> None:
        self.job_id = job_id
        self._steps, self._written = 0, 0.0

    def of(self, total: int) -> None:
        """Say how many steps there are."""
        _write(self.job_id, total=total)

    def advance(self, steps: int = 1) -> None:
        """Some more steps are done; written at most twice a second."""
        self._steps += steps
        if time.monotonic() - self._written >= EVERY_SECONDS:
            advance(self.job_id, self._steps)
            self._steps, self._written = 0, time.monotonic()


def follow(job_id: UUID | str, work: Callable[[Progress], Outcome | None]) -> None:
    """Run a job's work, followed: running, then done with its outcome, or failed when it raises.

    ``JobStopped`` ends it with words for the page; any other error goes on to whoever retries the task. Call it in a task's
    own transaction. A job delivered twice does its work once: the second waits for the first, and finds it done. One that
    is tried again begins anew.
    """
    job_id = UUID(str(job_id))
    hold(f"office.job:{current_tenant_id()}:{job_id}")
    if not _take_up(job_id):
        return
    progress = Progress(job_id)
    try:
        outcome = work(progress)
        db.session.flush()
    except JobStopped as stopped:
        db.session.rollback()
        fail(job_id, str(stopped))
        return
    except Exception:
        db.session.rollback()
        fail(job_id)
        raise
    finish(job_id, outcome)


def _take_up(job_id: UUID) -> bool:
    with _short_transaction() as session:
        taken = session.execute(
            update(JobProgress)
            .where(JobProgress.id == job_id, JobProgress.state != DONE)
            .values(state=RUNNING, done=0, finished_at=None)
            .returning(JobProgress.id)
        )
        return taken.one_or_none() is not None


def _write(job_id: UUID, **values: Any) -> None:
    with _short_transaction() as session:
        session.execute(
            update(JobProgress)
            .where(JobProgress.id == job_id, JobProgress.state.in_((WAITING, RUNNING)))
            .values(values)
        )


@contextmanager
def _short_transaction() -> Iterator[Session]:
    """Another session of the same association, committed at once. It must not touch rows the job itself holds."""
    with Session(db) as session, session.begin():
        yield session
