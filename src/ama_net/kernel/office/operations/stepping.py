"""A long job done in steps, each committed with how far it is: killed, it goes on from the last step and repeats none."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.office.models import DONE, RUNNING, JobProgress
from ama_net.kernel.office.operations.progress import JobStopped, Outcome, fail, finish

TASK_SECONDS = 25
"""After so long the rest goes to another task: a task has a limit, and whoever stops a worker waits for it."""


@dataclass(frozen=True)
class Step:
    """What a step says: how much is done of how much, and what came of it all when nothing is left."""

    done: int
    total: int
    outcome: Outcome | None = None


def follow_steps(
    job_id: UUID | str, step: Callable[[], Step], *, again: Callable[[], None], seconds: float = TASK_SECONDS
) -> None:
    """Repeat a step until it gives an outcome; for tasks with ``own_transactions``.

    A step finds by itself what is left (from rows, never from memory) and holds a lock against the same job delivered
    twice. ``again`` enqueues the same task; it leaves with the commit of the last step. ``JobStopped`` ends it with words.
    """
    job_id, began, late = UUID(str(job_id)), time.monotonic(), False
    while not late:
        try:
            with unit_of_work():
                row = db.session.get(JobProgress, job_id)
                if row is None or row.state == DONE:
                    return
                said = step()
                row = db.session.get_one(JobProgress, job_id)
                row.done, row.total, row.state = said.done, said.total, RUNNING
                if said.outcome is not None:
                    finish(job_id, said.outcome)
                    return
                late = time.monotonic() - began > seconds
                if late:
                    again()
        except JobStopped as stopped:
            fail(job_id, str(stopped))
            return
        except Exception:
            fail(job_id)
            raise
