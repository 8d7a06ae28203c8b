"""What a line of the log never holds."""

import json
import logging
from typing import Any

import pytest
import structlog
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import text

from ama_net.foundation.database import db
from ama_net.foundation.jobs import job
from tests.support.standing import Standing

ADDRESS = "colombina@posta.example"


@job(name="tests.quote_somebody")
def quote_somebody(address: str) -> None:
    """Fail with an error that quotes an address."""
    db.session.execute(text("SELECT CAST(:value AS integer)"), {"value": address})


def _as_written(record: logging.LogRecord) -> dict[str, Any]:
    """The line that our own handler makes of a library's record."""
    formatters = (handler.formatter for handler in logging.getLogger().handlers)
    ours = next(one for one in formatters if isinstance(one, structlog.stdlib.ProcessorFormatter))
    line: dict[str, Any] = json.loads(ours.format(record))
    return line


def test_job_that_fails_leaves_no_word_of_its_error(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.extensions["celery"].tasks[quote_somebody.name].apply(args=(ADDRESS,), throw=False)
    failures = [record for record in caplog.records if record.name == "celery.app.trace" and record.exc_info]
    line = _as_written(failures[0])
    assert (len(failures), line["level"], line["error"]["kind"]) == (1, "error", "DataError")
    assert ADDRESS not in json.dumps(line)


def test_error_at_the_commit_is_not_told_with_the_address_of_the_page(
    app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_session: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(Session, "commit", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = app.test_client().get("/gruppi", base_url=f"https://{alba.host}")
    assert (answer.status_code, "/gruppi" in caplog.text) == (500, False)
