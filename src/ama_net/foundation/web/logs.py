"""Logs as JSON lines: what happened, to which request of which association, how long it took; never who or why.

Nothing personal enters a line: no address with its query, no form value, no IP, no account.
"""

import logging
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request
from uuid_utils.compat import uuid7

from ama_net.foundation import jobs
from ama_net.foundation.config import Settings

log = structlog.get_logger()


def configure(settings: Settings) -> None:
    """One JSON line per event on standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _only_the_kind_of_error,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        processor=structlog.processors.JSONRenderer(), foreign_pre_chain=shared
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.INFO, getattr(logging, settings.log_level)))
    for noisy in ("granian.access", "celery.app.trace", "sqlalchemy.engine"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def connect(app: Flask) -> None:
    """Give every request an id, carried by its jobs, and one line when it ends."""
    # Flask's own line, for an error after the view (at the commit), would quote the path.
    app.log_exception = lambda exc_info: log.error("unexpected", exc_info=exc_info)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.after_request(_end)
    jobs.header_sources.append(_request_header)


def _begin() -> None:
    g.request_id = uuid7().hex
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers.add("X-Request-Id", g.get("request_id", ""))
    if request.endpoint not in {"healthz", "readyz"}:
        elapsed = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
        # The rule, not the path: a path may hold a secret link or the name of a group.
        rule = request.url_rule.rule if request.url_rule else "-"
        log.info("request", method=request.method, rule=rule, status=response.status_code, ms=elapsed)
    return response


def _request_header() -> dict[str, str]:
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    return {"request_id": request_id} if request_id else {}


def _only_the_kind_of_error(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep where an error happened and its kind; its message may quote what somebody wrote.

    So may the line a library writes about it (Celery's has the error's text in it): of that the words alone are kept.
    """
    error = event.pop("exc_info", None)
    record = event.get("_record")
    if error and isinstance(record, logging.LogRecord):
        event["event"] = str(record.msg)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple) and error[1] is not None:
        trace = error[2]
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        event["error"] = {"kind": type(error[1]).__name__, "where": where}
    return event
