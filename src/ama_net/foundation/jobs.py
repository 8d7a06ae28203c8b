"""Jobs: declared with ``@job``, asked for with ``enqueue``, sent to the broker only after the commit.

The list of jobs to send lives on the session, so a rollback forgets them. If the broker is down at that moment the
request still succeeds: the truth of every promise is a row, and the sweep on the timetable finds what is due.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ParamSpec, cast

import structlog
from celery import Celery, Task, shared_task
from flask import Flask, current_app
from flask_sqlalchemy.session import Session
from sqlalchemy import event

from ama_net.foundation.config import Settings
from ama_net.foundation.database import db

log = structlog.get_logger()

P = ParamSpec("P")

LATE = 9
"""The last of the broker's four places in the queue (kombu's Redis transport: 0, 3, 6, 9; 0 is taken first)."""


def job(*, name: str, own_transactions: bool = False) -> Callable[[Callable[P, None]], Task[P, None]]:
    """Declare a task. Its class is the application's (kernel/tenancy/tasks): it opens the scope and one transaction.

    Args:
        name: ``room.verb``, as it stands in the timetable and in the logs.
        own_transactions: the task opens its own units of work (it commits before it writes to the world).
    """
    options: dict[str, Any] = {"name": name, "own_transactions": own_transactions}
    return cast("Callable[[Callable[P, None]], Task[P, None]]", shared_task(**options))


header_sources: list[Callable[[], dict[str, str]]] = []
"""Functions that give the headers a job carries (association, request id); each room that has one adds it."""


@dataclass(frozen=True)
class PendingJob:
    """A job asked for and not yet sent; ``name`` is the task's."""

    name: str
    args: tuple[Any, ...]
    headers: dict[str, str]
    countdown: int = 0
    late: bool = False
    """It may wait for every other job: a worker takes it when nothing else is there."""


@dataclass
class Dispatcher:
    """Where jobs go after the commit: this application's broker, or a list when a test captures them."""

    celery: Celery
    captured: list[PendingJob] | None = field(default=None)

    def send(self, pending: PendingJob) -> None:
        """Send one job; a dead broker is logged and left to the sweep."""
        if self.captured is not None:
            self.captured.append(pending)
            return
        try:
            # By name, in this application's register: a task's own idea of its application is the last one made.
            task = self.celery.tasks[pending.name]
            task.apply_async(
                args=pending.args,
                headers=pending.headers,
                countdown=pending.countdown,
                priority=LATE if pending.late else 0,
                retry=False,
            )
        except Exception as error:  # noqa: BLE001  # the data are saved: whatever happens here, the answer must say so
            log.warning("job.not_sent", task=pending.name, error=type(error).__name__)


def enqueue(task: Any, *args: Any, countdown: int = 0, late: bool = False) -> None:
    """Send ``task`` with ``args`` once the current transaction has committed; ``countdown`` in seconds.

    ``late``: after whatever else waits (a newsletter's round gives way to a confirmation).
    """
    headers: dict[str, str] = {}
    for source in header_sources:
        headers.update(source())
    db.session.info.setdefault("jobs", []).append(PendingJob(task.name, args, headers, countdown, late))


def connect(app: Flask, settings: Settings, task_class: type[Task[Any, Any]]) -> Celery:
    """Make the Celery application with the terms that keep tasks from being lost (at-least-once, idempotent tasks)."""
    celery = Celery(app.import_name, task_cls=task_class, set_as_current=True)
    celery.conf.update(
        broker_url=settings.redis_url,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_time_limit=90,
        task_soft_time_limit=60,
        broker_transport_options={
            "visibility_timeout": 120,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 1,
            "socket_timeout": 5,
            # Who sends a job tries once more and lets go: a page must not wait for a dead broker.
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0,
        },
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        worker_cancel_long_running_tasks_on_connection_loss=True,
        timezone="Europe/Rome",
        enable_utc=True,
    )
    celery.set_default()
    app.extensions["celery"] = celery
    app.extensions["jobs"] = Dispatcher(celery)
    return celery


@event.listens_for(Session, "after_commit")
def _send_after_commit(session: Session) -> None:
    for pending in session.info.pop("jobs", []):
        current_app.extensions["jobs"].send(pending)


@event.listens_for(Session, "after_rollback")
def _forget_after_rollback(session: Session) -> None:
    session.info.pop("jobs", None)
