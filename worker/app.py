"""Celery's entry: ``celery --app worker.app worker`` and ``… beat``."""

from typing import Any

from celery.signals import setup_logging, worker_process_init

from ama_net.app import create_app
from ama_net.foundation.database import db
from worker.schedule import TIMETABLE

flask_app = create_app()
app = flask_app.extensions["celery"]
app.conf.beat_schedule = TIMETABLE


@setup_logging.connect
def _keep_our_logs(**_: Any) -> None:
    """Celery must not replace the JSON logs."""


@worker_process_init.connect
def _own_connections(**_: Any) -> None:
    """A child process must not share its parent's connections."""
    with flask_app.app_context():
        db.engine.dispose(close=False)
