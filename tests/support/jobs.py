"""Running captured jobs the way a worker does, without one."""

import contextvars

from flask import Flask

from ama_net.foundation.jobs import Dispatcher


def run_captured_jobs(app: Flask) -> int:
    """Run every captured job in an empty context; returns how many ran."""
    dispatcher: Dispatcher = app.extensions["jobs"]
    done = 0
    while dispatcher.captured:
        pending = dispatcher.captured.pop(0)
        result = contextvars.Context().run(
            lambda job=pending: dispatcher.celery.tasks[job.name].apply(args=job.args, headers=job.headers, throw=True)
        )
        result.get()
        done += 1
    return done
