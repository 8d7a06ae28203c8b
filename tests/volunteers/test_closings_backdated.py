"""A closing of a day that is gone: it holds what was written by then, and what came later waits for the next one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from ama_net.features.volunteers.models import ServiceEnd
from ama_net.features.volunteers.operations.closings import close_register
from ama_net.features.volunteers.operations.volunteers import end_service
from ama_net.features.volunteers.queries_closings import is_late, last_closing
from ama_net.foundation.clock import now, today
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import ledger
from ama_net.kernel.documents import body_of
from tests.support.hands import desk
from tests.support.standing import Standing
from tests.volunteers.register_desk import begin, numbered

Earlier = Callable[[int], None]


@pytest.fixture
def days_ago(monkeypatch: pytest.MonkeyPatch) -> Earlier:
    """What is written from here on was written so many days ago."""

    def write_then(days: int) -> None:
        def then() -> datetime:
            return now() - timedelta(days=days)

        monkeypatch.setattr(ledger, "now", then)

    return write_then


def _close(app: Flask, alba: Standing, *, days: int) -> None:
    with desk(app, alba):
        close_register(today() - timedelta(days=days), by=SYSTEM)


def test_it_holds_only_what_was_written_by_then(app: Flask, alba: Standing, days_ago: Earlier) -> None:
    with app.app_context():
        days_ago(100)
        begin(alba, "Prima")
        days_ago(0)
        begin(alba, "Seconda")
    with desk(app, alba):
        end_service(numbered(1), on=date(2024, 6, 1), reason=ServiceEnd.STOPPED, by=SYSTEM)
    _close(app, alba, days=50)
    with desk(app, alba):
        closing = last_closing()
        assert closing is not None
        pages = PdfReader(BytesIO(body_of(closing.document.versions[-1]))).pages
        said = " ".join(page.extract_text() for page in pages)
        assert (closing.last_entry, closing.lines) == (1, 1)
        assert [words in said for words in ("Prima", "Seconda", "Ha smesso")] == [True, False, False]


def test_it_does_not_quiet_what_still_waits(app: Flask, alba: Standing, days_ago: Earlier) -> None:
    with app.app_context():
        days_ago(900)
        begin(alba, "Prima")
        days_ago(700)
        begin(alba, "Seconda")
        days_ago(0)
    _close(app, alba, days=800)
    with desk(app, alba):
        assert is_late() is True
    _close(app, alba, days=0)
    with desk(app, alba):
        assert is_late() is False


def test_what_was_written_since_has_a_year(app: Flask, alba: Standing, days_ago: Earlier) -> None:
    with app.app_context():
        days_ago(900)
        begin(alba, "Prima")
        days_ago(300)
        begin(alba, "Seconda")
        days_ago(0)
    _close(app, alba, days=800)
    with desk(app, alba):
        assert is_late() is False
